package main

import (
	"cmp"
	"errors"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/table"
)

func whyVerb(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "why FIGURE",
		Short: "where a figure comes from: source, table, row, and what other sources say",
		Long: `FIGURE is the id of a figure, as --json and the tables of adit print it. The answer walks back from
the value to the row of the publisher's table, the source with its licence, and the raw file with
its hash; below stand figures of other sources about the same thing, which were not used.

A part of an id is enough to be shown ids like it.`,
		Example:           "  adit why baci-202601:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t\n  adit why gallium/CHN/2024",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(_ *cobra.Command, args []string) error { return s.why(args[0]) },
	}
}

// An explainer explains the figures whose ids start with its prefix. The last
// one takes every id.
type explainer struct {
	prefix  string
	explain func(s *session, a *atlas.Atlas, id string) error
}

// explainers are tried in order. To explain another kind of figure, add a line.
func explainers() []explainer {
	return []explainer{
		{"", (*session).whyRow},
	}
}

func (s *session) why(id string) error {
	a, err := s.atlas()
	if err != nil {
		return err
	}
	for _, e := range explainers() {
		if strings.HasPrefix(id, e.prefix) {
			return e.explain(s, a, id)
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

func figureJSON(f adit.Figure, r atlas.Row) figureOut {
	out := figureOut{ID: f.ID, Low: finite(f.Low), High: finite(f.High), Unit: f.Unit, Year: f.Year, Basis: f.Basis,
		Flag: r.Get("flag"), Source: f.Source, Locator: f.Locator, Note: f.Note, Detail: r.Get("detail")}
	if v, ok := f.Point(); ok {
		out.Value = &v
	}
	return out
}

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

func (s *session) whyRow(a *atlas.Atlas, id string) error {
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

func whyPage(p *page, a *atlas.Atlas, w whyAnswer, f adit.Figure) {
	p.title("%s", f.ID)
	p.line("")
	field := func(name, text string) {
		if text != "" {
			p.field(name, text)
		}
	}
	field("value", strings.TrimSpace(table.Figure(f, w.Figure.Flag)+" "+f.Unit))
	if f.Low != f.High && (f.Low != 0 || f.High < math.MaxFloat64) {
		field("bounds", bounds(f)+" "+f.Unit)
	}
	if f.Year != 0 {
		field("year", w.Cells["year"])
	}
	field("basis", string(f.Basis))
	field("published as", w.Figure.Flag)
	field("of", w.Figure.Detail)
	field("note", f.Note)
	field("about", about1(a, w))
	p.line("")
	for _, src := range w.Sources {
		if src.ID == w.Figure.Source {
			field("source", src.Title)
			field("publisher", src.Publisher)
			field("edition", src.Edition)
			field("address", src.URL)
			field("licence", src.Licence)
			field("raw file", w.RawFile)
			field("sha256", src.SHA256)
		}
	}
	field("place in it", f.Locator)
	field("adit's table", w.Row+" ("+w.Edition+" edition)")
	whyOthers(p, w)
}

// bounds prints an interval whose ends may be open.
func bounds(f adit.Figure) string {
	switch {
	case f.Low == -math.MaxFloat64:
		return "≤" + table.Tonnes(f.High)
	case f.High == math.MaxFloat64:
		return "≥" + table.Tonnes(f.Low)
	}
	return table.Interval(f.Low, f.High, table.Tonnes)
}

// about1 names what the figure is about in words.
func about1(a *atlas.Atlas, w whyAnswer) string {
	var parts []string
	if m := w.Cells["mineral"]; m != "" {
		parts = append(parts, a.MineralName(m))
	}
	for _, c := range []string{"form", "stage", "statistic"} {
		if w.Cells[c] != "" {
			parts = append(parts, strings.ReplaceAll(w.Cells[c], "_", " "))
		}
	}
	for _, c := range []string{"code", "place", "exporter", "importer", "partner"} {
		switch {
		case w.Cells[c] == "":
		case c == "code":
			parts = append(parts, "code "+w.Cells[c])
		case c == "importer":
			parts = append(parts, "to "+a.PlaceName(adit.PlaceID(w.Cells[c])))
		case c == "exporter" || c == "partner":
			parts = append(parts, "from "+a.PlaceName(adit.PlaceID(w.Cells[c])))
		default:
			parts = append(parts, a.PlaceName(adit.PlaceID(w.Cells[c])))
		}
	}
	return strings.Join(parts, ", ")
}

func whyOthers(p *page, w whyAnswer) {
	if len(w.Alternatives) == 0 {
		return
	}
	p.line("")
	p.title("Other sources about the same")
	t := table.New(table.Number("Value"), table.Text("Unit"), table.Text("Basis"), table.Wrapped("Figure"), table.Wrapped("Detail"))
	for _, o := range w.Alternatives {
		t.Row(o.text(), o.Unit, string(o.Basis), o.ID, o.Detail)
	}
	p.table(t)
}

// text prints the value of a figure that was read back from its JSON.
func (o figureOut) text() string {
	f := adit.Figure{Low: -math.MaxFloat64, High: math.MaxFloat64, Basis: o.Basis}
	if o.Low != nil {
		f.Low = *o.Low
	}
	if o.High != nil {
		f.High = *o.High
	}
	if o.Value != nil {
		f.Value = *o.Value
	}
	return table.Figure(f, o.Flag)
}

// like is the error that names ids which share most words with what was asked,
// the shortest first.
func like(a *atlas.Atlas, id string) error {
	words := split(id)
	most := max(1, (len(words)+1)/2) // fewer words in common is no likeness
	var near []string
	for found := range figureIDs(a) {
		n := shared(words, found)
		if n > most {
			most, near = n, nil
		}
		if n == most {
			near = append(near, found)
		}
	}
	slices.SortFunc(near, func(x, y string) int { return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)) })
	return &adit.UnknownError{Kind: "figure", ID: id, Near: near[:min(8, len(near))]}
}

// figureIDs yields the id of every figure of the atlas.
func figureIDs(a *atlas.Atlas) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range atlas.Schemas {
			if s.Column("source") < 0 {
				continue
			}
			columns := figureColumns(s)
			for r := range a.Rows(s.Name) {
				for _, c := range columns {
					if !yield(r.ID(c)) {
						return
					}
				}
			}
		}
	}
}

func figureColumns(s *atlas.Schema) []string {
	var names []string
	for _, c := range s.Columns {
		if (c.Kind == atlas.Number || c.Kind == atlas.Mass) && c.Name != "low" && c.Name != "high" {
			names = append(names, c.Name)
		}
	}
	return names
}

// split breaks an id or a search into lower-case words.
func split(id string) []string {
	return strings.FieldsFunc(strings.ToLower(id), func(r rune) bool { return strings.ContainsRune(":/.# ,", r) })
}

func shared(words []string, id string) int {
	n := 0
	parts := split(id)
	for _, w := range words {
		if slices.Contains(parts, w) {
			n++
		}
	}
	return n
}
