package stress

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"adit/shock"
)

// costSentence tells what a run costs, and what of that is not known.
func (a *Answer) costSentence() string {
	words := []string{a.lossWords(), a.unknownWords(), a.paidWords()}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
}

func (a *Answer) lossWords() string {
	c, mild, harsh := a.Cost, a.MildCost, a.HarshCost
	switch known := c.Status == "direct and total" || c.Status == "direct only"; {
	case !known:
		return fmt.Sprintf("What it costs industries in %s is not computed: no accounts of its industries are in the atlas.", c.Of)
	case a.allUnknown():
		return fmt.Sprintf("What it costs industries is not known: no source says which industries use %s.", list(c.unknown()))
	case harsh.Direct == 0:
		return "No industry lacks an input, so that no value added is lost."
	case c.Status == "direct only":
		return fmt.Sprintf("Value added at risk in industries of %s that lack the mineral: %s over %s (%s)%s; what their suppliers and customers lose is not computed.", c.Of, money(c.Direct),
			years(c.Years), span(money, mild.Direct, c.Direct, harsh.Direct), mostly(c))
	}
	return fmt.Sprintf("Value added that is lost: %s over %s (%s), of which %s (%s) in industries that lack the mineral%s.%s", money(c.Total), years(c.Years),
		span(money, mild.Total, c.Total, harsh.Total), money(c.Direct), span(money, mild.Direct, c.Direct, harsh.Direct), mostly(c), harsh.stopsCustomers())
}

// farReaching is how many times what industries lose themselves a total is that
// their customers make most of.
const farReaching = 5

// stopsCustomers warns of a total that hangs on S6c having no substitutes: where
// the final demand of an industry is too small to give way, all who buy from it
// stop in step.
func (c *Cost) stopsCustomers() string {
	if c.Total < farReaching*c.Direct {
		return ""
	}
	return " The high end of the total stands for nothing taking the place of what those industries no longer make, so that all who buy it make less in step: it is a limit, and no forecast."
}

// allUnknown reports that of no mineral any user is known.
func (a *Answer) allUnknown() bool {
	minerals := map[string]bool{}
	for _, v := range a.Base.Views {
		minerals[v.Mineral] = true
	}
	return len(a.Cost.Industries) == 0 && len(a.Cost.unknown()) == len(minerals)
}

// unknown are the minerals of which no user is known.
func (c *Cost) unknown() (minerals []string) {
	for _, u := range c.Unknown {
		if u.Share > 0.9995 {
			minerals = append(minerals, mineral(u.Mineral))
		}
	}
	return minerals
}

// unknownWords tell what uses the loss leaves out.
func (a *Answer) unknownWords() string {
	if a.allUnknown() || !a.short() {
		return ""
	}
	var parts []string
	for _, u := range a.Cost.Unknown {
		if u.Share >= 0.0005 {
			parts = append(parts, fmt.Sprintf("%s of the use of %s", percent(u.Share), mineral(u.Mineral)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("Not in it, since no source names the industry: %s.", list(parts))
}

// short reports that something goes unmet.
func (a *Answer) short() bool {
	return slices.ContainsFunc(a.Harsh.Views, func(v *shock.View) bool { return v.UnmetT > 0 })
}

// leastTransfer is what is too little to tell, in USD.
const leastTransfer = 1e4

// paidWords tell the price transfer. The last tonne's price is everyone's in the
// model; who has a contract pays less, and whom it then enriches is open.
func (a *Answer) paidWords() string {
	all, more := []float64{a.MildCost.Transfer, a.Cost.Transfer, a.HarshCost.Transfer}, "more"
	if slices.Max(all) < leastTransfer && slices.Min(all) > -leastTransfer {
		return ""
	}
	if all[1] < 0 {
		more = "less"
		for i := range all {
			all[i] = -all[i]
		}
	}
	return fmt.Sprintf("What still comes from abroad costs %s %s (%s), all of it at the price of the last tonne.", money(all[1]), more, span(money, all...))
}

// mostly names the industry that loses most by itself.
func mostly(c *Cost) string {
	for _, i := range c.Industries {
		if c.Direct > 0 && i.Direct >= c.Direct/3 {
			return ", mostly " + inSentence(i.Name)
		}
	}
	return ""
}

// inSentence begins a name with a small letter unless it is an abbreviation.
func inSentence(name string) string {
	if name == "" {
		return name
	}
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}

func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func mineral(id string) string { return strings.ReplaceAll(id, "_", " ") }
