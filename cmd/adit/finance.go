package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"adit"
	"adit/finance"
	"adit/internal/progress"
	"adit/screen"
)

// financeFlags are what only this verb has.
type financeFlags struct {
	mineral, instrument, on string
	risk                    bool
}

func financeVerb(s *session) *cobra.Command {
	var f financeFlags
	cmd := &cobra.Command{
		Use:   "finance [PROJECT|PLACE]",
		Short: "which public money a project may have, with the clause, and which it has",
		Long: `Without a name: public money for mineral projects by mineral, country and instrument, and how much
of the Development Finance Corporation's own list is mining. A letter of interest, a commitment and
a payment are three different things and are never added up.

With a PROJECT (an id of table projects): every offer of table instruments with its verdict –
eligible, not, or unknown – and the clause that decides; a clause that asks for a figure that nobody
published leaves it unknown and names the figure. Limits are in dollars where the project's cost is
known. With a PLACE: its income group, what its projects may ask for, and who lends and owns there.

Clauses are those in force on a day (--on, default today). It is no legal advice.`,
		Example: `  adit finance
  adit finance --mineral graphite
  adit finance ree-bra-serraverde
  adit finance sb-usa-stibnite --risk
  adit finance Angola --instrument loan
  adit finance ree-aus-nolans --on 2025-06-30`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: s.completeFinance,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.finance(cmd.Context(), f, args)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mineral, "mineral", "", "only money for this `MINERAL`")
	fl.StringVar(&f.instrument, "instrument", "", "only this `INSTRUMENT`: "+strings.Join(finance.Instruments, ", "))
	fl.StringVar(&f.on, "on", "", "the law as of this `DAY`, such as 2025-12-31 (default: today)")
	fl.BoolVar(&f.risk, "risk", false, "with PROJECT: risk that a public dollar takes away, from the screens and the plan")
	return cmd
}

// completeFinance completes projects and places.
func (s *session) completeFinance(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return append(s.complete("projects", "id", typed), s.complete("places", "place", typed)...), cobra.ShellCompDirectiveNoFileComp
}

// day reads a flag that names a day; "" is today.
func (s *session) day(flag, text string) (string, error) {
	if text == "" {
		return s.now().UTC().Format(time.DateOnly), nil
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", wrong("--%s %q: write a day such as 2026-03-31", flag, text)
	}
	return d.Format(time.DateOnly), nil
}

// financeOut is the answer in JSON; what was not asked for is left out.
type financeOut struct {
	On         string        `json:"on"`
	Mineral    string        `json:"mineral,omitempty"`
	Instrument string        `json:"instrument,omitempty"`
	Overview   *overview     `json:"overview,omitempty"`
	Project    *projectMoney `json:"project,omitempty"`
	Country    *countryMoney `json:"country,omitempty"`
	Parameters parameters    `json:"parameters"`
	Sources    []sourceRow   `json:"sources"`
}

// overview is all money, parted.
type overview struct {
	Money        []finance.Money     `json:"money"`
	Totals       finance.Totals      `json:"totals"`
	ByMineral    []finance.Slice     `json:"by_minerals"`
	ByCountry    []finance.Slice     `json:"by_country"`
	ByInstrument []finance.Slice     `json:"by_instrument"`
	HHI          map[string]*float64 `json:"concentration_of_commitments"`
	DFC          finance.Portfolio   `json:"dfc"`
	Lending      []finance.Lending   `json:"foreign_lending"`
	Offers       []finance.Offer     `json:"offers"`
	Capital      finance.Capital     `json:"capex_of_projects_with_money"`
}

// projectMoney is one project's.
type projectMoney struct {
	finance.Project
	Money    []finance.Money            `json:"money"`
	Totals   finance.Totals             `json:"totals"`
	PerTonne map[finance.State]*float64 `json:"usd_per_contained_tonne_a_year"`
	Doubt    string                     `json:"doubt,omitempty"`
	Findings []finance.Finding          `json:"findings"`
	Screened *screen.Option             `json:"screened"` // with --risk; null: no screen lists it
	Planned  *planWorth                 `json:"planned"`  // with --risk
}

type countryMoney struct {
	finance.Partner
	Against   string            `json:"against"`
	Ownership finance.Ownership `json:"ownership"`
}

func (s *session) finance(ctx context.Context, f financeFlags, args []string) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	on, err := s.day("on", f.on)
	if err != nil {
		return err
	}
	if err := f.resolve(v); err != nil {
		return err
	}
	d := finance.Open(v.atlas, on)
	out := &financeOut{On: on, Mineral: f.mineral, Instrument: f.instrument, Parameters: s.seen(v)}
	if err := s.fill(ctx, out, d, f, v, args); err != nil {
		return err
	}
	out.Sources = sources(v.atlas, []string{"adit", "adit-facts", "dfc-active-projects", "world-bank-income-groups"})
	return s.answer(out, func(p *page) { financePage(p, v, out) })
}

func (f *financeFlags) resolve(v view) error {
	if f.mineral != "" {
		id, err := v.atlas.Minerals().Find(f.mineral)
		if err != nil {
			return err
		}
		f.mineral = id
	}
	if f.instrument != "" && !slices.Contains(finance.Instruments, f.instrument) {
		return &adit.UnknownError{Kind: "instrument", ID: f.instrument, Near: adit.Nearest(f.instrument, finance.Instruments)}
	}
	return nil
}

// fill answers of everything, of a project, or of a place. A project goes
// first: no place has a project's name.
func (s *session) fill(ctx context.Context, out *financeOut, d *finance.Desk, f financeFlags, v view, args []string) error {
	if len(args) == 0 {
		if f.risk {
			return wrong("--risk goes with a PROJECT")
		}
		out.Overview = f.overview(d)
		return nil
	}
	p, err := d.Project(args[0])
	if err == nil {
		if f.mineral != "" {
			return wrong("--mineral goes without a PROJECT")
		}
		out.Project, err = s.projectMoney(ctx, d, f, v, p)
		return err
	}
	c, none := place(v.atlas, args[0])
	if none != nil {
		if _, mineral := v.atlas.Minerals().Find(args[0]); mineral == nil {
			return wrong("%s is a mineral: --mineral %s", args[0], args[0])
		}
		return noSuch(args[0], err, none)
	}
	if f.risk {
		return wrong("--risk goes with a PROJECT")
	}
	out.Country = f.country(d, v, c)
	return nil
}

// noSuch says that a name is neither a project nor a place.
func noSuch(name string, errs ...error) error {
	u := &adit.UnknownError{Kind: "project or place", ID: name}
	for _, err := range errs {
		var one *adit.UnknownError
		if errors.As(err, &one) {
			u.Near = append(u.Near, one.Near...)
		}
	}
	u.Near = u.Near[:min(3, len(u.Near))]
	return u
}

func (f financeFlags) keeps(m finance.Money) bool {
	return (f.mineral == "" || m.For(f.mineral)) && (f.instrument == "" || m.Instrument == f.instrument)
}

func (f financeFlags) money(all []finance.Money, also func(finance.Money) bool) []finance.Money {
	kept := []finance.Money{}
	for _, m := range all {
		if f.keeps(m) && also(m) {
			kept = append(kept, m)
		}
	}
	return kept
}

func (f financeFlags) findings(all []finance.Finding) []finance.Finding {
	return slices.DeleteFunc(all, func(x finance.Finding) bool { return f.instrument != "" && x.Offer.Instrument != f.instrument })
}

func (f financeFlags) overview(d *finance.Desk) *overview {
	o := &overview{Money: f.money(d.Money, func(finance.Money) bool { return true }), DFC: d.DFC(), Lending: d.Lending(""), Offers: d.Offers, HHI: map[string]*float64{}}
	o.Totals = finance.Total(o.Money)
	o.ByMineral, o.ByCountry, o.ByInstrument = finance.By(o.Money, finance.Minerals), finance.By(o.Money, finance.Country), finance.By(o.Money, finance.Instrument)
	for name, parts := range map[string][]finance.Slice{"minerals": o.ByMineral, "country": o.ByCountry, "instrument": o.ByInstrument} {
		o.HHI[name] = finance.Concentration(parts, finance.Committed)
	}
	o.Capital = finance.Capex(d.Projects(func(p finance.Project) bool {
		return slices.ContainsFunc(o.Money, func(m finance.Money) bool { return m.Of(p.ID) })
	}))
	return o
}

func (s *session) projectMoney(ctx context.Context, d *finance.Desk, f financeFlags, v view, p finance.Project) (*projectMoney, error) {
	out := &projectMoney{Project: p, Findings: f.findings(d.Judge(p.Subject)), PerTonne: map[finance.State]*float64{}}
	out.Money = f.money(d.Money, func(m finance.Money) bool { return m.Of(p.ID) })
	out.Totals = finance.Total(out.Money)
	out.Doubt = finance.Doubt(p, out.Totals)
	for _, state := range []finance.State{finance.Letter, finance.Committed, finance.Disbursed} {
		out.PerTonne[state] = finance.PerTonne(p, out.Money, state)
	}
	if !f.risk {
		return out, nil
	}
	var err error
	if out.Screened, err = s.screened(ctx, v, p); err != nil {
		return nil, err
	}
	out.Planned, err = s.worth(ctx, v, out)
	return out, err
}

// screened finds the project among the options of the screens, with the risk
// that it takes away.
func (s *session) screened(ctx context.Context, v view, p finance.Project) (*screen.Option, error) {
	solver, err := s.solver()
	if err != nil {
		return nil, err
	}
	s.progress.Start("screening", progress.Items)
	answer, err := screen.Run(ctx, v.atlas, solver, screen.Question{Kinds: screen.Kinds, Minerals: p.Minerals, Country: v.country, Year: v.year, Against: v.against, By: "risk", Running: true})
	if err != nil {
		return nil, err
	}
	for i := range answer.Options {
		if answer.Options[i].ID == p.ID {
			return &answer.Options[i], nil
		}
	}
	return nil, nil
}

func (f financeFlags) country(d *finance.Desk, v view, c adit.PlaceID) *countryMoney {
	out := &countryMoney{Partner: d.Country(c), Against: v.lensName(), Ownership: d.OwnedBy(c, v.against)}
	out.Money = f.money(out.Money, func(finance.Money) bool { return true })
	out.Totals = finance.Total(out.Money)
	out.Findings = f.findings(out.Findings)
	return out
}
