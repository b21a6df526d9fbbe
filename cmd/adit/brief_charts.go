package main

import (
	"fmt"
	"slices"

	"adit/brief"
	"adit/exposure"
	"adit/internal/report"
	"adit/internal/table"
	"adit/stress"
)

const charted = 30 // minerals in a chart: what a page holds

// dependenceBars draws the ranking: face value beside what looking through
// finds.
func dependenceBars(v view, list []brief.Mineral) *report.Bars {
	b := &report.Bars{Question: fmt.Sprintf("How much of each mineral's supply comes from %s?", v.lensName()),
		Panels: []report.Panel{{Head: "Face value, % of imports", Max: 1}, {Head: "Mined there, % of supply", Max: 1}, {Head: "Processed there, % of supply", Max: 1}},
		Note:   "Bars assume even mixing; the line within a bar is what the flows allow however sources mix (E6). "}
	for _, m := range list[:min(charted, len(list))] {
		b.Rows = append(b.Rows, report.BarRow{Label: m.Name + rowMarks(m), Bars: []report.Bar{{Value: &m.FaceValue, Text: whole(m.FaceValue)}, bounded(m.Mined), bounded(m.Processed)}})
	}
	if more := len(list) - len(b.Rows); more > 0 {
		b.Note += fmt.Sprintf("The %d with the largest share; the table has all %d.", len(b.Rows), len(list))
	}
	return b
}

func bounded(x exposure.Bounded) report.Bar {
	return report.Bar{Value: &x.Share, Low: x.Low, High: x.High, Text: whole(x.Share)}
}

// lossBars draws what goes unmet: shared, up to others served first.
func lossBars(v view, list []brief.Mineral) *report.Bars {
	b := &report.Bars{Question: "What goes unmet without the worst single country?", Panels: []report.Panel{{Head: "% of demand, shortage shared", Max: 1}, {Head: "% of demand, others served first", Max: 1}}}
	for _, m := range list {
		b.Rows = append(b.Rows, report.BarRow{Label: fmt.Sprintf("%s, %s", m.Name, v.atlas.PlaceName(m.Loss.Place)), Bars: []report.Bar{
			{Value: &m.Loss.Shared, Text: whole(m.Loss.Shared)}, {Value: &m.Loss.ServedFirst, Text: whole(m.Loss.ServedFirst)}}})
	}
	return b
}

// cutOffBars draws the price and what is at risk. What is not known is said.
func cutOffBars(v view, cuts []stress.CutOff) *report.Bars {
	var dearest, most float64
	for _, c := range cuts {
		if c.Price != nil {
			dearest = max(dearest, *c.Price)
		}
		if c.ValueAdded != nil {
			most = max(most, *c.ValueAdded)
		}
	}
	bars := &report.Bars{Question: fmt.Sprintf("If exports from %s stopped for a year: how dear, and what is at risk?", v.lensName()),
		Panels: []report.Panel{{Head: "Highest price, times today's", Max: dearest}, {Head: "Unmet, % of use", Max: 1}, {Head: "Value added at risk, M USD", Max: most}}}
	for _, c := range cuts {
		bars.Rows = append(bars.Rows, report.BarRow{Label: v.atlas.MineralName(c.Mineral), Bars: []report.Bar{
			{Value: c.Price, Text: opt(c.Price, ratio)}, {Value: &c.Unmet, Text: table.Percent(c.Unmet)}, {Value: c.ValueAdded, Text: opt(c.ValueAdded, millions)}}})
	}
	return bars
}

// judgedLosses are the minerals of the second ranking that have a loss.
func judgedLosses(list []brief.Mineral) []brief.Mineral {
	return slices.DeleteFunc(slices.Clone(list), func(m brief.Mineral) bool { return m.Loss == nil })
}
