package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
)

// Every example that help shows works, files of the reader's own apart.
func TestHelpExamples(t *testing.T) {
	s := &session{env: process(), verb: "adit"}
	root := s.root()
	examples := root.Example
	for _, verb := range root.Commands() {
		examples += "\n" + verb.Example
	}
	runExamples(t, examples, 10)
}

// So does every command of README.md that is shown without its output.
func TestReadmeCommands(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var plain strings.Builder // blocks without a language; the others are TestReadme's
	for i, part := range strings.Split(string(data), "```") {
		if i%2 == 1 && strings.HasPrefix(part, "\n") {
			plain.WriteString(part)
		}
	}
	runExamples(t, plain.String(), 4)
}

// runExamples runs the lines that call adit, at least so many.
func runExamples(t *testing.T, examples string, least int) {
	t.Helper()
	e := process()
	var out, errs bytes.Buffer
	e.stdout, e.stderr, e.errTerminal = &out, &errs, false
	ran := 0
	for line := range strings.SplitSeq(examples, "\n") {
		args, ok := strings.CutPrefix(strings.TrimSpace(line), "adit ")
		if !ok || strings.Contains(args, ".json") || strings.HasPrefix(args, "ledger") || strings.HasPrefix(args, "import") || strings.HasPrefix(args, "completion") {
			continue
		}
		out.Reset()
		errs.Reset()
		ctx, e := context.Background(), e
		if strings.HasPrefix(args, "serve") {
			ctx = untilServed(t, &e)
		}
		if code := run(ctx, e, words(args)); code != 0 {
			t.Errorf("adit %s: exit %d: %s", args, code, errs.String())
		}
		ran++
	}
	if ran < least {
		t.Errorf("only %d examples ran", ran)
	}
}

// untilServed ends when a server says that it serves.
func untilServed(t *testing.T, e *env) context.Context {
	ctx, stop := context.WithCancel(context.Background())
	e.listen = func(string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") }
	e.browse = func(string) error { return nil }
	e.getenv = func(key string) string { return map[string]string{"ADIT_DATA": t.TempDir()}[key] }
	e.stdout = stopper{e.stdout, stop}
	return ctx
}

type stopper struct {
	io.Writer
	stop context.CancelFunc
}

func (s stopper) Write(b []byte) (int, error) {
	defer s.stop()
	return s.Writer.Write(b)
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
