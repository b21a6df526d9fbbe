package stress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"adit/shock"
)

// Summary tells an answer in a few sentences, a mineral each and one on cost,
// all from its figures.
func (a *Answer) Summary() []string {
	var out []string
	for k, v := range a.Base.Views {
		out = append(out, a.sentence(v, a.Mild.Views[k], a.Harsh.Views[k]))
	}
	return append(out, a.costSentence())
}

func (a *Answer) sentence(v, mild, harsh *shock.View) string {
	if v.Bites == "" {
		return fmt.Sprintf("%s: the price and what is served hardly move.", capital(v))
	}
	s := fmt.Sprintf("%s: it bites in %s; the price at its highest is %s times what it would be (%s), in %s", capital(v), month(v.Bites), times(v.PeakPrice),
		span(times, mild.PeakPrice, v.PeakPrice, harsh.PeakPrice), month(v.PeakPeriod))
	if v.PeakPrice > a.Choke {
		s += fmt.Sprintf(", past the %s times at which the last use is assumed to give up, so that how dear it gets is not known", times(a.Choke))
	}
	if v.UnmetShare >= 0.0005 || harsh.UnmetShare >= 0.0005 {
		s += fmt.Sprintf("; %s of what is wanted over the run goes unmet (%s)", percent(v.UnmetShare), span(percent, mild.UnmetShare, v.UnmetShare, harsh.UnmetShare))
	}
	switch {
	case v.StockGone != "":
		s += fmt.Sprintf("; stocks at hand, %.0f days of use, are gone in %s", v.StockDays, month(v.StockGone))
	case v.StockUsedT > 0:
		s += fmt.Sprintf("; of stocks at hand, %.0f days of use, some are left at the end", v.StockDays)
	}
	return s + "."
}

func span(print func(float64) string, all ...float64) string {
	low, high := print(slices.Min(all)), print(slices.Max(all))
	if low == high {
		return low
	}
	return low + " to " + high
}

func times(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

func percent(x float64) string {
	switch {
	case x > 0 && x < 0.001:
		return "<0.1%"
	case x < 0.1:
		return fmt.Sprintf("%.1f%%", 100*x)
	}
	return fmt.Sprintf("%.0f%%", 100*x)
}

func money(usd float64) string {
	sign := ""
	if usd < 0 {
		sign, usd = "−", -usd
	}
	switch {
	case usd >= 1e12:
		return fmt.Sprintf("%s%.3g trillion USD", sign, usd/1e12)
	case usd >= 1e9:
		return fmt.Sprintf("%s%.3g bn USD", sign, usd/1e9)
	case usd >= 1e6:
		return fmt.Sprintf("%s%.3g M USD", sign, usd/1e6)
	case usd >= 1e3:
		return fmt.Sprintf("%s%.0f thousand USD", sign, usd/1e3)
	}
	return fmt.Sprintf("%s%.0f USD", sign, usd)
}

func years(y float64) string {
	if y == 1 {
		return "a year"
	}
	return fmt.Sprintf("%.3g years", y)
}

// month writes "2025-03" as "March 2025"; other labels stay.
func month(label string) string {
	t, err := time.Parse("2006-01", label)
	if err != nil {
		return label
	}
	return t.Format("January 2006")
}

// capital names what a view is about, as a sentence begins.
func capital(v *shock.View) string {
	s := mineral(v.Mineral) + " (" + v.Material.Form() + ")"
	return strings.ToUpper(s[:1]) + s[1:]
}
