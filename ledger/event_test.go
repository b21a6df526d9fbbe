package ledger_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"adit"
	"adit/ledger"
)

// Bad input is refused with the rule and the remedy, all of it at once.
func TestReadFaults(t *testing.T) {
	const text = `{"format": "adit-event/1", "ledger": "x", "id": "e", "from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z",
	"party": "p", "make": {"process": "mining", "inputs": ["a", "a"], "outputs": [
	 {"id": "l", "material": "tin", "mass": {"t": 5, "sigma_kg": 1}, "content": [{"element": "Sn", "grade": 60, "sigma": 0.01}]},
	 {"id": "l", "material": "tin", "mass": {"kg": 5, "sigma_kg": 4}, "content": [{"element": "Xx", "grade": 0.6, "sigma": 0.01}, {"element": "Sn", "grade": 0.6, "sigma": 0, "as": "CaO"}]}]},
	"documents": [{"sha256": "ff", "title": "assay"}], "signatures": [{"key": "k", "sig": "AAAA"}], "price": 3}`
	_, err := ledger.ReadEvent([]byte(text))
	var faults adit.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("no faults: %v", err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.Where+" "+f.Rule)
		if f.Remedy == "" {
			t.Errorf("no remedy: %v", f)
		}
	}
	want := []string{
		"$.until time", "$.site missing", "$.make.inputs[1] duplicate-id",
		"$.make.outputs[0].mass.kg missing", "$.make.outputs[0].mass.t unknown-key",
		"$.make.outputs[0].content[0].grade grade",
		"$.make.outputs[1].mass.sigma_kg uncertainty", "$.make.outputs[1].content[0].element element", "$.make.outputs[1].content[1].as formula",
		"$.make.outputs[1].content grade", "$.make.outputs[1].id duplicate-id",
		"$.documents[0].sha256 hash", "$.signatures[0].sig base64", "$.price unknown-key",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("faults:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What is written reads back as the same event, with the same canonical bytes
// in any layout.
func TestRoundTrip(t *testing.T) {
	for i, raw := range tin().Raw {
		e, err := ledger.ReadEvent(raw)
		if err != nil {
			t.Fatal(err)
		}
		again, err := e.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(raw, again) {
			t.Errorf("event %d changes from\n%s to\n%s", i, raw, again)
		}
		var spread bytes.Buffer
		if err := json.Indent(&spread, raw, "", "  "); err != nil {
			t.Fatal(err)
		}
		wide, err := ledger.ReadEvent(spread.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		a, _ := e.Canonical()
		b, _ := wide.Canonical()
		if !bytes.Equal(a, b) {
			t.Errorf("event %d: the layout changes the canonical bytes", i)
		}
	}
}

// Fractions by stoichiometry: .819 Ta in Ta₂O₅ is validation.md's figure, .529
// Al in Al₂O₃ that of the atlas's chains.
func TestFraction(t *testing.T) {
	for _, c := range []struct {
		element  ledger.Element
		compound string
		want     float64
	}{{"Ta", "Ta2O5", 0.8190}, {"Al", "Al2O3", 0.5293}, {"Sb", "Sb2O3", 0.8353}, {"Sn", "SnO2", 0.7876}, {"Sn", "", 1}, {"Sn", "Ta2O5", 0}, {"Sn", "?", 0}, {"Sn", "Sn0", 0}} {
		if got := ledger.Fraction(c.element, c.compound); math.Abs(got-c.want) > 5e-4 {
			t.Errorf("%s in %q: %.4f, want %.4f", c.element, c.compound, got, c.want)
		}
	}
}

// Uncertainty of a product of three: relative parts add in squares.
func TestContained(t *testing.T) {
	l := ledger.Lot{Mass: ledger.Mass{Kg: 1000, SigmaKg: 10, Moisture: 0.1, MoistureSigma: 0.009},
		Content: []ledger.Content{{Element: "Ta", Grade: 0.3, Sigma: 0.006, As: "Ta2O5"}}}
	a, _ := l.Contained("Ta")
	want := 1000 * 0.9 * 0.3 * 0.81898
	relative := math.Sqrt(0.01*0.01 + 0.01*0.01 + 0.02*0.02)
	if math.Abs(a.Kg-want) > 0.01 || math.Abs(a.Sigma/a.Kg-relative) > 1e-4 {
		t.Errorf("%v, want %.3f ± %.3f", a, want, want*relative)
	}
}

// A sealed field opens with its own opening alone.
func TestSeal(t *testing.T) {
	e := &ledger.Event{ID: "sale-1"}
	sealed, opening, err := ledger.Seal(e.ID, "price_usd", "41250", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	e.Sealed = append(e.Sealed, sealed)
	if err := opening.Opens(e); err != nil {
		t.Error(err)
	}
	for _, change := range []func(o *ledger.Opening){
		func(o *ledger.Opening) { o.Value = "41251" },
		func(o *ledger.Opening) { o.Name = "price" },
		func(o *ledger.Opening) { o.Event = "sale-2" },
		func(o *ledger.Opening) { o.Salt = append(bytes.Clone(o.Salt[:31]), o.Salt[31]^1) },
		func(o *ledger.Opening) { o.Salt = nil },
	} {
		o := opening
		if change(&o); o.Opens(e) == nil {
			t.Errorf("opens with %+v", o)
		}
	}
}

func TestMixed(t *testing.T) {
	for _, c := range []struct{ a, b, want ledger.Account }{
		{ledger.IdentityPreserved, ledger.IdentityPreserved, ledger.Segregated},
		{ledger.Segregated, ledger.ControlledBlending, ledger.ControlledBlending},
		{ledger.IdentityPreserved, "", ""},
	} {
		if got := ledger.Mixed(c.a, c.b); got != c.want {
			t.Errorf("%s and %s mix to %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func FuzzReadEvent(f *testing.F) {
	for _, raw := range tin().Raw {
		f.Add(raw)
	}
	f.Add([]byte(`{"declare":{"register":{"flow":"export"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ledger.ReadEvent(data)
		if err != nil {
			return
		}
		text, err := e.JSON()
		if err != nil {
			t.Fatalf("read and cannot be written: %v", err)
		}
		again, err := ledger.ReadEvent(text)
		if err != nil {
			t.Fatalf("written and cannot be read: %v\n%s", err, text)
		}
		if !reflect.DeepEqual(e, again) {
			t.Fatalf("changes:\n%+v\n%+v", e, again)
		}
	})
}

func FuzzReadOpening(f *testing.F) {
	f.Add([]byte(`{"event":"e","name":"price","value":"3","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}`))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = ledger.ReadOpening(data) })
}

// A count of nothing is no count: it would be signed in one form and read back
// in another.
func TestEmptyCount(t *testing.T) {
	_, err := ledger.ReadEvent([]byte(`{"format": "adit-event/1", "ledger": "x", "id": "s", "from": "2026-03-01T00:00:00Z", "until": "2026-03-01T00:00:00Z", "party": "p", "site": "s", "stocktake": {"counted": []}}`))
	if rule(t, err) != "missing" {
		t.Error(err)
	}
}
