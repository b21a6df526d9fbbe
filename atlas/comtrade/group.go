package comtrade

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"adit/atlas/flows"
	"adit/atlas/intake"
)

// maxRows bounds what is kept; a year of all codes is not for memory.
const maxRows = 2_000_000

// A group is all rows of one flow.
type group struct {
	flow  flows.Flow
	where string // of the first row
	rows  []amount
}

// An amount is what a row says: USD and kilograms.
type amount struct{ value, kg float64 }

func (j *job) add(where string, f flows.Flow, value, kg float64) error {
	key := strings.Join(f.Row(), "|")
	g := j.groups[key]
	if g == nil {
		g = &group{flow: f, where: where}
		j.groups[key] = g
	}
	g.rows = append(g.rows, amount{value, kg})
	if j.rows > maxRows {
		return fmt.Errorf("%s: more than %d rows; take fewer codes", where, maxRows)
	}
	return nil
}

// totals returns the table of flows.
func (j *job) totals() *flows.Book {
	book := flows.NewBook("trade", "comtrade", &j.log)
	repeated, parts := 0, 0
	for _, key := range slices.Sorted(maps.Keys(j.groups)) {
		g := j.groups[key]
		slices.SortFunc(g.rows, func(a, b amount) int { return b.compare(a) })
		unique := len(slices.Compact(slices.Clone(g.rows)))
		repeated += len(g.rows) - unique
		parts += unique - 1
		total, ok := g.total()
		if !ok {
			j.log.Wrong(g.where, "conflict", "take the flow's total from UN Comtrade: no row was taken",
				"%d rows of %s %s to %s of %s are neither one total nor its parts", len(g.rows), g.flow.Code, g.flow.Exporter, g.flow.Importer, g.flow.Year)
			continue
		}
		f := g.flow
		f.Value = intake.Format(total.value)
		if total.kg > 0 {
			f.Mass = intake.Format(total.kg / 1000)
		}
		book.Add(g.where, f.Row())
	}
	if repeated > 0 {
		j.log.Warn("trade", "duplicate", "nothing to do: they count once", "%d rows repeat another one exactly", repeated)
	}
	if parts > 0 {
		j.log.Warn("trade", "parts", "nothing to do: the total counts", "%d rows are parts of a total that is there", parts)
	}
	return book
}

func (a amount) compare(b amount) int {
	switch {
	case a.value != b.value:
		return sign(a.value - b.value)
	default:
		return sign(a.kg - b.kg)
	}
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// total returns the largest row (rows are sorted, largest first) if the rows
// add up to it 1, 2, 4 or 8 times: the total, and its split by customs
// procedure, means of transport or second partner. UN Comtrade rounds values to
// a thousandth of a dollar; a part in 10,000 is allowed for parts withheld.
func (g *group) total() (amount, bool) {
	first, sum := g.rows[0], 0.0
	for _, r := range g.rows {
		sum += r.value
	}
	if first.value == 0 || same(g.rows) {
		return first, true
	}
	times := sum / first.value
	for _, n := range []float64{1, 2, 4, 8} {
		if math.Abs(times-n) <= 1e-4*n {
			return first, true
		}
	}
	return amount{}, false
}

// same reports whether all rows are one row, repeated any number of times.
func same(rows []amount) bool { return len(slices.Compact(slices.Clone(rows))) == 1 }
