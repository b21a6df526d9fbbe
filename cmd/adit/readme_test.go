package main

import (
	"context"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"adit/atlas"
)

// block is a session at a terminal: a line “$ adit …”, then what it prints.
// “| head -N” shows the first N lines.
var block = regexp.MustCompile("(?s)```console\n(.*?)```")

// What README.md shows is what adit prints. -update rewrites it.
func TestReadme(t *testing.T) {
	const name = "../../README.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fresh := block.ReplaceAllStringFunc(string(data), func(text string) string {
		body := strings.TrimSuffix(strings.TrimPrefix(text, "```console\n"), "```")
		command, _, _ := strings.Cut(body, "\n")
		return "```console\n" + command + "\n" + shown(t, command) + "```"
	})
	switch {
	case fresh == string(data):
	case *update:
		if err := os.WriteFile(name, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md shows what adit no longer prints: run go test ./cmd/adit -run TestReadme -update. It would be:\n%s", fresh)
	}
}

// shown runs a command of the README with the tables of the binary.
func shown(t *testing.T, command string) string {
	t.Helper()
	line, head, cut := strings.Cut(command, " | head -")
	words := strings.Fields(line)
	if len(words) < 3 || words[0] != "$" || words[1] != "adit" {
		t.Fatalf("README.md: %q is no call of adit", command)
	}
	e, out, errs := quiet(t)
	e.embedded, e.feeds = atlas.Embedded, feeds()
	if code := run(context.Background(), e, words[2:]); code != done {
		t.Fatalf("README.md: %s: exits with %d: %s", command, code, errs)
	}
	lines := strings.SplitAfter(out.String(), "\n")
	if cut {
		n, err := strconv.Atoi(head)
		if err != nil {
			t.Fatalf("README.md: %q: %v", command, err)
		}
		lines = lines[:min(n, len(lines))]
	}
	return strings.Join(lines, "")
}

// Every publisher whose data the binary carries stands in README.md and NOTICE
// with its licence.
func TestAttributions(t *testing.T) {
	e, _, _ := quiet(t)
	e.embedded = atlas.Embedded
	a, err := (&session{env: e}).atlas()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../../README.md", "../../NOTICE"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range a.Publishers() {
			if !strings.Contains(string(data), "`"+p+"`") {
				t.Errorf("%s does not name the publisher %s", name, p)
			}
		}
	}
}
