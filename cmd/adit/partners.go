package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"adit"
	"adit/finance"
	"adit/partner"
)

// partnersFlags are what only this verb has.
type partnersFlags struct {
	by      int
	weights []string
	top     int
}

func partnersVerb(s *session) *cobra.Command {
	var f partnersFlags
	cmd := &cobra.Command{
		Use:   "partners [NAME...]",
		Short: "with whom: what others have and could add, and how much exposure that takes away",
		Long: `NAME is a mineral, a country, or both. Without one, all partners over all minerals. With a mineral,
its partners side by side on stated criteria: no score, but the partners that no other beats on all
of them (marked), and with --weight an order of your own. With a country, its page: reserves,
output, capacity, where its ore goes to be refined and how much of it ends with --against, who owns
its sites, governance, agreements, controls, projects, corridors, and what is not known.

What a partner could add is published spare capacity, and projects times the probability of a first
tonne by the year (--by). It is put into the reconciled network, and exposure and N−1 are computed
again: if the country gets of it what it takes of the world's supply, and if it gets all.`,
		Example:           "  adit partners\n  adit partners antimony --weight exposure=2,governance\n  adit partners Kazakhstan\n  adit partners gallium Australia --by 2035\n  adit partners --country Germany --against CHN,RUS --json",
		Args:              cobra.MaximumNArgs(2),
		ValidArgsFunction: s.completePartners,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return s.partners(cmd.Context(), f, args)
		},
	}
	fl := cmd.Flags()
	fl.IntVar(&f.by, "by", int(partner.DefaultBy), "count what works by the end of this `YEAR`")
	fl.StringSliceVar(&f.weights, "weight", nil, "order by weighted ranks, `CRITERION=WEIGHT`: "+strings.Join(partner.CriterionIDs(), ", "))
	fl.IntVar(&f.top, "top", 20, "show the first `N` partners or minerals; 0 for all")
	return cmd
}

func (s *session) completePartners(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	minerals, _ := s.completeMinerals(cmd, args, typed)
	places, how := s.completePlaces(cmd, args, typed)
	return append(minerals, places...), how
}

func (f partnersFlags) check() error {
	switch {
	case f.top < 0:
		return wrong("--top %d: 0 or more", f.top)
	case f.by < 2026 || f.by > 2100:
		return wrong("--by %d: a year from 2026 to 2100", f.by)
	}
	_, err := f.weigh()
	return err
}

// weigh reads --weight; a name alone weighs 1.
func (f partnersFlags) weigh() (map[string]float64, error) {
	m := map[string]float64{}
	for _, pair := range f.weights {
		name, text, valued := strings.Cut(pair, "=")
		v := 1.0
		if valued {
			var err error
			if v, err = strconv.ParseFloat(text, 64); err != nil || v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, wrong("--weight %q: a weight is a number of 0 or more", pair)
			}
		}
		if !partner.IsCriterion(name) {
			return nil, misuseError{&adit.UnknownError{Kind: "criterion", ID: name, Near: partner.CriterionIDs()}}
		}
		if _, twice := m[name]; twice {
			return nil, wrong("--weight: %s is given twice", name)
		}
		m[name] = v
	}
	return m, nil
}

// partnersOut is any of the answers in JSON.
type partnersOut struct {
	By       int                `json:"by"`
	Criteria map[string]string  `json:"criteria,omitempty"`
	Weights  map[string]float64 `json:"weights,omitempty"`
	Board    *partner.Board     `json:"board,omitempty"`
	Page     *partner.Page      `json:"page,omitempty"`
	Finance  *finance.Partner   `json:"finance,omitempty"`
	All      *partner.Overview  `json:"all,omitempty"`
	Asked    parameters         `json:"asked"`
	Sources  []sourceRow        `json:"sources"`
	desk     *partner.Desk      // for pages
}

func (s *session) partners(ctx context.Context, f partnersFlags, args []string) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	mineral, place, err := v.partnerNames(args)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	defer s.waiting("comparing partners")()
	q := partner.Question{Country: v.country, Against: v.against, Year: v.year, By: adit.Year(f.by)}
	if mineral != "" {
		q.Minerals = []string{mineral}
	}
	d, err := partner.Open(ctx, v.atlas, solver, q)
	if err != nil {
		return err
	}
	out := &partnersOut{By: f.by, Asked: s.seen(v), desk: d}
	if out.Weights, err = f.weigh(); err != nil {
		return err
	}
	if err := out.answer(ctx, mineral, place); err != nil {
		return err
	}
	if place != "" {
		money := finance.Open(v.atlas, s.now().Format(time.DateOnly)).Country(place)
		out.Finance = &money
	}
	out.Sources = sources(v.atlas, d.Sources())
	return s.answer(out, func(p *page) { partnersPage(p, v, out, f.top) })
}

func (out *partnersOut) answer(ctx context.Context, mineral string, place adit.PlaceID) (err error) {
	switch {
	case place != "":
		out.Page, err = out.desk.Page(ctx, place)
	case mineral != "":
		out.Criteria = map[string]string{}
		for _, c := range partner.Criteria {
			out.Criteria[c.ID] = c.Means
		}
		if out.Board, err = out.desk.Mineral(ctx, mineral); err == nil {
			partner.Weigh(out.Board.Rows, out.Weights)
		}
	default:
		out.All, err = out.desk.All(ctx)
	}
	return err
}

// partnerNames resolves the arguments: a mineral, a country, or both in either
// order. A name that is both, such as the symbol Ga and the code GA, is the
// mineral.
func (v view) partnerNames(args []string) (mineral string, at adit.PlaceID, err error) {
	for _, name := range args {
		id, wrongMineral := v.atlas.Minerals().Find(name)
		p, wrongPlace := place(v.atlas, name)
		switch {
		case wrongMineral == nil && mineral == "":
			mineral = id
		case wrongPlace == nil && at == "":
			at = p
		case wrongMineral == nil || wrongPlace == nil:
			return "", "", wrong("%q: one mineral and one country at most", name)
		default:
			return "", "", unknownEither(name, wrongMineral, wrongPlace)
		}
	}
	switch {
	case at != "" && at == v.country:
		return "", "", fmt.Errorf("%s is the point of view: name another --country", v.atlas.PlaceName(at))
	case at != "" && slices.Contains(v.against, at):
		return "", "", fmt.Errorf("%s is whom --against names, and no partner", v.atlas.PlaceName(at))
	}
	return mineral, at, nil
}

// unknownEither joins what comes near a name among minerals and countries.
func unknownEither(name string, errs ...error) error {
	var near []string
	for _, err := range errs {
		if u, ok := err.(*adit.UnknownError); ok {
			near = append(near, u.Near...)
		}
	}
	return &adit.UnknownError{Kind: "mineral or country", ID: name, Near: near}
}
