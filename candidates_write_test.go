package adit_test

import (
	"bytes"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"adit"
)

// What is written is read back the same, and written again in the same bytes: the
// example of docs/data.md, with a target of own output.
func TestWriteCandidates(t *testing.T) {
	doc, err := os.ReadFile("docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(doc), "## Candidate file")
	example := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(section)
	if example == nil {
		t.Fatal("docs/data.md has no example of a candidate file")
	}
	text := strings.Replace(example[1], `"targets": [`, `"targets": [{"material": "antimony/", "place": "USA", "least_share": 0.25, "makers": ["smelter"], "year": 2030}, `, 1)
	c, err := adit.ReadCandidates(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var once, twice bytes.Buffer
	if err := c.Write(&once); err != nil {
		t.Fatal(err)
	}
	again, err := adit.ReadCandidates(bytes.NewReader(once.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, again) {
		t.Errorf("read back as another:\n%+v\n%+v", c, again)
	}
	if err := again.Write(&twice); err != nil || once.String() != twice.String() {
		t.Errorf("%v: written again as\n%s\nnot\n%s", err, &twice, &once)
	}
}

// Without a limit of money the file has none either; what cannot be read is not
// written.
func TestWriteCandidatesRefuses(t *testing.T) {
	c := &adit.Candidates{First: 2026, Last: 2027, Budget: adit.Budget{Total: adit.NoBudget}, Cases: []adit.Case{{Name: "a", Probability: 1}}}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := adit.ReadCandidates(&b)
	if err != nil || again.Budget.Total < adit.NoBudget {
		t.Errorf("%v: a budget without limit comes back as %v", err, again.Budget)
	}
	c.Cases[0].Probability = 0.5
	if err := c.Write(&b); err == nil {
		t.Error("probabilities of a half are written")
	}
}
