package main

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"adit"
	"adit/internal/progress"
	"adit/internal/table"
	"adit/stress"
)

// checkAll refuses what does not go together with --all.
func checkAll(given func(string) bool, args []string) error {
	if len(args) > 0 {
		return wrong("--all is every mineral: leave out %s, or the flag", strings.Join(args, " "))
	}
	if given("ensemble") {
		return nil
	}
	for _, no := range [][2]string{
		{"scenario", "a scenario file names what is in the networks of some minerals"}, {"network", "a network file has its own materials"},
		{"control", "a control names its own minerals"}, {"quota", "tonnes are of one mineral"}, {"tornado", "inputs are moved one mineral at a time"},
		{"csv", "--json has all of it"}, {"for", "it is one year"}, {"period", "the year is one period"}, {"foresight", "one period has nothing to foresee"},
	} {
		if given(no[0]) {
			return wrong("--%s does not go with --all: %s", no[0], no[1])
		}
	}
	return nil
}

// allOut is the answer in JSON.
type allOut struct {
	Scenario string           `json:"scenario"`
	Minerals []stress.CutOff  `json:"minerals"` // by value added at risk, then by unmet share
	Missing  []stress.Missing `json:"missing"`
	Notes    []string         `json:"notes"`
	Asked    parameters       `json:"asked"`
	Sources  []sourceRow      `json:"sources"`
}

// all answers for every mineral, a year as one period.
func (s *session) all(ctx context.Context, f shockFlags) error {
	f.length, f.period, f.foresight = "12mo", string(adit.Yearly), string(adit.NoForesight)
	v, err := s.view()
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	s.progress.Start("striking minerals", progress.Items)
	notes := noteSet{}
	cuts, missing, err := stress.All(ctx, v.atlas, solver, stress.Sweep{
		Question: stress.Question{Country: v.country, Year: v.year},
		Scenario: func(st *stress.Study) (*adit.Scenario, error) {
			run, err := s.scenarioOf(f, v, st)
			if err != nil {
				return nil, err
			}
			notes.add(run.notes)
			return run.scenario, nil
		},
		Told: func(done, of int) { s.progress.Update(int64(done), int64(of)) },
	})
	if err != nil {
		return err
	}
	out := &allOut{Minerals: cuts, Missing: missing, Notes: notes.list(), Asked: s.seen(v)}
	var ids []string
	for _, c := range cuts {
		out.Scenario, ids = c.Scenario, append(ids, c.Sources...)
	}
	out.Sources = sources(v.atlas, ids)
	return s.answer(out, func(p *page) { allPage(p, v, out) })
}

// A noteSet gathers what is said of many minerals, once.
type noteSet struct {
	mu   sync.Mutex
	said []string
}

func (n *noteSet) add(notes []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, notes...)
}

func (n *noteSet) list() []string {
	slices.Sort(n.said)
	return append([]string{}, slices.Compact(n.said)...)
}

// toThousand rounds to a thousand USD: below that the solver's last digits show.
func toThousand(usd float64) float64 { return 1000 * math.Round(usd/1000) }

func allPage(p *page, v view, out *allOut) {
	p.title("%s: %s for a year, each mineral by itself", v.atlas.PlaceName(v.country), out.Scenario)
	t := table.New(table.Wrapped("Mineral"), table.Number("Price (×)"), table.Number("Unmet (%)"), table.Number("Value added at risk (M USD)"), table.Number("Price transfer (M USD)"))
	for _, c := range out.Minerals {
		atRisk := table.Unknown
		if c.ValueAdded != nil {
			atRisk = table.Tonnes(*c.ValueAdded / 1e6)
		}
		t.Row(v.atlas.MineralName(c.Mineral), opt(c.Price, ratio), table.Percent(c.Unmet), atRisk, table.Tonnes(toThousand(c.Transfer)/1e6))
	}
	p.table(t)
	p.line("")
	p.text("Value added at risk is direct: of industries that lack the mineral, without their suppliers and customers (adit shock MINERAL has those); “unknown” where no accounts, or no source's industries, say. The year is one period: stocks reach as far as they do within it, and no new lane opens.")
	notPriced(p, v, out.Missing)
	for _, n := range out.Notes {
		p.text("Note: %s.", strings.TrimSuffix(n, "."))
	}
	p.replaced(out.Asked)
}
