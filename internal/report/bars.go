package report

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Bars are panels of bars side by side, a row for each thing that is compared.
type Bars struct {
	Question string // "Who refines it"
	Note     string
	Panels   []Panel
	Rows     []BarRow
}

// A Panel is a column of bars with one scale from 0.
type Panel struct {
	Head string // with its unit
	Max  float64
}

// A BarRow is the bars of one thing, one in each panel.
type BarRow struct {
	Label string
	Bars  []Bar
}

// A Bar is a value with its bounds. A nil value is not known: it is said, and
// not drawn as nothing.
type Bar struct {
	Value     *float64
	Low, High *float64
	Text      string // the figure in print
}

// Measures of a chart, in units of its viewBox.
const (
	chartWidth = 760
	labelWidth = 190
	rowHeight  = 17
	headHeight = 22
	panelGap   = 14
	textWidth  = 52
)

// svg draws the chart. Colours come from the style sheet of the report.
func (b *Bars) svg() string {
	height := headHeight + rowHeight*len(b.Rows) + 4
	panel := (float64(chartWidth-labelWidth) - panelGap*float64(len(b.Panels)-1)) / float64(len(b.Panels))
	var s strings.Builder
	fmt.Fprintf(&s, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n", chartWidth, height, html.EscapeString(b.Question))
	for j, p := range b.Panels {
		x := labelWidth + float64(j)*(panel+panelGap)
		fmt.Fprintf(&s, `<text class="head" x="%.1f" y="13">%s</text>`+"\n", x, html.EscapeString(p.Head))
	}
	for i, r := range b.Rows {
		y := headHeight + rowHeight*i
		fmt.Fprintf(&s, `<text class="label" x="%d" y="%d">%s</text>`, labelWidth-8, y+12, html.EscapeString(r.Label))
		for j, bar := range r.Bars {
			bar.draw(&s, labelWidth+float64(j)*(panel+panelGap), float64(y), panel-textWidth, b.Panels[j].Max)
		}
		s.WriteString("\n")
	}
	s.WriteString("</svg>\n")
	return s.String()
}

func (b Bar) draw(s *strings.Builder, x, y, width, max float64) {
	at := func(v float64) float64 {
		if !(max > 0) {
			return 0
		}
		return width * math.Min(1, math.Max(0, v/max))
	}
	fmt.Fprintf(s, `<rect class="track" x="%.1f" y="%.1f" width="%.1f" height="11"/>`, x, y+2, width)
	if b.Value == nil {
		fmt.Fprintf(s, `<text class="unknown" x="%.1f" y="%.1f">%s</text>`, x+4, y+11, "not known")
		return
	}
	fmt.Fprintf(s, `<rect class="bar" x="%.1f" y="%.1f" width="%.1f" height="11"/>`, x, y+2, at(*b.Value))
	if b.Low != nil && b.High != nil {
		fmt.Fprintf(s, `<rect class="bounds" x="%.1f" y="%.1f" width="%.1f" height="3"/>`, x+at(*b.Low), y+6, math.Max(1.5, at(*b.High)-at(*b.Low)))
	}
	fmt.Fprintf(s, `<text class="figure" x="%.1f" y="%.1f">%s</text>`, x+width+6, y+12, html.EscapeString(b.Text))
}
