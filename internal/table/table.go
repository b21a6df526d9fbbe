// Package table prints tables for a terminal: within 100 columns, numbers to
// the right with their unit in the head, the same bytes for the same cells.
//
//	t := table.New(table.Text("Country"), table.Number("Mined (t)"))
//	t.Row("China", table.Tonnes(750))
//	t.Write(os.Stdout, table.Style{})
package table

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// MaxWidth is how wide a table may be.
const MaxWidth = 100

// gap stands between columns.
const gap = "  "

// A Column says how its cells stand. Make one with Text, Number or Wrapped.
type Column struct {
	head  string
	right bool
	flex  bool // may be narrowed: its cells wrap
}

// Text is a column of words, on the left.
func Text(head string) Column { return Column{head: head} }

// Number is a column of figures, on the right; the head names their unit.
func Number(head string) Column { return Column{head: head, right: true} }

// Wrapped is a column of long text: it gives way where the table is too wide.
func Wrapped(head string) Column { return Column{head: head, flex: true} }

// A Style says what the terminal can do.
type Style struct {
	Bold bool // heads in bold: a terminal, and no NO_COLOR
}

// A Table takes rows and prints them.
type Table struct {
	columns []Column
	rows    [][]string
}

// New returns an empty table.
func New(columns ...Column) *Table { return &Table{columns: columns} }

// Row adds a row. It panics on a wrong number of cells.
func (t *Table) Row(cells ...string) {
	if len(cells) != len(t.columns) {
		panic(fmt.Sprintf("table: %d cells for %d columns", len(cells), len(t.columns)))
	}
	clean := make([]string, len(cells))
	for i, c := range cells {
		clean[i] = strings.Join(strings.Fields(c), " ")
	}
	t.rows = append(t.rows, clean)
}

// Len returns how many rows there are.
func (t *Table) Len() int { return len(t.rows) }

// Write prints the head, a rule and the rows. A table without rows prints its
// head, so that one sees what was asked for.
func (t *Table) Write(w io.Writer, style Style) error {
	b := bufio.NewWriter(w)
	widths := t.fit()
	t.head(b, widths, style)
	for _, row := range t.rows {
		t.line(b, widths, row)
	}
	return b.Flush()
}

// fit returns the width of each column. Where the whole is too wide, columns
// that may wrap give way, the widest first; then the others, which are cut.
func (t *Table) fit() []int {
	widths := t.natural(twoLines)
	if t.least(widths) > MaxWidth {
		widths = t.natural(longestWord)
	}
	flexible := func(c Column) bool { return c.flex }
	all := func(Column) bool { return true }
	t.narrow(widths, flexible, minFlex)
	t.narrow(widths, all, 1)
	return widths
}

// narrow lowers the widest columns to one width, as far as that is needed and
// no further than floor.
func (t *Table) narrow(widths []int, may func(Column) bool, floor int) {
	for total(widths) > MaxWidth {
		widest := 0
		for i, w := range widths {
			if may(t.columns[i]) {
				widest = max(widest, w)
			}
		}
		if widest <= floor {
			return
		}
		for i, w := range widths {
			if may(t.columns[i]) && w == widest && total(widths) > MaxWidth {
				widths[i]--
			}
		}
	}
}

// natural returns the widths that cells and heads ask for.
func (t *Table) natural(head func(string) int) []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = head(c.head)
		for _, row := range t.rows {
			widths[i] = max(widths[i], Width(row[i]))
		}
	}
	return widths
}

// comfort is how narrow a wrapped column may be before heads are broken into
// more than two lines instead.
const comfort = 24

// least returns the total width with wrapped columns no wider than that.
func (t *Table) least(widths []int) int {
	narrow := make([]int, len(widths))
	for i, w := range widths {
		narrow[i] = w
		if t.columns[i].flex {
			narrow[i] = min(w, comfort)
		}
	}
	return total(narrow)
}

// minFlex is how narrow a wrapped column becomes before others are cut.
const minFlex = 12

func total(widths []int) int {
	n := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		n += w
	}
	return n
}

// head prints the heads, wrapped to their columns and standing on the rule.
func (t *Table) head(b *bufio.Writer, widths []int, style Style) {
	heads := make([][]string, len(t.columns))
	tall := 0
	for i, c := range t.columns {
		heads[i] = Wrap(c.head, widths[i])
		tall = max(tall, len(heads[i]))
	}
	for line := range tall {
		cells := make([]string, len(heads))
		for i, h := range heads {
			if k := line - (tall - len(h)); k >= 0 {
				cells[i] = h[k]
			}
		}
		text := t.join(widths, cells)
		if style.Bold {
			text = "\x1b[1m" + text + "\x1b[0m"
		}
		b.WriteString(text + "\n")
	}
	b.WriteString(strings.Repeat("─", min(total(widths), MaxWidth)) + "\n")
}

// line prints one row, on as many lines as its longest cell needs.
func (t *Table) line(b *bufio.Writer, widths []int, row []string) {
	cells := make([][]string, len(row))
	tall := 1
	for i, c := range row {
		cells[i] = t.cell(i, c, widths[i])
		tall = max(tall, len(cells[i]))
	}
	for line := range tall {
		texts := make([]string, len(cells))
		for i, c := range cells {
			if line < len(c) {
				texts[i] = c[line]
			}
		}
		b.WriteString(t.join(widths, texts) + "\n")
	}
}

// cell breaks a cell into lines, or cuts it where its column does not wrap. A
// figure is never cut: a part of a number is another number.
func (t *Table) cell(i int, s string, width int) []string {
	switch {
	case Width(s) <= width:
		return []string{s}
	case t.columns[i].flex || t.columns[i].right:
		return Wrap(s, width)
	case width == 1:
		return []string{"…"}
	}
	return []string{strings.TrimRight(cut(s, width-1), " ") + "…"}
}

// join pads cells to their columns. Nothing is left at the end of a line, where
// it would show in a diff and nowhere else.
func (t *Table) join(widths []int, cells []string) string {
	var line strings.Builder
	for i, c := range cells {
		if i > 0 {
			line.WriteString(gap)
		}
		pad := strings.Repeat(" ", max(0, widths[i]-Width(c)))
		if t.columns[i].right {
			line.WriteString(pad + c)
		} else {
			line.WriteString(c + pad)
		}
	}
	return strings.TrimRight(line.String(), " ")
}

// Columns tells the heads, and which columns are figures, on the right.
func (t *Table) Columns() (heads []string, right []bool) {
	for _, c := range t.columns {
		heads, right = append(heads, c.head), append(right, c.right)
	}
	return heads, right
}

// Rows tells the cells.
func (t *Table) Rows() [][]string { return t.rows }
