package adit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a fault is.
type Severity string

const (
	Wrong    Severity = "error"   // the data cannot be used
	Doubtful Severity = "warning" // usable, and someone should look
)

// A Fault is one thing wrong with data: where, which rule, what to do.
type Fault struct {
	Where    string   `json:"where"` // "file:line", or a JSON path such as "$.lanes[3].flow_t"
	Rule     string   `json:"rule"`  // short permanent code, such as "negative-mass"
	Severity Severity `json:"severity"`
	What     string   `json:"what"`   // what was found
	Remedy   string   `json:"remedy"` // what to do about it
}

func (f Fault) String() string {
	return fmt.Sprintf("%s: %s: %s (%s)", f.Where, f.Rule, f.What, f.Remedy)
}

// Faults is every fault found, in the order of the data. As an error it prints
// one a line.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns fs as an error if any fault is of severity Wrong, else nil.
func (fs Faults) Err() error {
	if slices.ContainsFunc(fs, func(f Fault) bool { return f.Severity == Wrong }) {
		return fs
	}
	return nil
}

// An UnknownError says that nothing has the name that was asked for.
type UnknownError struct {
	Kind string   // "mineral", "country", "figure" …
	ID   string   // what was asked for
	Near []string // names that look like it
}

func (e *UnknownError) Error() string {
	if len(e.Near) == 0 {
		return fmt.Sprintf("unknown %s %q", e.Kind, e.ID)
	}
	return fmt.Sprintf("unknown %s %q; did you mean %s?", e.Kind, e.ID, strings.Join(e.Near, ", "))
}

// Nearest returns up to three names within a third of id's length in edits, or
// of which it is a part, nearest first, for an UnknownError.
func Nearest(id string, names []string) []string {
	type hit struct {
		name string
		d    int
	}
	var hits []hit
	for _, n := range names {
		asked, name := strings.ToLower(id), strings.ToLower(n)
		if d := edits(asked, name); d <= max(1, len(id)/3) || len(id) >= partLeast && strings.Contains(name, asked) {
			hits = append(hits, hit{n, d})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.name, b.name)) })
	var near []string
	for _, h := range hits[:min(3, len(hits))] {
		near = append(near, h.name)
	}
	return near
}

// partLeast is how long a part of a name must be to mean it, as korea does.
const partLeast = 4

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(row[j+1]+1, row[j]+1, diagonal+cost)
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
