package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"adit/atlas"
)

var update = flag.Bool("update", false, "rewrite what the scripts of testdata and the README show")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"adit": func() { os.Exit(run(context.Background(), testEnv(), os.Args[1:])) },
		"real": main, // with the tables of the binary
	})
}

// testEnv is the process with a small atlas and one toy importer, so that what
// the scripts expect changes only where the program does.
func testEnv() env {
	e := process()
	e.embedded = func() fs.FS { return smallAtlas() }
	e.feeds = []feed{{toy, []string{"toy"}}}
	e.outTerminal = os.Getenv("TEST_TERMINAL") != ""
	return e
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("ADIT_DATA", e.WorkDir+"/data")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "raw": raw, "zeros": zeros, "replaces": replaces},
	})
}

// exits N PROGRAM ARGS… runs a program that must exit with N.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exits with %d, not %d", got, want)
	}
}

// raw FILE TEXT writes a text with Go's escapes, such as \xff.
func raw(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// zeros FILE N makes a file of N zero bytes that takes no room on disk.
func zeros(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), nil, 0o644))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

// replaces FILE OLD NEW changes a text within a file, which must hold it.
func replaces(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o644))
}

// smallAtlas is a world of a few rows.
func smallAtlas() fs.FS {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, t := range smallTables() {
		f, err := z.Create(t.Publisher + "/" + t.Schema.Name + ".csv")
		if err != nil {
			panic(err)
		}
		if err := t.Write(f); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		panic(err)
	}
	return r
}

func smallTables() []*atlas.Table {
	table := func(schema, publisher string, columns []string, rows ...[]string) *atlas.Table {
		t := atlas.NewTable(schema, publisher)
		for _, row := range rows {
			var pairs []string
			for i, c := range columns {
				pairs = append(pairs, c, row[i])
			}
			t.Add(pairs...)
		}
		return t
	}
	source := []string{"source", "title", "publisher", "edition", "url", "licence", "file", "sha256", "years"}
	figure := []string{"mineral", "form", "stage", "place", "statistic", "year", "value", "low", "high", "unit", "basis", "flag", "source", "locator", "note"}
	reliance := func(mineral, form, value, low, high, basis, flag, source, year string) []string {
		return []string{mineral, form, "", "USA", "net_import_reliance", year, value, low, high, "%", basis, flag, source, "fig2.csv:" + year, ""}
	}
	production := func(place, value, basis, flag, source string) []string {
		return []string{"gallium", "primary", "refinery", place, "production", "2024", value, "", "", "t", basis, flag, source, "world.csv:" + place, "low purity"}
	}
	return []*atlas.Table{
		table("minerals", "adit", []string{"mineral", "name", "symbol", "synonyms", "group"},
			[]string{"aluminum", "Aluminum", "Al", "aluminium;bauxite", ""},
			[]string{"cadmium", "Cadmium", "Cd", "", ""},
			[]string{"dysprosium", "Dysprosium", "Dy", "", "rare_earths"},
			[]string{"gallium", "Gallium", "Ga", "", ""},
			[]string{"hafnium", "Hafnium", "Hf", "", ""},
			[]string{"rare_earths", "Rare earths", "REE", "", ""},
			[]string{"tungsten", "Tungsten", "W", "wolfram", ""}),
		table("places", "adit", []string{"place", "iso2", "name"},
			[]string{"CHN", "CN", "China"}, []string{"DEU", "DE", "Germany"}, []string{"JPN", "JP", "Japan"},
			[]string{"KOR", "KR", "South Korea"}, []string{"OTH", "", "other countries"}, []string{"USA", "US", "United States"},
			[]string{"WLD", "", "world"}),
		table("place_names", "adit", []string{"name", "place"}, []string{"Korea, Republic of", "KOR"}),
		table("sources", "mcs", source,
			[]string{"usgs-mcs-2024-fig2", "Summaries 2024, figure 2", "U.S. Geological Survey", "2024", "", "US public domain", "fig2.csv", "aa00", "2023"},
			[]string{"usgs-mcs-2025-fig2", "Summaries 2025, figure 2", "U.S. Geological Survey", "2025", "https://doi.org/10.5066/P13XCP3R", "US public domain", "fig2.csv", "bb11", "2024"},
			[]string{"usgs-mcs-2025", "Summaries 2025, world data", "U.S. Geological Survey", "2025", "", "US public domain", "world.csv", "cc22", "2023-2024"}),
		table("reliance", "mcs", figure,
			reliance("aluminum", "bauxite", "", "75", "100", "estimated", ">75", "usgs-mcs-2025-fig2", "2024"),
			reliance("aluminum", "", "47", "", "", "estimated", "", "usgs-mcs-2025-fig2", "2024"),
			reliance("cadmium", "", "", "", "0", "estimated", "E", "usgs-mcs-2025-fig2", "2024"),
			reliance("gallium", "", "100", "", "", "estimated", "", "usgs-mcs-2025-fig2", "2024"),
			reliance("rare_earths", "compounds-and-metals", "80", "", "", "estimated", "", "usgs-mcs-2025-fig2", "2024"),
			reliance("tungsten", "", "", "50", "100", "estimated", ">50", "usgs-mcs-2024-fig2", "2023")),
		table("production", "mcs", figure,
			production("CHN", "750", "estimated", "", "usgs-mcs-2025"),
			production("JPN", "3", "estimated", "", "usgs-mcs-2025"),
			production("USA", "", "withheld", "W", "usgs-mcs-2025"),
			production("WLD", "760", "estimated", "", "usgs-mcs-2025"),
			production("CHN", "600", "estimated", "", "usgs-mcs-2024-fig2")),
		table("sources", "facts", source,
			[]string{"lists", "Lists of critical minerals", "adit", "", "", "Apache-2.0", "", "", ""}),
		table("lists", "facts", []string{"list", "date", "mineral", "source", "locator"},
			[]string{"us-2022", "2022-02-24", "aluminum", "lists", "1"}, []string{"us-2022", "2022-02-24", "dysprosium", "lists", "2"},
			[]string{"us-2022", "2022-02-24", "gallium", "lists", "3"}, []string{"us-2022", "2022-02-24", "hafnium", "lists", "4"},
			[]string{"us-2025", "2025-11-07", "gallium", "lists", "5"}, []string{"us-2025", "2025-11-07", "tungsten", "lists", "6"},
			[]string{"us-2025", "2025-11-07", "cadmium", "lists", "7"}, []string{"us-2025", "2025-11-07", "dysprosium", "lists", "8"},
			[]string{"defence-12", "2025", "gallium", "lists", "9"}),
		table("byproducts", "facts", []string{"minerals", "hosts", "host", "share_pct", "share_basis", "basis", "source"},
			[]string{"gallium", "aluminum", "aluminum", "100", "estimated", "estimated", "lists"}),
	}
}
