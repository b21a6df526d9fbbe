package exposure

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/lp/highs"
)

var testSolver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

// generated draws a small world and a target in it that has supply.
func generated(t *rapid.T, forms ...adit.MaterialID) (*adit.Network, adit.Node) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "world"), 7))
	n := rapid.IntRange(2, 9).Draw(t, "places")
	net := worldOf(r, n, rapid.IntRange(0, 4*n).Draw(t, "lanes"), forms...)
	g := newGraph(net)
	x := g.supply(g.observed())
	var with []adit.Node
	for i, v := range x {
		if v > 0 {
			with = append(with, g.nodes[i])
		}
	}
	return net, rapid.SampledFrom(with).Draw(t, "target")
}

var chainForms = []adit.MaterialID{"cobalt/ore", "cobalt/hydroxide", "cobalt/refined"}

// Law: the columns of O sum to 1, and one solve for all gives what a solve for
// one gives, in both views.
func TestColumnsSumToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, at := generated(t, chainForms...)
		for _, as := range [][]adit.MaterialID{nil, {at.Material}} {
			all, err := Trace(context.Background(), net, as...)
			if err != nil {
				t.Fatal(err)
			}
			a, err := Run(context.Background(), net, Question{Place: at.Place, Material: at.Material}, nil)
			if err != nil {
				t.Fatal(err)
			}
			one := a.LookThrough.Mined
			if as != nil {
				one = a.LookThrough.Processed
			}
			sum := 0.0
			for i, o := range all.Of(at) {
				sum += o.Share
				if o.Place != one[i].Place || math.Abs(o.Share-one[i].Share) > 1e-10 {
					t.Fatalf("%s: all %v, one %v", at, o, one[i])
				}
			}
			if math.Abs(sum-1) > 1e-8 {
				t.Fatalf("origins of %s sum to %g", at, sum)
			}
		}
	})
}

// Law: where no process has inputs, what everybody uses of an origin adds up to
// what that origin makes: Σ_j O_kj·c_j = p_k.
func TestUseAddsUpToProduction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, _ := generated(t, "tin/metal")
		o, err := Trace(context.Background(), net)
		if err != nil {
			t.Fatal(err)
		}
		use := append([]float64(nil), o.Tonnes...)
		for _, l := range net.Lanes {
			use[o.numbers[adit.Node{Material: l.Material, Place: l.From}]] -= float64(l.Flow)
		}
		for k, p := range o.Places {
			sum := 0.0
			for j, c := range use {
				sum += o.shares[j*len(o.Places)+k] * c
			}
			made := 0.0
			for i := range net.Processes {
				if net.Processes[i].Place == p {
					made += float64(net.Processes[i].Activity)
				}
			}
			if math.Abs(sum-made) > 1e-8*made {
				t.Fatalf("%s makes %g t, others use %g t of it", p, made, sum)
			}
		}
	})
}

func fully(at adit.Node) Question {
	return Question{Place: at.Place, Material: at.Material, Against: []adit.PlaceID{"P000", "P003"}, Bounds: true,
		NMinus1: []Kind{Countries, Processes, Owners, Lanes}, Draws: 8, Seed: 3}
}

func answered(t *rapid.T, net *adit.Network, q Question) (*Answer, []byte) {
	a, err := Run(context.Background(), net, q, testSolver())
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

// Law: the same network in another order gives the same bytes.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, at := generated(t, chainForms...)
		_, want := answered(t, net, fully(at))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 0))
		other := *net
		other.Processes, other.Lanes, other.Demands = shuffled(r, net.Processes), shuffled(r, net.Lanes), shuffled(r, net.Demands)
		other.Materials = shuffled(r, net.Materials)
		before := slices.Clone(other.Lanes)
		if _, got := answered(t, &other, fully(at)); !bytes.Equal(want, got) {
			t.Fatalf("shuffled:\n%s\n%s", want, got)
		}
		if !slices.EqualFunc(before, other.Lanes, func(a, b adit.Lane) bool { return a.ID == b.ID }) {
			t.Fatal("the caller's network was reordered")
		}
	})
}

func shuffled[T any](r *rand.Rand, s []T) []T {
	s = slices.Clone(s)
	r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
	return s
}

// Laws: E6 and E6b surround what they should, losses are shares, and a thousand
// times the tonnes change no share. (That every solve passes market.Check is
// part of Run.)
func TestBoundsLossesAndScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, at := generated(t, chainForms...)
		a, _ := answered(t, net, fully(at))
		b, _ := answered(t, times(net, 1000), fully(at))
		for v, list := range [][]Bounded{a.LookThrough.Mined, a.LookThrough.Processed} {
			other := [][]Bounded{b.LookThrough.Mined, b.LookThrough.Processed}[v]
			if len(other) != len(list) {
				t.Fatalf("%d places, %d after scaling", len(list), len(other))
			}
			for i, s := range list {
				if !(0 <= *s.Low && *s.Low <= s.Share && s.Share <= *s.High && *s.High <= 1) {
					t.Fatalf("%s: %g in [%g, %g]", s.Place, s.Share, *s.Low, *s.High)
				}
				if s.P5 != nil && !(0 <= *s.P5 && *s.P5 <= *s.P95 && *s.P95 <= 1) {
					t.Fatalf("%s: percentiles %g, %g", s.Place, *s.P5, *s.P95)
				}
				o := other[i]
				if math.Abs(o.Share-s.Share)+math.Abs(*o.Low-*s.Low)+math.Abs(*o.High-*s.High) > 1e-7 {
					t.Fatalf("%v, scaled %v", s, o)
				}
			}
		}
		for k, list := range [][]Loss{a.NMinus1, a.NMinus1Processes, a.NMinus1Owners, a.NMinus1Lanes} {
			scaled := [][]Loss{b.NMinus1, b.NMinus1Processes, b.NMinus1Owners, b.NMinus1Lanes}[k]
			byID := map[Loss]Loss{}
			for _, l := range scaled {
				byID[Loss{Place: l.Place, ID: l.ID}] = l
			}
			for _, l := range list {
				o := byID[Loss{Place: l.Place, ID: l.ID}]
				if !(0 <= l.ServedFirst && l.ServedFirst <= 1 && 0 <= l.Shared && l.Shared <= 1) {
					t.Fatalf("%v", l)
				}
				if math.Abs(l.ServedFirst-o.ServedFirst)+math.Abs(l.Shared-o.Shared) > 1e-5 {
					t.Fatalf("%v, scaled %v", l, o)
				}
			}
		}
	})
}

func times(net *adit.Network, f adit.Tonnes) *adit.Network {
	n := *net
	n.Processes, n.Lanes, n.Demands = slices.Clone(n.Processes), slices.Clone(n.Lanes), slices.Clone(n.Demands)
	for i := range n.Processes {
		n.Processes[i].Activity *= f
		n.Processes[i].Capacity *= f
		n.Processes[i].Observed.Low *= f
		n.Processes[i].Observed.High *= f
	}
	for i := range n.Lanes {
		n.Lanes[i].Flow *= f
		n.Lanes[i].Capacity *= f
		n.Lanes[i].Observed.Low *= f
		n.Lanes[i].Observed.High *= f
	}
	for i := range n.Demands {
		n.Demands[i].Amount *= f
	}
	return &n
}
