// Package report makes one HTML file of an answer: what a terminal shows, with
// charts, for reading, printing and handing on. The file asks for nothing from
// anywhere, and runs no script.
//
//	r := report.New()
//	r.Title("Where it comes from")
//	r.Bars(&report.Bars{…})
//	r.Table(t)
//	r.Write(w, report.Colophon{…})
package report

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	_ "embed"

	"adit/internal/table"
)

// A Report gathers parts in their order.
type Report struct {
	body   strings.Builder
	title  string // the first
	fields bool   // a list of fields is open
}

// New returns an empty report.
func New() *Report { return &Report{} }

// Title begins a section. The first is the title of the whole.
func (r *Report) Title(text string) {
	r.close()
	if r.title == "" {
		r.title = text
		fmt.Fprintf(&r.body, "<h1>%s</h1>\n", html.EscapeString(text))
		return
	}
	fmt.Fprintf(&r.body, "<h2>%s</h2>\n", html.EscapeString(text))
}

// Text is a paragraph; one that begins with a dash is an item of a list.
func (r *Report) Text(text string) {
	r.close()
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	class := ""
	if item, ok := strings.CutPrefix(text, "- "); ok {
		class, text = ` class="item"`, item
	}
	fmt.Fprintf(&r.body, "<p%s>%s</p>\n", class, html.EscapeString(text))
}

// Field is a name with a text.
func (r *Report) Field(name, text string) {
	if !r.fields {
		r.body.WriteString("<dl>\n")
		r.fields = true
	}
	fmt.Fprintf(&r.body, "<dt>%s</dt><dd>%s</dd>\n", html.EscapeString(name), html.EscapeString(text))
}

func (r *Report) close() {
	if r.fields {
		r.body.WriteString("</dl>\n")
		r.fields = false
	}
}

// Table is a table with figures on the right.
func (r *Report) Table(t *table.Table) {
	r.close()
	heads, right := t.Columns()
	class := func(i int) string {
		if right[i] {
			return ` class="number"`
		}
		return ""
	}
	r.body.WriteString("<table>\n<thead><tr>")
	for i, h := range heads {
		fmt.Fprintf(&r.body, `<th scope="col"%s>%s</th>`, class(i), html.EscapeString(h))
	}
	r.body.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows() {
		r.body.WriteString("<tr>")
		for i, cell := range row {
			fmt.Fprintf(&r.body, "<td%s>%s</td>", class(i), html.EscapeString(cell))
		}
		r.body.WriteString("</tr>\n")
	}
	r.body.WriteString("</tbody>\n</table>\n")
}

// Bars is a chart, with its question above and what must be known to read it
// below.
func (r *Report) Bars(b *Bars) {
	r.close()
	fmt.Fprintf(&r.body, "<h2>%s</h2>\n<figure>\n%s", html.EscapeString(b.Question), b.svg())
	if b.Note != "" {
		fmt.Fprintf(&r.body, "<figcaption>%s</figcaption>\n", html.EscapeString(b.Note))
	}
	r.body.WriteString("</figure>\n")
}

// A Colophon says what a report was made from.
type Colophon struct {
	Made    string // the command line that makes it again
	Program string
	Tables  string // hash of the data
	Sources []Source
}

// A Source is one that the report rests on.
type Source struct{ Title, Publisher, Edition, Years, Licence, URL, SHA256 string }

//go:embed report.html
var shell string

var page = template.Must(template.New("report").Parse(shell))

// Write writes the whole file.
func (r *Report) Write(w io.Writer, c Colophon) error {
	r.close()
	return page.Execute(w, map[string]any{"Title": r.title, "Body": template.HTML(r.body.String()), "Colophon": c})
}
