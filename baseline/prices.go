package baseline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// Price returns the yearly price of a form in USD per tonne as the network
// counts it (column mass_of of the chain): outside the countries that have
// their own price, delivered where the series says. A form that no source
// prices and no rule reaches is a *MissingError; one that the chain does not
// have an *adit.UnknownError.
func Price(a *atlas.Atlas, mineral, form string, year adit.Year) (Value, error) {
	if err := inChain(a, mineral, form); err != nil {
		return Value{}, err
	}
	q := pricing{a, year}
	rows := q.rows(mineral, form)
	if len(rows["price"]) == 0 && len(rows["basket"]) == 0 {
		return Value{}, &MissingError{"price", mineral, form, 0, "no series of the atlas prices it, and no rule derives it (table price_of)"}
	}
	if len(rows["basket"]) > 0 {
		return q.basket(mineral, form, rows["basket"])
	}
	best, ok, err := q.latest(rows["price"])
	if err != nil {
		return Value{}, err
	}
	if !ok {
		return Value{}, &MissingError{"price", mineral, form, year, "its series have no figure for the year: " + seriesNames(rows["price"])}
	}
	return q.bounded(best, rows["bound"])
}

// inChain reports a form that the chain lacks.
func inChain(a *atlas.Atlas, mineral, form string) error {
	var forms []string
	for r := range a.Rows("chain") {
		if r.Get("mineral") != mineral {
			continue
		}
		if r.Get("form") == form {
			return nil
		}
		forms = append(forms, r.Get("form"))
	}
	if forms == nil {
		return &adit.UnknownError{Kind: "mineral with a chain", ID: mineral}
	}
	return &adit.UnknownError{Kind: "form of " + mineral, ID: form, Near: forms}
}

// pricing is a question for prices of one year.
type pricing struct {
	atlas *atlas.Atlas
	year  adit.Year
}

// rows returns the rows of table price_of for a form, by role.
func (q pricing) rows(mineral, form string) map[string][]atlas.Row {
	by := map[string][]atlas.Row{}
	for r := range q.atlas.Rows("price_of") {
		if r.Get("mineral") == mineral && r.Get("form") == form {
			by[r.Get("role")] = append(by[r.Get("role")], r)
		}
	}
	return by
}

// latest resolves rows of one role to the one of the latest edition. Rows of
// two publishers never compete: the table gives a form one or the other.
func (q pricing) latest(rows []atlas.Row) (Value, bool, error) {
	var best Value
	edition := ""
	for _, r := range rows {
		v, source, err := q.resolve(r)
		if err != nil {
			return Value{}, false, err
		}
		if source > edition {
			best, edition = v, source
		}
	}
	return best, edition != "", nil
}

// bounded widens the band by the other series of the same tonnes.
func (q pricing) bounded(v Value, rows []atlas.Row) (Value, error) {
	for _, r := range rows {
		o, source, err := q.resolve(r)
		if err != nil {
			return Value{}, err
		}
		if source != "" {
			v = v.within(o)
			v.Note = note(v.Note, r.Get("note"))
		}
	}
	return v, nil
}

// resolve returns what a row of price_of says, in USD per tonne of the
// network, and its source; no source where the year has no figure.
func (q pricing) resolve(row atlas.Row) (Value, string, error) {
	switch row.Get("table") {
	case "prices":
		return q.series(row)
	case "trade":
		return q.unitValue(row)
	case "price_quotes":
		return q.quotes(row)
	case "chain":
		return q.share(row)
	}
	return Value{}, "", fmt.Errorf("%s: table %q holds no prices", row.Where(), row.Get("table"))
}

// share is the price of another form times an assumption.
func (q pricing) share(row atlas.Row) (Value, string, error) {
	other, err := Price(q.atlas, row.Get("of_mineral"), row.Get("of_form"), q.year)
	if err != nil {
		return Value{}, "", fmt.Errorf("price of %s/%s: %w", row.Get("mineral"), row.Get("form"), err)
	}
	part, err := Parameter(q.atlas, row.Get("assumption"))
	if err != nil {
		return Value{}, "", err
	}
	v := other.by(part)
	v.Note = note(fmt.Sprintf("%g of the price of %s/%s", part.Value, row.Get("of_mineral"), row.Get("of_form")), part.Note)
	return v, "adit", nil
}

// leastBasket is the part of a basket's weight that must be priced for its mean
// to stand for the whole.
const leastBasket = 0.9

// basket is the mean price of a group's members, weighted by their assumed
// shares. Its band takes all weights and prices low, or all high. Members that
// no source prices in the year are left out, while they weigh little.
func (q pricing) basket(mineral, form string, rows []atlas.Row) (Value, error) {
	var sum, weights Value
	all, priced := 0.0, 0
	var last error
	for _, r := range rows {
		w, err := Parameter(q.atlas, r.Get("assumption"))
		if err != nil {
			return Value{}, err
		}
		all += w.Value
		p, err := Price(q.atlas, r.Get("of_mineral"), r.Get("of_form"), q.year)
		if missing := (*MissingError)(nil); errors.As(err, &missing) {
			last = err
			continue
		}
		if err != nil {
			return Value{}, fmt.Errorf("price of %s/%s: %w", mineral, form, err)
		}
		sum, weights, priced = sum.plus(p.by(w)), weights.plus(w), priced+1
	}
	if weights.Value < leastBasket*all {
		return Value{}, fmt.Errorf("price of %s/%s: %w", mineral, form, last)
	}
	v := sum.times(1 / weights.Value)
	v.Note = fmt.Sprintf("mean of %d oxides by their shares in world output; they hold %.1f%% of it", priced, 100*weights.Value)
	return v, nil
}

// contained turns a price per tonne of product into one per tonne as the
// network counts it.
func contained(v Value, row atlas.Row) Value {
	content, ok := row.Number("content")
	if !ok {
		return v
	}
	v = v.times(1 / content)
	if adit.Basis(row.Get("content_basis")) == adit.Assumption {
		v.Basis = worse(v.Basis, adit.Derived)
	}
	v.Note = note(row.Get("note"), v.Note)
	return v
}

func note(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

func seriesNames(rows []atlas.Row) string {
	var names []string
	for _, r := range rows {
		names = append(names, r.Get("table")+" "+strings.Trim(r.Get("of_mineral")+"/"+r.Get("of_form"), "/"))
	}
	return strings.Join(names, ", ")
}
