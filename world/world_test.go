package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/reconcile"
)

func openWorld(t testing.TB) (*atlas.Atlas, *World, *highs.Solver) {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return a, New(a, 2024), s
}

// networkless are the minerals of the lists for which no embeddable source says
// who makes them.
var networkless = []string{"cesium", "metallurgical_coal", "rubidium", "uranium"}

// Every mineral of the US lists of 2022 and 2025 has a network, or is known to
// have none; every network balances, has no closed loop and no unlimited
// capacity, and is a valid network file.
func TestEveryListedMineral(t *testing.T) {
	a, w, s := openWorld(t)
	for _, m := range listed(a, "us-2022", "us-2025") {
		n, err := w.Build(context.Background(), m, s)
		var missing *MissingError
		if errors.As(err, &missing) {
			if !slices.Contains(networkless, m) {
				t.Errorf("%s: %v", m, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", m, err)
			continue
		}
		if slices.Contains(networkless, m) {
			t.Errorf("%s has a network now: take it off the list", m)
		}
		if err := reconcile.Check(n.Network); err != nil {
			t.Errorf("%s: %v", m, err)
		}
		if loops := cutLoops(n.Network); len(loops) > 0 {
			t.Errorf("%s: closed loops %v", m, loops)
		}
		checkLimits(t, n)
		var file bytes.Buffer
		if err := n.Write(&file); err != nil {
			t.Fatal(err)
		}
		if _, err := adit.ReadNetwork(&file); err != nil {
			t.Errorf("%s is not a valid network file: %v", m, err)
		}
	}
}

func listed(a *atlas.Atlas, lists ...string) []string {
	set := map[string]bool{}
	var ids []string
	for r := range a.Rows("lists") {
		if m := r.Get("mineral"); slices.Contains(lists, r.Get("list")) && !set[m] {
			set[m] = true
			ids = append(ids, m)
		}
	}
	slices.Sort(ids)
	return ids
}

func checkLimits(t *testing.T, n *Network) {
	t.Helper()
	for _, p := range n.Processes {
		if !p.Limit().IsLimit() {
			t.Errorf("%s: process %s has no limit", n.Mineral, p.ID)
		}
	}
	for _, l := range n.Lanes {
		if !l.Capacity.IsLimit() {
			t.Errorf("%s: lane %s has no limit", n.Mineral, l.ID)
		}
		if l.Observed.Basis == "" {
			t.Errorf("%s: lane %s does not say how it is known", n.Mineral, l.ID)
		}
	}
}

// The same atlas gives the same bytes.
func TestBuildTwice(t *testing.T) {
	a, _, s := openWorld(t)
	for _, m := range []string{"antimony", "gallium", "tungsten"} {
		var files [2]bytes.Buffer
		for i := range files {
			n, err := New(a, 2024).Build(context.Background(), m, s)
			if err != nil {
				t.Fatal(err)
			}
			if err := n.Write(&files[i]); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
			t.Errorf("%s: two builds differ", m)
		}
	}
}

// Observed flows stay as observed where nothing forces them: antimony metal from
// Thailand to the United States, 1,517 t gross in BACI 2024, 99.65% antimony.
func TestThailandAntimony(t *testing.T) {
	_, w, s := openWorld(t)
	n, err := w.Build(context.Background(), "antimony", s)
	if err != nil {
		t.Fatal(err)
	}
	l := lane(t, n, "antimony/metal THA>USA")
	if got := float64(l.Flow) / 0.9965; got < 1516 || got > 1518 {
		t.Errorf("THA>USA carries %g t gross, want 1,517", got)
	}
	if l.Observed.Basis != adit.Estimated || !strings.HasPrefix(l.Observed.Figure, "baci-") {
		t.Errorf("THA>USA is %s from %s", l.Observed.Basis, l.Observed.Figure)
	}
}

// What no statistic shows says so: oxide through Belgium is the published share
// of the published imports (MCS 2026: 16% of 24,000 t).
func TestBelgianOxide(t *testing.T) {
	_, w, s := openWorld(t)
	n, err := w.Build(context.Background(), "antimony", s)
	if err != nil {
		t.Fatal(err)
	}
	l := lane(t, n, "antimony/oxide BEL>USA")
	if l.Flow < 3839 || l.Flow > 3841 || l.Observed.Basis != adit.Derived {
		t.Errorf("BEL>USA carries %g t, %s; want 3,840 t, derived", l.Flow, l.Observed.Basis)
	}
	for _, from := range []string{"TJK", "VNM", "TUR", "CHN"} { // BACI 811010 to Belgium
		if l := lane(t, n, "antimony/metal "+from+">BEL"); l.Flow <= 0 {
			t.Errorf("no antimony metal from %s to Belgium", from)
		}
	}
}

func lane(t *testing.T, n *Network, id string) adit.Lane {
	t.Helper()
	i := slices.IndexFunc(n.Lanes, func(l adit.Lane) bool { return l.ID == id })
	if i < 0 {
		t.Fatalf("%s has no lane %s", n.Mineral, id)
	}
	return n.Lanes[i]
}

// A form that the chain says some source counts has output.
func TestEveryCountedForm(t *testing.T) {
	a, w, _ := openWorld(t)
	for _, m := range Minerals(a) {
		b := &builder{World: w, outputs: map[string]output{}, flows: map[string]flows{}, unknown: map[string]float64{}}
		for _, f := range chainOf(a, m) {
			b.outputs[f.id] = b.made(&f)
			if f.made != "" && b.outputs[f.id].sum().t == 0 {
				t.Errorf("%s: %s counts it, and nobody makes any", f.material(), f.made)
			}
		}
	}
}

// Every selector of the chain finds a row: a form that was renamed would be
// missing without a word.
func TestEverySelector(t *testing.T) {
	a, _, _ := openWorld(t)
	has := func(table, mineral, statistic, name string) bool {
		mineral, spellings := (&form{mineral: mineral}).named(name)
		for _, s := range spellings {
			found := false
			for r := range a.Rows(table) {
				found = found || r.Get("mineral") == mineral && r.Get("statistic") == statistic && r.Get("form") == s
			}
			if !found {
				return false
			}
		}
		return true
	}
	for _, m := range Minerals(a) {
		for _, f := range chainOf(a, m) {
			for statistic, forms := range map[string][]string{"imports": f.usImports, "exports": f.usExports, "production": f.usMade} {
				for _, form := range forms {
					if !has("salient", m, statistic, form) {
						t.Errorf("%s: no row of US %s of form %q", f.material(), statistic, form)
					}
				}
			}
			for _, name := range f.usRecycled {
				if statistic, form := recoveredFrom(name); !has("salient", m, statistic, form) {
					t.Errorf("%s: no row of US %s of form %q", f.material(), statistic, form)
				}
			}
			if f.usShare != "" && !has("import_shares", m, "import_share", f.usShare) {
				t.Errorf("%s: no import shares of form %q", f.material(), f.usShare)
			}
		}
	}
}

// Flows after a customs code that holds other metals too say whose year they
// are of: bilateral tonnes are at hand for 2024 alone.
func TestBundleYear(t *testing.T) {
	a, _, s := openWorld(t)
	n, err := New(a, 2022).Build(context.Background(), "gallium", s)
	if err != nil {
		t.Fatal(err)
	}
	if f := n.Forms[0]; !strings.Contains(f.Trade, "other metals too, in 2024") {
		t.Errorf("flows of 2022: %s", f.Trade)
	}
}

// What is recovered from scrap has no known mine, and is told.
func TestRecycled(t *testing.T) {
	_, w, s := openWorld(t)
	n, err := w.Build(context.Background(), "antimony", s)
	if err != nil {
		t.Fatal(err)
	}
	want := Gap{"antimony/metal", Recycled, "USA", 3330} // MCS 2026, MCS2026_Commodities_Data.csv:366
	if !slices.Contains(n.Gaps, want) {
		t.Errorf("gaps are %v, want %v among them", n.Gaps, want)
	}
}

// A figure set for one run changes the network.
func TestOverride(t *testing.T) {
	a, _, s := openWorld(t)
	const id = "usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024"
	b, err := a.With(map[string]float64{id: 400})
	if err != nil {
		t.Fatal(err)
	}
	n, err := New(b, 2024).Build(context.Background(), "gallium", s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range n.Processes {
		if p.ID == "gallium/primary CHN" && p.Activity != 400 {
			t.Errorf("China makes %g t after --set to 400", p.Activity)
		}
	}
}

// Scaling fits row and column sums.
func TestScale(t *testing.T) {
	m := [][]float64{{1, 2}, {3, 4}}
	scale(m, []float64{10, 20}, []float64{12, 18})
	for i, want := range []float64{10, 20} {
		if got := sum(m[i]); got < want-1e-6 || got > want+1e-6 {
			t.Errorf("row %d sums to %g, want %g", i, got, want)
		}
	}
	if got := m[0][0] + m[1][0]; got < 12-1e-6 || got > 12+1e-6 {
		t.Errorf("column 0 sums to %g, want 12", got)
	}
}

func BenchmarkBuildAll(b *testing.B) {
	a, w, s := openWorld(b)
	for b.Loop() {
		for _, m := range Minerals(a) {
			if _, err := w.Build(context.Background(), m, s); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func ExampleWorld_Build() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	solver, err := highs.New(highs.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer solver.Close()
	n, err := New(a, 2024).Build(context.Background(), "gallium", solver)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range n.Forms {
		fmt.Printf("%s: %.0f t a year; who makes it is known for %.0f%%; flows %s\n", f.Material, f.World, 100*f.Coverage(), f.Trade)
	}
	// Output: gallium/primary: 848 t a year; who makes it is known for 100%; flows derived, after a customs code that holds other metals too; US imports by origin: published shares, average of four years (MCS), of the year's tonnes
}
