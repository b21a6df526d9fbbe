package adit

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t testing.TB, text string) *Network {
	t.Helper()
	n, err := ReadNetwork(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Written and read again, a network is the same, to the byte.
func TestRoundTrip(t *testing.T) {
	n := read(t, string(readFile(t, "testdata/cobalt.json")))
	var once, twice bytes.Buffer
	if err := n.Write(&once); err != nil {
		t.Fatal(err)
	}
	if err := read(t, once.String()).Write(&twice); err != nil {
		t.Fatal(err)
	}
	if once.String() != twice.String() {
		t.Errorf("written twice:\n%s\n%s", once.String(), twice.String())
	}
}

// Order never matters: a shuffled network is written with the same bytes.
func TestShuffled(t *testing.T) {
	n := read(t, string(readFile(t, "testdata/cobalt.json")))
	var want bytes.Buffer
	if err := n.Write(&want); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		m := *n
		m.Materials, m.Processes, m.Lanes = slices.Clone(n.Materials), slices.Clone(n.Processes), slices.Clone(n.Lanes)
		r.Shuffle(len(m.Materials), func(i, j int) { m.Materials[i], m.Materials[j] = m.Materials[j], m.Materials[i] })
		r.Shuffle(len(m.Processes), func(i, j int) { m.Processes[i], m.Processes[j] = m.Processes[j], m.Processes[i] })
		r.Shuffle(len(m.Lanes), func(i, j int) { m.Lanes[i], m.Lanes[j] = m.Lanes[j], m.Lanes[i] })
		var got bytes.Buffer
		if err := m.Write(&got); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Fatal("shuffled network differs")
		}
	}
}

// Every fault of a file is told at once, with its path and rule.
func TestFaults(t *testing.T) {
	const bad = `{"name": "bad", "yeer": 2024,
 "materials": [{"id": "x/ore"}, {"id": "x/ore"}, {"id": "y/ore", "content": 0.5}],
 "processes": [
  {"id": "m", "place": "COD", "outputs": {"x/ore": 1}, "activity_t": 120, "capacity_t": 110},
  {"id": "m", "place": "COD", "outputs": {"x/oar": -1}, "activity_t": 1},
  {"id": "n", "place": "COD", "outputs": {"x/metal": 1}},
  {"id": "o", "place": "", "outputs": {"x/ore": 1}, "activity_t": 1, "owners": [{"place": "CHN", "share": 0.7}, {"place": "USA", "share": 0.7}]}],
 "lanes": [{"id": "l", "material": "x/ore", "from": "COD", "to": "COD", "flow_t": -3}],
 "demands": [{"id": "d", "place": "USA", "material": "x/ore", "amount_t": 10, "steps": [{"amount_t": 4, "value_usd_per_t": 1}]}],
 "stocks": [{"id": "s", "place": "USA", "material": "x/ore", "holder": "king", "level_t": "five"}]}`
	_, err := ReadNetwork(strings.NewReader(bad))
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error %v is not Faults", err)
	}
	for _, want := range []string{
		"$.yeer unknown-key", "$.materials[1].id duplicate-id", "$.materials[2].content content",
		"$.processes[0].activity_t above-capacity", "$.processes[1].id duplicate-id", "$.processes[1].outputs.x/oar negative-mass",
		"$.processes[2].activity_t missing", "$.processes[2].outputs.x/metal dangling-id", "$.processes[3].place missing",
		"$.processes[3].owners shares", "$.lanes[0].to loop", "$.lanes[0].flow_t negative-mass", "$.demands[0].steps step-sum",
		"$.stocks[0].holder holder", "$.stocks[0].level_t type",
	} {
		if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Where+" "+f.Rule == want && f.Remedy != "" }) {
			t.Errorf("no fault %s among:\n%v", want, faults)
		}
	}
}

// A file that is no JSON, or says NaN, is refused with its line.
func TestSyntax(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":     {" \n", "is empty"},
		"truncated": {"{\"name\": \"x\",\n\"materials\": [{\"id\": ", "ends too early"},
		"nan":       {"{\n\"lanes\": [{\"flow_t\": NaN}]}", "$ line 2"},
		"latin1":    {"{\"name\": \"C\xf4te\"}", "is not UTF-8"},
		"trailing":  {"{} {}", "follows the end"},
		"huge":      {`{"year": 1e999}`, "too large a number"},
		"deep":      {strings.Repeat("[", 100000), "nested deeper"},
		"array":     {"[]", "is an array, not an object"},
		"repeated":  {`{"name": "a", "name": "b"}`, "duplicate-key"},
	} {
		if _, err := ReadNetwork(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// zeros yields a gigabyte of zero bytes.
type zeros struct{ left int }

func (z *zeros) Read(p []byte) (int, error) {
	n := min(len(p), z.left)
	clear(p[:n])
	z.left -= n
	if n == 0 {
		return 0, errors.New("end of zeros")
	}
	return n, nil
}

func TestZeros(t *testing.T) {
	z := &zeros{1 << 30}
	if _, err := ReadNetwork(z); err == nil {
		t.Error("a gigabyte of zeros is a network")
	}
	if z.left < 1<<30-1<<20 {
		t.Errorf("read on after the first zero: %d bytes left", z.left)
	}
}

func FuzzReadNetwork(f *testing.F) {
	f.Add(readFile(f, "testdata/cobalt.json"))
	f.Add([]byte(`{"materials": [{"id": "a", "gross": true, "content": 0.1}], "stocks": null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := ReadNetwork(bytes.NewReader(data))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := n.Write(&once); err != nil {
			t.Fatal(err)
		}
		m, err := ReadNetwork(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("cannot read what was written: %v\n%s", err, once.String())
		}
		if err := m.Write(&twice); err != nil || twice.String() != once.String() {
			t.Fatalf("written twice: %v\n%s\n%s", err, once.String(), twice.String())
		}
	})
}

// A loop without production is found; a stock feeds one.
func TestUnfed(t *testing.T) {
	n := &Network{Lanes: []Lane{
		{ID: "a", Material: "x", From: "AAA", To: "BBB", Flow: 5}, {ID: "b", Material: "x", From: "BBB", To: "AAA", Flow: 5}}}
	if got := n.Unfed(); len(got) != 2 {
		t.Errorf("unfed %v, want both", got)
	}
	n.Stocks = []Stock{{ID: "s", Place: "AAA", Material: "x", Level: 1}}
	if got := n.Unfed(); len(got) != 0 {
		t.Errorf("unfed %v, want none", got)
	}
}
