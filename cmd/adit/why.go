package main

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/world"
)

func whyVerb(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "why FIGURE",
		Short: "where a figure comes from: source, table, row, and what other sources say",
		Long: `FIGURE is the id of a figure, as --json and the tables of adit print it. The answer walks back from
the value to the row of the publisher's table, the source with its licence, and the raw file with
its hash; below stand figures of other sources about the same thing, which were not used.

A part of an id is enough to be shown ids like it. What a network holds is explained too: a flow
"MATERIAL FROM>TO", or what a place makes and gets of a material, "MATERIAL PLACE".`,
		Example:           "  adit why baci-2024:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t\n  adit why \"antimony/metal THA>USA\"\n  adit why \"antimony/oxide USA\"",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.why(cmd.Context(), args[0]) },
	}
}

// An explainer explains the ids that it takes. The last one takes every id.
type explainer struct {
	takes   func(id string) bool
	explain func(ctx context.Context, s *session, a *atlas.Atlas, id string) error
}

// explainers are tried in order. To explain another kind of figure, add a line.
func explainers() []explainer {
	return []explainer{
		{func(id string) bool { _, ok := world.IsQuantity(id); return ok }, whyQuantity},
		{func(string) bool { return true }, whyRow},
	}
}

// why finds who explains an id. The last explainer takes all.
func (s *session) why(ctx context.Context, id string) error {
	a, err := s.atlas()
	if err != nil {
		return err
	}
	for _, e := range explainers() {
		if e.takes(id) {
			return e.explain(ctx, s, a, id)
		}
	}
	panic("adit: no explainer takes every id")
}

// A figureOut is a figure in JSON; nil is unknown or without limit.
type figureOut struct {
	ID      string     `json:"id"`
	Value   *float64   `json:"value"`
	Low     *float64   `json:"low"`
	High    *float64   `json:"high"`
	Unit    string     `json:"unit"`
	Year    adit.Year  `json:"year"`
	Basis   adit.Basis `json:"basis"`
	Flag    string     `json:"published_as"` // the source's own word, where it printed no number
	Source  string     `json:"source"`
	Locator string     `json:"locator"`
	Note    string     `json:"note"`
	Detail  string     `json:"detail"`
}

// locator is where in its source a row stands; a row of trade is found by its
// code, ends and year.
func locator(r atlas.Row) string {
	if l := r.Get("locator"); l != "" || r.Schema.Name != "trade" {
		return l
	}
	return strings.Join([]string{r.Get("code"), r.Get("exporter"), r.Get("importer"), r.Get("year")}, ", ")
}

func figureJSON(f adit.Figure, r atlas.Row) figureOut {
	out := figureOut{ID: f.ID, Low: finite(f.Low), High: finite(f.High), Unit: f.Unit, Year: f.Year, Basis: adit.Basis(r.Get("basis")),
		Flag: r.Get("flag"), Source: f.Source, Locator: locator(r), Note: f.Note, Detail: r.Get("detail")}
	if v, ok := f.Point(); ok {
		out.Value = &v
	}
	return out
}

// finite is null for a bound that is none.
func finite(v float64) *float64 {
	if math.Abs(v) >= math.MaxFloat64 {
		return nil
	}
	return &v
}

// whyAnswer is the answer in JSON.
type whyAnswer struct {
	Parameters   parameters        `json:"parameters"`
	Figure       figureOut         `json:"figure"`
	Table        string            `json:"table"`
	Row          string            `json:"row"` // publisher/table.csv:line
	Edition      string            `json:"edition_of"`
	RawFile      string            `json:"raw_file"`
	Cells        map[string]string `json:"cells"`
	Alternatives []figureOut       `json:"alternatives"`
	Sources      []sourceRow       `json:"sources"`
}

// whyRow explains a figure that stands in a table.
func whyRow(_ context.Context, s *session, a *atlas.Atlas, id string) error {
	found, err := a.Find(id)
	if u := (&adit.UnknownError{}); errors.As(err, &u) {
		return like(a, id)
	}
	if err != nil {
		return err
	}
	row, figure := found.Row, found.Figure()
	answer := whyAnswer{Parameters: parameters{Figure: id, Set: s.set}, Figure: figureJSON(figure, row),
		Table: row.Schema.Name, Row: row.Where(), Edition: s.origin(row.Publisher), Cells: map[string]string{}, Alternatives: []figureOut{}}
	for _, c := range row.Schema.Columns {
		if row.Get(c.Name) != "" {
			answer.Cells[c.Name] = row.Get(c.Name)
		}
	}
	ids := []string{row.Get("source")}
	for _, other := range alternatives(a, row) {
		answer.Alternatives = append(answer.Alternatives, figureJSON(other.Figure(found.Column), other))
		ids = append(ids, other.Get("source"))
	}
	answer.Sources = sources(a, ids)
	answer.RawFile = rawFile(a, row.Get("source"))
	return s.answer(answer, func(p *page) { whyPage(p, a, answer, figure) })
}

// rawFile returns the name of the file that a source was read from. It may say
// “77 files”: then the hash is of their hashes.
func rawFile(a *atlas.Atlas, source string) string {
	for r := range a.Rows("sources") {
		if r.Get("source") == source {
			return r.Get("file")
		}
	}
	return ""
}

// origin says whose edition of a publisher is open.
func (s *session) origin(publisher string) string {
	if _, active, err := s.layers(); err == nil {
		for _, v := range active {
			if v.Publisher == publisher {
				return "user"
			}
		}
	}
	return "embedded"
}

// same lists the columns in which a row of another source agrees where it is
// about the same thing. A blank stage agrees with any.
func same(s *atlas.Schema) []string {
	switch {
	case s.Name == "trade":
		return []string{"exporter", "importer", "year"}
	case s.Column("statistic") >= 0:
		return []string{"mineral", "stage", "place", "partner", "statistic", "year"}
	}
	return nil
}

// alternatives lists rows about the same thing from other sources.
func alternatives(a *atlas.Atlas, row atlas.Row) []atlas.Row {
	columns := same(row.Schema)
	if columns == nil {
		return nil
	}
	var rows []atlas.Row
	for r := range a.Rows(row.Schema.Name) {
		agrees := r.Get("source") != row.Get("source") && heading(r) == heading(row)
		for _, c := range columns {
			agrees = agrees && (r.Get(c) == row.Get(c) || c == "stage" && (r.Get(c) == "" || row.Get(c) == ""))
		}
		if agrees {
			rows = append(rows, r)
		}
	}
	return rows
}

// heading is what customs codes of all nomenclatures share: six digits.
func heading(r atlas.Row) string {
	code := r.Get("code")
	return code[:min(6, len(code))]
}
