package world

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"adit"
	"adit/exposure"
	"adit/reconcile"
)

// views are the two origins that are kept: mined, and processed.
func views(n *Network) [][]adit.MaterialID { return [][]adit.MaterialID{nil, n.Refined} }

// Law (E4): at every node of every network the origins are shares that sum to 1,
// in both views.
func TestOriginsSumToOne(t *testing.T) {
	nodes := 0
	for _, n := range builtWorld(t).networks {
		for _, as := range views(n) {
			o, err := exposure.Trace(context.Background(), n.Network, as...)
			if err != nil {
				t.Fatalf("%s: %v", n.Mineral, err)
			}
			for i, at := range o.Nodes {
				if o.Tonnes[i] <= 0 {
					continue
				}
				nodes++
				sum := 0.0
				for _, s := range o.Of(at) {
					sum += s.Share
					if s.Share < 0 || s.Share > 1+1e-9 {
						t.Errorf("%s: %s has %g of %s", n.Mineral, at, s.Share, s.Place)
					}
				}
				if math.Abs(sum-1) > 1e-8 {
					t.Errorf("%s: the origins of %s sum to %.12g", n.Mineral, at, sum)
				}
			}
		}
	}
	if nodes < 5000 {
		t.Errorf("only %d nodes", nodes)
	}
	t.Logf("%d networks, %d columns", len(builtWorld(t).networks), nodes)
}

// Law: a thousand times the tonnes change no share.
func TestScaleChangesNoShare(t *testing.T) {
	for _, n := range builtWorld(t).networks {
		o, err := exposure.Trace(context.Background(), n.Network)
		if err != nil {
			t.Fatal(err)
		}
		scaled, err := exposure.Trace(context.Background(), thousandfold(n.Network))
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range o.Nodes {
			was := map[adit.PlaceID]float64{}
			for _, s := range o.Of(at) {
				was[s.Place] = s.Share
			}
			for _, s := range scaled.Of(at) {
				if math.Abs(s.Share-was[s.Place]) > 1e-8 {
					t.Errorf("%s: %s of %s is %g, %g when scaled", n.Mineral, s.Place, at, was[s.Place], s.Share)
				}
			}
		}
	}
}

func thousandfold(net *adit.Network) *adit.Network {
	n := *net
	n.Processes, n.Lanes, n.Demands = slices.Clone(n.Processes), slices.Clone(n.Lanes), slices.Clone(n.Demands)
	for i := range n.Processes {
		n.Processes[i].Activity *= 1000
		n.Processes[i].Capacity *= 1000
	}
	for i := range n.Lanes {
		n.Lanes[i].Flow *= 1000
		n.Lanes[i].Capacity *= 1000
	}
	for i := range n.Demands {
		n.Demands[i].Amount *= 1000
	}
	return &n
}

// Law: a network in another order is the same file, and the same answer to the
// byte: shares, bounds, percentiles and losses.
func TestShuffledNetworks(t *testing.T) {
	b := builtWorld(t)
	r := rand.New(rand.NewPCG(4, 2))
	for _, n := range b.networks {
		var want, got bytes.Buffer
		other := shuffledNetwork(r, n.Network)
		if n.Write(&want) != nil || other.Write(&got) != nil || !bytes.Equal(want.Bytes(), got.Bytes()) {
			t.Errorf("%s: the file of the shuffled network differs", n.Mineral)
		}
	}
	for _, mineral := range []string{"antimony", "cobalt", "germanium", "rare_earths", "tantalum"} {
		n := b.network(t, mineral)
		q := exposure.Question{Place: "USA", Material: n.Target, ProcessedAs: n.Refined, Against: []adit.PlaceID{"CHN", "RUS"},
			Bounds: true, NMinus1: []exposure.Kind{exposure.Countries}, Among: 0.01, Draws: 16, Seed: 1}
		want, got := answerBytes(t, b, n.Network, q), answerBytes(t, b, shuffledNetwork(r, n.Network), q)
		if !bytes.Equal(want, got) {
			t.Errorf("%s: the answer of the shuffled network differs", mineral)
		}
	}
}

func answerBytes(t *testing.T, b *built, net *adit.Network, q exposure.Question) []byte {
	t.Helper()
	a, err := exposure.Run(context.Background(), net, q, b.solver)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func shuffledNetwork(r *rand.Rand, net *adit.Network) *adit.Network {
	n := *net
	n.Materials, n.Processes, n.Lanes = slices.Clone(n.Materials), slices.Clone(n.Processes), slices.Clone(n.Lanes)
	n.Demands, n.Stocks = slices.Clone(n.Demands), slices.Clone(n.Stocks)
	r.Shuffle(len(n.Materials), func(i, j int) { n.Materials[i], n.Materials[j] = n.Materials[j], n.Materials[i] })
	r.Shuffle(len(n.Processes), func(i, j int) { n.Processes[i], n.Processes[j] = n.Processes[j], n.Processes[i] })
	r.Shuffle(len(n.Lanes), func(i, j int) { n.Lanes[i], n.Lanes[j] = n.Lanes[j], n.Lanes[i] })
	r.Shuffle(len(n.Demands), func(i, j int) { n.Demands[i], n.Demands[j] = n.Demands[j], n.Demands[i] })
	r.Shuffle(len(n.Stocks), func(i, j int) { n.Stocks[i], n.Stocks[j] = n.Stocks[j], n.Stocks[i] })
	return &n
}

// Law (E6): the proportional share of the lens lies inside its bounds, for every
// mineral that the United States use.
func TestBoundsHoldTheShare(t *testing.T) {
	b := builtWorld(t)
	for _, n := range b.networks {
		a, err := exposure.Run(context.Background(), n.Network, exposure.Question{
			Place: "USA", Material: n.Target, ProcessedAs: n.Refined, Against: []adit.PlaceID{"CHN"}, Bounds: true, LensOnly: true, Paths: 1,
		}, b.solver)
		if err != nil {
			t.Errorf("%s: %v", n.Mineral, err)
			continue
		}
		for _, s := range []exposure.Bounded{a.Against.Mined, a.Against.Processed} {
			if !(0 <= *s.Low && *s.Low <= s.Share+1e-9 && s.Share <= *s.High+1e-9 && *s.High <= 1) {
				t.Errorf("%s: %g in [%g, %g]", n.Mineral, s.Share, *s.Low, *s.High)
			}
		}
	}
}

// Law (R2): what is balanced stays as it is, to rounding.
func TestBalancedStays(t *testing.T) {
	b := builtWorld(t)
	for _, n := range b.networks {
		again, moves, err := reconcile.Balance(context.Background(), n.Network, b.solver)
		if err != nil {
			t.Errorf("%s: %v", n.Mineral, err)
			continue
		}
		for _, m := range moves {
			if d := math.Abs(float64(m.To - m.From)); d > 1e-3+1e-5*float64(m.From) {
				t.Errorf("%s: %s went from %g to %g t", n.Mineral, m.ID, m.From, m.To)
			}
		}
		if len(again.Lanes) != len(n.Lanes) {
			t.Errorf("%s: %d lanes of %d", n.Mineral, len(again.Lanes), len(n.Lanes))
		}
	}
}
