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
		out = append(out, sentence(v, a.Mild.Views[k], a.Harsh.Views[k]))
	}
	return append(out, a.costSentence())
}

func sentence(v, mild, harsh *shock.View) string {
	if v.Bites == "" {
		return fmt.Sprintf("%s: the price and what is served hardly move.", capital(v))
	}
	s := fmt.Sprintf("%s: it bites in %s; the price at its highest is %s times what it would be (%s), in %s", capital(v), month(v.Bites), times(v.PeakPrice),
		span(times, mild.PeakPrice, v.PeakPrice, harsh.PeakPrice), month(v.PeakPeriod))
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

func (a *Answer) costSentence() string {
	c := a.Cost
	paid := ""
	if c.Transfer != 0 {
		paid = fmt.Sprintf(" What still comes costs %s more (%s).", money(c.Transfer), span(money, a.MildCost.Transfer, c.Transfer, a.HarshCost.Transfer))
	}
	switch c.Status {
	case "direct and total":
		return fmt.Sprintf("Value added that is lost: %s over %s (%s), of which %s in industries that lack the mineral%s.%s", money(c.Total), years(c.Years),
			span(money, a.MildCost.Total, c.Total, a.HarshCost.Total), money(c.Direct), mostly(c), paid)
	case "direct only":
		return fmt.Sprintf("Value added at risk in industries of %s that lack the mineral: %s over %s (%s)%s; what their suppliers and customers lose is not computed.%s", c.Of, money(c.Direct),
			years(c.Years), span(money, a.MildCost.Direct, c.Direct, a.HarshCost.Direct), mostly(c), paid)
	}
	return fmt.Sprintf("What it costs industries in %s is not computed: no accounts of its industries are in the atlas.%s", c.Of, paid)
}

// mostly names the industry that loses most by itself.
func mostly(c *Cost) string {
	for _, i := range c.Industries {
		if c.Direct > 0 && i.Direct >= c.Direct/3 {
			return fmt.Sprintf(", mostly %s", lower(i.Name))
		}
	}
	return ""
}

// lower begins a name as inside a sentence.
func lower(name string) string {
	if name == "" {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
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
	s := strings.ReplaceAll(v.Mineral, "_", " ") + " (" + v.Material.Form() + ")"
	return strings.ToUpper(s[:1]) + s[1:]
}
