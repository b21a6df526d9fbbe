package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"adit/atlas"
	"adit/policy"
)

// Every command that is printed beside an action works, and so do some of those
// beside controls: the first, the last, and one of each kind of measure.
func TestPolicyCommands(t *testing.T) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, x := range policy.Actions(a, "2026-11-27") {
		commands = append(commands, x.Commands...)
	}
	kinds := map[string]bool{}
	for _, r := range policy.Reports(a, "2026-11-27", nil) {
		kind, _, _ := strings.Cut(r.Measure, " ")
		if r.Command != "" && !kinds[kind] {
			kinds[kind] = true
			commands = append(commands, r.Command)
		}
	}
	slices.Sort(commands)
	commands = slices.Compact(commands)
	if len(commands) < 12 {
		t.Errorf("only %d commands", len(commands))
	}
	for _, c := range commands {
		e := process()
		var out, errs bytes.Buffer
		e.stdout, e.stderr, e.errTerminal = &out, &errs, false
		if code := run(context.Background(), e, words(strings.TrimPrefix(c, "adit "))); code != done || out.Len() == 0 {
			t.Errorf("%s: exit %d: %s", c, code, errs.String())
		}
	}
}
