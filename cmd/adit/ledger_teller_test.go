package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// teller runs the verbs of a ledger in a folder of its own.
type teller struct {
	t         *testing.T
	e         env
	out, errs *bytes.Buffer
	dir       string
}

func tell(t *testing.T) *teller {
	e, out, errs := quiet(t)
	return &teller{t, e, out, errs, t.TempDir()}
}

// at names a file of the folder.
func (d *teller) at(name string) string { return filepath.Join(d.dir, name) }

func (d *teller) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(d.at(name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// do runs a verb; the words that begin with @ are files of the folder.
func (d *teller) do(code int, line string) string {
	d.t.Helper()
	args := []string{"ledger"}
	for word := range strings.FieldsSeq(line) {
		if name, ok := strings.CutPrefix(word, "@"); ok {
			word = d.at(name)
		}
		args = append(args, word)
	}
	d.out.Reset()
	d.errs.Reset()
	if got := run(d.t.Context(), d.e, args); got != code {
		d.t.Fatalf("%s: exit %d, want %d: %s%s", line, got, code, d.out, d.errs)
	}
	return d.out.String() + d.errs.String()
}

// says runs a verb and looks for words in its answer.
func (d *teller) says(code int, line string, want ...string) {
	d.t.Helper()
	text := strings.Join(strings.Fields(d.do(code, line)), " ")
	for _, w := range want {
		if !strings.Contains(text, w) {
			d.t.Errorf("%s: it says %q, and not %q", line, text, w)
		}
	}
}

// tells runs a verb and returns a text of its JSON answer.
func (d *teller) tells(key, line string) string {
	d.t.Helper()
	var answer map[string]any
	if err := json.Unmarshal([]byte(d.do(done, line)), &answer); err != nil {
		d.t.Fatal(err)
	}
	text, ok := answer[key].(string)
	if !ok {
		d.t.Fatalf("%s: no %s in %v", line, key, answer)
	}
	return text
}

// replace changes a file.
func (d *teller) replace(name, old, new string) {
	d.t.Helper()
	text, err := os.ReadFile(d.at(name))
	if err != nil || !bytes.Contains(text, []byte(old)) {
		d.t.Fatalf("%s has no %q: %v", name, old, err)
	}
	d.write(name, strings.Replace(string(text), old, new, 1))
}

const eventHead = `{"format": "adit-event/1", "ledger": "example.org/tin", "from": "2025-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z", `

// tin is a ledger of a mine in China and a smelter in Japan, and a lot of
// tin that the one dug and the other smelted together with scrap.
func (d *teller) tin() {
	d.t.Helper()
	d.write("sites.jsonl", "")
	for name, text := range map[string]string{
		"pit":   `"party": "registrar", "id": "pit", "declare": {"facility": {"id": "pit", "party": "miner", "kind": "mine", "status": "green", "place": {"country": "CHN"}}}}`,
		"works": `"party": "registrar", "id": "works", "declare": {"facility": {"id": "works", "party": "smelter", "kind": "smelter", "place": {"country": "JPN"}}}}`,
		"yard":  `"party": "registrar", "id": "yard", "declare": {"facility": {"id": "yard", "party": "smelter", "kind": "recycler", "place": {"country": "JPN"}}}}`,
		"dig":   `"party": "miner", "id": "dig", "site": "pit", "make": {"process": "mining", "outputs": [{"id": "a", "material": "tin/concentrate", "mass": {"kg": 100, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 0.6, "sigma": 0.003}], "account": "identity-preserved"}]}}`,
		"scrap": `"party": "smelter", "id": "scrap", "site": "yard", "make": {"process": "collecting", "outputs": [{"id": "s", "material": "tin/scrap", "mass": {"kg": 20, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 1, "sigma": 0.003}], "account": "identity-preserved"}]}}`,
		"haul":  `"party": "miner", "id": "haul", "site": "pit", "move": {"to": "smelter", "to_site": "works", "lots": ["a"], "mode": "sea"}}`,
		"shift": `"party": "smelter", "id": "shift", "site": "yard", "move": {"to": "smelter", "to_site": "works", "lots": ["s"], "mode": "road"}}`,
		"smelt": `"party": "smelter", "id": "smelt", "site": "works", "make": {"process": "smelting", "inputs": ["a", "s"], "outputs": [{"id": "metal", "material": "tin/metal", "mass": {"kg": 75, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 0.999, "sigma": 0.0005}], "account": "segregated"}]}}`,
	} {
		d.write(name+".json", eventHead+text)
	}
	d.do(done, "init @tin --name example.org/tin")
	d.do(done, "key miner-1 --party miner --role mine --to @miner.key --ledger @tin")
	d.do(done, "key smelter-1 --party smelter --role refiner --to @smelter.key --ledger @tin")
	d.do(done, "record @pit.json @works.json @yard.json --key @tin/private/registrar.key --ledger @tin")
	d.do(done, "record @dig.json --key @miner.key --ledger @tin")
	d.do(done, "record @haul.json --key @miner.key --key @smelter.key --ledger @tin")
	d.do(done, "record @scrap.json @shift.json @smelt.json --key @smelter.key --ledger @tin")
}
