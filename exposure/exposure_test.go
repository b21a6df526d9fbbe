package exposure_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"adit"
	"adit/exposure"
	"adit/lp/highs"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

var everything = exposure.Question{Bounds: true, NMinus1: []exposure.Kind{exposure.Countries, exposure.Processes, exposure.Owners, exposure.Lanes}, Draws: 32, Seed: 1}

func run(t testing.TB, net *adit.Network, q exposure.Question) *exposure.Answer {
	t.Helper()
	a, err := exposure.Run(context.Background(), net, q, solver())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// trade is a network of one material: production by country, flows "CD>CN".
func trade(production map[string]float64, flows map[string]float64) *adit.Network {
	n := &adit.Network{Materials: []adit.Material{{ID: "cobalt/ore", Content: 1}}}
	for p, t := range production {
		if t > 0 {
			n.Processes = append(n.Processes, adit.Process{ID: "mine " + p, Place: adit.PlaceID(p), Capacity: adit.NoLimit,
				Outputs: []adit.Part{{Material: "cobalt/ore", Tonnes: 1}}, Activity: adit.Tonnes(t)})
		}
	}
	for f, t := range flows {
		from, to, _ := strings.Cut(f, ">")
		n.Lanes = append(n.Lanes, adit.Lane{ID: f, Material: "cobalt/ore", From: adit.PlaceID(from), To: adit.PlaceID(to), Flow: adit.Tonnes(t), Capacity: adit.NoLimit})
	}
	n.Sort()
	return n
}

var (
	acyclic = trade(map[string]float64{"CD": 100, "FI": 5, "US": 1}, map[string]float64{"CD>CN": 80, "CD>FI": 20, "CN>US": 30, "FI>US": 20})
	cyclic  = trade(map[string]float64{"CD": 100, "CN": 10, "FI": 5, "US": 1},
		map[string]float64{"CD>CN": 70, "CD>FI": 20, "CN>FI": 4, "CN>US": 30, "FI>CN": 6, "FI>US": 15, "US>CN": 2, "US>FI": 1})
)

// The exact cases of the validation page, to their six decimals.
func TestPublishedTraces(t *testing.T) {
	for _, c := range []struct {
		name                 string
		net                  *adit.Network
		mined, imports, face string
		hhiFace, hhiMined    float64
	}{
		{"acyclic", acyclic, "CD .901961 FI .078431 US .019608", "CD .92 FI .08", "CN .6 FI .4", .52, .8528},
		{"cyclic", cyclic, "CD .831366 CN .08211 FI .064149 US .022375", "CD .849841 CN .083935 FI .065574 US .00065", "CN .666667 FI .333333", .555556, .733575},
	} {
		a := run(t, c.net, exposure.Question{Place: "US", Material: "cobalt/ore", Bounds: true})
		for what, pair := range map[string][2]string{"mined": {c.mined, told(a.LookThrough.Mined)}, "imports": {c.imports, told(a.ImportsOnly.Mined)}, "face": {c.face, told(a.FaceValue)}} {
			if pair[0] != pair[1] {
				t.Errorf("%s, %s: %s, want %s", c.name, what, pair[1], pair[0])
			}
		}
		if math.Abs(*a.HHI.FaceValue-c.hhiFace) > 5e-7 || math.Abs(*a.HHI.Mined-c.hhiMined) > 5e-7 {
			t.Errorf("%s: HHI %g → %g", c.name, *a.HHI.FaceValue, *a.HHI.Mined)
		}
	}
}

// told writes shares to six decimals.
func told(list any) string {
	var rows []exposure.Origin
	switch l := list.(type) {
	case []exposure.Origin:
		rows = l
	case []exposure.Bounded:
		for _, b := range l {
			rows = append(rows, exposure.Origin{Place: b.Place, Share: b.Share})
		}
	}
	var parts []string
	for _, o := range rows {
		s := strings.TrimRight(fmt.Sprintf("%.6f", o.Share), "0")
		parts = append(parts, fmt.Sprintf("%s %s", o.Place, strings.TrimPrefix(s, "0")))
	}
	return strings.Join(parts, " ")
}

// By hand: of US imports 30 t come through CN, which has only CD's ore, and 20 t
// through FI, which has 20 of CD and 5 of its own and keeps 5. Without mixing,
// CD's part of FI's 20 t is between 15 and 20, so CD's of 51 t between 45 and 50.
func TestBoundsByHand(t *testing.T) {
	a := run(t, acyclic, exposure.Question{Place: "US", Material: "cobalt/ore", Bounds: true})
	want := map[adit.PlaceID][2]float64{"CD": {45.0 / 51, 50.0 / 51}, "FI": {0, 5.0 / 51}, "US": {1.0 / 51, 1.0 / 51}}
	for _, b := range a.LookThrough.Mined {
		w := want[b.Place]
		if math.Abs(*b.Low-w[0]) > 1e-8 || math.Abs(*b.High-w[1]) > 1e-8 {
			t.Errorf("%s in [%g, %g], want %v", b.Place, *b.Low, *b.High, w)
		}
	}
}

func cobalt(t testing.TB) *adit.Network {
	t.Helper()
	f, err := os.Open("testdata/cobalt.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, err := adit.ReadNetwork(f)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The golden answer of the format's own example.
func TestCobaltAnswer(t *testing.T) {
	q := everything
	q.Place, q.Material, q.Against = "USA", "cobalt/refined", []adit.PlaceID{"CHN"}
	a := run(t, cobalt(t), q)
	golden(t, "testdata/cobalt-answer.json", encoded(t, a))
}

func encoded(t testing.TB, a *exposure.Answer) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got), UPDATE=1 rewrites:\n%s", file, d)
	}
}

func TestUnknownNames(t *testing.T) {
	for _, c := range []struct {
		q    exposure.Question
		kind string
		near string
	}{
		{exposure.Question{Place: "USB", Material: "cobalt/refined"}, "place", "USA"},
		{exposure.Question{Place: "USA", Material: "cobalt/refind"}, "material", "cobalt/refined"},
		{exposure.Question{Place: "USA", Material: "cobalt/ore"}, "supply", "cobalt/refined@USA"},
	} {
		_, err := exposure.Run(context.Background(), cobalt(t), c.q, nil)
		var unknown *adit.UnknownError
		if !errors.As(err, &unknown) || unknown.Kind != c.kind || !slices.Contains(unknown.Near, c.near) {
			t.Errorf("%v: %v", c.q, err)
		}
	}
}

// A loop that feeds the target and has no production is a fault by name; so is
// a place that ships what it never had.
func TestClosedLoop(t *testing.T) {
	for _, flows := range []map[string]float64{
		{"CN>HK": 5, "HK>CN": 5, "HK>US": 1},
		{"CN>US": 5},
	} {
		_, err := exposure.Run(context.Background(), trade(map[string]float64{"US": 1}, flows), exposure.Question{Place: "US", Material: "cobalt/ore"}, nil)
		var faults adit.Faults
		if !errors.As(err, &faults) || faults[0].Rule != "E4-closed-loop" || !strings.Contains(faults[0].Where, "cobalt/ore@CN") {
			t.Errorf("%v: %v", flows, err)
		}
	}
}

// What leaves a node and never came is a fault of the bounds, not a small use.
func TestNegativeUse(t *testing.T) {
	n := trade(map[string]float64{"CD": 10}, map[string]float64{"CD>CN": 10, "CN>US": 11})
	_, err := exposure.Run(context.Background(), n, exposure.Question{Place: "US", Material: "cobalt/ore", Bounds: true}, solver())
	var faults adit.Faults
	if !errors.As(err, &faults) || faults[0].Rule != "E6-negative-use" {
		t.Errorf("got %v", err)
	}
}

// A refinery mixes by contained mass: 100 t gross at 5% from CD and 20 t at 25%
// from AU are 5 t each. Its by-product takes on the same origins, as there is
// no input of its own mineral.
func TestRecipes(t *testing.T) {
	n := &adit.Network{
		Materials: []adit.Material{{ID: "cobalt/ore", Gross: true, Content: .05}, {ID: "cobalt/rich", Gross: true, Content: .25}, {ID: "nickel/acid", Content: 1}, {ID: "cobalt/refined", Content: 1}, {ID: "selenium/slime", Content: 1}},
		Processes: []adit.Process{
			{ID: "mine CD", Place: "COD", Outputs: []adit.Part{{Material: "cobalt/ore", Tonnes: 1}}, Activity: 100},
			{ID: "mine AU", Place: "AUS", Outputs: []adit.Part{{Material: "cobalt/rich", Tonnes: 1}}, Activity: 20},
			{ID: "acid", Place: "JPN", Outputs: []adit.Part{{Material: "nickel/acid", Tonnes: 1}}, Activity: 30},
			{ID: "refinery", Place: "FIN", Activity: 9, Inputs: []adit.Part{{Material: "cobalt/ore", Tonnes: 100. / 9}, {Material: "cobalt/rich", Tonnes: 20. / 9}, {Material: "nickel/acid", Tonnes: 30. / 9}},
				Outputs: []adit.Part{{Material: "cobalt/refined", Tonnes: 1}, {Material: "selenium/slime", Tonnes: .1}}},
		},
		Lanes: []adit.Lane{{ID: "1", Material: "cobalt/ore", From: "COD", To: "FIN", Flow: 100}, {ID: "2", Material: "cobalt/rich", From: "AUS", To: "FIN", Flow: 20},
			{ID: "3", Material: "nickel/acid", From: "JPN", To: "FIN", Flow: 30}, {ID: "4", Material: "cobalt/refined", From: "FIN", To: "USA", Flow: 9}, {ID: "5", Material: "selenium/slime", From: "FIN", To: "USA", Flow: .9}},
	}
	a := run(t, n, exposure.Question{Place: "USA", Material: "cobalt/refined", Bounds: true})
	if got := told(a.LookThrough.Mined); got != "AUS .5 COD .5" {
		t.Errorf("refined: %s", got)
	}
	if got := told(a.LookThrough.Processed); got != "FIN 1." {
		t.Errorf("processed: %s", got)
	}
	a = run(t, n, exposure.Question{Place: "USA", Material: "selenium/slime", Bounds: true})
	if got := told(a.LookThrough.Mined); got != "JPN .75 AUS .125 COD .125" {
		t.Errorf("slime: %s", got)
	}
	// Processing may be asked of an earlier stage: who makes the refined cobalt
	// is FIN; who makes the ore is the mines.
	a = run(t, n, exposure.Question{Place: "USA", Material: "cobalt/refined", ProcessedAs: []adit.MaterialID{"cobalt/ore"}})
	if got := told(a.LookThrough.Processed); got != "AUS .5 COD .5" {
		t.Errorf("processed as ore: %s", got)
	}
}

// A country covers its sites: lanes between them are no supply, and origin
// inside is by country.
func TestSites(t *testing.T) {
	n := trade(map[string]float64{"CD/kamoto": 60, "CD/mutanda": 40, "US/idaho": 10},
		map[string]float64{"CD/kamoto>US/north": 30, "CD/mutanda>US/south": 10, "US/north>US/south": 5, "US/idaho>US/south": 8})
	a := run(t, n, exposure.Question{Place: "US", Material: "cobalt/ore", Bounds: true})
	if a.SupplyT != 50 || told(a.LookThrough.Mined) != "CD .8 US .2" || told(a.FaceValue) != "CD 1." {
		t.Errorf("%g t, mined %s, face %s", a.SupplyT, told(a.LookThrough.Mined), told(a.FaceValue))
	}
	one := run(t, n, exposure.Question{Place: "US/south", Material: "cobalt/ore"})
	if one.SupplyT != 23 || told(one.FaceValue) != "US .565217 CD .434783" {
		t.Errorf("%g t, face %s", one.SupplyT, told(one.FaceValue))
	}
}

// The largest row of the table and its path, of the cyclic case by hand: CN has
// 88 t of which 0.869599 are CD's, and sends 30.
func TestThrough(t *testing.T) {
	a := run(t, cyclic, exposure.Question{Place: "US", Material: "cobalt/ore"})
	r := a.Through.Mined[0]
	if r.Supplier != "CN" || r.Origin != "CD" || math.Abs(r.Tonnes-30*0.869599) > 1e-4 {
		t.Errorf("%+v", r)
	}
	var lanes []string
	for _, s := range r.Path {
		lanes = append(lanes, s.Process+s.Lane)
	}
	if got := strings.Join(lanes, ", "); got != "mine CD, CD>CN, CN>US" {
		t.Errorf("path %s", got)
	}
	sum := 0.0
	for _, r := range a.Through.Mined {
		sum += r.Tonnes
	}
	if math.Abs(sum-45) > 1e-6 {
		t.Errorf("the table sums to %g t, imports are 45", sum)
	}
}

func ExampleRun() {
	f, _ := os.Open("testdata/cobalt.json")
	defer f.Close()
	net, _ := adit.ReadNetwork(f)
	a, _ := exposure.Run(context.Background(), net, exposure.Question{Place: "USA", Material: "cobalt/refined"}, nil)
	fmt.Println("sold by", a.FaceValue[0].Place)
	fmt.Println("mined in", a.LookThrough.Mined[0].Place)
	fmt.Println("owned by", a.Owners)
	// Output:
	// sold by CHN
	// mined in COD
	// owned by [{CHN 0.6} {COD 0.4}]
}

func ExampleTrace() {
	o, _ := exposure.Trace(context.Background(), cyclic)
	for _, s := range o.Of(adit.Node{Material: "cobalt/ore", Place: "FI"}) {
		fmt.Printf("%s %.4f\n", s.Place, s.Share)
	}
	// Output:
	// CD 0.8103
	// FI 0.1705
	// CN 0.0183
	// US 0.0008
}

// What nobody trades is imported as what it is made from: uses of metal and
// oxide have no customs of their own.
func TestUntradedTarget(t *testing.T) {
	part := func(m adit.MaterialID) []adit.Part { return []adit.Part{{Material: m, Tonnes: 1}} }
	net := &adit.Network{
		Materials: []adit.Material{{ID: "x/metal", Content: 1}, {ID: "x/oxide", Content: 1}, {ID: "x/use", Content: 1}},
		Processes: []adit.Process{
			{ID: "a", Place: "AAA", Outputs: part("x/metal"), Activity: 10, Capacity: adit.NoLimit},
			{ID: "b", Place: "BBB", Outputs: part("x/oxide"), Activity: 30, Capacity: adit.NoLimit},
			{ID: "use metal", Place: "USA", Inputs: part("x/metal"), Outputs: part("x/use"), Activity: 10, Capacity: adit.NoLimit},
			{ID: "use oxide", Place: "USA", Inputs: part("x/oxide"), Outputs: part("x/use"), Activity: 30, Capacity: adit.NoLimit},
		},
		Lanes: []adit.Lane{
			{ID: "m", Material: "x/metal", From: "AAA", To: "USA", Flow: 10, Capacity: adit.NoLimit},
			{ID: "o", Material: "x/oxide", From: "BBB", To: "USA", Flow: 30, Capacity: adit.NoLimit},
		},
	}
	a, err := exposure.Run(context.Background(), net, exposure.Question{Place: "USA", Material: "x/use", ProcessedAs: []adit.MaterialID{"x/metal", "x/oxide"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []exposure.Origin{{Place: "BBB", Share: 0.75}, {Place: "AAA", Share: 0.25}}
	if !slices.Equal(a.FaceValue, want) || !slices.Equal(a.ImportsOnly.Mined, want) || !slices.Equal(a.ImportsOnly.Processed, want) {
		t.Errorf("face value %v, imports mined %v, processed %v; want %v", a.FaceValue, a.ImportsOnly.Mined, a.ImportsOnly.Processed, want)
	}
	if len(a.Through.Mined) != 2 || len(a.Through.Mined[0].Path) != 2 {
		t.Errorf("through %v", a.Through.Mined)
	}
}
