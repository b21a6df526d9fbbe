package usitc

import (
	"errors"
	"fmt"
	"strings"

	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// A quantity is what a row weighs, in tonnes; why says why gross is blank.
type quantity struct{ gross, contained, why string }

// Units of mass, and how many are a tonne.
var (
	grossUnits   = map[string]float64{"kilograms": 1000, "metric tons": 1}
	contentUnits = map[string]float64{"component kilograms": 1000, "component tons": 1}
)

// quantities reads qty1 and qty2. Grams stand for gold and silver inside ores
// of other metals, and are no weight of the goods.
func quantities(c *atlas.CSV) (quantity, error) {
	unit1, unit2 := c.Get("qty1_unit"), c.Get("qty2_unit")
	if strings.Contains(unit1, ";") || strings.Contains(unit2, ";") {
		return quantity{why: ";mixed-units"}, several(c)
	}
	var q quantity
	err := q.take(c.Get("qty1"), unit1, true)
	return q, errors.Join(err, q.take(c.Get("qty2"), unit2, false))
}

// take puts an amount where its unit belongs. A second quantity in kilograms is
// the weight of those lines that are counted in pieces: not of the heading.
// DataWeb prints 0 where no line of a heading has that unit: not given.
func (q *quantity) take(amount, unit string, first bool) error {
	v, _, err := flows.Number(amount)
	if err != nil || v == 0 {
		return err
	}
	switch {
	case contentUnits[unit] > 0:
		q.contained = intake.Format(v / contentUnits[unit])
	case grossUnits[unit] > 0 && first:
		q.gross = intake.Format(v / grossUnits[unit])
	case grossUnits[unit] > 0:
	case unit == "number":
		q.why = ";number"
	case unit == "grams" || unit == "component grams":
		q.why = ";grams"
	case unit == "":
		q.why = ";no-unit"
	default:
		return fmt.Errorf("unknown unit %q", unit)
	}
	return nil
}

// several checks figures joined by ";", which are not used.
func several(c *atlas.CSV) error {
	var err error
	for _, column := range []string{"qty1", "qty2"} {
		for _, part := range strings.Split(c.Get(column), ";") {
			_, e := flows.Amount(strings.TrimSpace(part))
			err = errors.Join(err, e)
		}
	}
	return err
}
