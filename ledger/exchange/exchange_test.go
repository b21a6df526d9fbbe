package exchange_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
	"adit/ledger/ledgertest"
)

// A name is a URI and back, whatever is in it; what is a URI already stays.
func TestURI(t *testing.T) {
	for _, id := range []string{"lot-1", "acme/smelter", "pit one", "ümlaut", "100%", "a+b", "a:b", "urn:adit:lot:x", "urn:adit:site:x", "%41", ":", "a?b#c"} {
		uri := exchange.URI("lot", id)
		if got := exchange.ID("lot", uri); got != id {
			t.Errorf("%q → %q → %q", id, uri, got)
		}
	}
	for _, uri := range []string{"https://acme.example/lot/2", "urn:epc:id:sgtin:1.2.3", "did:web:x"} {
		if got := exchange.URI("lot", uri); got != uri || exchange.ID("lot", got) != uri {
			t.Errorf("%q becomes %q", uri, got)
		}
	}
	if exchange.ID("site", exchange.URI("lot", "x")) == "x" {
		t.Error("the name of a lot is read as that of a site")
	}
}

func FuzzURI(f *testing.F) {
	f.Add("lot", "urn:adit:lot:a%2Bb")
	f.Fuzz(func(t *testing.T, kind, id string) {
		if strings.ContainsAny(kind, ":") {
			return
		}
		if got := exchange.ID(kind, exchange.URI(kind, id)); got != id {
			t.Errorf("%q → %q → %q", id, exchange.URI(kind, id), got)
		}
	})
}

// Units are those of mass; a count of pieces is none, and no mass is negative
// or without end.
func TestKilograms(t *testing.T) {
	for unit, want := range map[string]float64{"KGM": 2, "TNE": 2000, "GRM": 0.002, "LBR": 0.90718474, "APZ": 0.0622069536} {
		if got, ok := exchange.Kilograms(2, unit); !ok || math.Abs(got-want) > 1e-12 {
			t.Errorf("2 %s are %g kg, want %g", unit, got, want)
		}
	}
	for _, bad := range []struct {
		value float64
		unit  string
	}{{2, "EA"}, {2, ""}, {2, "kgm"}, {-1, "KGM"}, {math.Inf(1), "KGM"}, {math.MaxFloat64, "KTN"}, {math.NaN(), "KGM"}} {
		if _, ok := exchange.Kilograms(bad.value, bad.unit); ok {
			t.Errorf("%g %q is taken for a mass", bad.value, bad.unit)
		}
	}
}

// An event travels whole only inside the very document that it writes.
func TestWhole(t *testing.T) {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	e := c.Mine("pit", "a", 1000, "Sn", 0.6)
	inside, err := e.JSON()
	if err != nil {
		t.Fatal(err)
	}
	write := func(e *ledger.Event) (any, error) {
		return map[string]any{"id": string(e.ID), "kg": e.Make.Outputs[0].Mass.Kg}, nil
	}
	got, err := exchange.Whole("$.x", string(inside), json.RawMessage(`{"kg": 1000.0,  "id": "`+string(e.ID)+`"}`), write)
	if err != nil || got.ID != e.ID {
		t.Fatal(err)
	}
	for name, doc := range map[string]string{"another mass": `{"kg": 900, "id": "` + string(e.ID) + `"}`, "more": `{"kg": 1000, "id": "` + string(e.ID) + `", "x": 1}`, "nothing": ``} {
		var faults adit.Faults
		if _, err := exchange.Whole("$.x", string(inside), json.RawMessage(doc), write); !errors.As(err, &faults) || faults[0].Rule != "contradiction" || faults[0].Where != "$.x" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := exchange.Whole("$.x", `{"format": 1}`, json.RawMessage(`{}`), write); err == nil || !strings.HasPrefix(err.Error(), "$.x: the event inside") {
		t.Errorf("a bad event inside: %v", err)
	}
}

// What a reader does not ask for is lost and said; what has the wrong type is
// wrong; a key given twice is refused wherever it is.
func TestView(t *testing.T) {
	v, err := exchange.Parse([]byte(`{"text": "x", "number": "5", "time": "2026-03-01T08:00:00.5+02:00", "inner": {"seen": true, "unseen": [1]}, "list": ["a", 2]}`), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	inner := v.Object("inner")
	when := v.Time("time")
	if v.Text("text") != "x" || !inner.Flag("seen") || when.Hour() != 6 || when.Nanosecond() != 0 {
		t.Error("what is there is not read")
	}
	v.Number("number")
	v.Texts("list")
	inner.Done()
	v.Done()
	lost, wrong := v.Lost(), v.Wrong()
	if len(lost) != 2 || lost[0].Where != "$.time" || lost[1].Where != "$.inner.unseen" {
		t.Errorf("lost %v", lost)
	}
	var faults adit.Faults
	if !errors.As(wrong, &faults) || len(faults) != 2 || faults[0].Where != "$.number" || faults[1].Where != "$.list[1]" {
		t.Errorf("wrong %v", wrong)
	}
	if other := v.Fork(); other.Wrong() != nil || len(other.Lost()) > 0 {
		t.Error("a fork has the faults of the first")
	}
	var none *exchange.View
	if none.Text("x") != "" || none.Has("x") || none.Object("x") != nil {
		t.Error("of nothing something is read")
	}
	none.Done()
	for text, rule := range map[string]string{`{"a": {"b": 1, "b": 2}}`: "duplicate-key", `[]`: "type", `{`: "json", strings.Repeat(" ", 2000): "size"} {
		if _, err := exchange.Parse([]byte(text), 1<<10); !errors.As(err, &faults) || rule != "json" && faults[0].Rule != rule {
			t.Errorf("%.20s: %v", text, err)
		}
	}
}
