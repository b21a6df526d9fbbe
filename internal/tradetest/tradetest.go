// Package tradetest is the contract that every importer of trade keeps,
// whatever its publisher: see Run.
package tradetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"adit"
	"adit/atlas"
	"adit/internal/importtest"
)

// Named gives an importer the places and minerals of the committed atlas,
// ISO codes of two letters among them.
func Named(t testing.TB, imp atlas.Importer) atlas.Importer {
	t.Helper()
	a, err := atlas.Open(os.DirFS(filepath.Join(importtest.Root(t), "atlas", "data")))
	if err != nil {
		t.Fatal(err)
	}
	inner := imp.Import
	imp.Import = func(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
		in.Places, in.Minerals = a.Places(), a.Minerals()
		return inner(ctx, in)
	}
	return imp
}

// A Case is one file of a publisher, small and without faults, and the files
// that it needs beside it.
type Case struct {
	Importer atlas.Importer
	File     atlas.File
	Text     string // content of File
	Beside   []atlas.File
	Rows     int    // of all tables that the file makes, sources apart
	Repeat   string // a row of Text that is kept; blank: the last one
	// Cut says that rows are sums: a file cut between rows makes other rows, or
	// fewer. A cut inside a row must still be told.
	Cut bool
	// Bad is what replaces parts of Text, and the rule of the fault that must
	// follow; an empty rule asks for an error instead.
	Bad []Bad
}

// A Bad replaces the first Old by New.
type Bad struct{ Name, Old, New, Rule string }

// Run checks what holds for all importers: order of rows does not matter,
// truncation and foreign encodings are told, a repeated row counts once, a
// contradicted one not at all, a gigabyte of zeros is refused in little
// memory, a context that ends stops the work.
func Run(t *testing.T, c Case) {
	c.Importer = Named(t, c.Importer)
	t.Run("clean", func(t *testing.T) { c.clean(t) })
	t.Run("shuffled", func(t *testing.T) { c.shuffled(t) })
	t.Run("truncated", func(t *testing.T) { c.truncated(t) })
	t.Run("encoding", func(t *testing.T) { c.encoding(t) })
	t.Run("header", func(t *testing.T) { c.header(t) })
	t.Run("repeated", func(t *testing.T) { c.repeated(t) })
	t.Run("zeros", func(t *testing.T) { c.zeros(t) })
	t.Run("cancelled", func(t *testing.T) { c.cancelled(t) })
	for _, b := range c.Bad {
		t.Run(b.Name, func(t *testing.T) { c.bad(t, b) })
	}
}

func (c *Case) run(text string) (*atlas.Result, error) {
	return c.Importer.Import(context.Background(), &atlas.Input{Files: append([]atlas.File{importtest.Text(c.File.Name, text)}, c.Beside...)})
}

func (c *Case) must(t *testing.T, text string) *atlas.Result {
	t.Helper()
	res, err := c.run(text)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Rows counts the rows of all tables but sources.
func Rows(res *atlas.Result) int {
	n := 0
	for _, tb := range res.Tables {
		if tb.Schema.Name != "sources" {
			n += len(tb.Rows)
		}
	}
	return n
}

func (c *Case) clean(t *testing.T) {
	res := c.must(t, c.Text)
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	if got := Rows(res); got != c.Rows {
		t.Errorf("%d rows, want %d", got, c.Rows)
	}
	for _, tb := range res.Tables {
		importtest.Check(t, tb)
	}
}

// facts are the tables without sources, whose hash differs between files.
func facts(t *testing.T, res *atlas.Result) string {
	t.Helper()
	kept := *res
	kept.Tables = slices.DeleteFunc(slices.Clone(res.Tables), func(tb *atlas.Table) bool { return tb.Schema.Name == "sources" })
	return importtest.Bytes(t, &kept)
}

func (c *Case) shuffled(t *testing.T) {
	want := facts(t, c.must(t, c.Text))
	for seed := range uint64(5) {
		if got := facts(t, c.must(t, importtest.Shuffle(c.Text, seed))); got != want {
			t.Errorf("shuffled rows make other bytes:\n%s\nwant:\n%s", got, want)
		}
	}
}

// truncated cuts the file at every byte. A cut must be told, unless it is
// between rows; then the rows must be some of those of the whole.
func (c *Case) truncated(t *testing.T) {
	whole := facts(t, c.must(t, c.Text))
	for n := range len(c.Text) {
		cut := c.Text[:n]
		res, err := c.run(cut)
		if err != nil || res.Faults.Err() != nil {
			continue
		}
		if c.Cut && !strings.HasSuffix(cut, "\n") {
			t.Fatalf("a file cut after %d bytes was taken", n)
		}
		for _, tb := range res.Tables {
			for i, row := range tb.Rows {
				if line := strings.Join(row, ","); !c.Cut && tb.Schema.Name == "trade" && !strings.Contains(strings.ReplaceAll(whole, `"`, ""), line) {
					t.Fatalf("cut after %d bytes, row %d is read as %s", n, i, line)
				}
			}
		}
	}
}

func (c *Case) encoding(t *testing.T) {
	wide := strings.Join(strings.Split(c.Text, ""), "\x00") + "\x00"
	lines := strings.SplitAfter(c.Text, "\n")
	for name, text := range map[string]string{"UTF-16": wide, "Latin-1": lines[0] + "\xe9" + strings.Join(lines[1:], "")} {
		res, err := c.run(text)
		if err == nil && res.Faults.Err() == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func (c *Case) header(t *testing.T) {
	_, body, _ := strings.Cut(c.Text, "\n")
	res, err := c.run(body)
	if err == nil && res.Faults.Err() == nil {
		t.Error("a file without header was taken")
	}
	if res, err := c.run(""); err == nil && res.Faults.Err() == nil {
		t.Error("an empty file was taken")
	}
}

func (c *Case) repeated(t *testing.T) {
	res := c.must(t, c.Text+cmp.Or(c.Repeat, lastLine(c.Text)))
	if got := Rows(res); got != c.Rows {
		t.Errorf("%d rows with a repeated one, want %d", got, c.Rows)
	}
	if !HasRule(res.Faults, "duplicate") {
		t.Errorf("nothing told of the repeated row: %v", res.Faults)
	}
}

func lastLine(text string) string {
	lines := strings.SplitAfter(text, "\n")
	return lines[len(lines)-2]
}

// HasRule reports whether a fault of that rule is there.
func HasRule(fs adit.Faults, rule string) bool {
	return slices.ContainsFunc(fs, func(f adit.Fault) bool { return f.Rule == rule })
}

func (c *Case) bad(t *testing.T, b Bad) {
	if !strings.Contains(c.Text, b.Old) {
		t.Fatalf("no %q in the text", b.Old)
	}
	res, err := c.run(strings.Replace(c.Text, b.Old, b.New, 1))
	switch {
	case b.Rule == "" && err == nil:
		t.Errorf("no error, faults %v", res.Faults)
	case b.Rule != "" && err != nil:
		t.Errorf("error %v, want fault %s", err, b.Rule)
	case b.Rule != "" && !HasRule(res.Faults, b.Rule):
		t.Errorf("no fault %s: %v", b.Rule, res.Faults)
	}
	if err != nil {
		return
	}
	for _, tb := range res.Tables {
		importtest.Check(t, tb)
	}
}

// A flood is a header and then the same bytes without end, up to n.
type flood struct {
	head *strings.Reader
	unit []byte
	n    int64
}

func (f *flood) Read(p []byte) (int, error) {
	if f.head.Len() > 0 {
		return f.head.Read(p)
	}
	if f.n <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		n += copy(p[n:], f.unit)
	}
	f.n -= int64(n)
	return n, nil
}

// Flood is a file that is not there: head, then n bytes made of unit.
func Flood(name, head, unit string, n int64) atlas.File {
	u := bytes.Repeat([]byte(unit), max(1, 4096/len(unit)))
	return atlas.File{Name: name, Size: n, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(&flood{strings.NewReader(head), u, n}), nil
	}}
}

// maxFlood is what a gigabyte may cost in allocated bytes.
const maxFlood = 64 << 20

func (c *Case) zeros(t *testing.T) {
	head, _, _ := strings.Cut(c.Text, "\n")
	for _, unit := range []string{"0", "\x00"} {
		for _, head := range []string{"", head + "\n"} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			f := Flood(c.File.Name, head, unit, 1<<30)
			res, err := c.Importer.Import(context.Background(), &atlas.Input{Files: append([]atlas.File{f}, c.Beside...)})
			runtime.ReadMemStats(&after)
			if err == nil && res.Faults.Err() == nil {
				t.Errorf("a gigabyte of %q was taken", unit)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > maxFlood {
				t.Errorf("a gigabyte of %q allocated %d MiB", unit, used>>20)
			}
		}
	}
}

// cancelled ends the context before the import, and in the middle of a file
// without end.
func (c *Case) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := c.Importer.Import(ctx, &atlas.Input{Files: append([]atlas.File{importtest.Text(c.File.Name, c.Text)}, c.Beside...)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled import ended with %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	head, _, _ := strings.Cut(c.Text, "\n")
	f := Flood(c.File.Name, head+"\n", cmp.Or(c.Repeat, lastLine(c.Text)), 1<<50)
	open := f.Open
	f.Open = func() (io.ReadCloser, error) {
		r, err := open()
		return &canceller{ReadCloser: r, cancel: cancel, after: 5}, err
	}
	_, err = c.Importer.Import(ctx, &atlas.Input{Files: append([]atlas.File{f}, c.Beside...)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an import cancelled in a file ended with %v", err)
	}
}

// A canceller ends a context after some reads, and can still be read.
type canceller struct {
	io.ReadCloser
	cancel func()
	after  int
}

func (c *canceller) Read(p []byte) (int, error) {
	if c.after--; c.after == 0 {
		c.cancel()
	}
	return c.ReadCloser.Read(p)
}

// Committed reads a committed table.
func Committed(t testing.TB, publisher, table string) *atlas.Table {
	t.Helper()
	f, err := os.Open(filepath.Join(importtest.Root(t), "atlas", "data", publisher, table+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tb, err := atlas.ReadTable(f, publisher+"/"+table+".csv", table, publisher)
	if err != nil {
		t.Fatal(err)
	}
	return tb
}

// SameText compares rows with lines of cells joined by commas.
func SameText(t testing.TB, got [][]string, want string) {
	t.Helper()
	lines := make([]string, len(got))
	for i, r := range got {
		lines[i] = strings.Join(r, ",")
	}
	if d := gocmp.Diff(want, strings.Join(lines, "\n")); d != "" {
		t.Errorf("rows differ (-want +got):\n%s", d)
	}
}

// Same compares rows.
func Same(t testing.TB, got, want [][]string) {
	t.Helper()
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("rows differ (-want +got):\n%s", d)
	}
}

// Fuzz imports anything under a name: it must end without a panic, with an
// error, faults or rows whose cells fit their columns, the same each time.
func Fuzz(f *testing.F, imp atlas.Importer, name string, beside ...atlas.File) {
	imp = Named(f, imp)
	f.Fuzz(func(t *testing.T, text string) {
		in := func() *atlas.Input {
			return &atlas.Input{Files: append([]atlas.File{importtest.Text(name, text)}, beside...)}
		}
		res, err := imp.Import(context.Background(), in())
		if err != nil {
			return
		}
		for _, tb := range res.Tables {
			if tb.Schema.Name == "trade" || tb.Schema.Name == "distances" {
				importtest.Check(t, tb)
			}
		}
		again, err := imp.Import(context.Background(), in())
		if err != nil || importtest.Bytes(t, again) != importtest.Bytes(t, res) {
			t.Errorf("a second import differs (%v)", err)
		}
	})
}
