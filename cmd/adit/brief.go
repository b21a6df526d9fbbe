package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit/atlas"
	"adit/brief"
	"adit/exposure"
	"adit/internal/progress"
	"adit/internal/table"
	"adit/stress"
	"adit/world"
)

func briefVerb(s *session) *cobra.Command {
	var q brief.Question
	cmd := &cobra.Command{
		Use:   "brief [COUNTRY]",
		Short: "the whole picture of one country: every mineral, the worst cases, what is not known",
		Long: `Every mineral ranked by how much of a country's supply really comes from the adversary (--against),
and by what is lost when one country goes. Shares are of supply: mined there and processed there,
through whatever partners. The bounds beside them hold without assuming that sources mix in
proportion (E6); wide bounds mean that the data cannot tell. Below stand the ten worst cases in a
sentence each, what the data do not tell, public money and controls as they stand on a day (--on),
and claims in circulation beside the atlas's own figure. With --plan it ends with what to do first:
a plan of ten years for the minerals of the worst cut-offs within a billion dollars, and the easiest
options of “adit screen”. With --quick it tells shares and their bounds alone, in a fraction of the time.`,
		Example:           "  adit brief\n  adit brief Germany --against CHN,RUS\n  adit brief USA --against FEOC --json",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: s.completePlaces,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				s.country = args[0]
			}
			if q.Quick && q.Plan {
				return wrong("--quick leaves out the cut-offs that --plan is against: give one of them")
			}
			return s.brief(cmd, q)
		},
	}
	cmd.Flags().StringVar(&q.On, "on", "", "money, controls and deadlines as of this `DAY`, such as 2025-12-31 (default: today)")
	cmd.Flags().BoolVar(&q.Quick, "quick", false, "shares and bounds alone, without what takes longer: what is lost when one country goes, cut-offs, partners")
	cmd.Flags().BoolVar(&q.Plan, "plan", false, "what to do first, too: a small plan against the worst cut-offs, and the easiest options; takes some seconds")
	return cmd
}

// briefOut is the brief with its sources and parameters.
type briefOut struct {
	*brief.Answer
	Parameters parameters  `json:"parameters"`
	SourceRows []sourceRow `json:"sources"`
}

func (s *session) brief(cmd *cobra.Command, q brief.Question) error {
	var err error
	if q.On, err = s.day("on", q.On); err != nil {
		return err
	}
	v, answer, err := s.survey(cmd, q)
	if err != nil {
		return err
	}
	out := briefOut{answer, s.seen(v), sources(v.atlas, answer.Sources)}
	return s.answer(out, func(p *page) { briefPage(p, v, out) })
}

// survey runs the brief of the country asked for.
func (s *session) survey(cmd *cobra.Command, q brief.Question) (view, *brief.Answer, error) {
	solver := s.solverSoon()
	v, err := s.view()
	if err != nil {
		return v, nil, err
	}
	s.progress.Start("minerals", progress.Items)
	q.Country, q.Against, q.Year = v.country, v.against, v.year
	q.Progress = func(done, of int) { s.progress.Update(int64(done), int64(of)) }
	answer, err := brief.Run(cmd.Context(), v.atlas, solver, q)
	if err == nil && len(answer.Minerals) == 0 {
		err = unanswered("nothing is known of what %s got in %d; see --year and --country", v.atlas.PlaceName(v.country), v.year)
	}
	return v, answer, err
}

// seen are the parameters of a view.
func (s *session) seen(v view) parameters {
	p := parameters{Country: string(v.country), Year: int(v.year), Set: s.set}
	for _, x := range v.against {
		p.Against = append(p.Against, string(x))
	}
	return p
}

const (
	worstCases = 10 // judgement lines
	byLoss     = 15 // rows of the second ranking
)

func briefPage(p *page, v view, b briefOut) {
	name := v.atlas.PlaceName(v.country)
	p.title("%s: %s in %d, and what of them comes from %s", name, count(len(b.Minerals), "mineral"), b.Year, v.lensName())
	p.line("")
	p.bars(dependenceBars(v, b.Minerals))
	rankingPage(p, v, b.Minerals)
	p.line("")
	if b.Quick {
		p.text("Left out with --quick, and not none: what is lost when one country goes, cut-offs, partners.")
	} else {
		p.bars(lossBars(v, judgedLosses(b.ByLoss(byLoss))))
		lossPage(p, v.atlas, b.ByLoss(byLoss))
	}
	p.line("")
	p.title("The worst cases")
	for i, c := range b.Worst(worstCases) {
		same := ""
		if len(c.Same) > 0 {
			same = " About the same: " + strings.Join(c.Same, ", ") + "."
		}
		p.text("%2d. %s%s", i+1, c.Judgement, same)
	}
	p.line("")
	cutOffPage(p, v, b.CutOffs)
	bestPartnersPage(p, v, b)
	firstPage(p, v, b.FirstPlan)
	briefPolicyPage(p, v, b.Policy)
	missingPage(p, v.atlas, b.Missing)
	p.line("")
	claimsPage(p, b.Claims)
	p.line("")
	p.text("Supply is what arrives and is made, before re-exports, in contained mass; how networks are made: docs/decisions/0004. Every figure's source: adit why ID. %s, %s.",
		count(len(b.SourceRows), "source"), "listed with --json")
	p.replaced(b.Parameters)
}

// cutOffPage tells the worst cut-offs, the dearest first.
func cutOffPage(p *page, v view, cuts []stress.CutOff) {
	if len(cuts) == 0 {
		return
	}
	p.bars(cutOffBars(v, cuts))
	p.title("If exports from %s stopped for a year", v.lensName())
	t := table.New(table.Text("Mineral"), table.Number("Price (×)"), table.Number("Unmet (%)"), table.Number("Value added at risk (M USD)"), table.Number("Paid more for the rest (M USD)"), table.Wrapped("Industry that loses most"))
	for _, c := range cuts {
		t.Row(v.atlas.MineralName(c.Mineral), opt(c.Price, ratio), table.Percent(c.Unmet), opt(c.ValueAdded, millions), millions(c.Transfer), c.Industry)
	}
	p.table(t)
	p.text("Each alone, with users, makers and industries at the values of their bands, which are wide: adit shock MINERAL tells low and high. A dash is not known, and not zero.")
	p.line("")
}

// bestPartnersPage names the partners that would take away most.
func bestPartnersPage(p *page, v view, b briefOut) {
	if len(b.Partners) == 0 {
		return
	}
	p.title("With whom: the partners that could take away most dependence on %s by %d", v.lensName(), b.PartnersBy)
	for i, s := range b.Partners {
		var names []string
		for _, m := range s.Minerals {
			names = append(names, v.atlas.MineralName(m))
		}
		p.text("%2d. %s: %s (at most %s, %s if shared as the world shares, in whole minerals)", i+1, v.atlas.PlaceName(s.Place), strings.Join(names, ", "), points(s.Cut), points(s.Shared))
	}
	p.text("Published spare capacity, and projects with tonnes times their probability: adit partners tells what and how.")
	p.line("")
}

func millions(usd float64) string { return table.Tonnes(usd / 1e6) }

// rankingPage is one row a mineral, by dependence.
func rankingPage(p *page, v view, list []brief.Mineral) {
	us := v.country == "USA"
	columns := []table.Column{table.Text("Mineral"), table.Number("Supply (t)")}
	if us {
		columns = append(columns, table.Number(fmt.Sprintf("Reliance %d", v.year)))
	}
	columns = append(columns, table.Number("Face value (%)"), table.Number("Mined there (%)"), table.Number("bounds"),
		table.Number("Processed there (%)"), table.Number("bounds"), table.Number("Unknown origin (%)"))
	t := table.New(columns...)
	for _, m := range list {
		cells := []string{m.Name + rowMarks(m), table.Tonnes(m.SupplyT)}
		if us {
			cells = append(cells, m.Reliance+anothers(m.Stated))
		}
		cells = append(cells, whole(m.FaceValue), whole(m.Mined.Share), within(m.Mined), whole(m.Processed.Share), within(m.Processed), whole(m.Unknown))
		t.Row(cells...)
	}
	p.table(t)
	p.text("* More than half of what arrives rests on derived flows: no statistic shows them. Bounds hold for the flows as they stand; adit exposure MINERAL adds what the data leave open.")
	for _, m := range list {
		if m.LeftOut != "" {
			p.text("Note, %s: %s.", m.Name, named(m.LeftOut, v.atlas.PlaceName))
		}
	}
	if us {
		reliancePage(p, v.atlas, v.year, list)
	}
	if slices.ContainsFunc(list, func(m brief.Mineral) bool { return m.OwnWithheld }) {
		p.text("† The country's own output is withheld: it is left out, or in as the least that published reliance allows, and shares of others are upper readings.")
	}
}

func rowMarks(m brief.Mineral) string {
	mark := ""
	if m.Derived > 0.5 {
		mark = "*"
	}
	if m.OwnWithheld {
		mark += "†"
	}
	return mark
}

// whole prints a share in whole percent, so that rounding never makes something
// of nothing, or nothing of something.
func whole(share float64) string {
	switch {
	case share == 0:
		return "0"
	case share <= 0.005: // half a percent would be rounded to even, which is none
		return "<1"
	case share < 1 && share >= 0.995:
		return ">99"
	}
	return fmt.Sprintf("%.0f", 100*share)
}

func within(b exposure.Bounded) string {
	if b.Low == nil {
		return ""
	}
	low, high := whole(*b.Low), whole(*b.High)
	if low == high {
		return low
	}
	return low + "–" + high
}

func lossPage(p *page, a *atlas.Atlas, list []brief.Mineral) {
	p.title("What is lost when one country goes: the worst country of each mineral, within capacities, prices ignored")
	t := table.New(table.Text("Mineral"), table.Text("Without"), table.Number("Unmet, shared (%)"), table.Number("Unmet, others first (%)"))
	for _, m := range list {
		t.Row(m.Name, a.PlaceName(m.Loss.Place), whole(m.Loss.Shared), whole(m.Loss.ServedFirst))
	}
	p.table(t)
}

// missingKinds says, in the order of print, what each kind of gap means.
var missingKinds = []struct{ kind, means string }{
	{"no-network", "No source that may be embedded says who makes it and what is traded"},
	{"failed", "Could not be computed; please report it"},
	{"no-supply", "No source shows that the country gets any"},
	{"thin", "Not enough data to rank who makes it (part that a source reports or estimates)"},
	{string(world.Withheld), "Output withheld, not to be bounded, and so not in the network"},
	{string(world.Bounded), "Output withheld; in the network as an interval bounded by imports, exports and published reliance"},
	{string(world.AtLeast), "Output withheld; in the network as the least that imports, exports and published reliance allow"},
	{string(world.Unavailable), "Output that the source knows of and gives no figure for"},
	{string(world.Unrecorded), "Needed beyond what the world is known to make: recycled or unrecorded, of unknown origin"},
	{string(world.Recycled), "Recovered from scrap, mined nobody knows where; counted as mined and processed where it is recovered"},
	{string(world.NoTrade), "No row of its customs code in the trade edition that is open; its flows are derived"},
	{string(world.NoWorld), "A study's shares without a world tonnage to be shares of"},
}

// missingPage gathers what is not known by kind.
func missingPage(p *page, a *atlas.Atlas, missing []brief.Missing) {
	p.title("What the data do not tell")
	for _, k := range missingKinds {
		var parts []string
		for _, m := range missing {
			if m.Kind == k.kind {
				parts = append(parts, missingText(a, m))
			}
		}
		if len(parts) > 0 {
			p.text("- %s: %s.", k.means, strings.Join(parts, "; "))
		}
	}
}

// missingText names a gap inside its kind.
func missingText(a *atlas.Atlas, m brief.Missing) string {
	name := a.MineralName(m.Mineral)
	if m.Name != "" && !strings.EqualFold(m.Name, name) {
		name += " (" + m.Name + ")"
	}
	switch {
	case m.Kind == "failed" && m.Mineral == "":
		return m.Why
	case m.Kind == "failed":
		return name + ": " + m.Why
	case m.Known != nil:
		return name + " " + whole(*m.Known) + "%"
	case m.Kind == string(world.Unrecorded):
		return name + " " + table.Tonnes(m.Tonnes) + " t"
	case m.Kind == string(world.Bounded):
		return fmt.Sprintf("%s in %s, at most %s t", name, a.PlaceName(m.Place), table.Tonnes(m.Tonnes))
	case m.Kind == string(world.AtLeast):
		return fmt.Sprintf("%s in %s, at least %s t", name, a.PlaceName(m.Place), table.Tonnes(m.Tonnes))
	case m.Kind == string(world.Recycled):
		return fmt.Sprintf("%s in %s, %s t", name, a.PlaceName(m.Place), table.Tonnes(m.Tonnes))
	case m.Kind == string(world.Withheld) || m.Kind == string(world.Unavailable):
		return name + " in " + a.PlaceName(m.Place)
	}
	return name
}

func claimsPage(p *page, claims []brief.Claim) {
	p.title("Claims in circulation")
	t := table.New(table.Wrapped("Claim"), table.Text("Claimed"), table.Wrapped("Ours"), table.Text("Verdict"), table.Wrapped("Others find"))
	for _, c := range claims {
		t.Row(c.Statement, c.Claimed, c.Ours, c.Verdict, c.Others)
	}
	p.table(t)
}
