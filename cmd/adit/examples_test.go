package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// Every example that help shows works, files of the reader's own apart.
func TestHelpExamples(t *testing.T) {
	e := process()
	var out, errs bytes.Buffer
	e.stdout, e.stderr, e.errTerminal = &out, &errs, false
	s := &session{env: e, verb: "adit"}
	root := s.root()
	examples := root.Example
	for _, verb := range root.Commands() {
		examples += "\n" + verb.Example
	}
	ran := 0
	for line := range strings.SplitSeq(examples, "\n") {
		args, ok := strings.CutPrefix(strings.TrimSpace(line), "adit ")
		if !ok || strings.Contains(args, ".json") || strings.HasPrefix(args, "ledger") || strings.HasPrefix(args, "import") || strings.HasPrefix(args, "completion") {
			continue
		}
		out.Reset()
		errs.Reset()
		if code := run(context.Background(), e, words(args)); code != 0 {
			t.Errorf("adit %s: exit %d: %s", args, code, errs.String())
		}
		ran++
	}
	if ran < 10 {
		t.Errorf("only %d examples ran", ran)
	}
}

// words splits a command line at spaces outside double quotes.
func words(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}
