package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"adit"
	"adit/internal/sheet"
	"adit/server"
)

// withFiles lists the verbs whose answers can be had as files. All that is in
// them is found in the answer and in the page of the terminal.
var withFiles = []string{"brief", "exposure", "shock", "plan", "screen", "minerals", "partners", "policy", "finance", "sources"}

// addFiles gives a verb --xlsx, --html and --pdf.
func (s *session) addFiles(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&s.xlsx, "xlsx", "", "write the answer's tables to a new workbook, too: `FILE`")
	fl.StringVar(&s.html, "html", "", "write the answer to a new page of its own, too: `FILE`")
	fl.StringVar(&s.pdf, "pdf", "", "write the answer to a new PDF, too: `FILE` (needs Chromium)")
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := s.checkFiles(cmd.Flag("csv")); err != nil {
			return err // before what takes time
		}
		return run(cmd, args)
	}
}

func (s *session) checkFiles(csv *pflag.Flag) error {
	for flag, name := range map[string]string{"xlsx": s.xlsx, "html": s.html, "pdf": s.pdf} {
		if name == "" {
			continue
		}
		if csv != nil && csv.Changed {
			return wrong("--csv is one table, --%s has all of them: choose one", flag)
		}
		if err := notThere(name); err != nil {
			return err
		}
	}
	if s.pdf != "" {
		_, err := s.chromium()
		return err
	}
	return nil
}

func notThere(name string) error {
	if name == "-" {
		return wrong("a file must have a name; --json prints the answer, where it is for another program")
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already: name another file, or take it away", name)
	}
	if dir, err := os.Stat(filepath.Dir(name)); err != nil || !dir.IsDir() {
		return fmt.Errorf("%s: there is no folder %s: make it first", name, filepath.Dir(name))
	}
	return nil
}

// writeFiles writes what was asked for beside the answer.
func (s *session) writeFiles(v any, text func(*page)) error {
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{s.xlsx, func(w io.Writer) error { return sheet.WriteXLSX(w, sheet.Tables(v)) }},
		{s.html, func(w io.Writer) error { return s.writeReport(w, v, text) }},
		{s.pdf, func(w io.Writer) error { return s.writePDF(w, v, text) }},
	} {
		if f.name == "" {
			continue
		}
		if err := writeWhole(f.name, f.write); err != nil {
			return err
		}
		s.changed = true
	}
	return nil
}

// writeWhole writes a file that must not exist: all of it or nothing, whatever
// ends the program meanwhile.
func writeWhole(name string, write func(io.Writer) error) (err error) {
	if err := notThere(name); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing, where it has its name
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.Rename(f.Name(), name)
}

// formats are the parameters of every verb over HTTP that say how its answer
// is to come.
var formats = []server.Param{
	{Name: "format", Type: server.String, Default: "json", Enum: []string{"json", "xlsx", "csv", "parquet", "html"}, Doc: "json, a workbook of all tables, one table as csv or parquet, or a page of its own"},
	{Name: "table", Type: server.String, Doc: "with format csv or parquet: which table, named by where it stands in the JSON, such as views.periods"},
}

var mediaTypes = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet", "html": "text/html; charset=utf-8",
}

// A download is an answer as a file.
type download struct{ format, table, verb string }

func (d download) make(s *session, v any, text func(*page)) (server.Body, error) {
	var b bytes.Buffer
	file := "adit-" + d.verb
	if d.format == "html" {
		err := s.writeReport(&b, v, text)
		return server.Body{Bytes: b.Bytes(), Type: mediaTypes[d.format], File: file + ".html"}, err
	}
	tables := sheet.Tables(v)
	if d.format == "xlsx" {
		err := sheet.WriteXLSX(&b, tables)
		return server.Body{Bytes: b.Bytes(), Type: mediaTypes[d.format], File: file + ".xlsx"}, err
	}
	t, ok := sheet.Find(tables, d.table)
	if !ok {
		return server.Body{}, unknownTable(d.table, tables)
	}
	write := sheet.WriteCSV
	if d.format == "parquet" {
		write = sheet.WriteParquet
	}
	err := write(&b, t)
	return server.Body{Bytes: b.Bytes(), Type: mediaTypes[d.format], File: file + "-" + strings.ReplaceAll(d.table, ".", "-") + "." + d.format}, err
}

// unknownTable names the tables that there are.
func unknownTable(name string, tables []*sheet.Table) error {
	var names []string
	for _, t := range tables {
		names = append(names, t.Name)
	}
	if name == "" {
		return wrong("which table? One of %s", strings.Join(names, ", "))
	}
	return &adit.UnknownError{Kind: "table", ID: name, Near: names}
}
