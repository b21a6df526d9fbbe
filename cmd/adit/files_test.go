package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"adit/atlas"
)

// A workbook of the command line holds the numbers that --json prints, and its
// sources.
func TestXLSX(t *testing.T) {
	e, out, errs := quiet(t)
	e.embedded = atlas.Embedded
	file := filepath.Join(t.TempDir(), "gallium.xlsx")
	args := []string{"exposure", "gallium", "--draws", "0", "--json", "--xlsx", file}
	if code := run(context.Background(), e, args); code != done {
		t.Fatalf("exits with %d: %s", code, errs)
	}
	var answer exposureOut
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("face_value")
	if err != nil || len(rows) != len(answer.FaceValue)+1 || rows[0][0] != "place" {
		t.Fatalf("%v, %v", rows, err)
	}
	for i, o := range answer.FaceValue {
		at := slices.Index(rows[0], "share (share, 0 to 1)")
		if got, err := strconv.ParseFloat(rows[i+1][at], 64); err != nil || got != float64(o.Share) || rows[i+1][0] != string(o.Place) {
			t.Errorf("row %d is %v, want %v", i, rows[i+1], o)
		}
	}
	if all := book.GetSheetList(); all[0] != "answer" || all[len(all)-1] != "sources" {
		t.Errorf("sheets %v", all)
	}
	if rows, err := book.GetRows("sources"); err != nil || len(rows) != len(answer.Sources)+1 {
		t.Errorf("%d rows of sources, %v", len(rows), err)
	}
	if code := run(context.Background(), e, args); code != no || !strings.Contains(errs.String(), "is there already") {
		t.Errorf("overwrites: %d %s", code, errs)
	}
	none := filepath.Join(filepath.Dir(file), "none")
	for name, want := range map[string]string{"-": "must have a name", filepath.Join(none, "x.xlsx"): "no folder " + none} {
		errs.Reset()
		if code := run(context.Background(), e, []string{"minerals", "gallium", "--xlsx", name}); code == done || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	errs.Reset()
	if code := run(context.Background(), e, []string{"shock", "gallium", "--csv", "--xlsx", "x.xlsx"}); code != misuse {
		t.Errorf("--csv with --xlsx: %d %s", code, errs)
	}
}

// A file that cannot be written whole is not there at all.
func TestWriteWhole(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "x")
	err := writeWhole(name, func(w io.Writer) error {
		w.Write([]byte("half"))
		return errNo
	})
	if left, _ := os.ReadDir(dir); err == nil || len(left) > 0 {
		t.Errorf("%v, left %v", err, left)
	}
	if err := writeWhole(name, func(w io.Writer) error { _, err := w.Write([]byte("all")); return err }); err != nil || readText(t, name) != "all" {
		t.Error(err)
	}
	if err := writeWhole(filepath.Join(dir, "none", "x"), func(io.Writer) error { return nil }); err == nil {
		t.Error("writes into a folder that is not there")
	}
}

// Downloads of the API come from the same answer.
func TestServeTables(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	_, text := k.get("/api/v1/minerals")
	var answer mineralsAnswer
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	status, table := k.get("/api/v1/minerals?format=csv&table=minerals")
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil || status != 200 || len(rows) != len(answer.Minerals)+1 || rows[1][0] != answer.Minerals[0].ID {
		t.Errorf("%d %v %v", status, rows, err)
	}
	for _, target := range []string{"/api/v1/minerals?format=xlsx", "/api/v1/minerals?format=parquet&table=minerals"} {
		r := httptest.NewRequest("GET", target, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		k.h.ServeHTTP(w, r)
		magic := map[bool]string{true: "PK", false: "PAR1"}[strings.Contains(target, "xlsx")]
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), magic) || !strings.Contains(w.Header().Get("Content-Disposition"), `attachment; filename=adit-minerals`) {
			t.Errorf("%s: %d %v", target, w.Code, w.Header())
		}
	}
	for target, want := range map[string]int{"/api/v1/minerals?format=csv": 422, "/api/v1/minerals?format=csv&table=x": 404, "/api/v1/minerals?format=pdf": 422} {
		if status, body := k.get(target); status != want {
			t.Errorf("%s: %d %s", target, status, body)
		}
	}
}
