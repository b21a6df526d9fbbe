package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/internal/sheet"
	"adit/server"
)

// withTables lists the verbs whose answers can be had as a workbook.
var withTables = []string{"brief", "exposure", "shock", "plan", "screen", "minerals", "partners", "policy", "finance", "sources"}

// addTables gives a verb --xlsx. What it writes is found in the answer itself.
func (s *session) addTables(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.xlsx, "xlsx", "", "write the answer's tables to a new workbook, too: `FILE`")
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if csv := cmd.Flag("csv"); s.xlsx != "" && csv != nil && csv.Changed {
			return wrong("--csv is one table, --xlsx all of them: choose one")
		}
		if s.xlsx != "" {
			if err := notThere(s.xlsx); err != nil {
				return err // before what takes time
			}
		}
		return run(cmd, args)
	}
}

func notThere(name string) error {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already: name another file, or take it away", name)
	}
	return nil
}

func (s *session) writeXLSX(v any) error {
	err := writeWhole(s.xlsx, func(w io.Writer) error { return sheet.WriteXLSX(w, sheet.Tables(v)) })
	if err == nil {
		s.changed = true
	}
	return err
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
	{Name: "format", Type: server.String, Default: "json", Enum: []string{"json", "xlsx", "csv", "parquet"}, Doc: "json, a workbook of all tables, or one table as csv or parquet"},
	{Name: "table", Type: server.String, Doc: "with format csv or parquet: which table, named by where it stands in the JSON, such as views.periods"},
}

var mediaTypes = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet",
}

// A download is an answer as a file.
type download struct{ format, table, verb string }

func (d download) make(v any) (server.Body, error) {
	tables := sheet.Tables(v)
	var b bytes.Buffer
	file := "adit-" + d.verb
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
