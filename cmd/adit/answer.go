package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"

	"adit/atlas"
	"adit/internal/report"
	"adit/internal/table"
)

func thousands(n int) string { return table.Count(n) }

// answer prints v as one JSON object with --json, and else what text writes.
func (s *session) answer(v any, text func(p *page)) error {
	s.progress.Done()
	if s.encode != nil {
		return s.encode(s, v, text)
	}
	if err := s.writeFiles(v, text); err != nil {
		return err
	}
	w := bufio.NewWriter(s.stdout)
	if s.json {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	} else {
		p := &page{w: w, style: s.style()}
		text(p)
		if p.err != nil {
			return fmt.Errorf("print: %w", p.err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// A page prints lines and tables and keeps the first error, or gathers them in
// a report.
type page struct {
	w      io.Writer
	style  table.Style
	report *report.Report // instead of w, else nil
	err    error
}

// line prints as it stands; what could be long goes through text.
func (p *page) line(format string, args ...any) {
	if p.report != nil {
		p.report.Text(fmt.Sprintf(format, args...))
	} else if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// text prints a sentence, wrapped to the width of a table.
func (p *page) text(format string, args ...any) {
	if p.report != nil {
		p.report.Text(fmt.Sprintf(format, args...))
		return
	}
	for _, line := range table.Wrap(fmt.Sprintf(format, args...), table.MaxWidth) {
		p.line("%s", line)
	}
}

// title is a sentence above a table or a section.
func (p *page) title(format string, args ...any) {
	if p.report != nil {
		p.report.Title(fmt.Sprintf(format, args...))
		return
	}
	for _, line := range table.Wrap(fmt.Sprintf(format, args...), table.MaxWidth) {
		if p.style.Bold {
			line = "\x1b[1m" + line + "\x1b[0m"
		}
		p.line("%s", line)
	}
}

func (p *page) table(t *table.Table) {
	if p.report != nil {
		p.report.Table(t)
	} else if p.err == nil {
		p.err = t.Write(p.w, p.style)
	}
}

// bars is a chart, where there is room for one: a terminal has the table.
func (p *page) bars(b *report.Bars) {
	if p.report != nil {
		p.report.Bars(b)
	}
}

// parameters are the flags that shaped an answer; each verb fills in those
// that it heeds.
type parameters struct {
	Country string   `json:"country,omitempty"`
	Against []string `json:"against,omitempty"`
	Year    int      `json:"year,omitempty"`
	List    string   `json:"list,omitempty"`
	Diff    []string `json:"diff,omitempty"`
	Edition string   `json:"edition,omitempty"`
	Tier    string   `json:"tier,omitempty"`
	Figure  string   `json:"figure,omitempty"`
	File    string   `json:"file,omitempty"`
	Set     []string `json:"set,omitempty"`
}

// replaced reminds of figures that are the user's.
func (p *page) replaced(param parameters) {
	if n := len(param.Set); n > 0 {
		p.text("%s replaced with --set for this run.", count(n, "figure"))
	}
}

// A sourceRow names a source that an answer rests on.
type sourceRow struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Edition   string `json:"edition"`
	Years     string `json:"years"`
	Licence   string `json:"licence"`
	URL       string `json:"url"`
	SHA256    string `json:"sha256"`
}

// sources returns the rows of the sources table with these ids, by id.
func sources(a *atlas.Atlas, ids []string) []sourceRow {
	rows := []sourceRow{}
	for r := range a.Rows("sources") {
		if slices.Contains(ids, r.Get("source")) {
			rows = append(rows, sourceRow{r.Get("source"), r.Get("title"), r.Get("publisher"), r.Get("edition"),
				r.Get("years"), r.Get("licence"), r.Get("url"), r.Get("sha256")})
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].ID < rows[j].ID })
	return rows
}

// fieldWidth is where the text of a field begins.
const fieldWidth = 14

// field prints a name and a text, which wraps under itself.
func (p *page) field(name, text string) {
	if p.report != nil {
		p.report.Field(name, text)
		return
	}
	for i, line := range table.Wrap(text, table.MaxWidth-fieldWidth) {
		if i > 0 {
			name = ""
		}
		p.line("%-*s%s", fieldWidth, name, line)
	}
}
