package datadoc

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
)

// docs/data.md says what the schemas say.
func TestCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b); err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Error("docs/data.md is not current: run go generate ./internal/datadoc")
	}
}

// Every kind that a column has is explained.
func TestKinds(t *testing.T) {
	for _, s := range atlas.Schemas {
		for _, c := range s.Columns {
			if !slices.ContainsFunc(kinds, func(k struct {
				kind  atlas.Kind
				holds string
			}) bool {
				return k.kind == c.Kind
			}) {
				t.Errorf("%s.%s: kind %s is not explained", s.Name, c.Name, c.Kind)
			}
		}
	}
}

// The example of a network file is one.
func TestNetworkExample(t *testing.T) {
	m := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(network)
	if m == nil {
		t.Fatal("no example")
	}
	net, err := adit.ReadNetwork(strings.NewReader(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	if len(net.Processes) == 0 || len(net.Lanes) == 0 || len(net.Demands) == 0 || len(net.Stocks) == 0 {
		t.Error("the example does not show every noun")
	}
}

// The examples of a scenario file and of an ensemble file are such files.
func TestScenarioExamples(t *testing.T) {
	m := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(scenario, -1)
	if len(m) != 2 {
		t.Fatalf("%d examples", len(m))
	}
	if s, err := adit.ReadScenario(strings.NewReader(m[0][1])); err != nil || len(s.Disruptions) == 0 {
		t.Error(err)
	}
	if e, err := adit.ReadEnsemble(strings.NewReader(m[1][1])); err != nil || len(e.Cases) == 0 {
		t.Error(err)
	}
}
