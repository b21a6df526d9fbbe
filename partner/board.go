package partner

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"adit"
	"adit/exposure"
	"adit/world"
)

// A Row is one partner and one mineral.
type Row struct {
	Place     adit.PlaceID        `json:"place"`
	Mineral   string              `json:"mineral"`
	Output    float64             `json:"share_of_world_output"` // of the stage where it is largest
	Stage     adit.MaterialID     `json:"of,omitempty"`
	Additions []Addition          `json:"additions"`
	Relief    *Relief             `json:"relief"` // null: nothing known to add
	Projects  int                 `json:"projects"`
	Uncounted int                 `json:"projects_not_counted"` // of them, listed and adding no tonnes
	Criteria  map[string]*float64 `json:"criteria"`             // by id; null is unknown
	Front     bool                `json:"front"`                // no other beats it on all criteria
	Order     *float64            `json:"weighted"`             // by the weights asked for; null: a criterion of weight is unknown
}

// cut is how much dependence goes away at most.
func (r *Row) cut() float64 {
	if r.Relief == nil {
		return 0
	}
	return r.Relief.Dependence.Cut()
}

// A Board compares the partners for one mineral. Rows that can add something
// come first, by the dependence that they take away.
type Board struct {
	Mineral string            `json:"mineral"`
	Target  adit.MaterialID   `json:"material"`
	MassOf  string            `json:"mass_of"`
	Supply  float64           `json:"supply_t"`
	Before  Change            `json:"dependence_share"` // before alone is set
	Loss    *float64          `json:"loss_share_without_adversary"`
	Rows    []Row             `json:"partners"`
	Forms   []adit.MaterialID `json:"forms"`
	Notes   []string          `json:"notes"`
}

// Mineral compares the partners for one mineral. One without a network is an
// *adit.UnknownError.
func (d *Desk) Mineral(ctx context.Context, mineral string) (*Board, error) {
	n := d.nets[mineral]
	if n == nil {
		return nil, &adit.UnknownError{Kind: "mineral with a network", ID: mineral, Near: d.minerals()}
	}
	b := &Board{Mineral: mineral, Target: n.Target, Notes: []string{}}
	for _, f := range n.Forms {
		b.MassOf, b.Forms = f.MassOf, append(b.Forms, f.Material)
	}
	if err := d.fill(ctx, b, n, d.candidates(mineral)); err != nil {
		return nil, err
	}
	front(b.Rows)
	return b, nil
}

// candidates are the countries that make some of a mineral, or have a project of
// it, and are neither the adversary's nor the one that asks.
func (d *Desk) candidates(mineral string) []adit.PlaceID {
	set := []adit.PlaceID{}
	n := d.nets[mineral]
	for i := range n.Processes {
		if x := &n.Processes[i]; x.Activity > 0 && !isUse(n, x) {
			set = append(set, x.Place.Country())
		}
	}
	for _, i := range n.Idle {
		set = append(set, i.Place.Country())
	}
	for _, p := range d.projects {
		if p.Mineral == mineral {
			set = append(set, p.Place.Country())
		}
	}
	slices.Sort(set)
	return slices.DeleteFunc(slices.Compact(set), func(p adit.PlaceID) bool {
		return d.against(p) || p == d.Country || p == adit.Other || slices.Contains(d.covered, p)
	})
}

// fill computes the rows of a board.
func (d *Desk) fill(ctx context.Context, b *Board, n *world.Network, places []adit.PlaceID) error {
	supply, before, err := d.before(ctx, n)
	if err != nil {
		return err
	}
	if supply == 0 {
		b.Notes = append(b.Notes, fmt.Sprintf("no source shows that %s gets any in %d: nothing can be taken away", d.Country, n.Year))
	}
	b.Supply, b.Before = supply, Change{before.most(), before.most(), before.most()}
	rows, adding, adds, err := d.rows(ctx, n, places, before, supply)
	if err != nil {
		return err
	}
	b.Rows = rows
	if supply > 0 && len(adding) > 0 && !d.NoLoss {
		if err := d.fillLosses(ctx, b, n, adding, adds); err != nil {
			return err
		}
	}
	for i := range b.Rows {
		d.judge(&b.Rows[i], n)
	}
	slices.SortStableFunc(b.Rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(y.cut(), x.cut()), cmp.Compare(y.made(), x.made()), cmp.Compare(y.Output, x.Output), cmp.Compare(x.Place, y.Place))
	})
	return nil
}

func (r *Row) made() float64 {
	if r.Relief == nil {
		return 0
	}
	return r.Relief.Made
}

// before is the country's supply and how much of it is the adversary's; zero
// where it gets none.
func (d *Desk) before(ctx context.Context, n *world.Network) (float64, dependence, error) {
	if !n.Supplies(d.Country, n.Target) {
		return 0, dependence{}, nil
	}
	x, err := exposure.Run(ctx, n.Network, exposure.Question{Place: d.Country, Material: n.Target, ProcessedAs: n.Refined, Against: d.Against, Paths: 1}, nil)
	if err != nil {
		return 0, dependence{}, fmt.Errorf("exposure of %s to %s: %w", d.Country, n.Mineral, err)
	}
	return x.SupplyT, dependence{x.Against.Mined.Share, x.Against.Processed.Share}, nil
}

// rows lists the partners, and apart those that add something.
func (d *Desk) rows(ctx context.Context, n *world.Network, places []adit.PlaceID, before dependence, supply float64) (rows []Row, adding []adit.PlaceID, adds [][]Addition, err error) {
	for _, p := range places {
		r := Row{Place: p, Mineral: n.Mineral, Additions: []Addition{}}
		r.Output, r.Stage = output(n, p)
		for _, x := range d.projectsAt(n.Mineral, p) {
			if r.Projects++; !x.Counts {
				r.Uncounted++
			}
		}
		list, err := d.additions(n.Mineral, p)
		if err != nil {
			return nil, nil, nil, err
		}
		r.Additions = append(r.Additions, list...)
		if len(list) > 0 && supply > 0 {
			if r.Relief, err = d.relieve(ctx, n, p, list, before); err != nil {
				return nil, nil, nil, err
			}
			adding, adds = append(adding, p), append(adds, list)
		}
		rows = append(rows, r)
	}
	return rows, adding, adds, nil
}

// fillLosses runs E7 for the partners that add something. Where nothing goes
// unmet without the adversary, no addition can change that.
func (d *Desk) fillLosses(ctx context.Context, b *Board, n *world.Network, adding []adit.PlaceID, adds [][]Addition) error {
	none, err := d.base(ctx, n)
	if err != nil || none == nil {
		return err
	}
	b.Loss = &none.Shared
	with := make([]exposure.Loss, len(adding))
	if none.Shared > 0 || none.ServedFirst > 0 {
		if with, err = d.with(ctx, n, adding, adds); err != nil {
			return err
		}
	}
	for i := range b.Rows {
		if at := slices.Index(adding, b.Rows[i].Place); at >= 0 {
			b.Rows[i].Relief.Loss = &Lost{none.Shared, with[at].Shared, none.ServedFirst, with[at].ServedFirst}
		}
	}
	return nil
}

// output is a place's largest part of what the world makes, over the forms.
func output(n *world.Network, place adit.PlaceID) (share float64, of adit.MaterialID) {
	for _, f := range n.Forms {
		if f.World <= 0 {
			continue
		}
		t := adit.Tonnes(0)
		for i := range n.Processes {
			if x := &n.Processes[i]; place.Covers(x.Place) && !world.IsRecycling(x) {
				t += x.Output(f.Material)
			}
		}
		if s := float64(t / f.World); s > share {
			share, of = s, f.Material
		}
	}
	return share, of
}
