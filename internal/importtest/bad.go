package importtest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
)

// A Bad is a raw file that must not pass unnoticed: either the import fails
// with Err in its message, or it goes on and reports a fault of that Rule.
type Bad struct {
	Name, Content string
	Err, Rule     string
}

// Refuses runs an importer on bad files named file, one after the other.
func Refuses(t *testing.T, imp atlas.Importer, file string, bad ...Bad) {
	t.Helper()
	for _, b := range bad {
		t.Run(b.Name, func(t *testing.T) {
			res, err := imp.Import(context.Background(), Input(t, Text(file, b.Content)))
			switch {
			case b.Err != "":
				if err == nil || !strings.Contains(err.Error(), b.Err) {
					t.Errorf("error %v, want one with %q", err, b.Err)
				}
			case err != nil:
				t.Fatal(err)
			case !slices.ContainsFunc(res.Faults, func(f adit.Fault) bool { return f.Rule == b.Rule }):
				t.Errorf("no fault %q among %v", b.Rule, res.Faults)
			}
		})
	}
}

// Shuffles checks that rows in another order give the same bytes.
func Shuffles(t *testing.T, imp atlas.Importer, files []atlas.File) {
	t.Helper()
	want := Bytes(t, Run(t, imp, files...))
	mixed := make([]atlas.File, len(files))
	for i, f := range files {
		b, _, err := f.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		if strings.Contains(text, "\"\"\n") || multiline(text) {
			mixed[i] = f
			continue
		}
		mixed[i] = Text(f.Name, Shuffle(text, uint64(i+1)))
	}
	slices.Reverse(mixed)
	got := Bytes(t, Run(t, imp, mixed...))
	if withoutSums(got) != withoutSums(want) {
		t.Error("shuffled input gives other bytes")
	}
}

// multiline reports whether a quoted cell holds a line end.
func multiline(text string) bool {
	for _, line := range strings.Split(text, "\n") {
		if strings.Count(line, `"`)%2 == 1 {
			return true
		}
	}
	return false
}

// withoutSums drops the table of sources, whose hashes are of the raw bytes.
func withoutSums(s string) string {
	var kept []string
	for _, line := range strings.Split(s, "\n") {
		if !hasSum(line) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func hasSum(line string) bool {
	run := 0
	for _, c := range line {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'f' {
			if run++; run == 64 {
				return true
			}
		} else {
			run = 0
		}
	}
	return false
}

// Fuzz gives an importer any bytes as one of its files: it must refuse them or
// make tables in which the atlas finds no fault.
func Fuzz(f *testing.F, imp atlas.Importer, file string, seeds ...string) {
	f.Helper()
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	a := Atlas(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		in := &atlas.Input{Files: []atlas.File{Text(file, string(content))}, Places: a.Places(), Minerals: a.Minerals()}
		res, err := imp.Import(context.Background(), in)
		if err != nil {
			return
		}
		for _, tb := range res.Tables {
			for _, fault := range a.CheckTable(tb) {
				t.Errorf("import of %q: %v", content, fault)
			}
		}
	})
}
