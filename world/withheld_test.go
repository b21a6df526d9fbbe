package world

import (
	"context"
	"math"
	"slices"
	"testing"

	"adit"
)

func process(t *testing.T, w *World, mineral, id string) (*Network, adit.Process) {
	t.Helper()
	_, _, s := openWorld(t)
	n, err := w.Build(context.Background(), mineral, s)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(n.Processes, func(p adit.Process) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("%s has no process %s", mineral, id)
	}
	return n, n.Processes[i]
}

// A withheld output is an interval, never zero: reliance bounds it by net
// imports (E1). Imports, exports and reliance are of 2024, MCS 2026.
func TestWithheld(t *testing.T) {
	_, w, _ := openWorld(t)
	none := float64(adit.NoLimit)
	for _, c := range []struct {
		mineral, id string
		low, high   float64
	}{
		{"lithium", "lithium/ore USA", 0, 3020 - 1690},                                   // >50
		{"tungsten", "tungsten/apt USA recycled", 0, 8730 - 3480},                        // >50
		{"tellurium", "tellurium/metal USA", 3 * (6 - 3), none},                          // <25: three times net imports
		{"silicon", "silicon/metal USA", 117000 - 40000, none},                           // <50: net imports
		{"silicon", "silicon/ferrosilicon USA", 126000 - 4000, none},                     // <50
		{"boron", "boron/borates USA", 246000 + 655000 - 43e3 - 1e3 - 15e4 - 28e3, none}, // E: net exports
	} {
		_, p := process(t, w, c.mineral, c.id)
		o := p.Observed
		if o.Basis != adit.Withheld || !near(float64(o.Low), c.low) || !near(float64(o.High), c.high) {
			t.Errorf("%s is %s in [%g, %g], want withheld in [%g, %g]", c.id, o.Basis, o.Low, o.High, c.low, c.high)
		}
	}
}

// near allows what a statistic's own rounding leaves open.
func near(got, want float64) bool { return math.Abs(got-want) <= 0.1*want }

// What the United States recover from scrap is in the network as published, and
// told: MCS 2026, Nickel; MCS 2025, table 5.
func TestRecovered(t *testing.T) {
	_, w, _ := openWorld(t)
	for _, c := range []struct {
		mineral, id string
		tonnes      adit.Tonnes
	}{
		{"nickel", "nickel/refined USA recycled", 121000},
		{"palladium", "palladium/refined USA recycled", 45},
		{"platinum", "platinum/refined USA recycled", 8.5},
		{"vanadium", "vanadium/primary USA recycled", 6800},
	} {
		n, p := process(t, w, c.mineral, c.id)
		if p.Activity != c.tonnes {
			t.Errorf("%s is %g t, want %g t", c.id, p.Activity, c.tonnes)
		}
		if !slices.ContainsFunc(n.Gaps, func(g Gap) bool { return g.Kind == Recycled && g.Tonnes == c.tonnes }) {
			t.Errorf("%s is not told", c.id)
		}
	}
	n, _ := process(t, w, "germanium", "germanium/refined BEL")
	if !slices.ContainsFunc(n.Gaps, func(g Gap) bool { return g.Kind == Unavailable && g.Place == "USA" }) {
		t.Error("that germanium's secondary output is not available is not told")
	}
}
