package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/brief"
	"adit/exposure"
	"adit/internal/table"
	"adit/world"
)

// exposureAllOut is the answer for every mineral in JSON.
type exposureAllOut struct {
	Country    adit.PlaceID    `json:"country"`
	Year       adit.Year       `json:"year"`
	Minerals   []brief.Mineral `json:"minerals"`
	Missing    []brief.Missing `json:"missing"`
	Parameters parameters      `json:"parameters"`
	Sources    []sourceRow     `json:"sources"`
}

// exposureAll answers for every mineral, a row each.
func (s *session) exposureAll(cmd *cobra.Command) error {
	v, answer, err := s.survey(cmd, brief.Question{})
	if err != nil {
		return err
	}
	out := exposureAllOut{v.country, v.year, answer.Minerals, answer.Missing, s.seen(v), sources(v.atlas, answer.Sources)}
	return s.answer(out, func(p *page) {
		p.title("%s in %d: supply that comes from %s", v.atlas.PlaceName(v.country), v.year, v.lensName())
		p.line("")
		rankingPage(p, v, answer.Minerals)
		p.line("")
		missingPage(p, v.atlas, answer.Missing)
	})
}

// exposurePage prints the answer for a mineral of the atlas.
func exposurePage(p *page, v view, n *world.Network, out exposureOut) {
	p.title("%s, %s in %d (%s)", v.atlas.MineralName(n.Mineral), v.atlas.PlaceName(v.country), n.Year, out.Material)
	formsPage(p, v, n, out.Forms)
	p.line("")
	if out.Derived != nil && *out.Derived > 0 {
		p.text("%s of what arrives rests on derived flows: no statistic shows them.", table.Share(*out.Derived))
	}
	answerPage(p, func(id adit.PlaceID) string { return v.atlas.PlaceName(id) }, out.Answer)
	if len(out.Missing) > 0 {
		missingPage(p, v.atlas, out.Missing)
	}
	movesPage(p, out)
	if out.Flows != nil {
		flowsPage(p, v, out.Flows)
	}
	p.line("")
	p.text("Figures behind a flow or an output: adit why %q, %q.", firstLane(n, v.country), firstProcess(n))
	p.replaced(out.Asked)
}

// A formOut is a form of the chain with its concentration (E2).
type formOut struct {
	world.Form
	Coverage adit.Share `json:"coverage_share"`
	// HHI of who makes it, 0 to 10,000, unnamed others spread thin (low) or one
	// maker (high); governance-weighted on the EU's scale: Σ s²·g, g from 0 to 10.
	// Null below the coverage that is needed to rank.
	HHILow  *float64 `json:"hhi_low"`
	HHIHigh *float64 `json:"hhi_high"`
	GovLow  *float64 `json:"hhi_governance_low"`
	GovHigh *float64 `json:"hhi_governance_high"`
}

func formsOut(a *atlas.Atlas, n *world.Network) []formOut {
	weak := weakness(a)
	var out []formOut
	for _, f := range n.Forms {
		o := formOut{Form: f, Coverage: f.Coverage()}
		if f.Coverage() >= world.EnoughToRank {
			shares := makers(n, f.Material)
			low, high := exposure.HHI(shares, nil)
			govLow, govHigh := exposure.HHI(shares, weak)
			low, high = low*1e4, high*1e4
			o.HHILow, o.HHIHigh, o.GovLow, o.GovHigh = &low, &high, &govLow, &govHigh
		}
		out = append(out, o)
	}
	return out
}

// makers are the shares of who makes a form, unnamed others as one entry.
func makers(n *world.Network, m adit.MaterialID) []exposure.Origin {
	var shares []exposure.Origin
	named := 0.0
	for _, k := range n.Makers(m, len(n.Processes)) {
		shares = append(shares, exposure.Origin{Place: k.Place, Share: k.Share})
		named += k.Share
	}
	if rest := 1 - named; rest > 1e-9 {
		shares = append(shares, exposure.Origin{Place: adit.Other, Share: rest})
	}
	return shares
}

// weakness is the EU's scaled governance of a place, (2.5 − WGI)·2, from the
// latest mean of the six indicators; 5, the middle, where there is none.
func weakness(a *atlas.Atlas) func(adit.PlaceID) float64 {
	mean := map[adit.PlaceID]float64{}
	for r := range a.Rows("governance") {
		if v, ok := r.Number("value"); ok && r.Get("indicator") == "mean6" {
			mean[r.Place()] = v
		}
	}
	return func(p adit.PlaceID) float64 { return (2.5 - mean[p]) * 2 }
}

// formsPage says who makes each form, as far as that is known.
func formsPage(p *page, v view, n *world.Network, forms []formOut) {
	t := table.New(table.Text("Form"), table.Text("Stage"), table.Number("World (t)"), table.Number("Known (%)"), table.Number("HHI"), table.Wrapped("Who makes it"), table.Wrapped("Its flows"))
	for _, f := range forms {
		who, hhi := "not enough data to rank: "+f.Source, ""
		if f.HHILow != nil {
			who = leaders(v, n, f.Form)
			hhi = table.Interval(*f.HHILow, *f.HHIHigh, func(x float64) string { return fmt.Sprintf("%.0f", x) })
		}
		t.Row(f.Name, f.Stage, table.Tonnes(float64(f.World)), whole(float64(f.Form.Coverage())), hhi, who, f.Trade)
	}
	p.table(t)
}

// leaders are the three largest makers with their shares.
func leaders(v view, n *world.Network, f world.Form) string {
	var parts []string
	for _, m := range n.Makers(f.Material, 3) {
		parts = append(parts, fmt.Sprintf("%s %s%%", v.atlas.PlaceName(m.Place), whole(m.Share)))
	}
	return strings.Join(parts, ", ")
}

func plainNames(id adit.PlaceID) string { return string(id) }

// rows of tables that a terminal shows; --json has all.
const rowsShown = 12

// answerPage prints what exposure says, with names of places.
func answerPage(p *page, name func(adit.PlaceID) string, x *exposure.Answer) {
	p.text("%s", named(x.Judgement, name))
	p.line("")
	p.title("Where %s t a year of %s come from, in %% of supply", table.Tonnes(x.SupplyT), x.Material)
	originsPage(p, name, x)
	if l := x.Against; l != nil && len(l.Places) > 1 {
		p.text("The lens together: face value %s, mined %s (%s), processed %s (%s).", table.Share(l.FaceValueShare),
			table.Share(l.Mined.Share), within(l.Mined), table.Share(l.Processed.Share), within(l.Processed))
	}
	p.line("")
	throughPage(p, name, x)
	lossesPage(p, name, x)
	for _, n := range x.Notes {
		p.text("Note: %s.", strings.TrimSuffix(named(n, name), "."))
	}
}

var code = regexp.MustCompile(`\b[A-Z]{3}\b`)

// named puts names for the codes of places in a sentence.
func named(sentence string, name func(adit.PlaceID) string) string {
	return code.ReplaceAllStringFunc(sentence, func(id string) string { return name(adit.PlaceID(id)) })
}

func originsPage(p *page, name func(adit.PlaceID) string, x *exposure.Answer) {
	t := table.New(table.Text("Place"), table.Number("Face value, of imports"), table.Number("Mined"), table.Number("bounds"), table.Number("5–95%"),
		table.Number("Processed"), table.Number("bounds"), table.Number("5–95%"))
	shown, rest := 0, 0
	for _, id := range placesOf(x) {
		if shown == rowsShown {
			rest++
			continue
		}
		shown++
		m, pr := find(x.LookThrough.Mined, id), find(x.LookThrough.Processed, id)
		t.Row(name(id), shareOf(x.FaceValue, id), whole(m.Share), within(m), spread(m), whole(pr.Share), within(pr), spread(pr))
	}
	p.table(t)
	if rest > 0 {
		p.text("%s more: --json.", count(rest, "place"))
	}
	p.text("Ultimate owners of where it was mined: %s; processed: %s.", ownersText(name, x.Owners), ownersText(name, x.OwnersProcessed))
}

// placesOf lists places by their larger share, then as they come.
func placesOf(x *exposure.Answer) []adit.PlaceID {
	var ids []adit.PlaceID
	seen := map[adit.PlaceID]bool{}
	add := func(id adit.PlaceID) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for i := range max(len(x.LookThrough.Mined), len(x.LookThrough.Processed), len(x.FaceValue)) {
		if i < len(x.LookThrough.Mined) {
			add(x.LookThrough.Mined[i].Place)
		}
		if i < len(x.LookThrough.Processed) {
			add(x.LookThrough.Processed[i].Place)
		}
		if i < len(x.FaceValue) {
			add(x.FaceValue[i].Place)
		}
	}
	return ids
}

func find(list []exposure.Bounded, id adit.PlaceID) exposure.Bounded {
	for _, b := range list {
		if b.Place == id {
			return b
		}
	}
	return exposure.Bounded{}
}

func shareOf(list []exposure.Origin, id adit.PlaceID) string {
	for _, o := range list {
		if o.Place == id {
			return whole(o.Share)
		}
	}
	return "0"
}

// ownersText names the three largest owners, and how much nobody knows the
// owner of. Unknown is not zero: without any owner known there is no list.
func ownersText(name func(adit.PlaceID) string, list []exposure.Origin) string {
	var parts []string
	unknown := ""
	for _, o := range list {
		switch {
		case o.Place == exposure.Unnamed:
			unknown = "not known for " + whole(o.Share) + "%"
		case len(parts) < 3 && o.Share > 0.001:
			parts = append(parts, name(o.Place)+" "+whole(o.Share)+"%")
		}
	}
	if unknown != "" {
		parts = append(parts, unknown)
	}
	return strings.Join(parts, ", ")
}

func spread(b exposure.Bounded) string {
	if b.P5 == nil {
		return ""
	}
	return within(exposure.Bounded{Low: b.P5, High: b.P95})
}

// throughPage shows the partners through which origins come.
func throughPage(p *page, name func(adit.PlaceID) string, x *exposure.Answer) {
	if len(x.Through.Mined) == 0 {
		return
	}
	p.title("Through whom, with the likeliest path")
	t := table.New(table.Text("Direct supplier"), table.Text("Mined in"), table.Number("t"), table.Text("Basis"), table.Wrapped("Path"))
	for _, r := range x.Through.Mined[:min(rowsShown, len(x.Through.Mined))] {
		t.Row(name(r.Supplier), name(r.Origin), table.Tonnes(r.Tonnes), string(r.Basis), route(r))
	}
	p.table(t)
	p.line("")
}

// route prints a path as places with what moves between them.
func route(r exposure.Route) string {
	if len(r.Path) == 0 {
		return ""
	}
	out := ""
	for _, step := range r.Path {
		if step.Lane == "" {
			if out == "" {
				out = fmt.Sprintf("%s %s", step.From, step.Material.Form())
			} else {
				out += fmt.Sprintf(" (made %s)", step.Material.Form())
			}
			continue
		}
		out += fmt.Sprintf(" → %s %s t", step.To, table.Tonnes(step.Tonnes))
	}
	return out
}

// byShared puts the loss that fair sharing leaves first: with all others served
// first, any shortage anywhere falls on the target.
func byShared(list []exposure.Loss) []exposure.Loss {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b exposure.Loss) int { return cmp.Compare(b.Shared, a.Shared) })
	return list
}

func lossesPage(p *page, name func(adit.PlaceID) string, x *exposure.Answer) {
	for _, k := range []struct {
		title string
		list  []exposure.Loss
	}{{"country", x.NMinus1}, {"process", x.NMinus1Processes}, {"owner's country", x.NMinus1Owners}, {"lane", x.NMinus1Lanes}} {
		if len(k.list) == 0 {
			continue
		}
		p.title("What is unmet without one %s, within capacities, prices ignored", k.title)
		t := table.New(table.Text("Without"), table.Number("Shortage shared (%)"), table.Number("Others served first (%)"))
		for _, l := range byShared(k.list)[:min(rowsShown, len(k.list))] {
			who := l.ID
			if l.Place != "" {
				who = name(l.Place)
			}
			t.Row(who, whole(l.Shared), whole(l.ServedFirst))
		}
		p.table(t)
		p.line("")
	}
}

// movesPage lists what reconciling moved (R3).
func movesPage(p *page, out exposureOut) {
	if out.Moves == nil {
		return
	}
	p.line("")
	p.title("What reconciling moved, and which balance forced it")
	t := table.New(table.Text("Quantity"), table.Number("Observed (t)"), table.Number("Balanced (t)"), table.Text("Basis"), table.Wrapped("Forced by"))
	for _, m := range out.Moves {
		t.Row(m.ID, table.Tonnes(float64(m.From)), table.Tonnes(float64(m.To)), string(m.Basis), m.Forced)
	}
	p.table(t)
}

func firstLane(n *world.Network, to adit.PlaceID) string {
	best := ""
	flow := adit.Tonnes(0)
	for _, l := range n.Lanes {
		if to.Covers(l.To) && l.Flow > flow {
			best, flow = l.ID, l.Flow
		}
	}
	return best
}

func firstProcess(n *world.Network) string {
	best := ""
	most := adit.Tonnes(0)
	for _, x := range n.Processes {
		if x.Observed.Figure != "" && x.Activity > most {
			best, most = x.ID, x.Activity
		}
	}
	return best
}
