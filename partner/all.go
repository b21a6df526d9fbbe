package partner

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"adit"
)

// A Sum is one partner over all minerals.
type Sum struct {
	Place adit.PlaceID `json:"place"`
	// Cut adds up the share points of dependence that it takes away at most: 1 is
	// the whole dependence on one mineral. Elements whose shares are those of their
	// group are counted with the group alone.
	Cut      float64  `json:"dependence_taken_away_at_most"`
	Shared   float64  `json:"dependence_taken_away_if_shared"`
	Loss     float64  `json:"loss_taken_away"`
	Minerals []string `json:"minerals"` // of which it takes some away, the most first
	Makes    int      `json:"minerals_made"`
}

// An Overview is all partners and all minerals.
type Overview struct {
	Partners []Sum          `json:"partners"` // by Cut, largest first
	Rows     []Row          `json:"rows"`     // by mineral, then as on its board
	LeftOut  []adit.PlaceID `json:"covered_nations_left_out"`
	Missing  []Missing      `json:"missing"`
}

// All compares all partners over all minerals.
func (d *Desk) All(ctx context.Context) (*Overview, error) {
	minerals := d.minerals()
	boards := make([]*Board, len(minerals))
	err := each(len(minerals), func(i int) (err error) {
		boards[i], err = d.Mineral(ctx, minerals[i])
		return err
	}, func(i int, err error) error { return fmt.Errorf("partners of %s: %w", minerals[i], err) })
	if err = cmp.Or(ctx.Err(), err); err != nil {
		return nil, err
	}
	o := &Overview{Partners: []Sum{}, Rows: []Row{}, LeftOut: append([]adit.PlaceID{}, d.covered...), Missing: d.Missing()}
	by := map[adit.PlaceID]*Sum{}
	for _, b := range boards {
		for _, r := range b.Rows {
			s := by[r.Place]
			if s == nil {
				s = &Sum{Place: r.Place, Minerals: []string{}}
				by[r.Place] = s
			}
			s.add(&r)
		}
		o.Rows = append(o.Rows, b.Rows...)
	}
	for _, s := range by {
		o.Partners = append(o.Partners, *s)
	}
	o.order()
	return o, nil
}

func (s *Sum) add(r *Row) {
	if r.Output > 0 {
		s.Makes++
	}
	if r.Relief == nil {
		return
	}
	c := r.Relief.Dependence
	s.Cut, s.Shared = s.Cut+c.Cut(), s.Shared+c.Before-c.Shared
	if l := r.Relief.Loss; l != nil {
		s.Loss += l.Cut()
	}
	if c.Cut() >= worthNaming {
		s.Minerals = append(s.Minerals, r.Mineral)
	}
}

// worthNaming is the part of dependence below which a mineral is not named.
const worthNaming = 0.005

func (o *Overview) order() {
	cut := map[string]float64{}
	for _, r := range o.Rows {
		cut[r.Mineral+" "+string(r.Place)] = r.cut()
	}
	for i := range o.Partners {
		s := &o.Partners[i]
		slices.SortStableFunc(s.Minerals, func(a, b string) int {
			return cmp.Compare(cut[b+" "+string(s.Place)], cut[a+" "+string(s.Place)])
		})
	}
	slices.SortFunc(o.Partners, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(b.Cut, a.Cut), cmp.Compare(b.Makes, a.Makes), cmp.Compare(a.Place, b.Place))
	})
}
