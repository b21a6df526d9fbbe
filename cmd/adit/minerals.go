package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/table"
	"adit/minerals"
)

// mineralsFlags are what only this verb has.
type mineralsFlags struct {
	list, tier string
	diff       []string
	edition    int
	record     bool
}

func mineralsVerb(s *session) *cobra.Command {
	var f mineralsFlags
	cmd := &cobra.Command{
		Use:   "minerals [MINERAL…]",
		Short: "what they are, how lists of critical minerals differ, how much is imported",
		Long: `Every mineral on a list of critical minerals: symbol, lists, how much of its use the United States
imports (net import reliance as the U.S. Geological Survey publishes it: “>50” stays “>50”), and
the minerals whose ores carry it. Rare-earth elements have no figure of their own and take that of
their group, marked *. With --list defence-12 the first producer of each stage is shown.

With --record all that is published of the minerals named over the years: who makes them, prices,
stocks, reserves, uses, controls on them, projects and plants.

Tiers: 100 all of it; 50 more than half; unclear an interval on both sides of a half; low half or
less; exporter; unknown nothing published.`,
		Example:           "  adit minerals --list us-2022 --edition 2025\n  adit minerals --tier 100\n  adit minerals --diff us-2022,us-2025\n  adit minerals Ga wolfram --json\n  adit minerals gallium --record",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: s.completeMinerals,
		RunE:              func(_ *cobra.Command, args []string) error { return s.minerals(f, args) },
	}
	cmd.Flags().StringVar(&f.list, "list", "", "only this `LIST`: us-2022, us-2025, eu-2023 or defence-12")
	cmd.Flags().IntVar(&f.edition, "edition", 0, "`YEAR` of the Mineral Commodity Summaries (default: the latest)")
	cmd.Flags().StringVar(&f.tier, "tier", "", "only this `TIER`: 100, 50, unclear, low, exporter or unknown")
	cmd.Flags().StringSliceVar(&f.diff, "diff", nil, "how two lists differ: `LIST,LIST`")
	cmd.Flags().BoolVar(&f.record, "record", false, "what is published of each mineral named, over the years")
	complete := func(names ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)
	}
	_ = cmd.RegisterFlagCompletionFunc("list", complete("us-2022", "us-2025", "eu-2023", "defence-12"))
	_ = cmd.RegisterFlagCompletionFunc("tier", complete("100", "50", "unclear", "low", "exporter", "unknown"))
	return cmd
}

func (s *session) minerals(f mineralsFlags, names []string) error {
	if err := f.check(names); err != nil {
		return err
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	switch {
	case f.record:
		return s.mineralsRecord(a, names)
	case len(f.diff) == 2:
		return s.mineralsDiff(a, f.diff[0], f.diff[1])
	}
	if err := s.mineralsView(a, &f); err != nil {
		return err
	}
	named, err := resolve(a, names)
	if err != nil {
		return err
	}
	survey, err := minerals.Survey(a, minerals.Question{List: f.list, Minerals: named, Edition: f.edition})
	var unknown *adit.UnknownError
	if s.year != 0 && errors.As(err, &unknown) && unknown.Kind == "edition" {
		return unanswered("--year %d would be in edition %s of the Mineral Commodity Summaries; the atlas has those of %s", s.year, unknown.ID, strings.Join(unknown.Near, ", "))
	}
	if err != nil {
		return err
	}
	if err := unlisted(a, named, survey); err != nil {
		return err
	}
	answer := s.mineralsAnswer(a, f, survey)
	return s.answer(answer, func(p *page) { mineralsPage(p, a, answer) })
}

// check refuses flags that mean nothing.
func (f mineralsFlags) check(names []string) error {
	if f.record && (len(names) == 0 || f.list != "" || f.tier != "" || len(f.diff) > 0 || f.edition != 0) {
		return wrong("--record goes with the names of minerals, and with no other flag of this verb")
	}
	if len(f.diff) > 0 && len(f.diff) != 2 {
		return wrong("--diff takes two lists, such as us-2022,us-2025")
	}
	if f.tier != "" && !slices.Contains(minerals.AllTiers, minerals.Tier(f.tier)) {
		return wrong("--tier %q: write 100, 50, unclear, low, exporter or unknown", f.tier)
	}
	return nil
}

// mineralsAnswer is what a survey says, less the tiers that were not asked for.
// The counts are of the whole survey: a tier alone would count itself.
func (s *session) mineralsAnswer(a *atlas.Atlas, f mineralsFlags, survey *minerals.Answer) mineralsAnswer {
	answer := mineralsAnswer{
		Parameters: parameters{Country: "USA", List: f.list, Edition: strconv.Itoa(survey.Edition), Tier: f.tier, Set: s.set},
		Edition:    survey.Edition, Year: survey.Year, Counts: counts(survey), Minerals: []mineralOut{}, Lists: lists(a),
	}
	for _, p := range survey.Profiles {
		if f.tier == "" || string(p.Tier) == f.tier {
			answer.Minerals = append(answer.Minerals, mineralJSON(p))
		}
	}
	ids := survey.Sources
	if f.list == "defence-12" {
		answer.Top = tops(a, answer.Minerals)
	}
	for _, t := range answer.Top {
		ids = append(ids, t.Source)
	}
	answer.Sources = sources(a, ids)
	return answer
}

// unlisted says which mineral that was named is not on the list: an empty
// table would leave one to guess.
func unlisted(a *atlas.Atlas, named []string, survey *minerals.Answer) error {
	for _, id := range named {
		if !slices.ContainsFunc(survey.Profiles, func(p minerals.Profile) bool { return p.ID == id }) {
			return unanswered("%s is not on the list %s", a.MineralName(id), survey.List)
		}
	}
	return nil
}

// mineralsView heeds the flags of every verb: the United States are the only
// country whose reliance is published, and a year has its edition.
func (s *session) mineralsView(a *atlas.Atlas, f *mineralsFlags) error {
	p, err := place(a, s.country)
	switch {
	case err != nil:
		return err
	case p != "USA":
		return unanswered("net import reliance is published for the United States only, not for %s", a.PlaceName(p))
	case s.year != 0 && f.edition != 0 && f.edition != s.year+1:
		return wrong("--year %d is in edition %d, not %d", s.year, s.year+1, f.edition)
	case s.year != 0:
		f.edition = s.year + 1
	}
	return nil
}

// resolve turns names of minerals into ids.
func resolve(a *atlas.Atlas, names []string) ([]string, error) {
	var ids []string
	for _, n := range names {
		id, err := a.Minerals().Find(n)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// mineralsPage prints the table first and what its marks mean last.
func mineralsPage(p *page, a *atlas.Atlas, m mineralsAnswer) {
	p.title("%s", mineralsTitle(m))
	t := table.New(table.Text("Mineral"), table.Text("Symbol"), table.Text("Lists"), table.Number("Net import reliance (%)"),
		table.Text("Tier"), table.Wrapped("By-product of"))
	notes := &notes{}
	for _, x := range m.Minerals {
		t.Row(x.Name, x.Symbol, marks(m.Lists, x.Lists), notes.reliance(a, m, x), tierName(x.Tier), hostNames(a, x.Hosts))
	}
	p.table(t)
	p.line("")
	if len(m.Top) > 0 {
		topsPage(p, a, m)
	}
	for _, n := range append(summary(m), legend(m.Lists)) {
		p.text("%s", n)
	}
	for _, n := range notes.lines {
		p.text("%s", n)
	}
	p.replaced(m.Parameters)
}

func mineralsTitle(m mineralsAnswer) string {
	list := ""
	if m.Parameters.List != "" {
		list = " of the list " + m.Parameters.List
	}
	return fmt.Sprintf("%s%s; reliance of the United States in %d (MCS %d)", count(len(m.Minerals), "mineral"), list, m.Year, m.Edition)
}

// marks prints on which lists a mineral is, each list at its own place.
func marks(all []listOut, on []string) string {
	short := make([]string, len(all))
	for i, l := range all {
		short[i] = strings.Repeat("·", len(abbreviation(l.List)))
		for _, name := range on {
			if name == l.List {
				short[i] = abbreviation(name)
			}
		}
	}
	return strings.Join(short, " ")
}

// abbreviation is short for a list's name: us22 for us-2022, def for
// defence-12.
func abbreviation(list string) string {
	name, number, _ := strings.Cut(list, "-")
	if len(name) > 2 {
		return name[:3]
	}
	return name + number[max(0, len(number)-2):]
}

// legend says what the short names of lists stand for, with their dates: a
// list is a tag with a date.
func legend(all []listOut) string {
	parts := make([]string, len(all))
	for i, l := range all {
		parts[i] = fmt.Sprintf("%s is %s (%s)", abbreviation(l.List), l.List, l.Date)
	}
	return "Lists: " + strings.Join(parts, "; ") + "."
}

func tierName(tier string) string {
	switch minerals.Tier(tier) {
	case minerals.Full:
		return "100%"
	case minerals.Most:
		return "> 50%"
	case minerals.Less:
		return "≤ 50%"
	case minerals.Exporter:
		return "net exporter"
	}
	return tier
}

// hostNames prints hosts in the order of their share of the by-product.
func hostNames(a *atlas.Atlas, hosts []string) string {
	names := make([]string, len(hosts))
	for i, h := range hosts {
		names[i] = strings.ToLower(a.MineralName(h))
	}
	return strings.Join(names, ", ")
}

// notes collects what marks in the table mean.
type notes struct{ lines []string }

func (n *notes) add(line string) {
	for _, l := range n.lines {
		if l == line {
			return
		}
	}
	n.lines = append(n.lines, line)
}

// reliance prints a reliance as it was published, marked where it is another's.
func (n *notes) reliance(a *atlas.Atlas, m mineralsAnswer, x mineralOut) string {
	r := x.Reliance
	if r == nil {
		return table.Unknown
	}
	text := table.Published(r.Printed)
	if r.Printed == "E" { // the column of tiers says it in words
		text = r.Printed
	}
	switch {
	case text == "" && r.Percent != nil:
		text = table.Tonnes(*r.Percent)
	case text == "":
		text = table.Unknown
	}
	if r.Of != "" {
		text += "*"
		n.add(fmt.Sprintf("* no figure of its own: that of %s.", groupName(a, r.Of)))
	}
	if r.Edition != m.Edition {
		text += "†"
		n.add(fmt.Sprintf("† of the edition before, %d: this one prints none.", r.Edition))
	}
	return text
}

func groupName(a *atlas.Atlas, id string) string { return strings.ToLower(a.MineralName(id)) }

// summary says in words how many stand where.
func summary(m mineralsAnswer) []string {
	all, one := m.Counts["minerals"], m.Counts["commodities"]
	n, k := sum(all), sum(one)
	of := count(n, "mineral")
	if m.Parameters.List != "" {
		of += " of " + m.Parameters.List
	}
	lines := []string{fmt.Sprintf("Of %s: %d at 100%%, %d more above 50%%, %d unclear, %d at half or less, %d net exporter, %d without a figure.",
		of, all["tier_100"], all["tier_50"], all["tier_unclear"], all["tier_low"], all["tier_exporter"], all["tier_unknown"])}
	if k != n {
		lines = append(lines, fmt.Sprintf("With the rare-earth elements as one commodity: %d at 100%%, %d more above 50%%, of %d.",
			one["tier_100"], one["tier_50"], k))
	}
	return lines
}

func sum(counts map[string]int) int {
	n := 0
	for _, v := range counts {
		n += v
	}
	return n
}

// topsPage prints ties as such: which of two equal producers comes first would
// be an accident of spelling.
func topsPage(p *page, a *atlas.Atlas, m mineralsAnswer) {
	p.title("First producer of each stage")
	t := table.New(table.Text("Mineral"), table.Text("Stage"), table.Text("First producer"), table.Number("Share (%)"),
		table.Number("Year"), table.Wrapped("Source"))
	for _, x := range m.Top {
		place := a.PlaceName(x.Place)
		for _, also := range x.Tied {
			place += " = " + a.PlaceName(also)
		}
		t.Row(a.MineralName(x.Mineral), x.Stage, place, table.Interval(x.Low, x.Share, table.Percent), fmt.Sprint(x.Year), x.Source)
	}
	p.table(t)
	p.line("")
}
