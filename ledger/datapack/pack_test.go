package datapack_test

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"adit"
	"adit/internal/importtest"
	"adit/ledger/datapack"
)

func vectors(t *testing.T, sub string) *datapack.Pack {
	t.Helper()
	p, err := datapack.Open(importtest.Shared(t, "vectors/"+sub))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// check counts the documents below a folder that a schema takes.
func check(t *testing.T, s *datapack.Schema, dir string) (valid, all int, refused []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		all++
		if err := s.Check(data); err != nil {
			refused = append(refused, filepath.Base(name)+": "+err.Error())
		} else {
			valid++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return
}

// The README of the vectors: 47 of 47 of GS1's own are valid, 35 of 38 of
// OpenEPCIS.
func TestEPCISVectors(t *testing.T) {
	s, err := vectors(t, "gs1-epcis-2.0").Schema("EPCIS-JSON-Schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if valid, all, refused := check(t, s, importtest.Shared(t, "vectors/gs1-epcis-2.0/JSON")); valid != 47 || all != 47 {
		t.Errorf("GS1: %d of %d valid\n%s", valid, all, strings.Join(refused, "\n"))
	}
	valid, all, refused := check(t, s, importtest.Shared(t, "vectors/openepcis/Documents"))
	if valid != 35 || all != 38 {
		t.Errorf("OpenEPCIS: %d of %d valid\n%s", valid, all, strings.Join(refused, "\n"))
	}
	for _, r := range refused {
		t.Log(r)
	}
}

// The README: all UNTP 0.7.0 samples are valid.
func TestUNTPVectors(t *testing.T) {
	p := vectors(t, "untp-0.7.0")
	samples := importtest.Shared(t, "vectors/untp-0.7.0/artefacts/samples/v0.7.0")
	n := 0
	err := filepath.WalkDir(samples, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		kind, _, _ := strings.Cut(d.Name(), "_")
		s, err := p.Schema(filepath.Base(filepath.Dir(name)) + "/" + kind + ".json")
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		n++
		if err := s.Check(data); err != nil {
			t.Errorf("%s: %v", d.Name(), err)
		}
		return nil
	})
	if err != nil || n != 16 {
		t.Errorf("%d samples: %v", n, err)
	}
	n = 0
	for _, name := range p.Names() {
		if !strings.Contains(name, "schema/v0.7.0/") {
			continue
		}
		n++
		if _, err := p.Schema(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n != 16 {
		t.Errorf("%d schemas", n)
	}
}

func TestBatteryPassport(t *testing.T) {
	p := vectors(t, "catenax-battery-pass")
	s, err := p.Schema("BatteryPass-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.File("BatteryPass.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(data); err != nil {
		t.Error(err)
	}
}

// British Columbia's permits are conformity credentials of UNTP: the sample is,
// and the data of the 27 permits and of the payload fit its own schema. (The
// README counts six samples; the folder holds this one.)
func TestMinesActPermit(t *testing.T) {
	bc := vectors(t, "bcgov-untp")
	sample, err := bc.File("sample.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := vectors(t, "untp-0.7.0").Schema("dcc/ConformityCredential.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(sample); err != nil {
		t.Error(err)
	}
	own, err := bc.Schema("data.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type published struct {
		Comment string          `json:"comment"`
		Data    json.RawMessage `json:"data"`
	}
	var permits []published
	var payload published
	for name, into := range map[string]any{"mines_act_permits.json": &permits, "payload.json": &payload} {
		text, err := bc.File(name)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(permits) != 27 {
		t.Errorf("%d permits", len(permits))
	}
	for _, p := range append(permits, payload) {
		if err := own.Check(p.Data); err != nil {
			t.Errorf("%s: %v", p.Comment, err)
		}
	}
}

func TestFaultsHavePlaces(t *testing.T) {
	p, err := datapack.Read(fstest.MapFS{
		"a/s.json": {Data: []byte(`{"$id":"https://example.org/s.json","type":"object","properties":{"list":{"items":{"$ref":"t.json"}}}}`)},
		"a/t.json": {Data: []byte(`{"$id":"https://example.org/t.json","type":"number"}`)},
		"b/t.json": {Data: []byte(`{}`)},
		"u.json":   {Data: []byte(`{"$ref":"https://example.org/absent.json"}`)},
		"readme":   {Data: []byte(`not read`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Schema("s.json")
	if err != nil {
		t.Fatal(err)
	}
	var faults adit.Faults
	if err := s.Check([]byte(`{"list":[1,"two",{}]}`)); !errors.As(err, &faults) || len(faults) != 2 || faults[0].Where != "$.list[1]" {
		t.Errorf("faults %v", err)
	}
	for name, want := range map[string]string{"t.json": "2 files", "v.json": "unknown file", "u.json": "not in the data pack"} {
		if _, err := p.Schema(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestZip(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pack.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	w, _ := z.Create("x/s.json")
	w.Write([]byte(`{"type":"string"}`))
	bomb, _ := z.Create("x/zeros.json")
	zeros := make([]byte, 1<<20)
	for range 9 {
		bomb.Write(zeros)
	}
	z.Close()
	f.Close()
	if _, err := datapack.Open(name); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("a zip that unpacks to more than the limit: %v", err)
	}
}

func FuzzSchema(f *testing.F) {
	p, err := datapack.Read(fstest.MapFS{"s.json": {Data: []byte(`{"properties":{"a":{"pattern":"^(?!x)(y+)+$","format":"uri"}},"additionalProperties":{"$ref":"#"}}`)}})
	if err != nil {
		f.Fatal(err)
	}
	s, err := p.Schema("s.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"a":"y:y","b":{"a":1}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		var faults adit.Faults
		if err := s.Check(doc); err != nil && !errors.As(err, &faults) {
			t.Errorf("%q: %v", doc, err)
		}
	})
}
