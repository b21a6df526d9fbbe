package bea

import (
	"errors"
	"fmt"
	"slices"

	"adit/atlas"
	"adit/atlas/intake"
)

// A matrix is a file with codes above and to the left.
type matrix struct {
	file    string
	rows    []string
	columns []string
	value   map[string][]float64 // row → cells in the order of columns
	at      map[string]int       // column → position
}

var errMatrix = errors.New("not a table of the accounts")

// matrix reads a file of numbers. One cell that is no number spoils the sums
// of its row and column, so that the file is refused.
func (im *importing) matrix(name string) (*matrix, error) {
	f, _ := intake.Find(im.in.Files, name)
	s, err := intake.Read(f, atlas.UTF8, []string{""}, []string{""})
	if err != nil {
		return nil, err
	}
	if err := s.Faults.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", errMatrix, err)
	}
	im.sums[name] = s.Sum
	m := &matrix{file: name, columns: s.Header[1:], value: map[string][]float64{}, at: map[string]int{}}
	for i, c := range m.columns {
		if _, twice := m.at[c]; twice || c == "" {
			return nil, fmt.Errorf("%s: %w: column %q is there twice or has no code", name, errMatrix, c)
		}
		m.at[c] = i
	}
	for _, r := range s.Rows {
		if err := m.row(r); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *matrix) row(r intake.Row) error {
	code := r.Get("")
	cells := make([]float64, len(m.columns))
	for i, c := range m.columns {
		x, err := intake.Within(r.Get(c), -1e9, 1e9)
		if err != nil {
			return fmt.Errorf("%s: %w: row %s, column %s: %w", m.file, errMatrix, code, c, err)
		}
		cells[i] = x
	}
	m.rows = append(m.rows, code)
	m.value[code] = cells
	return nil
}

// get returns a cell, 0 where there is none.
func (m *matrix) get(row, column string) float64 {
	i, ok := m.at[column]
	if !ok || m.value[row] == nil {
		return 0
	}
	return m.value[row][i]
}

// lacks lists codes that are neither a row nor a column where they should be.
func lacks(have []string, want map[string]string) []string {
	var missing []string
	for code := range want {
		if !slices.Contains(have, code) {
			missing = append(missing, code)
		}
	}
	slices.Sort(missing)
	return missing
}

// names reads a file of codes and names: number, code, name.
func (im *importing) names(name string) (map[string]string, error) {
	f, _ := intake.Find(im.in.Files, name)
	s, err := intake.Read(f, atlas.UTF8, nil, nil)
	if err != nil {
		return nil, err
	}
	if err := s.Faults.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", errMatrix, err)
	}
	if len(s.Header) != 3 {
		return nil, fmt.Errorf("%s: %w: want columns number, code, name", name, errMatrix)
	}
	im.sums[name] = s.Sum
	names := map[string]string{}
	for _, r := range s.Rows {
		code, text := r.Get(s.Header[1]), r.Get(s.Header[2])
		if _, twice := names[code]; twice || !isCode(code) || text == "" {
			return nil, fmt.Errorf("%s:%d: %w: code %q is there twice, or no code, or has no name", name, r.Line, errMatrix, code)
		}
		names[code] = text
	}
	return names, nil
}

// crosswalk reads which NAICS industries make up an industry of the accounts.
func (im *importing) crosswalk() error {
	f, ok := intake.Find(im.in.Files, crosswalk)
	if !ok {
		return nil
	}
	columns := []string{"BEA_2017_Sector_Code", "BEA_2017_Summary_Code", "BEA_2017_Detail_Code", "NAICS_2017_Code"}
	s, err := intake.ReadEvery(f, atlas.UTF8, columns)
	if err != nil {
		return err
	}
	im.sums[crosswalk] = s.Sum
	seen := map[[2]string]bool{}
	for _, r := range s.Rows {
		detail, naics := r.Get(columns[2]), r.Get(columns[3])
		switch key := [2]string{detail, naics}; {
		case detail == "" || detail == "NA" || naics == "" || naics == "NA" || isFinal(detail):
			r.Leave("no industry of the accounts, or no NAICS code")
		case !isCode(detail) || !isCode(naics) || !isCode(r.Get(columns[0])) || !isCode(r.Get(columns[1])):
			r.Refuse("code", "letters and digits", "%q, %q, %q or %q is no code", r.Get(columns[0]), r.Get(columns[1]), detail, naics)
		case len(naics) < 6:
			r.Leave("a group whose 6-digit members are listed")
		case seen[key]:
			r.Leave("the same pair again, for another NAICS of 2012")
		default:
			seen[key] = true
			r.Keep()
			im.table("io_crosswalk").Add("detail", detail, "summary", r.Get(columns[1]), "sector", r.Get(columns[0]), "naics2017", naics, "source", source)
		}
	}
	im.faults = append(im.faults, s.Report()...)
	return s.Count.Balance()
}
