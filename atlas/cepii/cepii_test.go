package cepii

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
	"adit/internal/tradetest"
)

func sample() [][]string {
	return [][]string{
		{"iso_o", "iso_d", "contig", "dist", "distw"},
		{"CHN", "USA", "0", "10993.68", "11183.43"},
		{"USA", "CHN", "0", "10993.68", "11183.44"},
		{"USA", "USA", "0", "2000", "1900.5"},
		{"ABW", "MAC", "0", "15000.4", "."},
		{"ZAR", "ROM", "0", "5000", "5100"},
		{"ESX", "USA", "0", "5000", "5100"},
	}
}

func importRows(t testing.TB, raw []byte) (*atlas.Result, error) {
	t.Helper()
	imp := tradetest.Named(t, Importer)
	return imp.Import(context.Background(), &atlas.Input{Files: []atlas.File{importtest.Text("dist.xls", string(raw))}})
}

func TestImport(t *testing.T) {
	res, err := importRows(t, workbook(sample()))
	if err != nil {
		t.Fatal(err)
	}
	want := "ABW,MAC,15000,cepii\nCHN,USA,11183,cepii\nCOD,ROU,5100,cepii"
	tradetest.SameText(t, importtest.Table(t, res, "distances").Rows, want)
	if !tradetest.HasRule(res.Faults, "unknown-country") || res.Faults.Err() != nil {
		t.Errorf("faults %v, want a warning of ESX", res.Faults)
	}
}

func TestShuffled(t *testing.T) {
	res, _ := importRows(t, workbook(sample()))
	want := importtest.Table(t, res, "distances").Rows
	for seed := range uint64(10) {
		rows := sample()
		body := rows[1:]
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
		res, err := importRows(t, workbook(rows))
		if err != nil {
			t.Fatal(err)
		}
		tradetest.Same(t, importtest.Table(t, res, "distances").Rows, want)
	}
}

func TestBadCells(t *testing.T) {
	for _, bad := range []struct {
		name, cell, rule string
		column           int
	}{
		{"negative", "-5", "distance", 4},
		{"text", "far", "distance", 4},
		{"NaN", "NaN", "distance", 4},
		{"blank", "", "distance", 3},
		{"too far", "40000", "distance", 4},
		{"asymmetric", "9000", "asymmetric", 4},
	} {
		rows := sample()
		if bad.name == "blank" {
			rows[1][4] = "."
		}
		rows[1][bad.column] = bad.cell
		res, err := importRows(t, workbook(rows))
		if err != nil || !tradetest.HasRule(res.Faults, bad.rule) {
			t.Errorf("%s: no fault %s: %v", bad.name, bad.rule, err)
		}
	}
	rows := sample()
	rows[0][4] = "weight"
	if _, err := importRows(t, workbook(rows)); err == nil {
		t.Error("a sheet without distw was taken")
	}
}

// TestTruncated cuts the file at every 64th byte: none may be taken.
func TestTruncated(t *testing.T) {
	raw := workbook(sample())
	end := bytes.LastIndexByte(raw, 0x0A) // of the last record, before padding
	for n := 0; n < end; n += 64 {
		if res, err := importRows(t, raw[:n]); err == nil {
			t.Fatalf("a file cut after %d of %d bytes was taken: %v", n, len(raw), res.Tables)
		}
	}
}

// TestCircle makes every chain of sectors turn round.
func TestCircle(t *testing.T) {
	raw := workbook(sample())
	for n := range 128 {
		at := 512 + 4*n
		if v := binary.LittleEndian.Uint32(raw[at:]); v < 1000 || v == endOfChain {
			bad := slices.Clone(raw)
			binary.LittleEndian.PutUint32(bad[at:], uint32(min(n, 3)))
			if _, err := importRows(t, bad); err == nil {
				t.Errorf("a chain that turns at sector %d was taken", n)
			}
		}
	}
}

func TestFloods(t *testing.T) {
	imp := tradetest.Named(t, Importer)
	bomb := zipped("dist.xls", make([]byte, maxRaw+1))
	files := []atlas.File{
		tradetest.Flood("dist.xls", "", "\x00", 1<<30),
		tradetest.Flood("dist.xls", string(magic), "0", 1<<30),
		importtest.Text("dist.zip", string(bomb)),
		importtest.Text("dist.zip", "PK\x03\x04nothing"),
		importtest.Text("dist.zip", string(zipped("readme.txt", nil))),
		importtest.Text("dist.xls", ""),
	}
	for _, f := range files {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := imp.Import(context.Background(), &atlas.Input{Files: []atlas.File{f}})
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s of %d bytes was taken", f.Name, f.Size)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 8*maxRaw {
			t.Errorf("%s of %d bytes allocated %d MiB", f.Name, f.Size, used>>20)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	raw := workbook(sample())
	f := atlas.File{Name: "dist.xls", Open: func() (io.ReadCloser, error) {
		cancel() // while the file is being read
		return io.NopCloser(bytes.NewReader(raw)), nil
	}}
	imp := tradetest.Named(t, Importer)
	if _, err := imp.Import(ctx, &atlas.Input{Files: []atlas.File{f}}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// TestRegenerate checks the committed tables against the raw file; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer), importtest.Files(t, "data/cepii", "dist_cepii.zip"))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

// TestFacts checks the committed table against cells that another reader of
// Excel files (shakinm/xlsReader 0.9.12) gave for the raw file.
func TestFacts(t *testing.T) {
	km := map[string]string{}
	for _, r := range tradetest.Committed(t, "cepii", "distances").Rows {
		km[r[0]+r[1]] = r[2]
		if v, err := strconv.Atoi(r[2]); err != nil || v <= 0 || r[0] >= r[1] {
			t.Errorf("row %v", r)
		}
	}
	for pair, want := range map[string]string{
		"CHNUSA": "11183", // 11183.43
		"ABWAFG": "13168", // 13168.22
		"ABWCCK": "18614", // dist 18614.29; no distw
		"ZMBZWE": "584",   // 583.7954
	} {
		if km[pair] != want {
			t.Errorf("%s is %s km, want %s", pair, km[pair], want)
		}
	}
}

func FuzzSheet(f *testing.F) {
	f.Add(workbook(sample()))
	f.Add(zipped("a.xls", workbook(sample())))
	f.Fuzz(func(t *testing.T, raw []byte) {
		rows, err := Sheet(raw)
		if err == nil && len(rows) > 1<<16 {
			t.Errorf("%d rows", len(rows))
		}
	})
}
