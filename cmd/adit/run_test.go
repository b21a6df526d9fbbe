package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adit/atlas"
	"adit/internal/table"
)

// quiet is an environment that reads nothing of the machine.
func quiet(t testing.TB) (env, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	var out, errs bytes.Buffer
	e := testEnv()
	dir := t.TempDir()
	e.stdin, e.stdout, e.stderr, e.outTerminal, e.errTerminal = strings.NewReader(""), &out, &errs, false, false
	e.getenv = func(key string) string { return map[string]string{"ADIT_DATA": dir}[key] }
	return e, &out, &errs
}

// Every verb has one line about it, a page of help with an example, and help
// that fits the width of a table.
func TestHelp(t *testing.T) {
	e, _, _ := quiet(t)
	s := &session{env: e}
	verbs := s.root().Commands()
	for _, cmd := range s.root().Commands() {
		if cmd.Name() != "completion" {
			verbs = append(verbs, cmd.Commands()...)
		}
	}
	for _, cmd := range verbs {
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			continue
		}
		if cmd.Short == "" || cmd.Long == "" || !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Errorf("%s: about %q, or no help with an example", cmd.Name(), cmd.Short)
		}
		for line := range strings.Lines(help(cmd)) {
			if w := table.Width(strings.TrimRight(line, "\n")); w > table.MaxWidth {
				t.Errorf("%s: a line of help is %d wide: %s", cmd.Name(), w, line)
			}
		}
	}
}

// Help must not wait for data: it opens no table.
func TestHelpOpensNothing(t *testing.T) {
	e, _, _ := quiet(t)
	e.embedded = nil // calling it panics
	for _, args := range [][]string{{"--help"}, {"help", "minerals"}, {"import", "--help"}, {"import"}} {
		if code := run(context.Background(), e, args); code != done {
			t.Errorf("adit %s: %d", strings.Join(args, " "), code)
		}
	}
}

// Interrupted while it reads, an import leaves nothing and says so.
func TestInterrupted(t *testing.T) {
	e, out, errs := quiet(t)
	ctx, cancel := context.WithCancel(context.Background())
	e.feeds = []feed{{atlas.Importer{Name: "slow", Import: func(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
		r, err := in.Files[0].Stream()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		cancel()
		_, err = io.ReadAll(r)
		return nil, err
	}}, nil}}
	file := filepath.Join(t.TempDir(), "raw.csv")
	if err := os.WriteFile(file, []byte("a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(ctx, e, []string{"import", "slow", file, "--accept"}); code != no {
		t.Errorf("exits with %d", code)
	}
	if got := errs.String(); got != "adit import: interrupted; nothing was changed\n" {
		t.Errorf("says %q", got)
	}
	if left, _ := os.ReadDir(e.getenv("ADIT_DATA")); len(left) > 0 || out.Len() > 0 {
		t.Errorf("left %v, printed %q", left, out)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no room") }

// An answer that cannot be printed is not an answer.
func TestBrokenOutput(t *testing.T) {
	e, _, errs := quiet(t)
	e.stdout = broken{}
	for _, args := range [][]string{{"minerals"}, {"minerals", "--json"}, {"check"}, {"version"}, {"import", "--list"}} {
		if code := run(context.Background(), e, args); code != no || !strings.Contains(errs.String(), "no room") {
			t.Errorf("adit %s: %d, %q", strings.Join(args, " "), code, errs)
		}
		errs.Reset()
	}
}

// The same request gives the same bytes, of the tables of the binary.
func TestSameBytes(t *testing.T) {
	for _, args := range [][]string{{"minerals"}, {"minerals", "--list", "defence-12", "--json"}, {"version", "--json"}, {"import", "--list"}, {"why", "gallium/CHN/2024"}} {
		var first string
		for i := range 2 {
			e, out, errs := quiet(t)
			e.embedded = atlas.Embedded
			run(context.Background(), e, args)
			got := out.String() + errs.String()
			if i == 0 {
				first = got
			}
			if got != first || got == "" {
				t.Errorf("adit %s differs from itself", strings.Join(args, " "))
			}
		}
	}
}

// No line that adit prints is wider than a table.
func TestWidth(t *testing.T) {
	for _, args := range [][]string{{"minerals"}, {"minerals", "--list", "defence-12"}, {"version"}, {"import"}, {"import", "--list"},
		{"why", "usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024"}, {"minerals", "--diff", "us-2022,us-2025"}} {
		e, out, _ := quiet(t)
		e.embedded, e.feeds = atlas.Embedded, feeds()
		if code := run(context.Background(), e, args); code != done {
			t.Errorf("adit %s: %d", strings.Join(args, " "), code)
		}
		for line := range strings.Lines(out.String()) {
			if w := table.Width(strings.TrimRight(line, "\n")); w > table.MaxWidth {
				t.Errorf("adit %s: %d wide: %s", strings.Join(args, " "), w, line)
			}
		}
	}
}

// The tables of the binary are sound.
func TestEmbeddedSound(t *testing.T) {
	e, out, errs := quiet(t)
	e.embedded = atlas.Embedded
	if code := run(context.Background(), e, []string{"check"}); code != done {
		t.Errorf("exits with %d:\n%s%s", code, out, errs)
	}
}

// Every importer that there is can be called.
func TestFeeds(t *testing.T) {
	code, err := os.ReadFile("feeds.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../atlas/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pkg := filepath.Base(filepath.Dir(name))
		if strings.Contains(string(text), "\nvar Importer = ") && !strings.Contains(string(code), pkg+".Importer") {
			t.Errorf("atlas/%s has an importer that feeds does not list", pkg)
		}
	}
	names := map[string]bool{}
	for _, f := range feeds() {
		if f.Name == "" || f.About == "" || f.Wants == "" || f.Import == nil || names[f.Name] {
			t.Errorf("importer %q is not complete, or there twice", f.Name)
		}
		names[f.Name] = true
	}
}

// The committed tables are what “adit import all” makes of the raw files.
func TestImportAll(t *testing.T) {
	const root = "../../../shared"
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI is set, but the raw files are not there")
		}
		t.Skip("NOT TESTED: no raw files beside the repository")
	}
	if testing.Short() {
		t.Skip("reads every raw file")
	}
	into := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(into, os.DirFS("../../atlas/data")); err != nil {
		t.Fatal(err)
	}
	e, out, errs := quiet(t)
	e.embedded, e.feeds = atlas.Embedded, feeds()
	if code := run(context.Background(), e, []string{"import", "all", root, "--into", into, "--skip-faulty"}); code != done {
		t.Fatalf("exits with %d: %s%s", code, out, errs)
	}
	want := 0
	for _, f := range feeds() {
		if len(f.raw) > 0 {
			want++
		}
	}
	if got := strings.Count(out.String(), "no difference"); got != want {
		t.Errorf("%d of %d sources are as committed:\n%s", got, want, out)
	}
}

func TestLens(t *testing.T) {
	e, _, _ := quiet(t)
	s := &session{env: e}
	a, err := s.atlas()
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]string{"CHN": "[CHN]", "china": "[CHN]", "CHN,Germany": "[CHN DEU]", "Korea, Republic of": "[KOR]", "DEU, DEU": "[DEU]"} {
		got, err := lens(a, who, 2024)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("lens %q = %v, %v; want %s", who, got, err, want)
		}
	}
	if _, err := lens(a, "CHN,Atlantis", 2024); err == nil {
		t.Error("Atlantis is among the adversaries")
	}
}

func BenchmarkHelp(b *testing.B) {
	e, _, _ := quiet(b)
	for b.Loop() {
		run(context.Background(), e, []string{"--help"})
	}
}

func BenchmarkMinerals(b *testing.B) {
	for b.Loop() {
		e, _, _ := quiet(b)
		e.embedded = atlas.Embedded
		run(context.Background(), e, []string{"minerals"})
	}
}

// What --set takes is a finite number under an id, or an error.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{"a=1", "a=b=2", "=1", "a=", "a=NaN", "a=1e400", "a=-0", "\x00=1", "a=0x1p-2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pair string) {
		m, err := (&session{set: []string{pair}}).overrides()
		if err != nil {
			return
		}
		for id, v := range m {
			if id == "" || v != v || v > maxFigure || v < -maxFigure || !strings.HasPrefix(pair, id+"=") {
				t.Errorf("%q gives %q = %g", pair, id, v)
			}
		}
	})
}
