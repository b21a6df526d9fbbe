package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"adit"
	"adit/internal/progress"
	"adit/stockpile"
)

// stockpileFlags size a stockpile alone, without projects.
type stockpileFlags struct {
	only               bool
	years              int
	share, essential   float64
	defence, reliable  []string
	minerals           []string
	askShare, askOther func() bool
}

func (f *stockpileFlags) add(fl *pflag.FlagSet) {
	fl.BoolVar(&f.only, "stockpile-only", false, "size the stockpile for an emergency, on the atlas, without projects")
	fl.IntVar(&f.years, "years", 0, "with --stockpile-only: length of the emergency in `YEARS` (default: table assumptions, emergency-years)")
	fl.Float64Var(&f.share, "defence-share", 0, "with --stockpile-only: defence's `SHARE` of use (default: stockpile-defence-share)")
	fl.StringSliceVar(&f.defence, "defence", nil, "with --stockpile-only: defence's share by mineral, `MINERAL=SHARE`")
	fl.Float64Var(&f.essential, "essential-share", 0, "with --stockpile-only: `SHARE` of civilian use that cannot be done without (default: stockpile-essential-share)")
	fl.StringSliceVar(&f.reliable, "reliability", nil, "with --stockpile-only: how far a supplier is relied upon, `COUNTRY=SHARE` (default: table reliability)")
	f.askShare = func() bool { return fl.Changed("defence-share") }
	f.askOther = func() bool { return fl.Changed("essential-share") }
}

// sizing are the flags that only a stockpile's size has, and both those that a
// plan of projects has too.
var (
	sizing = []string{"years", "defence-share", "defence", "essential-share", "reliability"}
	both   = []string{"stockpile-only", "minerals", "csv", "xlsx", "html", "pdf"}
)

// heeded refuses a flag that the answer would take no notice of.
func (f *stockpileFlags) heeded(flags *pflag.FlagSet) (err error) {
	flags.VisitAll(func(x *pflag.Flag) {
		switch own := slices.Contains(sizing, x.Name); {
		case !x.Changed || err != nil || slices.Contains(both, x.Name):
		case own && !f.only:
			err = wrong("--%s goes with --stockpile-only", x.Name)
		case !own && f.only:
			err = wrong("--%s is for a plan of projects: --stockpile-only sizes a stock by --%s", x.Name, strings.Join(sizing, ", --"))
		}
	})
	return err
}

// stockpileOut is the answer in JSON.
type stockpileOut struct {
	Against string `json:"against"`
	*stockpile.Answer
	Asked   parameters  `json:"asked"`
	Sources []sourceRow `json:"sources"`
}

// stockpile answers plan --stockpile-only.
func (s *session) stockpile(ctx context.Context, f stockpileFlags, asCSV bool) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	q, err := f.question(v)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	s.progress.Start("sizing", progress.Items)
	answer, err := stockpile.Run(ctx, v.atlas, solver, q)
	if err != nil {
		return err
	}
	out := &stockpileOut{Against: v.lensName(), Answer: answer, Asked: s.seen(v), Sources: sources(v.atlas, answer.Sources)}
	if asCSV {
		return s.stockpileCSV(out)
	}
	return s.answer(out, func(p *page) { sizingPage(p, v, out) })
}

func (f stockpileFlags) question(v view) (stockpile.Question, error) {
	q := stockpile.Question{Country: v.country, Year: v.year, Against: v.against, Years: f.years, DefenceOf: map[string]float64{}, Reliability: map[adit.PlaceID]float64{}}
	if f.askShare() {
		q.Defence = &f.share
	}
	if f.askOther() {
		q.Essential = &f.essential
	}
	var err error
	if q.Minerals, err = resolve(v.atlas, f.minerals); err != nil {
		return q, err
	}
	err = pairs("--defence", f.defence, func(name string, x float64) error {
		m, err := v.atlas.Minerals().Find(name)
		q.DefenceOf[m] = x
		return err
	})
	if err != nil {
		return q, err
	}
	return q, pairs("--reliability", f.reliable, func(name string, x float64) error {
		p, err := place(v.atlas, name)
		q.Reliability[p] = x
		return err
	})
}

// pairs reads NAME=SHARE.
func pairs(flag string, list []string, take func(string, float64) error) error {
	for _, pair := range list {
		name, text, ok := strings.Cut(pair, "=")
		x, err := strconv.ParseFloat(text, 64)
		if !ok || err != nil || !(x >= 0 && x <= 1) {
			return wrong("%s %q: write NAME=SHARE with a share from 0 to 1", flag, pair)
		}
		if err := take(name, x); err != nil {
			return err
		}
	}
	return nil
}

// stockpileCSV prints one row per stock; a blank is unknown.
func (s *session) stockpileCSV(out *stockpileOut) error {
	s.progress.Done()
	num := func(x float64) string { return strconv.FormatFloat(x, 'g', 8, 64) }
	opt := func(x *float64) string {
		if x == nil {
			return ""
		}
		return num(*x)
	}
	rows := [][]string{strings.Split("mineral,form_used,use_t_per_y,reliable_share,short_t,hold_form,hold_t,hold_low_t,hold_high_t,days_of_use,usd_per_t,cost_usd", ",")}
	for _, m := range out.Materials {
		for _, h := range m.Hold {
			rows = append(rows, []string{m.Mineral, m.Form, num(m.Use), num(m.Supply.Share), num(m.Short.Value), h.Form, num(h.Tonnes.Value), num(h.Tonnes.Low), num(h.Tonnes.High), num(h.Days), opt(h.Price), opt(h.Cost)})
		}
	}
	if err := csv.NewWriter(s.stdout).WriteAll(rows); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
