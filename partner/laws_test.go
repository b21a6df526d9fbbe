package partner

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
)

var shared = sync.OnceValues(func() (*Desk, error) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		return nil, err
	}
	s, err := highs.New(highs.Config{})
	if err != nil {
		return nil, err
	}
	return Open(context.Background(), a, s, Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024})
})

func desk(t testing.TB) *Desk {
	t.Helper()
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var overview = sync.OnceValues(func() (*Overview, error) {
	d, err := shared()
	if err != nil {
		return nil, err
	}
	return d.All(context.Background())
})

func everything(t *testing.T) *Overview {
	t.Helper()
	o, err := overview()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// What a partner adds never exceeds its capacity beyond output plus its
// projects, grows with the years, and takes away no more than there was.
func TestAddedWithinCapacity(t *testing.T) {
	d := desk(t)
	adding := 0
	for _, r := range everything(t).Rows {
		listed := map[adit.MaterialID]float64{}
		for _, p := range d.projects {
			if p.Mineral == r.Mineral && p.Place.Country() == r.Place && p.Tonnes != nil {
				listed[p.Material] += *p.Tonnes
			}
		}
		for _, a := range r.Additions {
			adding++
			capacity, output := 0.0, 0.0
			for _, s := range d.stages(d.nets[r.Mineral], r.Place) {
				if s.Material == a.Material {
					capacity, output = s.Capacity, s.Output
				}
			}
			last := 0.0
			for _, y := range d.Years() {
				t1 := a.Expected[year(y)]
				if most := capacity - output + listed[a.Material]; t1 > most*(1+1e-9) || t1 < last-1e-9 {
					t.Errorf("%s of %s: %g t by %d, after %g; capacity %g, output %g, projects %g", a.Material, r.Place, t1, y, last, capacity, output, listed[a.Material])
				}
				last = t1
			}
		}
		if x := r.Relief; x != nil {
			for _, c := range []Change{x.Mined, x.Processed, x.Dependence} {
				if c.All < -1e-9 || c.All > c.Before+1e-9 || c.Shared > c.Before+1e-9 || c.All > c.Shared+1e-9 {
					t.Errorf("%s %s: shares %+v", r.Mineral, r.Place, c)
				}
			}
			if l := x.Loss; l != nil && (l.SharedWith > l.Shared+1e-6 || l.ServedWith > l.ServedFirst+1e-6) {
				t.Errorf("%s %s: more capacity, larger loss: %+v", r.Mineral, r.Place, *l)
			}
		}
	}
	if adding < 30 {
		t.Errorf("%d additions: the law was hardly tried", adding)
	}
}

// Putting additions into a network leaves every node with as much as it had to
// give: mass balances as before.
func TestDraftKeepsMass(t *testing.T) {
	d := desk(t)
	for _, r := range everything(t).Rows {
		if r.Relief == nil {
			continue
		}
		n := d.nets[r.Mineral]
		f := d.draft(n)
		f.put(r.Place, r.Additions, d.By, 1)
		f.net.Sort()
		known := map[adit.Node]bool{}
		for _, s := range n.Short() {
			known[s.Node] = true
		}
		for _, s := range f.net.Short() {
			if s.Demand == 0 && !known[s.Node] {
				t.Errorf("%s with the additions of %s: %s gives %g t and has %g t", r.Mineral, r.Place, s.Node, float64(s.Goes), float64(s.Comes))
			}
		}
		for i := range f.net.Lanes {
			if f.net.Lanes[i].Flow < 0 {
				t.Errorf("%s, %s: %s carries %g t", r.Mineral, r.Place, f.net.Lanes[i].ID, float64(f.net.Lanes[i].Flow))
			}
		}
	}
}

// The front does not depend on the order of rows, nor on the unit of a
// criterion; neither does the order by weights.
func TestFrontInvariant(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 200 {
		rows := make([]Row, 12)
		for i := range rows {
			rows[i] = Row{Place: adit.PlaceID(rune('A' + i)), Relief: &Relief{}, Criteria: map[string]*float64{}}
			for _, c := range Criteria {
				if v := float64(rng.IntN(4)); rng.IntN(8) > 0 {
					rows[i].Criteria[c.ID] = &v
				}
			}
		}
		weights := map[string]float64{"added": 1, "governance": 2}
		want, order := outcome(rows, weights)
		for _, c := range Criteria {
			k := math.Exp(4 * rng.Float64())
			for i := range rows {
				if v := rows[i].Criteria[c.ID]; v != nil {
					scaled := *v * k
					rows[i].Criteria[c.ID] = &scaled
				}
			}
		}
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		got, again := outcome(rows, weights)
		if !slices.Equal(got, want) {
			t.Fatalf("trial %d: front %v, then %v", trial, want, got)
		}
		for p, v := range order {
			if w := again[p]; (v == nil) != (w == nil) || v != nil && math.Abs(*v-*w) > 1e-12 {
				t.Fatalf("trial %d: weighted order of %s changed", trial, p)
			}
		}
		if len(want) == 0 {
			t.Fatal("nobody on the front")
		}
	}
}

func outcome(rows []Row, weights map[string]float64) (onFront []adit.PlaceID, order map[adit.PlaceID]*float64) {
	rows = slices.Clone(rows)
	front(rows)
	Weigh(rows, weights)
	order = map[adit.PlaceID]*float64{}
	for _, r := range rows {
		if r.Front {
			onFront = append(onFront, r.Place)
		}
		order[r.Place] = r.Order
	}
	slices.Sort(onFront)
	return onFront, order
}

// One that is beaten is not on the front, and what is not known beats nobody.
func TestFrontByHand(t *testing.T) {
	v := func(x float64) *float64 { return &x }
	row := func(p adit.PlaceID, added, bottleneck *float64) Row {
		return Row{Place: p, Relief: &Relief{}, Criteria: map[string]*float64{"added": added, "bottleneck": bottleneck}}
	}
	rows := []Row{row("A", v(10), v(0.5)), row("B", v(9), v(0.6)), row("C", v(1), v(0.1)), row("D", v(0), nil), {Place: "E", Criteria: map[string]*float64{}}}
	front(rows)
	for i, want := range []bool{true, false, true, true, false} {
		if rows[i].Front != want {
			t.Errorf("%s: on the front %v", rows[i].Place, rows[i].Front)
		}
	}
}

// Switching a corridor on leaves the network as it was; every place sends and
// gets of each form what it did; and it carries no more than it can.
func TestCorridorLaws(t *testing.T) {
	d := desk(t)
	for _, id := range []string{"lobito", "tazara", "middle"} {
		c, err := FindCorridor(d.atlas, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range d.minerals() {
			n := d.nets[m]
			before := written(t, n.Network)
			r, err := c.Open(d.atlas, n)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(written(t, n.Network), before) {
				t.Fatalf("%s in %s changed the network without it", id, m)
			}
			ends := map[[3]string]float64{}
			count := func(net *adit.Network, sign float64) {
				for i := range net.Lanes {
					l := &net.Lanes[i]
					ends[[3]string{string(l.Material), string(l.From), "sends"}] += sign * float64(l.Flow)
					ends[[3]string{string(l.Material), string(l.To), "gets"}] += sign * float64(l.Flow)
				}
			}
			count(n.Network, 1)
			total := 0.0
			for i := range n.Lanes {
				total += float64(n.Lanes[i].Flow)
			}
			count(r.Net, -1)
			for e, diff := range ends {
				if math.Abs(diff) > 1e-9*max(total, 1) {
					t.Errorf("%s in %s: %v differs by %g t", id, m, e, diff)
				}
			}
			if id != "lobito" && len(r.Changes) > 0 {
				t.Errorf("%s changes flows of %s, and no source says that it changes costs", id, m)
			}
		}
	}
}
