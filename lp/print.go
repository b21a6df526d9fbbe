package lp

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// String prints the model as equations, for people and for golden tests: the
// objective, the rows and the bounds, each in the order in which it was written.
func (m *Model) String() string {
	var b strings.Builder
	m.printObjective(&b)
	m.printRows(&b)
	for i := range m.vars {
		m.printBounds(&b, i)
	}
	return b.String()
}

func (m *Model) printObjective(b *strings.Builder) {
	b.WriteString("minimise")
	if m.maximise {
		b.Reset()
		b.WriteString("maximise")
	}
	for i, v := range m.vars {
		if v.cost != 0 {
			m.printTerm(b, v.cost, i)
		}
	}
	if m.offset != 0 {
		fmt.Fprintf(b, " %+g", m.offset)
	}
	b.WriteString("\n")
}

func (m *Model) printTerm(b *strings.Builder, coef float64, col int) {
	fmt.Fprintf(b, " %+g %s", coef, m.told(m.vars[col].name))
}

func (m *Model) printRows(b *strings.Builder) {
	terms := slices.Clone(m.terms)
	slices.SortStableFunc(terms, func(s, t term) int { return int(s.row) - int(t.row) })
	for i, r := range m.rows {
		n := 0
		for n < len(terms) && terms[n].row == int32(i) {
			n++
		}
		m.printRow(b, r, terms[:n])
		terms = terms[n:]
	}
}

func (m *Model) printRow(b *strings.Builder, r row, terms []term) {
	fmt.Fprintf(b, "%s:", m.told(r.name))
	ranged := r.stated && !math.IsInf(r.lo, 0) && !math.IsInf(r.hi, 0) && r.lo != r.hi
	if ranged {
		fmt.Fprintf(b, " %g ≤", r.lo)
	}
	for _, t := range terms {
		m.printTerm(b, t.coef, int(t.col))
	}
	if len(terms) == 0 {
		b.WriteString(" 0")
	}
	fmt.Fprintf(b, " %s\n", relation(r))
}

func relation(r row) string {
	switch {
	case !r.stated:
		return "?"
	case r.lo == r.hi:
		return fmt.Sprintf("= %g", r.lo)
	case !math.IsInf(r.hi, 1):
		return fmt.Sprintf("≤ %g", r.hi)
	case !math.IsInf(r.lo, -1):
		return fmt.Sprintf("≥ %g", r.lo)
	}
	return "free"
}

func (m *Model) printBounds(b *strings.Builder, i int) {
	v := m.vars[i]
	b.WriteString(boundsOf(m.told(v.name), v.lo, v.hi))
	if v.integer {
		b.WriteString(", integer")
	}
	b.WriteString("\n")
}

func boundsOf(name string, lo, hi float64) string {
	switch {
	case lo == hi:
		return fmt.Sprintf("%s = %g", name, lo)
	case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		return name + " free"
	case math.IsInf(lo, -1):
		return fmt.Sprintf("%s ≤ %g", name, hi)
	case math.IsInf(hi, 1):
		return fmt.Sprintf("%s ≥ %g", name, lo)
	}
	return fmt.Sprintf("%g ≤ %s ≤ %g", lo, name, hi)
}
