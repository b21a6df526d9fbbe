package balance_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"adit/ledger/balance"
	"adit/ledger/ledgertest"
)

var update = flag.Bool("update", false, "write detection and false alarm rates to docs/ledger.md, from ten worlds")

// A score counts what was found of one kind.
type score struct{ planted, found, warned int }

// A worldScore is the outcome of one world or several.
type worldScore struct {
	kinds          map[string]*score
	falseAlarms    []balance.Alarm
	warnings       int // at honest sites
	events, worlds int
}

// grade runs the alarms over a generated world. A fraud is found by an alarm of
// its kind at its site; any other alarm is a false one, also at a site that
// cheats in another way.
func (w *worldScore) grade(t *testing.T, seed uint64) {
	world := ledgertest.NewWorld(seed)
	b, err := world.Replay()
	if err != nil {
		t.Fatal(err)
	}
	h := balance.New(b)
	for _, e := range world.Events {
		h.Add(e)
	}
	alarms := h.Alarms(balance.Options{})
	w.worlds++
	w.events += len(world.Events)
	for _, f := range world.Planted {
		s := w.kinds[f.Kind]
		s.planted++
		switch {
		case slices.ContainsFunc(alarms, func(a balance.Alarm) bool { return finds(a, f) && a.Level == balance.Red }):
			s.found++
		case slices.ContainsFunc(alarms, func(a balance.Alarm) bool { return finds(a, f) }):
			s.warned++
		}
	}
	for _, a := range alarms {
		if slices.ContainsFunc(world.Planted, func(f ledgertest.Fraud) bool { return explains(f, a) }) {
			continue
		}
		if a.Level == balance.Red {
			w.falseAlarms = append(w.falseAlarms, a)
		} else {
			w.warnings++
		}
	}
}

// finds reports an alarm of the fraud's kind at its site while it went on.
func finds(a balance.Alarm, f ledgertest.Fraud) bool {
	return a.Kind == f.Kind && a.Site == f.Site && !a.Until.Before(f.From) && !a.From.After(f.Until)
}

// explains reports an alarm that a fraud causes, if by another kind: a mine
// above its licence jumps as well.
func explains(f ledgertest.Fraud, a balance.Alarm) bool {
	return finds(a, f) || a.Site == f.Site && slices.Contains(map[string][]string{
		"above-capacity": {"volume-step"}, "volume-step": {"above-capacity"}, "recovery": {"stock-gap"},
	}[f.Kind], a.Kind)
}

func newScore() *worldScore {
	w := &worldScore{kinds: map[string]*score{}}
	for _, k := range ledgertest.FraudKinds {
		w.kinds[k] = &score{}
	}
	return w
}

// table writes the rates.
func (w *worldScore) table() string {
	var b strings.Builder
	b.WriteString("| planted | of it an alarm | only a warning | missed | |\n|---|---|---|---|---|\n")
	all := score{}
	row := func(name string, s score) {
		fmt.Fprintf(&b, "| %s: %d | %d (%.0f%%) | %d | %d | |\n", name, s.planted, s.found, 100*float64(s.found)/float64(s.planted), s.warned, s.planted-s.found-s.warned)
	}
	for _, k := range ledgertest.FraudKinds {
		s := *w.kinds[k]
		row(k, s)
		all = score{all.planted + s.planted, all.found + s.found, all.warned + s.warned}
	}
	row("**all**", all)
	sites := w.worlds * (ledgertest.Mines + ledgertest.Smelters) * ledgertest.Years
	fmt.Fprintf(&b, "\nFalse: %d alarms and %d warnings in %d events, %d site-years: %.2g false alarms and %.2g warnings a site and year.\n",
		len(w.falseAlarms), w.warnings, w.events, sites, float64(len(w.falseAlarms))/float64(sites), float64(w.warnings)/float64(sites))
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), " | |\n", " |\n"), "|---|---|---|---|---|", "|---|---|---|---|")
}

// A generated world of 200 mines, 40 smelters and 5 years with 30 frauds of 8
// kinds. What is found and what is not stands in docs/ledger.md.
func TestGeneratedWorld(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	one := newScore()
	one.grade(t, 1)
	found := 0
	for _, s := range one.kinds {
		found += s.found
	}
	for _, a := range one.falseAlarms {
		t.Errorf("false alarm: %s at %s: %s", a.Kind, a.Site, a.What)
	}
	if found < 24 {
		t.Errorf("%d of %d frauds raise an alarm; it were 24 and more when docs/ledger.md was written:\n%s", found, ledgertest.Frauds, one.table())
	}
	if *update {
		ten := newScore()
		for seed := range uint64(10) {
			ten.grade(t, seed+1)
		}
		writeRates(t, ten.table())
	}
	t.Logf("\n%s", one.table())
}

func writeRates(t *testing.T, table string) {
	const name, begin, end = "../../docs/ledger.md", "<!-- rates -->\n", "<!-- /rates -->"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(data), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no %s … %s", name, strings.TrimSpace(begin), end)
	}
	if err := os.WriteFile(name, []byte(head+begin+table+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
