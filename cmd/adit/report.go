package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"adit/internal/report"
	"adit/internal/sheet"
)

// writeReport makes one HTML file of an answer: the page of the terminal with
// charts, and what it rests on.
func (s *session) writeReport(w io.Writer, v any, text func(*page)) error {
	p := &page{report: report.New()}
	text(p)
	c, err := s.colophon(v)
	if err != nil {
		return err
	}
	return p.report.Write(w, c)
}

// colophon says what an answer was made from. Its sources are those of the
// answer itself.
func (s *session) colophon(v any) (report.Colophon, error) {
	c := report.Colophon{Made: commandLine(s.args), Program: programVersion()}
	var err error
	if c.Tables, err = s.hash(); err != nil {
		return c, err
	}
	t, ok := sheet.Find(sheet.Tables(v), "sources")
	if !ok {
		return c, nil
	}
	at := map[string]int{}
	for i, col := range t.Columns {
		at[col.Name] = i
	}
	for _, r := range t.Rows {
		cell := func(name string) string {
			if i, ok := at[name]; ok && r[i] != nil {
				return fmt.Sprint(r[i])
			}
			return ""
		}
		c.Sources = append(c.Sources, report.Source{Title: cell("title"), Publisher: cell("publisher"), Edition: cell("edition"), Years: cell("years"),
			Licence: cell("licence"), URL: cell("url"), SHA256: cell("sha256")})
	}
	return c, nil
}

// hash is the hash of all open tables.
func (s *session) hash() (string, error) {
	if s.kept != nil {
		return s.kept.hash, nil
	}
	layers, _, err := s.layers()
	if err != nil {
		return "", err
	}
	a, err := s.tables()
	if err != nil {
		return "", err
	}
	return hashTables(a, layers)
}

// commandLine is what was asked, less where the answer goes and where the
// user's data are: the same question from another folder makes the same file.
func commandLine(args []string) string {
	out := []string{"adit"}
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		switch name {
		case "--xlsx", "--html", "--pdf", "--data":
			if !joined {
				i++
			}
		case "--json", "--quiet", "--":
		default:
			out = append(out, quoted(args[i]))
		}
	}
	return strings.Join(out, " ")
}

// quoted is an argument as a shell takes it.
func quoted(arg string) string {
	if strings.ContainsAny(arg, " \t\"'$&|;<>()*?`\\#!") || arg == "" {
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return arg
}

// browsers that print to PDF, as they are called where they are installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
	"/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"}

// findChromium finds a browser that prints.
func findChromium() (string, error) {
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("--pdf needs Chromium or a browser made from it, and none is installed (Debian: apt-get install chromium); --html writes the same page, which any browser prints")
}

// printing is how long a browser may take.
const printing = 2 * time.Minute

// writePDF has Chromium print the report. It runs offline, with a profile that
// is thrown away, and the report runs no script.
func (s *session) writePDF(w io.Writer, v any, text func(*page)) error {
	browser, err := s.chromium()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "adit-pdf-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	source, target := filepath.Join(dir, "report.html"), filepath.Join(dir, "report.pdf")
	if err := writeWhole(source, func(w io.Writer) error { return s.writeReport(w, v, text) }); err != nil {
		return err
	}
	defer s.waiting("printing")()
	if err := runChromium(s.ctx, browser, dir, source, target); err != nil {
		return err
	}
	return copyFile(w, target)
}

func runChromium(ctx context.Context, browser, dir, source, target string) error {
	ctx, done := context.WithTimeout(ctx, printing)
	defer done()
	args := []string{"--headless", "--disable-gpu", "--disable-background-networking", "--disable-extensions", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--print-to-pdf=" + target}
	if runtime.GOOS == "linux" && os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium has none for root; the page is ours and runs no script
	}
	said, err := exec.CommandContext(ctx, browser, append(args, "file://"+filepath.ToSlash(source))...).CombinedOutput()
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return fmt.Errorf("%s printed nothing within %v", browser, printing)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%s: %w: %.300s", browser, err, said)
	}
	if _, err := os.Stat(target); err != nil {
		return fmt.Errorf("%s printed nothing: %.300s", browser, said)
	}
	return nil
}

func copyFile(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
