package mineralreport

import (
	"io"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Read reads a filled template, or an empty one. The error is adit.Faults.
func Read(r io.Reader) (*Report, error) {
	f, err := open(r)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f)
}

func read(f *excelize.File) (*Report, error) {
	d, err := readSheet(f, "Declaration")
	if err == nil && d == nil {
		err = fault("$", "template", "hand in a CMRT or EMRT", "it has no sheet Declaration")
	}
	if err != nil {
		return nil, err
	}
	r := &Report{Company: map[string]string{}, cells: map[string]string{}}
	if err := r.declaration(d); err != nil {
		return nil, err
	}
	for _, list := range []struct {
		name string
		need []string
		add  func(s *sheet, row int, columns map[string]int)
	}{
		{"Smelter List", []string{"metal", "smelter"}, r.smelter},
		{"Mine List", []string{"metal", "mine"}, r.mine},
		{"Product List", []string{"product number"}, r.product},
	} {
		s, err := readSheet(f, list.name)
		if err != nil {
			return nil, err
		}
		if s == nil && list.name == "Smelter List" {
			return nil, fault("$", "template", "hand in the whole workbook", "it has no sheet Smelter List")
		}
		if s == nil {
			continue
		}
		head, columns := s.heads(list.need)
		for row := head + 1; head >= 0 && row < len(s.rows); row++ {
			list.add(s, row, columns)
		}
	}
	return r, nil
}

// The two kinds of question, by how they begin.
var (
	question = regexp.MustCompile(`^(\d)\s*\)`)
	policy   = regexp.MustCompile(`^([A-J])\s*[.)]\s`)
	revision = regexp.MustCompile(`(?i)\brevision\s+(\d+(?:\.\d+)*)`)
)

// declaration reads the first sheet from the top: company, questions of metals,
// questions of the company.
func (r *Report) declaration(s *sheet) error {
	r.Kind = kindOf(s)
	if r.Kind == "" {
		return fault(s.name, "template", "hand in a CMRT or EMRT in English", "the metals under its questions are those of neither")
	}
	asked, answer, comment := "", 3, 6
	for row := range s.rows {
		text, col := s.first(row)
		if m := revision.FindStringSubmatch(text); m != nil && r.Revision == "" {
			r.Revision = m[1]
		}
		switch m := question.FindStringSubmatch(text); {
		case m != nil:
			asked = m[1]
			answer, comment = s.columns(row, col, answer, comment)
			continue
		case policy.MatchString(text):
			asked = ""
			r.Policies = append(r.Policies, Answer{policy.FindStringSubmatch(text)[1], "", s.at(row, answer), s.at(row, comment), s.cell(row, answer)})
			continue
		}
		if metal := metalOf(r.Kind, text); metal != "" && asked != "" {
			r.Answers = append(r.Answers, Answer{asked, metal, s.at(row, answer), s.at(row, comment), s.cell(row, answer)})
		} else if asked == "" && r.Policies == nil {
			r.field(s, row, text, col)
		}
	}
	return nil
}

// first returns the first text in the columns of labels.
func (s *sheet) first(row int) (string, int) {
	for col := range 3 {
		if t := s.at(row, col); t != "" {
			return t, col
		}
	}
	return "", -1
}

// columns finds where a question's answers and comments stand, by their heads.
func (s *sheet) columns(row, from, answer, comment int) (int, int) {
	for col := from + 1; col < len(s.rows[row]); col++ {
		switch label(s.at(row, col)) {
		case "answer":
			answer = col
		case "comments", "comment":
			comment = col
		}
	}
	return answer, comment
}

func (r *Report) field(s *sheet, row int, text string, col int) {
	for _, f := range Fields {
		if strings.HasPrefix(label(text), strings.ToLower(f)) {
			if _, twice := r.cells[f]; !twice {
				r.cells[f] = s.cell(row, 3)
				if v := s.at(row, 3); v != "" && col < 3 {
					r.Company[f] = v
				}
			}
			return
		}
	}
}

// kindOf tells the templates apart by the metals under the first question.
func kindOf(s *sheet) Kind {
	asked := false
	for row := range s.rows {
		text, _ := s.first(row)
		asked = asked || question.MatchString(text)
		for _, k := range []Kind{CMRT, EMRT} {
			if asked && metalOf(k, text) != "" {
				return k
			}
		}
	}
	return ""
}

func metalOf(k Kind, text string) string {
	for _, m := range forms[k].metals {
		if label(text) == strings.ToLower(m) {
			return m
		}
	}
	return ""
}

// heads finds the row of heads: the first in which every needed word begins or
// is in a head. Columns are by label.
func (s *sheet) heads(need []string) (row int, columns map[string]int) {
	for row := range s.rows {
		columns := map[string]int{}
		for col := range s.rows[row] {
			if l := label(s.at(row, col)); l != "" && len(l) < 200 {
				if _, twice := columns[l]; !twice {
					columns[l] = col
				}
			}
		}
		all := len(columns) >= len(need)
		for _, n := range need {
			_, ok := column(columns, n)
			all = all && ok
		}
		if all {
			return row, columns
		}
	}
	return -1, nil
}

// column finds one by how its label begins, the leftmost such; else by a word
// in it.
func column(columns map[string]int, words ...string) (int, bool) {
	for _, holds := range []func(s, w string) bool{strings.HasPrefix, strings.Contains} {
		best := -1
		for l, col := range columns {
			for _, w := range words {
				if holds(l, w) && (best < 0 || col < best) {
					best = col
				}
			}
		}
		if best >= 0 {
			return best, true
		}
	}
	return -1, false
}

// smelterColumns are the heads of the smelter list, by how they begin.
func smelterColumns(columns map[string]int) map[string]int {
	found := map[string]int{}
	for field, words := range map[string][]string{
		"number": {"smelter identification number input"}, "metal": {"metal"}, "lookup": {"smelter look-up", "smelter reference"}, "name": {"smelter name"},
		"country": {"smelter country", "smelter facility location: country", "country"}, "id": {"smelter identification", "smelter id"},
		"mine": {"name of mine"}, "mineCountry": {"location (country) of mine", "location of mine", "country of mine", "location (country)"},
		"recycled": {"does 100%", "is 100%", "100%"}, "comment": {"comments"},
	} {
		if col, ok := prefixed(columns, words); ok {
			found[field] = col
		}
	}
	// "Smelter Identification Number Input Column" begins like the id's head.
	if found["id"] == found["number"] {
		delete(found, "id")
		for l, col := range columns {
			if l == "smelter identification" || l == "smelter id" {
				found["id"] = col
			}
		}
	}
	return found
}

func prefixed(columns map[string]int, words []string) (int, bool) {
	for _, w := range words {
		best := -1
		for l, col := range columns {
			if strings.HasPrefix(l, w) && (best < 0 || col < best) {
				best = col
			}
		}
		if best >= 0 {
			return best, true
		}
	}
	return -1, false
}

func (r *Report) smelter(s *sheet, row int, columns map[string]int) {
	c := smelterColumns(columns)
	get := func(field string) string {
		if col, ok := c[field]; ok {
			return s.at(row, col)
		}
		return ""
	}
	m := Smelter{Number: get("number"), Metal: get("metal"), Lookup: get("lookup"), Name: get("name"), Country: get("country"), ID: get("id"),
		Mine: get("mine"), MineCountry: get("mineCountry"), Recycled: get("recycled"), Comment: get("comment"), Cell: s.cell(row, c["metal"])}
	if m.Number+m.Metal+m.Lookup+m.Name != "" {
		r.Smelters = append(r.Smelters, m)
	}
}

func (r *Report) mine(s *sheet, row int, columns map[string]int) {
	metal, _ := prefixed(columns, []string{"metal"})
	smelter, _ := prefixed(columns, []string{"smelter name", "name of smelter", "smelter"})
	name, _ := prefixed(columns, []string{"name of mine", "mine name"})
	country, _ := prefixed(columns, []string{"mine country", "mine facility location: country", "country", "location"})
	m := Mine{s.at(row, metal), s.at(row, smelter), s.at(row, name), s.at(row, country), s.cell(row, max(metal, 0))}
	if m.Metal+m.Smelter+m.Name != "" {
		r.Mines = append(r.Mines, m)
	}
}

func (r *Report) product(s *sheet, row int, columns map[string]int) {
	number, _ := column(columns, "product number")
	name, _ := column(columns, "product name")
	if p := (Product{s.at(row, number), s.at(row, name), s.cell(row, max(number, 0))}); p.Number != "" {
		r.Products = append(r.Products, p)
	}
}
