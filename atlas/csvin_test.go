package atlas

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

func readCSV(text string, enc Encoding) (rows int, c *CSV, err error) {
	c, err = NewCSV(strings.NewReader(text), "raw.csv", enc)
	for ok := err == nil; ok; {
		if ok, err = c.Next(); ok {
			rows++
		}
	}
	return rows, c, err
}

// What is no table is refused with file, line and what to do.
func TestBadCSV(t *testing.T) {
	for name, c := range map[string]struct {
		text, want string
		enc        Encoding
	}{
		"empty":         {"", "raw.csv: the file is empty", UTF8},
		"latin1":        {"a,b\nC\xf4te,1\n", "raw.csv:2: not UTF-8", UTF8},
		"zero byte":     {"a,b\n1,\x002\n", "raw.csv:2: zero byte", UTF8},
		"long line":     {"a,b\n" + strings.Repeat("x", 2<<20), "raw.csv:2: line is longer", UTF8},
		"open quote":    {"a,b\n1,\"x\n", "cut off or damaged", UTF8},
		"not this kind": {"a,b\n" + strings.Repeat("0\n", 2000), "more than 1000 faulty rows", UTF8},
	} {
		if _, _, err := readCSV(c.text, c.enc); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// A short row is a fault with its line, and the rest is read.
func TestShortRow(t *testing.T) {
	rows, c, err := readCSV("\xef\xbb\xbfa,b\r\n1,2\r\n3\r\n4,5\r\n", UTF8)
	if err != nil || rows != 2 || len(c.Faults) != 1 || c.Faults[0].Where != "raw.csv:3" {
		t.Errorf("%d rows, faults %v, error %v", rows, c.Faults, err)
	}
	if err := c.Need("a", "z"); err == nil || !strings.Contains(err.Error(), `no column "z"`) {
		t.Errorf("Need: %v", err)
	}
}

func TestWindows1252(t *testing.T) {
	_, c, err := readCSV("a\nC\xf4te \x96 \x97\n", Windows1252)
	if err != nil || c.row[0] != "Côte – —" {
		t.Errorf("%v %q", err, c.row)
	}
}

// endless yields zeros for ever.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	clear(p)
	e.read += len(p)
	return len(p), nil
}

// A file of zeros is refused after the first bytes.
func TestEndlessZeros(t *testing.T) {
	e := &endless{}
	if _, err := NewCSV(io.LimitReader(e, 1<<30), "zeros", UTF8); err == nil {
		t.Error("zeros are a CSV file")
	}
	if e.read > 4<<20 {
		t.Errorf("%d bytes read", e.read)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b\n1,\"x\ny\"\n3\n"), false)
	f.Add([]byte("\xef\xbb\xbfCountry\r\nC\xf4te\r\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, windows bool) {
		enc := UTF8
		if windows {
			enc = Windows1252
		}
		readCSV(string(data), enc)
	})
}

func FuzzReadTable(f *testing.F) {
	for _, name := range []string{"places", "chain"} {
		data, err := os.ReadFile("data/adit/" + name + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:min(len(data), 2000)], name)
	}
	f.Fuzz(func(t *testing.T, data []byte, schema string) {
		if SchemaOf(schema) == nil {
			return
		}
		table, err := ReadTable(bytes.NewReader(data), "t.csv", schema, "p")
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := table.Write(&once); err != nil {
			t.Fatal(err)
		}
		again, err := ReadTable(bytes.NewReader(once.Bytes()), "t.csv", schema, "p")
		if err != nil {
			t.Fatalf("cannot read what was written: %v", err)
		}
		if err := again.Write(&twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("written twice: %v", err)
		}
	})
}
