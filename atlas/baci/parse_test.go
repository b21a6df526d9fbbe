package baci

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// generated returns n rows shaped as in a BACI year: mostly small values, 5% of
// the quantities missing, written as CEPII does with padding and NA.
func generated(n int) []byte {
	r := rand.New(rand.NewPCG(2, 26))
	var b bytes.Buffer
	b.WriteString("t,i,j,k,v,q\n")
	for range n {
		v := r.ExpFloat64() * 100
		fmt.Fprintf(&b, "2024,%d,%d,%06d,%.3f,", 4+r.IntN(890), 4+r.IntN(890), 10121+r.IntN(960000), v)
		if r.IntN(20) == 0 {
			b.WriteString("           NA\n")
		} else {
			fmt.Fprintf(&b, "%.3f\n", v*r.Float64())
		}
	}
	return b.Bytes()
}

// BenchmarkParse reports rows per second on one core; a BACI year has 11
// million rows.
func BenchmarkParse(b *testing.B) {
	const n = 1_000_000
	data := generated(n)
	keep := newCodeSet(Codes())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		rows, kept := 0, 0
		err := Parse(context.Background(), bytes.NewReader(data), func(r *Row) error {
			rows++
			if keep.has(r.Product) {
				kept++
			}
			return nil
		}, func(line int, err error) { b.Fatal(line, err) })
		if err != nil || rows != n || kept == 0 {
			b.Fatal(rows, kept, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

type parsed struct {
	row         string
	value, mass string
}

func parseAll(t testing.TB, text string) (rows []parsed, bad int, err error) {
	t.Helper()
	err = Parse(context.Background(), strings.NewReader(text), func(r *Row) error {
		rows = append(rows, parsed{fmt.Sprintf("%d,%d,%d,%06d", r.Year, r.Exporter, r.Importer, r.Product), string(r.Value), string(r.Mass)})
		return nil
	}, func(int, error) { bad++ })
	return rows, bad, err
}

func TestParse(t *testing.T) {
	rows, bad, err := parseAll(t, "\ufefft,i,j,k,v,q\r\n2024,762,56, 811010,  110314.805,5768.12\r\n"+
		"2024,4,8,10121,0.442,         NA\n2024,4,8,10129,1e+05,\n\n")
	if err != nil || bad != 0 {
		t.Fatal(bad, err)
	}
	want := []parsed{{"2024,762,56,811010", "110314.805", "5768.12"}, {"2024,4,8,010121", "0.442", ""}, {"2024,4,8,010129", "1e+05", ""}}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", rows, want)
	}
}

func TestParseBad(t *testing.T) {
	for _, line := range []string{
		"2024,762,56,811010,110,5,7", "2024,762,56,811010,110", "2024,762,56,811010,-1,5", "2024,762,56,811010,1,-5",
		"2024,762,56,811010,NaN,5", "2024,762,56,811010,Inf,5", "2024,762,56,811010,0x1p4,5", "2024,762,56,811010,,5",
		"2024,762,56,8110101,1,5", "2024,TJK,56,811010,1,5", "2024,762,56,,1,5", "2024,762,56,811010,1.2.3,5", "2024,762,56,811010,1e,5",
		"2024;762;56;811010;1;5",
	} {
		rows, bad, err := parseAll(t, "t,i,j,k,v,q\n"+line+"\n2024,4,8,10121,1,2\n")
		if err != nil || bad != 1 || len(rows) != 1 {
			t.Errorf("%s: %d rows, %d bad, %v; want 1, 1", line, len(rows), bad, err)
		}
	}
	for _, text := range []string{"", "i,j,k\n", "t,i,j,k,v\n", "t,i,j,k,v,q\n2024,4,8,10121,1,2", "t,i,j,k,v,q\n" + strings.Repeat("0", maxLine+1<<18)} {
		if _, _, err := parseAll(t, text); err == nil {
			t.Errorf("%.40q was taken", text)
		}
	}
}

// TestParseLaw: what is written is read back, however the reader cuts it.
func TestParseLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("t,i,j,k,v,q\n")
		var want []parsed
		for range rapid.IntRange(0, 50).Draw(t, "n") {
			p := parsed{fmt.Sprintf("%d,%d,%d,%06d", rapid.IntRange(1995, 2030).Draw(t, "t"), rapid.IntRange(0, 999).Draw(t, "i"),
				rapid.IntRange(0, 999).Draw(t, "j"), rapid.IntRange(0, 999999).Draw(t, "k")),
				rapid.StringMatching(`[0-9]{1,7}(\.[0-9]{3})?`).Draw(t, "v"), rapid.StringMatching(`([0-9]{1,7}\.[0-9]{3})?`).Draw(t, "q")}
			want = append(want, p)
			b.WriteString(p.row + "," + p.value + "," + p.mass + "\n")
		}
		var got []parsed
		r := &slow{strings.NewReader(b.String()), rapid.IntRange(1, 70).Draw(t, "piece")}
		err := Parse(context.Background(), r, func(r *Row) error {
			got = append(got, parsed{fmt.Sprintf("%d,%d,%d,%06d", r.Year, r.Exporter, r.Importer, r.Product), string(r.Value), string(r.Mass)})
			return nil
		}, func(line int, err error) { t.Fatal(line, err) })
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v, want %v (%v)", got, want, err)
		}
	})
}

// slow reads few bytes at a time.
type slow struct {
	r *strings.Reader
	n int
}

func (s *slow) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), s.n)]) }

// TestParseCancelled ends the context while rows are coming.
func TestParseCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	rows := 0
	err := Parse(ctx, bytes.NewReader(generated(100_000)), func(*Row) error {
		rows++
		cancel()
		return nil
	}, func(int, error) {})
	if !errors.Is(err, context.Canceled) || rows > 20_000 {
		t.Errorf("%d rows after the end of the context, %v", rows, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("t,i,j,k,v,q\n2024,762,56,811010,110314.805,5768.12\n2024,4,8,10121,0.442,         NA\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, bad, err := parseAll(t, text)
		if err == nil && len(rows)+bad > strings.Count(text, "\n") {
			t.Errorf("%d rows and %d bad ones from %d lines", len(rows), bad, strings.Count(text, "\n"))
		}
		for _, r := range rows {
			if _, _, _, err := amounts(r.value, r.mass); err != nil && !strings.Contains(err.Error(), "large") {
				t.Errorf("%v: %v", r, err)
			}
		}
	})
}
