package reconcile

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/lp/highs"
)

var solver = func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
}()

// A refinery whose reported output needs more ore than arrives: the derived
// flow gives way, not the reported one.
func toy() *adit.Network {
	ore, metal := adit.MaterialID("x/ore"), adit.MaterialID("x/metal")
	return &adit.Network{
		Name:      "toy",
		Materials: []adit.Material{{ID: metal, Content: 1}, {ID: ore, Content: 1}},
		Processes: []adit.Process{
			{ID: "mine A", Place: "AAA", Outputs: []adit.Part{{Material: ore, Tonnes: 1}}, Activity: 100, Capacity: adit.NoLimit, Observed: adit.Observed{Basis: adit.Reported}},
			{ID: "refine B", Place: "BBB", Inputs: []adit.Part{{Material: ore, Tonnes: 1}}, Outputs: []adit.Part{{Material: metal, Tonnes: 0.9}}, Activity: 80, Capacity: adit.NoLimit, Observed: adit.Observed{Basis: adit.Reported}},
		},
		Lanes: []adit.Lane{{ID: "A-B", Material: ore, From: "AAA", To: "BBB", Flow: 60, Capacity: adit.NoLimit, Observed: adit.Observed{Basis: adit.Derived}}},
	}
}

func ExampleBalance() {
	net, moves, err := Balance(context.Background(), toy(), solver)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("flow A-B:", net.Lanes[0].Flow)
	for _, m := range moves {
		fmt.Printf("%s %s: %g t became %g t, forced by %s\n", m.Kind, m.ID, m.From, m.To, m.Forced)
	}
	// Output:
	// flow A-B: 80
	// lane A-B: 60 t became 80 t, forced by x/ore@BBB
}

// The formulation, as equations.
func Example_formulation() {
	net := toy()
	p := &program{net: net, index: net.Index()}
	p.build()
	fmt.Print(p.lp.String())
	// Output:
	// minimise +0.5 down[process mine A] +0.5 above[process mine A] +0.625 down[process refine B] +0.625 above[process refine B] +0.041666666666666664 down[lane A-B] +0.041666666666666664 above[lane A-B]
	// R1 mass[x/metal@BBB]: +0.9 above[process refine B] -0.9 down[process refine B] ≥ -72
	// R1 mass[x/ore@AAA]: +1 above[process mine A] -1 down[process mine A] -1 above[lane A-B] +1 down[lane A-B] ≥ -40
	// R1 mass[x/ore@BBB]: +1 above[lane A-B] -1 down[lane A-B] -1 above[process refine B] +1 down[process refine B] ≥ 20
	// 0 ≤ down[process mine A] ≤ 100
	// above[process mine A] ≥ 0
	// 0 ≤ down[process refine B] ≤ 80
	// above[process refine B] ≥ 0
	// 0 ≤ down[lane A-B] ≤ 60
	// above[lane A-B] ≥ 0
}

// (R2) A balanced network is left as it was, to the byte.
func TestBalancedUntouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := generate(t, 1)
		var before, after bytes.Buffer
		if err := net.Write(&before); err != nil {
			t.Fatal(err)
		}
		out, moves, err := Balance(context.Background(), net, solver)
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Write(&after); err != nil {
			t.Fatal(err)
		}
		if len(moves) != 0 || !bytes.Equal(before.Bytes(), after.Bytes()) {
			t.Fatalf("moved %v", moves)
		}
	})
}

// (R1) Whatever the observations, the result balances, and every quantity that
// changed is among the moves.
func TestBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := generate(t, 3) // three times more sent than there is, at most
		out, moves, err := Balance(context.Background(), net, solver)
		if err != nil {
			t.Fatal(err)
		}
		changed := 0
		for i := range net.Processes {
			if net.Processes[i].Activity != out.Processes[i].Activity {
				changed++
			}
		}
		for i := range net.Lanes {
			if net.Lanes[i].Flow != out.Lanes[i].Flow {
				changed++
			}
		}
		if changed != len(moves) {
			t.Fatalf("%d quantities changed, %d moves told", changed, len(moves))
		}
	})
}

// generate draws a chain of ore and metal over a few places. With excess 1 each
// place sends at most what it has.
func generate(t *rapid.T, excess float64) *adit.Network {
	places := []adit.PlaceID{"AAA", "BBB", "CCC", "DDD"}
	ore := adit.MaterialID("x/ore")
	net := &adit.Network{Name: "generated", Materials: []adit.Material{{ID: ore, Content: 1}}}
	for i, p := range places {
		made := rapid.Float64Range(0, 1000).Draw(t, "made")
		net.Processes = append(net.Processes, adit.Process{ID: "mine " + string(p), Place: p, Capacity: adit.NoLimit,
			Outputs: []adit.Part{{Material: ore, Tonnes: 1}}, Activity: adit.Tonnes(made)})
		for _, q := range places[i+1:] {
			net.Lanes = append(net.Lanes, adit.Lane{ID: string(p + q), Material: ore, From: p, To: q, Capacity: adit.NoLimit,
				Flow: adit.Tonnes(made * excess * rapid.Float64Range(0, 1.0/3).Draw(t, "sent"))})
		}
	}
	net.Sort()
	return net
}
