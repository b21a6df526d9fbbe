package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/baseline"
	"adit/internal/progress"
	"adit/lp"
	"adit/policy"
	"adit/shock"
	"adit/stress"
	"adit/world"
)

// shockFlags are what only this verb has.
type shockFlags struct {
	ban, licence, quota, outage, tariff, demand, control []string
	to                                                   []string
	leakage                                              float64
	from, length, period, foresight                      string
	scenario, network, place, material                   string
	tornado, csv, all, backtest                          bool
	draws                                                drawFlags
}

func shockVerb(s *session) *cobra.Command {
	var f shockFlags
	cmd := &cobra.Command{
		Use:   "shock [MINERAL...]",
		Short: "what a ban, quota, licence or outage does, month by month",
		Long: `Prices, who goes short, stocks, who gains, and what it costs, with the disruption and without.
Without a flag that says otherwise it is a full stop of exports by the adversary (--against) to
everyone.

Several flags act together. A licence lets nothing pass for some months and then more each month.
With --to a measure hits single buyers; a share still arrives through third countries (--leakage).
--control runs a measure of table controls by its id; its suspension is not its end. --scenario
reads all from a file instead; on a network file of yours use --network, “-” is standard input.

Each figure is told at the values of its inputs and, in brackets, for users and makers who react
much and who hardly react. --tornado moves every input through its band.

--all strikes every mineral by itself, for a year as one period, and ranks them. --ensemble reads
scenarios with probabilities, draws all inputs within their bands (-n), and ranks minerals by the
loss to be expected; with --keep FILE an interrupted run goes on where it was. Such a file:

  {"name": "China", "start": "2025-01", "periods": 1, "period": "year", "foresight": "none",
   "scenarios": [
    {"name": "exports stop", "probability": 0.1,
     "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0}]},
    {"name": "export licences", "probability": 0.3,
     "disruptions": [{"lanes": {"from": "CHN"}, "path": [[0, 0], [2, 0], [8, 0.8]]}]},
    {"name": "nothing happens", "probability": 0.6, "disruptions": []}]}`,
		Example: `  adit shock gallium
  adit shock gallium germanium antimony --ban CHN --from 2025-01 --for 24mo
  adit shock antimony --licence CHN --tornado
  adit shock cobalt --control COD-2025-004 --from 2025-10 --for 27mo
  adit shock tungsten --ban CHN --to USA --leakage 0.3
  adit shock graphite --tariff CHN=25% --demand +20%
  adit shock --network chain.json --scenario ban.json --json
  adit shock --all --ban CHN
  adit shock gallium germanium --ensemble china.json -n 10000 --seed 1 --keep draws.jsonl`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: s.completeMinerals,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd.Flags().Changed, args); err != nil {
				return err
			}
			switch {
			case f.backtest:
				return s.backtest(cmd.Context(), args)
			case f.draws.ensemble != "":
				return s.expect(cmd.Context(), f.draws, args)
			case f.all:
				return s.all(cmd.Context(), f)
			case f.network != "":
				return s.shockFile(cmd.Context(), f)
			}
			return s.shock(cmd.Context(), f, args)
		},
	}
	fl := cmd.Flags()
	fl.StringSliceVar(&f.ban, "ban", nil, "`WHO` stops all exports: places or groups")
	fl.StringSliceVar(&f.licence, "licence", nil, "`WHO` asks for export licences")
	fl.StringSliceVar(&f.quota, "quota", nil, "exports of `WHO=TONNES` a year at most, in contained tonnes")
	fl.StringSliceVar(&f.outage, "outage", nil, "a `PLACE` or process makes nothing, or NAME=LEFT of it, such as CHN=50%")
	fl.StringSliceVar(&f.tariff, "tariff", nil, "the country pays a tariff on what comes from `WHO=RATE`, such as CHN=25%")
	fl.StringSliceVar(&f.demand, "demand", nil, "all want `MORE` or less, such as +20%, or PLACE=+20%")
	fl.StringSliceVar(&f.control, "control", nil, "run controls by `ID`, see table controls")
	fl.StringSliceVar(&f.to, "to", nil, "bans, licences and quotas hit these buyers only: `WHO`")
	fl.Float64Var(&f.leakage, "leakage", -1, "with --to: the `SHARE` that still arrives through third countries (default: the atlas's assumption)")
	fl.StringVar(&f.from, "from", "", "first `MONTH` of the run (default: January after the year of the figures)")
	fl.StringVar(&f.length, "for", "24mo", "how `LONG` the run is, such as 24mo or 2y")
	fl.StringVar(&f.period, "period", "month", "length of a `PERIOD`: month, quarter or year")
	fl.StringVar(&f.foresight, "foresight", "none", "what those who act know of what comes: `none` or full")
	fl.StringVar(&f.scenario, "scenario", "", "a scenario `FILE` instead of the flags above")
	fl.StringVar(&f.network, "network", "", "a network `FILE` instead of the atlas; needs --scenario")
	fl.StringVar(&f.place, "place", "", "with --network: the `PLACE` whose view is told (default: --country)")
	fl.StringVar(&f.material, "material", "", "with --network: the `MATERIAL` whose view is told")
	fl.BoolVar(&f.tornado, "tornado", false, "move each input through its band, and tell which matter")
	fl.BoolVar(&f.backtest, "backtest", false, "replay past events from what was known before them, all or those of the minerals named")
	fl.BoolVar(&f.csv, "csv", false, "print the periods as CSV")
	fl.BoolVar(&f.all, "all", false, "every mineral, each by itself")
	f.draws.add(cmd)
	return cmd
}

// check refuses what does not go together.
func (f shockFlags) check(given func(string) bool, args []string) error {
	if err := f.draws.check(given); err != nil {
		return err
	}
	if f.all {
		if err := checkAll(given, args); err != nil {
			return err
		}
	}
	measures := len(f.ban) + len(f.licence) + len(f.quota) + len(f.outage) + len(f.tariff) + len(f.demand) + len(f.control)
	switch {
	case f.backtest && (measures > 0 || f.network != "" || f.scenario != "" || f.csv || f.tornado):
		return wrong("--backtest runs the events of table backtests as they were: leave out what else happens")
	case f.backtest:
		return nil
	case f.network != "" && len(args) > 0:
		return wrong("--network takes no mineral")
	case f.network != "" && f.scenario == "":
		return wrong("--network needs --scenario: a file that says what happens")
	case f.network != "" && f.tornado:
		return wrong("--tornado needs the bands of the atlas: a network file has none")
	case f.network == "" && (f.place != "" || f.material != ""):
		return wrong("--place and --material go with --network; use --country")
	case f.network == "" && len(args) == 0 && !f.all:
		return wrong("which mineral? Name one or several, --all, or use --network")
	case f.scenario != "" && measures > 0:
		return wrong("--scenario says all that happens: leave out the flags of measures, or the file")
	case f.leakage != -1 && (f.leakage < 0 || f.leakage > 1):
		return wrong("--leakage %g: a share from 0 to 1", f.leakage)
	case f.leakage != -1 && len(f.to)+len(f.control) == 0:
		return wrong("--leakage goes with --to or --control: a ban on everyone does not leak")
	case len(f.to) > 0 && measures > 0 && len(f.ban)+len(f.licence)+len(f.quota) == 0:
		return wrong("--to goes with --ban, --licence or --quota: other measures have no buyers")
	}
	return nil
}

// shock answers for minerals of the atlas.
func (s *session) shock(ctx context.Context, f shockFlags, names []string) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	ids, err := mineralIDs(v, names)
	if err != nil {
		return err
	}
	if err := (&scenarioBuilder{f: f, v: v}).frame(); err != nil {
		return err // before what takes time
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	stop := s.waiting("pricing " + strings.Join(ids, ", "))
	st, err := stress.Open(ctx, v.atlas, solver, stress.Question{Minerals: ids, Country: v.country, Year: v.year, Watch: v.against[0]})
	stop()
	if err != nil {
		return lacking(err)
	}
	run, err := s.scenarioOf(f, v, st)
	if err != nil {
		return err
	}
	out, err := s.strike(ctx, f, st, run)
	if err != nil {
		return err
	}
	out.Asked, out.Sources = s.seen(v), sources(v.atlas, st.SourceIDs())
	out.Notes = append(run.notes, out.Notes...)
	if f.csv {
		return s.shockCSV(out)
	}
	return s.answer(out, func(p *page) { shockPage(p, v, st, run, out) })
}

// lacking says what to do where the atlas has no network or no prices.
func lacking(err error) error {
	var price *baseline.MissingError
	var network *world.MissingError
	switch {
	case errors.As(err, &price):
		return fmt.Errorf("%w\nA shock needs prices. adit exposure needs none; prices of your own go into a network file: --export one, add them, and use --network", err)
	case errors.As(err, &network):
		return fmt.Errorf("%w\nDescribe it in a network file, and use --network", err)
	}
	return err
}

// strike runs the scenario and what was asked beside it.
func (s *session) strike(ctx context.Context, f shockFlags, st *stress.Study, run *asked) (*shockOut, error) {
	stop := s.waiting("running " + run.scenario.Name)
	answer, err := st.Answer(ctx, run.scenario)
	stop()
	if err != nil {
		return nil, err
	}
	out := newShockOut(answer)
	if f.tornado {
		s.progress.Start("moving inputs", progress.Items)
		out.Tornado, err = st.Tornado(ctx, run.scenario, func(done, of int) { s.progress.Update(int64(done), int64(of)) })
	}
	return out, err
}

func mineralIDs(v view, names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		id, err := v.atlas.Minerals().Find(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// shockOut is the answer as it is printed: the binding keys, and what must be
// known to read them.
type shockOut struct {
	shock.Printed
	Baseline  shock.Printed `json:"baseline"`
	Unlimited []string      `json:"unlimited"`
	Summary   []string      `json:"summary,omitempty"`
	Views     []*shock.View `json:"views"`
	Mild      []*shock.View `json:"views_mild,omitempty"`
	Harsh     []*shock.View `json:"views_harsh,omitempty"`
	Cost      *stress.Cost  `json:"cost,omitempty"`
	MildCost  *stress.Cost  `json:"cost_mild,omitempty"`
	HarshCost *stress.Cost  `json:"cost_harsh,omitempty"`
	Tornado   []stress.Bar  `json:"tornado,omitempty"`
	StockRule string        `json:"stock_rule"`
	Notes     []string      `json:"notes"`
	Scenario  any           `json:"scenario"`
	Asked     parameters    `json:"asked"`
	Sources   []sourceRow   `json:"sources,omitempty"`
}

func newShockOut(a *stress.Answer) *shockOut {
	base := a.Base.Answer
	return &shockOut{Printed: base.Print(base.Shocked), Baseline: base.Print(base.Baseline), Unlimited: base.Unlimited,
		Views: a.Base.Views, Mild: a.Mild.Views, Harsh: a.Harsh.Views, Cost: a.Cost, MildCost: a.MildCost, HarshCost: a.HarshCost,
		Notes: a.Notes, StockRule: stockRule(base.Scenario, true), Scenario: scenarioJSON(base.Scenario), Summary: a.Summary()}
}

// stockRule says how stocks are used in a run.
func stockRule(s *adit.Scenario, priced bool) string {
	switch {
	case s.Foresight == adit.FullForesight:
		return "holders know what comes, and use their stocks over the whole run where they are worth most"
	case priced:
		return "holders let go of stock part by part, the dearer the later; makers pile up what they cannot sell until their room is full"
	}
	return "each period uses what stock it can, up to its release, as if there were no later one"
}

// shockFile answers for a network file.
func (s *session) shockFile(ctx context.Context, f shockFlags) error {
	net, err := s.readNetwork(f.network)
	if err != nil {
		return err
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	scenario, err := s.readScenario(f.scenario, net, policy.Places(a, net), policy.Known(a))
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	out, err := s.strikeFile(ctx, f, net, scenario, solver)
	if err != nil {
		return err
	}
	out.Asked = parameters{File: f.network, Year: int(net.Year)}
	if f.csv {
		return s.shockCSV(out)
	}
	return s.answer(out, func(p *page) { shockFilePage(p, net, scenario, out) })
}

func (s *session) strikeFile(ctx context.Context, f shockFlags, net *adit.Network, scenario *adit.Scenario, solver lp.Solver) (*shockOut, error) {
	place := adit.PlaceID(f.place)
	if place == "" {
		place = adit.PlaceID(s.country)
	}
	defer s.waiting("running the scenario")()
	answer, err := shock.Run(ctx, net, shock.Question{Scenario: scenario, Place: place}, solver)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.network, err)
	}
	out := &shockOut{Printed: answer.Print(answer.Shocked), Baseline: answer.Print(answer.Baseline), Unlimited: answer.Unlimited,
		Views: []*shock.View{}, Notes: []string{}, StockRule: stockRule(scenario, false), Scenario: scenarioJSON(scenario)}
	for _, m := range viewed(net, place, f.material) {
		out.Views = append(out.Views, answer.View(place, m, ""))
	}
	return out, nil
}

// viewed are the materials whose view is told: the one asked for, else all that
// the place wants.
func viewed(net *adit.Network, place adit.PlaceID, material string) []adit.MaterialID {
	if material != "" {
		return []adit.MaterialID{adit.MaterialID(material)}
	}
	var all []adit.MaterialID
	for _, d := range net.Demands {
		if place.Covers(d.Place) {
			all = append(all, d.Material)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
