package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"adit/atlas"
)

// A report holds every figure of the terminal's page, and the same question
// makes the same bytes.
func TestReport(t *testing.T) {
	e, out, errs := quiet(t)
	e.embedded = atlas.Embedded
	dir := t.TempDir()
	var files [2][]byte
	for i := range files {
		out.Reset()
		name := filepath.Join(dir, string(rune('a'+i))+".html")
		if code := run(context.Background(), e, []string{"exposure", "gallium", "--draws", "0", "--html", name}); code != done {
			t.Fatalf("exits with %d: %s", code, errs)
		}
		var err error
		if files[i], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two reports of one question differ")
	}
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(files[0]), " ")
	for _, number := range regexp.MustCompile(`\d[\d,.]*\d`).FindAllString(out.String(), -1) {
		if !strings.Contains(text, number) {
			t.Errorf("%s is on the terminal and not in the report", number)
		}
	}
	if !strings.Contains(text, "Made with: adit exposure gallium --draws 0 \n") || !strings.Contains(text, "tables sha256 ") {
		t.Error("it does not say how it was made")
	}
}

func TestCommandLine(t *testing.T) {
	for want, args := range map[string][]string{
		"adit brief USA --against CHN":      {"brief", "USA", "--html", "/home/x/b.html", "--against", "CHN", "--xlsx=b.xlsx", "--data", "/home/x"},
		"adit why 'a b>c' --set 'x='\\''y'": {"why", "a b>c", "--set", "x='y"},
		"adit brief --country=USA":          {"brief", "--json", "--country=USA", "--"},
	} {
		if got := commandLine(args); got != want {
			t.Errorf("%q: %s, want %s", args, got, want)
		}
	}
}

// Without Chromium the message says what to do, before anything is run; what
// fails leaves no half file.
func TestPDFWithoutBrowser(t *testing.T) {
	e, _, errs := quiet(t)
	name := filepath.Join(t.TempDir(), "x.pdf")
	e.chromium = func() (string, error) { return "", errors.New("none is installed") }
	if code := run(context.Background(), e, []string{"minerals", "--pdf", name}); code != no || !strings.Contains(errs.String(), "none is installed") {
		t.Errorf("exits with %d: %s", code, errs)
	}
	e.chromium = func() (string, error) { return "/bin/false", nil }
	if code := run(context.Background(), e, []string{"minerals", "--pdf", name}); code != no {
		t.Errorf("exits with %d: %s", code, errs)
	}
	if left, _ := os.ReadDir(filepath.Dir(name)); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestPDF(t *testing.T) {
	e, _, errs := quiet(t)
	if _, err := findChromium(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI is set, but there is no Chromium to print with")
		}
		t.Skip("NOT TESTED: ", err)
	}
	name := filepath.Join(t.TempDir(), "x.pdf")
	if code := run(context.Background(), e, []string{"minerals", "--pdf", name}); code != done {
		t.Fatalf("exits with %d: %s", code, errs)
	}
	data, err := os.ReadFile(name)
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.Contains(data[max(0, len(data)-32):], []byte("%%EOF")) || len(data) < 10_000 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}
