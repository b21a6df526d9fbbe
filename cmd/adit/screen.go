package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/internal/progress"
	"adit/screen"
)

// screenFlags are what only this verb has.
type screenFlags struct {
	minerals, in, whatIf []string
	by                   string
	top                  int
	csv, running, noRisk bool
}

func screenVerb(s *session) *cobra.Command {
	var f screenFlags
	cmd := &cobra.Command{
		Use:   "screen KIND",
		Short: "where the easy wins are: old sites, by-products, tailings, scrap, plants, on one scale",
		Long: `KIND is brownfield (idle and closed sites, expansions), byproduct (what running plants throw away),
tailings, recycling, processing, or all. Every option stands on one scale: USD per kg with its
capital, months to the first tonne (median and 90%), the share of the country's net imports that it
closes, and the value added that it takes out of risk per public dollar, should --against stop
exporting for a year.

What a project does not publish is assumed of its kind (table classes), and named; change it with
--set or --what-if. What nobody knows stays unknown, and an option without output or cost is listed
but not ranked.`,
		Example: `  adit screen all --in USA,CAN --top 10
  adit screen byproduct --mineral gallium
  adit screen brownfield --what-if permit-years=5 --by months
  adit screen processing --country Germany --json`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: append(append([]string{}, screen.Kinds...), "all"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.checkScreen(f); err != nil {
				return err
			}
			return s.screen(cmd.Context(), f, args[0])
		},
	}
	fl := cmd.Flags()
	fl.StringSliceVar(&f.minerals, "mineral", nil, "only these `MINERALS`")
	fl.StringSliceVar(&f.in, "in", nil, "only what lies in these `PLACES` or groups (default: anywhere but --against)")
	fl.StringSliceVar(&f.whatIf, "what-if", nil, "another assumption of all kinds, `NAME=VALUE`: "+strings.Join(screen.WhatIfs(), ", "))
	fl.StringVar(&f.by, "by", "ease", "`ORDER` of options: "+strings.Join(screen.Orders, ", "))
	fl.IntVar(&f.top, "top", 20, "show the first `N`; 0 for all")
	fl.BoolVar(&f.csv, "csv", false, "print all options as CSV")
	fl.BoolVar(&f.running, "running", false, "list what operates already, too")
	fl.BoolVar(&f.noRisk, "no-risk", false, "leave out the runs of the shock model")
	return cmd
}

func (s *session) checkScreen(f screenFlags) error {
	switch {
	case f.top < 0:
		return wrong("--top %d: 0 or more", f.top)
	case f.csv && s.json:
		return wrong("--csv and --json: choose one")
	case f.by == "risk" && f.noRisk:
		return wrong("--by risk needs what --no-risk leaves out")
	}
	_, err := f.changes()
	return err
}

// changes reads --what-if.
func (f screenFlags) changes() (map[string]float64, error) {
	m := map[string]float64{}
	for _, pair := range f.whatIf {
		name, text, ok := strings.Cut(pair, "=")
		v, err := strconv.ParseFloat(text, 64)
		switch _, twice := m[name]; {
		case !ok || err != nil:
			return nil, wrong("--what-if %q: write NAME=VALUE, such as permit-years=5", pair)
		case twice:
			return nil, wrong("--what-if: %s is given twice", name)
		}
		m[name] = v
	}
	return m, nil
}

// screenOut is the answer in JSON.
type screenOut struct {
	Kind    string `json:"kind"`
	By      string `json:"by"`
	Against string `json:"against"`
	*screen.Answer
	Asked   parameters  `json:"asked"`
	WhatIf  []string    `json:"what_if"`
	Sources []sourceRow `json:"sources"`
}

func (s *session) screen(ctx context.Context, f screenFlags, kind string) error {
	solver := s.solverSoon()
	v, err := s.view()
	if err != nil {
		return err
	}
	q, err := f.question(v, kind)
	if err != nil {
		return err
	}
	s.progress.Start("screening", progress.Items)
	answer, err := screen.Run(ctx, v.atlas, solver, q)
	if err != nil {
		return err
	}
	out := &screenOut{Kind: kind, By: f.by, Against: v.lensName(), Answer: answer, Asked: s.seen(v), WhatIf: append([]string{}, f.whatIf...), Sources: sources(v.atlas, answer.Sources)}
	if f.csv {
		return s.screenCSV(out)
	}
	if s.json && f.top > 0 {
		answer.Options = answer.Options[:min(f.top, len(answer.Options))]
	}
	return s.answer(out, func(p *page) { screenPage(p, v, out, f.top) })
}

func (f screenFlags) question(v view, kind string) (screen.Question, error) {
	q := screen.Question{Kinds: []string{kind}, Country: v.country, Year: v.year, Against: v.against, By: f.by, Running: f.running, NoRisk: f.noRisk}
	if kind == "all" {
		q.Kinds = screen.Kinds
	}
	var err error
	if q.WhatIf, err = f.changes(); err != nil {
		return q, err
	}
	if q.Minerals, err = resolve(v.atlas, f.minerals); err != nil {
		return q, err
	}
	if len(f.in) > 0 {
		q.In, err = lens(v.atlas, strings.Join(f.in, ","), v.year)
	}
	return q, err
}

// noteOn says what an option rests on, in one line.
func noteOn(o *screen.Option) string {
	var parts []string
	if len(o.Assumed) > 0 {
		parts = append(parts, "rests on assumptions: "+strings.Join(o.Assumed, ", "))
	}
	if len(o.Unknown) > 0 {
		parts = append(parts, "unknown: "+strings.Join(o.Unknown, ", "))
	}
	return strings.Join(parts, "; ")
}

// where prints a place in three letters and its owner where that is another.
func where(o *screen.Option) string {
	if o.Owner != "" && o.Owner != o.Place.Country() {
		return fmt.Sprintf("%s (%s)", o.Place, adit.PlaceID(o.Owner))
	}
	return string(o.Place)
}
