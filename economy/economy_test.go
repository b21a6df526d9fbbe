package economy_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"testing"

	"adit/atlas"
	"adit/economy"
	"adit/lp/highs"
)

var world = sync.OnceValue(func() *atlas.Atlas {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	return a
})

var accounts = sync.OnceValue(func() *economy.Accounts {
	acc, err := economy.Load(world())
	if err != nil {
		panic(err)
	}
	return acc
})

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

// Miller & Blair, Input-Output Analysis, 2nd ed., section 2.3 (two sectors).
func TestMillerBlair(t *testing.T) {
	a := economy.Coefficients([][]float64{{150, 500}, {200, 100}}, []float64{1000, 2000})
	l, err := economy.Inverse(a)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]float64{{1.25412541, .330033}, {.2640264, 1.12211221}} {
		for j, want := range row {
			near(t, "L", l[i][j], want, 1e-7)
		}
	}
	x := economy.Outputs(l, []float64{600, 1500})
	near(t, "x1", x[0], 1247.5, 0.05)
	near(t, "x2", x[1], 1841.6, 0.05)
	x = economy.Outputs(l, []float64{350, 1700})
	near(t, "x1 of the table", x[0], 1000, 1e-9)
	near(t, "x2 of the table", x[1], 2000, 1e-9)
	if _, err := economy.Inverse([][]float64{{1}}); err == nil {
		t.Error("an industry that uses all it makes has an inverse")
	}
}

// The accounts: 402 industries and the gross domestic product of 2017, which
// the Bureau has published as 19,479.6 to 19,612.1 billion USD in its
// revisions (the table's own sum is 19,612,117 M USD).
func TestLoad(t *testing.T) {
	acc := accounts()
	if n := len(acc.Industries()); n != 402 || acc.Year != 2017 {
		t.Errorf("%d industries of %d, want 402 of 2017", n, acc.Year)
	}
	near(t, "value added, M USD", float64(acc.ValueAdded())/1e6, 19612117, 0.5)
	t.Logf("left out: imports beyond use %.0f M USD, domestic use beyond output %.0f M USD", acc.Clipped/1e6, acc.Beyond/1e6)
}

// Domestic requirements and final demand reproduce every output: x0 = L·f0.
func TestOutputs(t *testing.T) {
	acc := accounts()
	a := acc.Domestic()
	l, err := economy.Inverse(a)
	if err != nil {
		t.Fatal(err)
	}
	list := acc.Industries()
	f := make([]float64, len(list))
	for i := range list {
		f[i] = float64(list[i].Output)
		for j := range list {
			f[i] -= a[i][j] * float64(list[j].Output)
		}
		if f[i] < -1e-6*float64(list[i].Output) {
			t.Errorf("final demand of %s is %g", list[i].Code, f[i])
		}
	}
	for i, x := range economy.Outputs(l, f) {
		near(t, list[i].Code, x/float64(list[i].Output), 1, 1e-9)
	}
}

func one(code string, unserved float64) []economy.Use {
	return []economy.Use{{Mineral: "m", Name: "u", Share: 1, Industries: []string{code}, Unserved: unserved}}
}

func lose(t testing.TB, s *economy.Session, uses []economy.Use, d economy.Dependence) *economy.Loss {
	t.Helper()
	l, err := s.Loss(context.Background(), uses, d)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The full stop of Chinese exports beside USGS OFR 2024-1057, which publishes
// neither its elasticities nor what is not served. Two readings: what the
// published price rise (gallium +150%, germanium +26%) keeps from users at a
// demand elasticity of −0.05 to −0.3 (docs/methods.md 1.5), and 30 to 60%.
func TestPublished(t *testing.T) {
	s := accounts().Session(solver())
	defer s.Close()
	lost := func(ratio, elasticity float64) float64 { return 1 - math.Pow(ratio, elasticity) }
	for _, e := range []float64{-0.05, -0.15, -0.3} {
		ga, ge := lost(2.5, e), lost(1.26, e)
		compare(t, s, fmt.Sprintf("at an elasticity of %g", e), map[string]float64{"gallium": ga}, "3.1 (1.7–8.2)")
		compare(t, s, fmt.Sprintf("at an elasticity of %g", e), map[string]float64{"germanium": ge}, "0.4 (0.01–1.1)")
		compare(t, s, fmt.Sprintf("at an elasticity of %g", e), map[string]float64{"gallium": ga, "germanium": ge}, "3.4 (1.7–9.0)")
	}
	for _, u := range []float64{0.3, 0.45, 0.6} {
		compare(t, s, "for illustration", map[string]float64{"gallium": u}, "3.1 (1.7–8.2)")
	}
}

func compare(t *testing.T, s *economy.Session, what string, unserved map[string]float64, published string) {
	t.Helper()
	band, err := economy.Assumed(world())
	if err != nil {
		t.Fatal(err)
	}
	var uses []economy.Use
	told := ""
	for _, id := range slices.Sorted(maps.Keys(unserved)) {
		uses = append(uses, pattern(t, id, "USA").Lose(unserved[id])...)
		told += fmt.Sprintf("%s %.1f%%, ", id, 100*unserved[id])
	}
	low, base, high := lose(t, s, uses, band.Low), lose(t, s, uses, band.Base), lose(t, s, uses, band.High)
	t.Logf("%s not served %s: direct %.2f, total %.2f (%.2f–%.2f) bn USD of 2017, published %s; %.0f%% in %s", told, what,
		base.Direct/1e9, base.Total/1e9, low.Total/1e9, high.Total/1e9, published, 100*float64(base.Industries[0].Total/base.Total), base.Industries[0].Name)
	if base.Total <= 0 || base.Total > 0.01*base.Economy {
		t.Errorf("absurd loss %g USD", base.Total)
	}
}

func BenchmarkFixedPoint(b *testing.B) {
	s := accounts().Session(nil)
	for b.Loop() {
		lose(b, s, one("334413", 0.1), economy.Dependence{Share: 1})
	}
}

func BenchmarkDirect(b *testing.B) {
	for b.Loop() {
		accounts().Direct(one("334413", 0.1), economy.Dependence{Share: 1})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		economy.Load(world())
	}
}

// Cold: load the program and solve. Warm: other bounds.
func BenchmarkProgram(b *testing.B) {
	b.Run("cold", func(b *testing.B) {
		solver()
		for b.Loop() {
			s := accounts().Session(solver())
			lose(b, s, one("334413", 0.8), economy.Dependence{Share: 1})
			s.Close()
		}
	})
	b.Run("warm", func(b *testing.B) {
		s := accounts().Session(solver())
		defer s.Close()
		k := 0
		for b.Loop() {
			k++
			lose(b, s, one("334413", 0.7+0.01*float64(k%10)), economy.Dependence{Share: 1})
		}
	})
}
