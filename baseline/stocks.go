package baseline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Holding is a reported stock at the end of a year.
type Holding struct {
	Form   string
	Place  adit.PlaceID
	Holder string // consumer, producer, industry, exchange, government
	Tonnes Value  // as the network counts them; not Known where withheld
	Usable bool   // comes to market at the place when the price is right
}

// Stocks returns the stocks of a mineral that are reported: those of the United
// States, from the latest edition with the year. A withheld stock is listed
// with bounds and without a value; what is not listed is unknown, not zero
// (Unlisted).
func Stocks(a *atlas.Atlas, mineral string, year adit.Year) []Holding {
	var holdings []Holding
	for row := range a.Rows("stock_of") {
		if row.Get("mineral") != mineral {
			continue
		}
		if r, ok := stock(a, row, year); ok {
			usable, _ := row.Number("usable")
			v := held(row, r)
			holdings = append(holdings, Holding{row.Get("form"), r.Place(), row.Get("holder"), v, usable == 1 && v.Basis.Known()})
		}
	}
	return holdings
}

// stock returns the row of table stocks that a row of stock_of names, of the
// latest edition.
func stock(a *atlas.Atlas, row atlas.Row, year adit.Year) (atlas.Row, bool) {
	var rows []atlas.Row
	for r := range a.Rows("stocks") {
		if r.Get("mineral") == row.Get("mineral") && r.Year() == year && r.Get("unit") == "t" && slices.Contains(list(row.Get("of_form")), r.Get("form")) {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return atlas.Row{}, false
	}
	return slices.MaxFunc(rows, func(x, y atlas.Row) int { return cmp.Compare(x.Get("source"), y.Get("source")) }), true
}

func held(row, r atlas.Row) Value {
	f := r.Figure("value")
	if _, known := f.Point(); !known {
		return Value{0, f.Low, f.High, f.Basis, f.ID, note(row.Get("note"), f.Note)}
	}
	content, _ := row.Number("content")
	v := banded(f).times(content)
	if adit.Basis(row.Get("content_basis")) == adit.Assumption {
		v.Basis = worse(v.Basis, adit.Derived)
	}
	v.Note = note(row.Get("note"), f.Note)
	return v
}

// reportedStock is the kind of holdings that Stocks counts.
const reportedStock = "commercial/consumer/exchange"

// Unlisted tells of stocks that Stocks does not hold: of governments, bought,
// planned or kept secret, as far as known by the end of the year.
func Unlisted(a *atlas.Atlas, mineral string, year adit.Year) []string {
	var notes []string
	for r := range a.Rows("holdings") {
		about := slices.Contains(strings.Split(r.Get("minerals"), ";"), mineral)
		secret := r.Get("scope") == "ALL" && r.Get("kind") == "inventory disclosure"
		if !about && !secret || r.Get("kind") == reportedStock || r.Get("as_of")[:4] > fmt.Sprint(year) {
			continue
		}
		notes = append(notes, unlisted(r))
	}
	return notes
}

func unlisted(r atlas.Row) string {
	amount := ""
	if q := r.Get("quantity"); q != "" {
		amount = q + " " + r.Get("quantity_unit")
	}
	words := strings.Join(strings.Fields(strings.Join([]string{r.Get("kind"), r.Get("form"), amount}, " ")), " ")
	return note(fmt.Sprintf("%s, %s: %s", r.Get("holder"), r.Get("as_of"), words), r.Get("note"))
}
