package mineralreport

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"adit"
)

// Fill writes a report into a template that the user downloaded, and returns
// the workbook. What the template has no place for is listed. Formulas,
// drop-downs and all else of the template stay as they are; what it looks up
// itself, such as a smelter's name by its number, it does when it is opened.
func Fill(template io.Reader, r *Report) (workbook []byte, left adit.Faults, err error) {
	f, err := open(template)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	defer recovered(&err)
	have, err := read(f)
	if err != nil {
		return nil, nil, err
	}
	if have.Kind != r.Kind {
		return nil, nil, fault("$", "template", "choose the template of the report", "the template is a %s, the report a %s", have.Kind, r.Kind)
	}
	w := &writer{f: f}
	w.company(have, r)
	w.answers(have, r)
	if err := w.smelters(r.Smelters); err != nil {
		return nil, nil, err
	}
	if w.err != nil {
		return nil, nil, w.err
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, nil, fmt.Errorf("mineral report: %w", err)
	}
	return out.Bytes(), w.left, nil
}

type writer struct {
	f    *excelize.File
	left adit.Faults
	err  error
}

// put writes a text. One that begins like a formula is not written: the
// template asks for none, and a spreadsheet would run it.
func (w *writer) put(cell, text string) {
	if text == "" || w.err != nil {
		return
	}
	if strings.ContainsAny(text[:1], "=#+-@") {
		w.lose(cell, "write it without the sign at its beginning", "%.40q begins like a formula", text)
		return
	}
	sheet, name, _ := strings.Cut(cell, "!")
	w.err = w.f.SetCellStr(sheet, name, text)
}

func (w *writer) lose(where, remedy, format string, args ...any) {
	w.left = append(w.left, adit.Fault{Where: where, Rule: "lost", Severity: adit.Doubtful, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (w *writer) company(have, r *Report) {
	for _, f := range Fields {
		switch cell := have.cells[f]; {
		case r.Company[f] == "":
		case cell == "":
			w.lose("Declaration", "fill it in by hand", "the template has no place for %s", f)
		default:
			w.put(cell, r.Company[f])
		}
	}
}

func (w *writer) answers(have, r *Report) {
	for _, a := range r.Answers {
		w.answer(have.Answers, a)
	}
	for _, a := range r.Policies {
		w.answer(have.Policies, a)
	}
}

func (w *writer) answer(places []Answer, a Answer) {
	for _, p := range places {
		if p.Question == a.Question && p.Metal == a.Metal {
			w.put(p.Cell, a.Answer)
			return
		}
	}
	w.lose("Declaration", "fill it in by hand", "the template does not ask question %s of %q", a.Question, a.Metal)
}

// smelters writes the list below what the template has already.
func (w *writer) smelters(all []Smelter) error {
	s, err := readSheet(w.f, "Smelter List")
	if err != nil {
		return err
	}
	head, columns := s.heads([]string{"metal", "smelter"})
	if head < 0 {
		return fault(s.name, "template", "hand in the template as it was downloaded", "it has no row of heads with Metal and Smelter")
	}
	c := smelterColumns(columns)
	row := head + 1
	for ; row < len(s.rows); row++ {
		if s.at(row, c["metal"]) == "" && s.at(row, at(c, "number")) == "" && s.at(row, at(c, "name")) == "" {
			break
		}
	}
	for _, m := range all {
		for _, part := range []struct{ field, text string }{{"number", m.Number}, {"metal", m.Metal}, {"lookup", m.Lookup}, {"name", m.Name}, {"country", m.Country},
			{"mine", m.Mine}, {"mineCountry", m.MineCountry}, {"recycled", m.Recycled}, {"comment", m.Comment}} {
			if _, ok := c[part.field]; ok {
				w.put(s.cell(row, c[part.field]), part.text)
			} else if part.text != "" {
				w.lose(s.cell(row, c["metal"]), "keep it beside the template", "the template has no column for %s: %.60q", part.field, part.text)
			}
		}
		row++
	}
	return nil
}

func at(c map[string]int, field string) int {
	if col, ok := c[field]; ok {
		return col
	}
	return -1
}
