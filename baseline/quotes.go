package baseline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// PlacePrice returns the price of a form inside a country where a series or
// quotes of the year tell one apart from the price outside. Quotes of another
// form, purity or location are other series and never joined: the series with
// the most quotes counts, whose band is their range.
func PlacePrice(a *atlas.Atlas, mineral, form string, place adit.PlaceID, year adit.Year) (Value, bool, error) {
	q := pricing{a, year}
	var best Value
	most := 0
	for _, r := range q.rows(mineral, form)["place"] {
		if r.Place() != place.Country() {
			continue
		}
		v, source, err := q.resolve(r)
		if err != nil {
			return Value{}, false, err
		}
		if count := len(v.Figures()); source != "" && count > most {
			best, most = v, count
		}
	}
	return best, most > 0, nil
}

// quotes reads the quotes of one form, purity and location in the year.
func (q pricing) quotes(row atlas.Row) (Value, string, error) {
	var values []Value
	source := ""
	for r := range q.atlas.Rows("price_quotes") {
		if !quoted(row, r) || !strings.HasPrefix(r.Get("period"), fmt.Sprint(q.year)) {
			continue
		}
		v, err := q.quote(r)
		if err != nil {
			return Value{}, "", err
		}
		values, source = append(values, v), r.Get("source")
	}
	if len(values) == 0 {
		return Value{}, "", nil
	}
	tax, err := Parameter(q.atlas, row.Get("assumption"))
	if err != nil {
		return Value{}, "", err
	}
	v := middle(values).times(1 / (1 + tax.Value))
	v.Figure = join(v.Figure, tax.Figure)
	v.Note = note(fmt.Sprintf("%d quotes, %s, without tax", len(values), row.Get("detail")), row.Get("note"))
	return contained(v, row), source, nil
}

func quoted(row, r atlas.Row) bool {
	return slices.Contains(strings.Split(r.Get("minerals"), ";"), row.Get("of_mineral")) &&
		r.Get("form") == row.Get("of_form") && r.Get("purity") == row.Get("purity") && r.Get("location") == row.Get("detail")
}

// quote reads one quote in USD per tonne.
func (q pricing) quote(r atlas.Row) (Value, error) {
	f := r.Figure("price")
	v := banded(adit.Figure{ID: f.ID, Value: f.Value, Low: f.Value, High: f.Value, Basis: adit.Basis(r.Get("basis"))})
	if low, ok := r.Number("price_low"); ok {
		v.Low = low
	}
	if high, ok := r.Number("price_high"); ok {
		v.High = high
	}
	unit := r.Get("price_unit")
	if yuan, ok := strings.CutPrefix(unit, "CNY/"); ok {
		rate, err := Parameter(q.atlas, "cny-per-usd")
		if err != nil {
			return Value{}, err
		}
		unit = "USD/" + yuan
		v = v.over(rate)
	}
	k, err := usdPerTonne(unit)
	if err != nil {
		return Value{}, fmt.Errorf("%s: %w", r.Where(), err)
	}
	return v.times(k), nil
}

// middle is the mean of quotes; its band is their range.
func middle(values []Value) Value {
	low := slices.MinFunc(values, func(x, y Value) int { return cmp.Compare(x.Low, y.Low) }).Low
	high := slices.MaxFunc(values, func(x, y Value) int { return cmp.Compare(x.High, y.High) }).High
	sum := values[0]
	for _, v := range values[1:] {
		sum = sum.plus(v)
	}
	sum = sum.times(1 / float64(len(values)))
	sum.Low, sum.High = low, high
	return sum
}
