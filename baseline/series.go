package baseline

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// series reads the published series that a row names: the year's figure of the
// latest edition, or the mean of its months.
func (q pricing) series(row atlas.Row) (Value, string, error) {
	rows := q.matching(row)
	if len(rows) == 0 {
		return Value{}, "", nil
	}
	var v Value
	var err error
	if row.Get("statistic") == "price-monthly" {
		v, err = mean(rows)
	} else {
		v, err = single(row, rows)
	}
	if err != nil {
		return Value{}, "", err
	}
	return contained(v, row), rows[0].Get("source"), nil
}

// matching returns the rows of table prices that a row of price_of names, with
// a figure for the year, of the latest edition.
func (q pricing) matching(row atlas.Row) []atlas.Row {
	var rows []atlas.Row
	edition := ""
	for r := range q.atlas.About("prices", row.Get("of_mineral")) {
		if r.Year() == q.year && names(row, r) && bounds(r.Figure("value")) {
			rows = append(rows, r)
			edition = max(edition, r.Get("source"))
		}
	}
	return slices.DeleteFunc(rows, func(r atlas.Row) bool { return r.Get("source") != edition })
}

// names reports whether a row of price_of names a row of prices.
func names(row, r atlas.Row) bool {
	if r.Get("statistic") != row.Get("statistic") || !slices.Contains(list(row.Get("of_form")), r.Get("form")) {
		return false
	}
	switch detail := row.Get("detail"); detail {
	case "":
		return true
	case "-":
		return r.Get("detail") == ""
	default:
		return strings.HasPrefix(r.Get("detail"), detail)
	}
}

// bounds reports whether a figure has a value, or a range.
func bounds(f adit.Figure) bool {
	_, known := f.Point()
	return known || f.Low > 0 && f.High < float64(adit.NoLimit)
}

// single reads the one figure that a series has for a year. A published range
// stands for its middle.
func single(row atlas.Row, rows []atlas.Row) (Value, error) {
	if len(rows) > 1 {
		return Value{}, fmt.Errorf("%s names %d series of prices: %s, %s", row.Where(), len(rows), rows[0].Where(), rows[1].Where())
	}
	f := rows[0].Figure("value")
	if _, known := f.Point(); !known {
		f.Value, f.Basis = (f.Low+f.High)/2, adit.Estimated
	}
	k, err := usdPerTonne(f.Unit)
	if err != nil {
		return Value{}, fmt.Errorf("%s: %w", rows[0].Where(), err)
	}
	return banded(f).times(k), nil
}

// mean is the mean of a year's months, whose least and greatest are no band of
// the mean.
func mean(rows []atlas.Row) (Value, error) {
	first := rows[0].Figure("value")
	k, err := usdPerTonne(first.Unit)
	if err != nil {
		return Value{}, fmt.Errorf("%s: %w", rows[0].Where(), err)
	}
	if len(rows) < fullYear {
		return Value{}, fmt.Errorf("%s: %d months do not make a year", rows[0].Where(), len(rows))
	}
	sum, ids := 0.0, ""
	for _, r := range rows {
		f := r.Figure("value")
		sum, ids = sum+f.Value, join(ids, f.ID)
	}
	f := adit.Exact(sum/float64(len(rows)), first.Unit, first.Basis)
	f.ID, f.Note = ids, first.Note
	return banded(f).times(k), nil
}

// fullYear is how many months a yearly mean needs: a source may skip one (the
// World Bank's phosphate rock of 2023).
const fullYear = 11

// unitValue is the world's trade in a code over its tonnes, of the year or,
// where only values are at hand, of the nearest year with tonnes.
func (q pricing) unitValue(row atlas.Row) (Value, string, error) {
	nomenclature, code, _ := strings.Cut(row.Get("of_form"), "/")
	year, f := nearest(q.trade(nomenclature, code), q.year)
	if f == nil || f.tonnes == 0 || row.Get("role") == "bound" && year != q.year {
		return Value{}, "", nil // a bound of another year bounds nothing
	}
	fig := adit.Exact(f.usd/f.tonnes, "USD/t", adit.Derived)
	fig.ID, fig.Note = f.largest, fmt.Sprintf("%s %s of %d; the figure named is its largest flow", nomenclature, code, year)
	return contained(banded(fig), row), f.source, nil
}

// trade sums the flows of a code that have both value and tonnes, by year.
func (q pricing) trade(nomenclature, code string) map[adit.Year]*flows {
	sums := map[adit.Year]*flows{}
	for r := range q.atlas.Rows("trade") {
		if r.Get("code") != code || r.Get("nomenclature") != nomenclature || r.Get("flow") != "reconciled" {
			continue
		}
		value, ok := r.Number("value")
		mass, ok2 := r.Number("mass_t")
		if !ok || !ok2 || r.Get("value_unit") != "kUSD" {
			continue
		}
		if sums[r.Year()] == nil {
			sums[r.Year()] = &flows{source: r.Get("source")}
		}
		sums[r.Year()].add(value*1000, mass, r.ID("value"))
	}
	return sums
}

// flows are sums of trade.
type flows struct {
	usd, tonnes, most float64
	source, largest   string
}

func (f *flows) add(usd, tonnes float64, figure string) {
	if usd > f.most {
		f.most, f.largest = usd, figure
	}
	f.usd, f.tonnes = f.usd+usd, f.tonnes+tonnes
}

// nearest returns the sums of the year nearest to one, the earlier of two.
func nearest(sums map[adit.Year]*flows, year adit.Year) (adit.Year, *flows) {
	best, found := adit.Year(0), (*flows)(nil)
	for y, f := range sums {
		near, far := distance(y, year), distance(best, year)
		if found == nil || near < far || near == far && y < best {
			best, found = y, f
		}
	}
	return best, found
}

func distance(a, b adit.Year) adit.Year { return max(a-b, b-a) }
