package exposure_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"adit"
	"adit/exposure"
)

// The whole matrix of the shared vectors, every origin at every node.
func TestGoldenVectors(t *testing.T) {
	file := filepath.Join(root(t), "..", "shared", "cases", "golden_vectors.json")
	data, err := os.ReadFile(file)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, not checked against the shared vectors: %v", err)
	}
	var vectors map[string]json.RawMessage
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"origin_trace_acyclic", "origin_trace_cyclic"} {
		var v struct {
			Nodes      []string    `json:"nodes"`
			Production []float64   `json:"production"`
			Flows      [][]float64 `json:"T_from_to"`
			Origins    [][]float64 `json:"O_origin_by_dest"`
		}
		if err := json.Unmarshal(vectors[name], &v); err != nil {
			t.Fatal(err)
		}
		production, flows := map[string]float64{}, map[string]float64{}
		for i, p := range v.Nodes {
			production[p] = v.Production[i]
			for j, f := range v.Flows[i] {
				if f > 0 {
					flows[p+">"+v.Nodes[j]] = f
				}
			}
		}
		o, err := exposure.Trace(context.Background(), trade(production, flows))
		if err != nil {
			t.Fatal(err)
		}
		for j, to := range v.Nodes {
			got := map[adit.PlaceID]float64{}
			for _, s := range o.Of(adit.Node{Material: "cobalt/ore", Place: adit.PlaceID(to)}) {
				got[s.Place] = s.Share
			}
			for k, from := range v.Nodes {
				if d := math.Abs(got[adit.PlaceID(from)] - v.Origins[k][j]); d > 5.01e-7 {
					t.Errorf("%s: %s in %s is %g, want %g", name, from, to, got[adit.PlaceID(from)], v.Origins[k][j])
				}
			}
		}
	}
}

// root walks up to go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
}

// E6b by hand: A sends 10 t known only to lie in [0, 20], B exactly 10. A's share
// is a/(a+10), so its 5th percentile is that of a = 1 and its 95th that of 19.
func TestPercentilesByHand(t *testing.T) {
	n := trade(map[string]float64{"A": 10, "B": 10}, map[string]float64{"A>US": 10, "B>US": 10})
	n.Lanes[0].Observed = adit.Observed{Low: 0, High: 20}
	a := run(t, n, exposure.Question{Place: "US", Material: "cobalt/ore", Draws: 1000, Seed: 5, Against: []adit.PlaceID{"A", "B"}})
	for _, b := range a.LookThrough.Mined {
		low, high := 1./11, 19./29
		if b.Place == "B" {
			low, high = 10./29, 10./11
		}
		if math.Abs(*b.P5-low) > 2e-3 || math.Abs(*b.P95-high) > 2e-3 {
			t.Errorf("%s: %g to %g, want %g to %g", b.Place, *b.P5, *b.P95, low, high)
		}
	}
	if l := a.Against.Mined; math.Abs(*l.P5-1) > 1e-9 || math.Abs(l.Share-1) > 1e-9 {
		t.Errorf("both together are all: %+v", l)
	}
}

// Where E6 says [0, 1], words say so too.
func TestNothingExcluded(t *testing.T) {
	n := trade(map[string]float64{"A": 10, "B": 10}, map[string]float64{"A>HUB": 10, "B>HUB": 10, "HUB>US": 10})
	a := run(t, n, exposure.Question{Place: "US", Material: "cobalt/ore", Bounds: true})
	for _, b := range a.LookThrough.Mined {
		if *b.Low != 0 || *b.High != 1 {
			t.Errorf("%s in [%g, %g]", b.Place, *b.Low, *b.High)
		}
	}
	if len(a.Notes) == 0 || a.Notes[0][:4] != "A, B" {
		t.Errorf("notes %q", a.Notes)
	}
}
