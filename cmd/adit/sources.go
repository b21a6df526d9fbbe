package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/table"
)

func sourcesVerb(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "sources",
		Short: "what the atlas holds, from where, and how old it is",
		Long: `Every source of the atlas: publisher, edition, when it was published, the years its figures are of,
the terms it is under, and how many rows of which tables rest on it, your own imports included.
How much is withheld or not known is counted by table.`,
		Example: "  adit sources\n  adit sources --json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return s.sources() },
	}
}

// sourcesAnswer is the answer in JSON.
type sourcesAnswer struct {
	Parameters parameters  `json:"parameters"`
	Rows       int         `json:"rows"`
	Sources    []heldOut   `json:"sources"`
	Tables     []tableHeld `json:"tables"`
}

// A heldOut is a source and what rests on it.
type heldOut struct {
	sourceRow
	Published string         `json:"published"`
	File      string         `json:"file"`
	Note      string         `json:"note"`
	Rows      int            `json:"rows"`
	Tables    map[string]int `json:"tables"`     // rows, by table
	FirstYear adit.Year      `json:"first_year"` // of its figures; 0 where they have none
	LastYear  adit.Year      `json:"last_year"`
}

// A tableHeld counts the rows of a table by how their figure is known; rows of
// tables without figures have no basis.
type tableHeld struct {
	Table string         `json:"table"`
	About string         `json:"about"`
	Rows  int            `json:"rows"`
	Basis map[string]int `json:"basis"`
}

func (s *session) sources() error {
	a, err := s.atlas()
	if err != nil {
		return err
	}
	answer := held(a)
	answer.Parameters.Set = s.set
	return s.answer(answer, func(p *page) { sourcesPage(p, answer) })
}

// held counts every row of every table once, under its source.
func held(a *atlas.Atlas) sourcesAnswer {
	answer := sourcesAnswer{Sources: []heldOut{}, Tables: []tableHeld{}}
	at := map[string]*heldOut{}
	for r := range a.Rows("sources") {
		row := sources(a, []string{r.Get("source")})[0]
		at[row.ID] = &heldOut{sourceRow: row, Published: r.Get("published"), File: r.Get("file"), Note: r.Get("note"), Tables: map[string]int{}}
	}
	for _, schema := range atlas.Schemas {
		t := tableHeld{Table: schema.Name, About: schema.About, Basis: map[string]int{}}
		for r := range a.Rows(schema.Name) {
			t.Rows++
			if basis := r.Get("basis"); basis != "" {
				t.Basis[basis]++
			}
			if h := at[r.Get("source")]; h != nil && schema.Name != "sources" {
				h.add(schema.Name, r.Year())
			}
		}
		answer.Rows += t.Rows
		if t.Rows > 0 {
			answer.Tables = append(answer.Tables, t)
		}
	}
	for _, h := range at {
		answer.Sources = append(answer.Sources, *h)
	}
	slices.SortFunc(answer.Sources, func(x, y heldOut) int {
		return cmp.Or(cmp.Compare(y.Rows, x.Rows), cmp.Compare(x.ID, y.ID))
	})
	return answer
}

func (h *heldOut) add(table string, year adit.Year) {
	h.Rows++
	h.Tables[table]++
	if year > 0 && (h.FirstYear == 0 || year < h.FirstYear) {
		h.FirstYear = year
	}
	h.LastYear = max(h.LastYear, year)
}

func sourcesPage(p *page, answer sourcesAnswer) {
	p.title("%s of %s", count(answer.Rows, "row"), count(len(answer.Sources), "source"))
	t := table.New(table.Text("Source"), table.Wrapped("Title"), table.Text("Published"), table.Text("Years"), table.Number("Rows"))
	for _, h := range answer.Sources {
		t.Row(h.ID, h.Title, cmp.Or(h.Published, table.Unknown), cmp.Or(h.Years, table.Unknown), table.Count(h.Rows))
	}
	p.table(t)
	p.line("")
	p.title("Terms")
	under := map[string][]string{}
	for _, h := range answer.Sources {
		under[h.Licence] = append(under[h.Licence], h.ID)
	}
	for _, terms := range slices.Sorted(maps.Keys(under)) {
		p.text("%s: %s.", cmp.Or(terms, table.Unknown), strings.Join(under[terms], ", "))
	}
	p.line("")
	p.title("How the figures of each table are known, in rows")
	t = table.New(table.Text("Table"), table.Number("Rows"), table.Number("reported"), table.Number("estimated"), table.Number("derived"), table.Number("assumption"),
		table.Number("withheld"), table.Number("unknown"))
	for _, x := range answer.Tables {
		if len(x.Basis) == 0 {
			continue
		}
		n := func(b adit.Basis) string { return table.Count(x.Basis[string(b)]) }
		t.Row(x.Table, table.Count(x.Rows), n(adit.Reported), n(adit.Estimated), n(adit.Derived), n(adit.Assumption), n(adit.Withheld), n(adit.Unknown))
	}
	p.table(t)
}
