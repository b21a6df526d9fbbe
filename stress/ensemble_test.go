package stress_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"adit"
	"adit/shock"
	"adit/stress"
)

// chances are that China stops exports, that it asks for licences, or nothing.
func chances(t testing.TB) *adit.Ensemble {
	t.Helper()
	f, err := os.Open("../testdata/ensemble.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e, err := adit.ReadEnsemble(f)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func expect(t testing.TB, studies []*stress.Study, d stress.Draws) *stress.Expectation {
	t.Helper()
	d.Ensemble = chances(t)
	x, err := stress.Expect(context.Background(), studies, d)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func printed(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The same seed gives the same bytes, however many cores share the work; another
// seed gives others.
func TestSameBytesOnAnyCores(t *testing.T) {
	studies := []*stress.Study{studyOf(t, "USA", "gallium"), studyOf(t, "USA", "germanium")}
	on := func(cores int, seed uint64) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		return printed(t, expect(t, studies, stress.Draws{N: 250, Seed: seed}))
	}
	one := on(1, 7)
	if two := on(2, 7); one != two {
		t.Errorf("one core:\n%s\ntwo:\n%s", one, two)
	}
	if other := on(2, 8); one == other {
		t.Error("another seed draws the same")
	}
}

// An interrupted run goes on where it stopped, and ends with the same bytes;
// half a line at the end is drawn again.
func TestResume(t *testing.T) {
	studies := []*stress.Study{studyOf(t, "USA", "gallium")}
	want := printed(t, expect(t, studies, stress.Draws{N: 250, Seed: 7}))
	name := filepath.Join(t.TempDir(), "draws")

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	d := stress.Draws{N: 250, Seed: 7, Ensemble: chances(t), Keep: name, Told: func(done, of int) {
		if done == 220 { // in the third chunk, or the second where two cores work
			stop()
		}
	}}
	_, err := stress.Expect(ctx, studies, d)
	var broken *stress.InterruptedError
	if !errors.As(err, &broken) || broken.Done < 100 || broken.Done >= 250 || !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), name) {
		t.Fatalf("got %v", err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(data, []byte("\n")); lines != 1+(broken.Done+99)/100 {
		t.Errorf("%d lines for %d draws", lines, broken.Done)
	}
	for _, torn := range [][]byte{data, append(data, `{"mineral":"gallium","chu`...), data[:len(data)-3], data[:20], nil} {
		if err := os.WriteFile(name, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := printed(t, expect(t, studies, stress.Draws{N: 250, Seed: 7, Keep: name})); got != want {
			t.Errorf("after %d bytes:\n%s\nwant\n%s", len(torn), got, want)
		}
	}
	left := -1
	expect(t, studies, stress.Draws{N: 250, Seed: 7, Keep: name, Told: func(_, of int) { left = of }})
	if left != -1 {
		t.Errorf("%d draws of a finished run were drawn again", left)
	}
}

// A file of another request, or of anything else, is refused and left alone.
func TestKeepRefuses(t *testing.T) {
	gallium, germanium := studyOf(t, "USA", "gallium"), studyOf(t, "USA", "germanium")
	name := filepath.Join(t.TempDir(), "draws")
	expect(t, []*stress.Study{gallium}, stress.Draws{N: 10, Seed: 1, Keep: name})
	before, _ := os.ReadFile(name)
	refused := func(what, why string, studies []*stress.Study, d stress.Draws) {
		t.Helper()
		d.Ensemble, d.Keep = chances(t), name
		if _, err := stress.Expect(context.Background(), studies, d); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	refused("another seed", "another request", []*stress.Study{gallium}, stress.Draws{N: 10, Seed: 2})
	refused("more draws", "another request", []*stress.Study{gallium}, stress.Draws{N: 11, Seed: 1})
	refused("another mineral", "another request", []*stress.Study{germanium}, stress.Draws{N: 10, Seed: 1})
	refused("other data", "another request", []*stress.Study{gallium}, stress.Draws{N: 10, Seed: 1, Editions: []string{"usgs 2"}})
	if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
		t.Error("a refused file was changed")
	}
	for text, why := range map[string]string{"mineral,t\ngallium,1\n": "no file of draws", "shopping": "no file of draws", string(before) + "{}\n": "line 3"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		refused("a file of "+text[:8], why, []*stress.Study{gallium}, stress.Draws{N: 10, Seed: 1})
	}
}

// Where nothing happens the market is the observed one, wherever the levers
// stand: so the undisturbed run of a draw need not be solved (S7b). The price may
// be any within a step of the curves where the last tonne is on the edge of one.
func TestUndisturbedIsObserved(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, mineral := range []string{"gallium", "graphite", "tungsten", "neodymium", "aluminum"} {
		st := studyOf(t, "USA", mineral)
		for range 3 {
			p := stress.Position{}
			for _, l := range st.Models[0].Levers {
				p[l.ID] = 2*r.Float64() - 1
			}
			s := st.Stop(nil)
			s.Disruptions = nil
			a, err := st.Run(context.Background(), s, p)
			if err != nil {
				t.Fatal(err)
			}
			observed(t, st, a.Answer)
		}
	}
}

func observed(t *testing.T, st *stress.Study, a *shock.Answer) {
	t.Helper()
	s := a.Shocked.Steps[0]
	for i := range a.Net.Demands {
		if d := &a.Net.Demands[i]; math.Abs(float64(s.Served[i]-d.Amount)) > 1e-6*float64(1+d.Amount) {
			t.Errorf("%s: %g t served, %g observed", d.ID, s.Served[i], d.Amount)
		}
	}
	for i := range a.Net.Lanes {
		if l := &a.Net.Lanes[i]; math.Abs(float64(s.Flow[i]-l.Flow)) > 1e-4*float64(1+l.Flow) {
			t.Errorf("%s: %g t flow, %g observed", l.ID, s.Flow[i], l.Flow)
		}
	}
	for i := range a.Net.Stocks {
		if s.Release[i] > 1e-6 || s.Build[i] > 1e-6 {
			t.Errorf("%s moves: %g out, %g in", a.Net.Stocks[i].ID, s.Release[i], s.Build[i])
		}
	}
	used := st.Models[0].Used()[0]
	price, _ := st.Price(used)
	if got := a.Print(a.Shocked).Periods[0].Price[string(used)+"@USA"]; got == nil || math.Abs(math.Log(*got/float64(price))) > math.Log(1.1)+1e-9 {
		t.Errorf("price %v of %s, observed %v", got, used, price)
	}
}

// A case that never happens costs nothing, and one that is certain costs what it
// costs: expected values are linear in the probabilities.
func TestExpectedIsLinear(t *testing.T) {
	st := studyOf(t, "USA", "gallium")
	of := func(p float64) *stress.Expected {
		e := chances(t)
		e.Cases = []adit.Case{e.Cases[0], {Name: "nothing"}}
		e.Cases[0].Probability, e.Cases[1].Probability = p, 1-p
		x, err := stress.Expect(context.Background(), []*stress.Study{st}, stress.Draws{N: 20, Seed: 3, Ensemble: e})
		if err != nil {
			t.Fatal(err)
		}
		return &x.Minerals[0]
	}
	never, half, sure := of(0), of(0.5), of(1)
	if never.Loss.Mean != 0 || never.Price.Mean != 1 || sure.Loss.Mean <= 0 {
		t.Errorf("never %v, sure %v", never.Loss, sure.Loss)
	}
	if math.Abs(half.Loss.Mean/sure.Loss.Mean-0.5) > 1e-8 || math.Abs(half.Price.Mean-(1+sure.Price.Mean)/2) > 1e-6 {
		t.Errorf("half %v %v, sure %v %v", half.Loss, half.Price, sure.Loss, sure.Price)
	}
}

// A country without accounts has no value added, and is ranked by what it pays.
func TestElsewhereIsNotComputed(t *testing.T) {
	x := expect(t, []*stress.Study{studyOf(t, "JPN", "gallium")}, stress.Draws{N: 5, Seed: 1})
	if m := x.Minerals[0]; m.ValueAdded != nil || m.Loss == nil || x.LossIs != "price transfer" || m.Loss.Error != nil {
		t.Errorf("got %s", printed(t, x))
	}
}

func TestExpectRefuses(t *testing.T) {
	e := chances(t)
	e.Base.Foresight = adit.FullForesight
	_, err := stress.Expect(context.Background(), nil, stress.Draws{Ensemble: e})
	var faults adit.Faults
	if !errors.As(err, &faults) || len(faults) != 3 {
		t.Errorf("got %v", err)
	}
}
