package world

import (
	"context"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
)

func openAtlas(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAll(t *testing.T) {
	a := openAtlas(t)
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := New(a, 2024)
	for _, m := range Minerals(a) {
		n, err := w.Build(context.Background(), m, s)
		if err != nil {
			t.Log(m, err)
			continue
		}
		us := adit.Tonnes(0)
		for _, d := range n.Demands {
			if d.Place == "USA" {
				us = d.Amount
			}
		}
		t.Log(n, "moves", len(n.Moves), "US use", us, n.Target)
		for _, f := range n.Forms {
			t.Logf("    %s world %.4g known %.2f flows %.4g known %.2f", f.Material, f.World, f.Coverage(), f.Flows, f.FlowsKnown/max(1e-9, f.Flows))
		}
		for i, mv := range n.Moves {
			if i < 4 {
				t.Logf("    move %s %.4g -> %.4g forced by %s (%s)", mv.ID, mv.From, mv.To, mv.Forced, mv.Basis)
			}
		}
		for _, s := range n.Notes {
			t.Log("    note", s)
		}
	}
}
