package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/internal/progress"
	"adit/internal/table"
	"adit/policy"
	"adit/stress"
)

// drawFlags are those of an ensemble.
type drawFlags struct {
	ensemble, keep string
	n              int
	seed           uint64
}

func (f *drawFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.ensemble, "ensemble", "", "scenarios with probabilities, from a `FILE`: the loss to be expected")
	fl.IntVarP(&f.n, "draws", "n", 1000, "with --ensemble: how often all inputs are drawn within their bands: `N` times")
	fl.Uint64Var(&f.seed, "seed", 1, "with --ensemble: the `NUMBER` that the draws follow from")
	fl.StringVar(&f.keep, "keep", "", "with --ensemble: keep finished draws in a `FILE`, and go on from there")
}

// check refuses what does not go together with an ensemble; given tells which
// flags were.
func (f drawFlags) check(given func(string) bool) error {
	if f.ensemble == "" {
		for _, name := range []string{"draws", "seed", "keep"} {
			if given(name) {
				return wrong("--%s goes with --ensemble FILE", name)
			}
		}
		return nil
	}
	for _, name := range []string{"scenario", "network", "ban", "licence", "quota", "outage", "tariff", "demand", "control", "to", "leakage", "from", "for", "period", "foresight"} {
		if given(name) {
			return wrong("--ensemble says all that may happen, and when: leave out --%s, or the file", name)
		}
	}
	for _, name := range []string{"tornado", "csv"} {
		if given(name) {
			return wrong("--%s is of one scenario: leave it out, or use --scenario in place of --ensemble", name)
		}
	}
	if f.n < 1 {
		return wrong("--draws %d: draw 1 or more", f.n)
	}
	return nil
}

// ensembleOut is the answer in JSON.
type ensembleOut struct {
	*stress.Expectation
	Cases   []caseOut        `json:"scenarios"`
	Missing []stress.Missing `json:"missing"`
	Asked   parameters       `json:"asked"`
	Sources []sourceRow      `json:"sources"`
}

type caseOut struct {
	Name        string  `json:"name"`
	Probability float64 `json:"probability"`
	Scenario    any     `json:"scenario"`
}

// expect answers for an ensemble.
func (s *session) expect(ctx context.Context, f drawFlags, names []string) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	ids, err := mineralIDs(v, names)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	stop := s.waiting("pricing minerals")
	studies, missing, err := stress.OpenEach(ctx, v.atlas, solver, stress.Question{Minerals: ids, Country: v.country, Year: v.year})
	stop()
	if err != nil {
		return err
	}
	draws, err := s.drawsOf(f, v, studies)
	if err != nil {
		return err
	}
	s.progress.Start("drawing", progress.Items)
	found, err := stress.Expect(ctx, studies, *draws)
	if err != nil {
		return err
	}
	out := &ensembleOut{Expectation: found, Missing: missing, Asked: s.seen(v), Sources: sources(v.atlas, sourceIDs(studies))}
	for i, c := range draws.Ensemble.Cases {
		out.Cases = append(out.Cases, caseOut{c.Name, c.Probability, scenarioJSON(draws.Ensemble.Scenario(i))})
	}
	return s.answer(out, func(p *page) { ensemblePage(p, v, out) })
}

func sourceIDs(studies []*stress.Study) []string {
	var ids []string
	for _, st := range studies {
		ids = append(ids, st.SourceIDs()...)
	}
	return ids
}

// drawsOf reads the file, and names what the figures rest on.
func (s *session) drawsOf(f drawFlags, v view, studies []*stress.Study) (*stress.Draws, error) {
	e, err := s.readEnsemble(f.ensemble, v, studies)
	if err != nil {
		return nil, err
	}
	layers, _, err := s.layers()
	if err != nil {
		return nil, err
	}
	data, err := hashTables(v.atlas, layers)
	if err != nil {
		return nil, err
	}
	return &stress.Draws{Ensemble: e, N: f.n, Seed: f.seed, Keep: f.keep,
		Editions: append([]string{programVersion(), data}, slices.Sorted(slices.Values(s.set))...),
		Told:     func(done, of int) { s.progress.Update(int64(done), int64(of)) }}, nil
}

func (s *session) readEnsemble(name string, v view, studies []*stress.Study) (*adit.Ensemble, error) {
	r, closeFile, err := s.input(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	e, err := adit.ReadEnsemble(r)
	if err != nil {
		return nil, &fileError{name, err}
	}
	net := stress.Together(studies)
	if err = e.Resolve(policy.Places(v.atlas, net)); err == nil {
		err = e.Faults(net, policy.Known(v.atlas)).Err()
	}
	if err != nil {
		return nil, &fileError{name, err}
	}
	if e.Name == "" {
		e.Name = filepath.Base(name)
	}
	return e, nil
}

func ensemblePage(p *page, v view, out *ensembleOut) {
	p.title("%s, %s: expected over %s and %s of all inputs", v.atlas.PlaceName(v.country), out.Ensemble, count(len(out.Cases), "scenario"), count(out.Draws, "draw"))
	t := table.New(table.Wrapped("Mineral"), table.Number("Expected loss (M USD)"), table.Number("± s.e."), table.Number("5–95%"), table.Number("Price (×)"), table.Number("Unmet (%)"))
	for _, m := range out.Minerals {
		cells := []string{v.atlas.MineralName(m.Mineral), table.Unknown, "", ""}
		if m.Loss != nil {
			cells = append(cells[:1], table.Tonnes(m.Loss.Mean/1e6), opt(m.Loss.Error, func(e float64) string { return table.Tonnes(e / 1e6) }), table.Tonnes(m.Loss.P5/1e6)+" – "+table.Tonnes(m.Loss.P95/1e6))
		}
		price := "–"
		if m.Price != nil {
			price = ratio(m.Price.Mean)
		}
		t.Row(append(cells, price, table.Percent(m.Unmet.Mean))...)
	}
	p.table(t)
	p.line("")
	p.text("Loss is %s over %s; of “unknown” no source names the industries. Each figure is the mean over the scenarios, by probability; ± is the standard error of the mean over draws, and 5–95%% is how far single draws of the inputs lie apart.", out.LossIs, yearsText(out.Years))
	casesPage(p, out)
	notPriced(p, v, out.Missing)
	p.text("Seed %d. Equations: docs/math/ensemble.md.", out.Seed)
	p.replaced(out.Asked)
}

func yearsText(y float64) string {
	if y == 1 {
		return "a year"
	}
	return fmt.Sprintf("%.3g years", y)
}

// casesPage lists what may happen.
func casesPage(p *page, out *ensembleOut) {
	var all []string
	for _, c := range out.Cases {
		all = append(all, fmt.Sprintf("%s (%s)", c.Name, table.Share(c.Probability)))
	}
	p.text("Scenarios: %s.", strings.Join(all, "; "))
}

// notPriced lists minerals without an answer.
func notPriced(p *page, v view, missing []stress.Missing) {
	for _, m := range missing {
		p.text("Not priced: %s: %s.", v.atlas.MineralName(m.Mineral), strings.ReplaceAll(m.Why, "\n", "; "))
	}
}
