package sheet

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
)

type place string

type bounds struct {
	Share float64  `json:"share"`
	Low   *float64 `json:"low"`
}

type period struct {
	Name string                    `json:"period"`
	Flow map[string]float64        `json:"flow_t"`
	Held map[string]map[string]int `json:"held_t"`
}

type source struct {
	ID string `json:"id"`
	Counts
}

// Counts is embedded and no object: JSON prints it under its name.
type Counts map[string]int

type head1 struct {
	Country place   `json:"country"`
	Loss    float64 `json:"loss_usd"`
}

type view struct {
	Place   place           `json:"place"`
	Year    int             `json:"year"`
	Unmet   float64         `json:"unmet_t"`
	Mined   bounds          `json:"mined"`
	Worst   *bounds         `json:"worst"`
	Thin    []string        `json:"thin"`
	Left    string          `json:"left,omitempty"`
	Known   bool            `json:"known"`
	Moments []bounds        `json:"moments"`
	Why     json.RawMessage `json:"why"`
}

type answerOut struct {
	*head1
	Sources []source `json:"sources"`
	Views   []*view  `json:"views"`
	Periods []period `json:"periods"`
	Notes   []string `json:"notes"`
	Nothing []view   `json:"nothing"`
	Null    *head1   `json:"null"`
	hidden  int
}

func sample() answerOut {
	low := 0.25
	return answerOut{head1: &head1{"USA", 1e9}, Sources: []source{{"usgs", Counts{"rows": 3}}}, Notes: []string{"one", "two"},
		Views: []*view{
			{"USA", 2024, 5, bounds{0.5, &low}, nil, []string{"ore", "metal"}, "", true, []bounds{{0.1, nil}, {0.2, &low}}, json.RawMessage(`{"a":1}`)},
			{"DEU", 2023, 0, bounds{0, nil}, &bounds{1, &low}, nil, "left", false, []bounds{{0.3, nil}}, nil}},
		Periods: []period{{"2025-01", map[string]float64{"a>b": 2, "a": 1}, map[string]map[string]int{"x": {"2025": 7}}}}}
}

// Every value of an answer has one cell, of its kind, under the name it has in
// JSON.
func TestTables(t *testing.T) {
	var b strings.Builder
	for _, table := range Tables(sample()) {
		fmt.Fprintf(&b, "== %s\n", table.Name)
		if err := WriteCSV(&b, table); err != nil {
			t.Fatal(err)
		}
	}
	want := `== answer
field,value,unit
country,USA,
loss_usd,1e+09,USD
null,,
== sources.Counts
id,key,value
usgs,rows,3
== views
place,year,unmet_t,mined.share,mined.low,worst,thin,known,why,worst.share,worst.low,left
USA,2024,5,0.5,0.25,,ore; metal,true,"{""a"":1}",,,
DEU,2023,0,0,,,,false,,1,0.25,left
== views.moments
place,year,share,low
USA,2024,0.1,
USA,2024,0.2,0.25
DEU,2023,0.3,
== periods
period
2025-01
== periods.flow_t
period,key,value
2025-01,a,1
2025-01,a>b,2
== periods.held_t
period,key,key_2,value
2025-01,x,2025,7
== notes
value
one
two
== sources
id
usgs
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The numbers of the tables are those of the JSON, as many and the same, the
// words that rows inherit apart.
func TestNumbersAreKept(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a := randomAnswer(r)
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		var inJSON, inTables []string
		numbers(tree, &inJSON)
		for _, table := range Tables(a) {
			for _, row := range table.Rows {
				for i, v := range row {
					inherited := table.Columns[i].Name == "year" && table.Name != "views"
					if f, ok := v.(float64); ok {
						inTables = append(inTables, print(f))
					} else if n, ok := v.(int64); ok && !inherited {
						inTables = append(inTables, print(float64(n)))
					}
				}
			}
		}
		slices.Sort(inJSON)
		slices.Sort(inTables)
		if !slices.Equal(inJSON, inTables) {
			t.Fatalf("JSON has %v, tables have %v: %s", inJSON, inTables, text)
		}
	}
}

func numbers(v any, into *[]string) {
	switch v := v.(type) {
	case float64:
		*into = append(*into, print(v))
	case []any:
		for _, x := range v {
			numbers(x, into)
		}
	case map[string]any:
		for name, x := range v {
			if name != "why" {
				numbers(x, into)
			}
		}
	}
}

func randomAnswer(r *rand.Rand) answerOut {
	a := answerOut{}
	share := func() bounds {
		b := bounds{Share: float64(r.IntN(1000)) / 1000}
		if r.IntN(2) == 0 {
			low := b.Share / 2
			b.Low = &low
		}
		return b
	}
	if r.IntN(2) == 0 {
		a.head1 = &head1{"USA", float64(r.IntN(1e6))}
	}
	for range r.IntN(4) {
		v := &view{Place: "P", Year: 2000 + r.IntN(50), Unmet: r.Float64(), Mined: share()}
		if r.IntN(2) == 0 {
			worst := share()
			v.Worst = &worst
		}
		for range r.IntN(3) {
			v.Moments = append(v.Moments, share())
		}
		a.Views = append(a.Views, v)
		a.Periods = append(a.Periods, period{fmt.Sprint("p", r.IntN(9)), map[string]float64{"x": r.Float64(), "y/z": 1}, map[string]map[string]int{"k": {"1": r.IntN(5)}}})
	}
	return a
}

// A workbook comes back with the same cells, numbers as numbers.
func TestXLSX(t *testing.T) {
	tables := Tables(sample())
	var b bytes.Buffer
	if err := WriteXLSX(&b, tables); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.GetSheetList(); !slices.Equal(got, []string{"answer", "sources.Counts", "views", "views.moments", "periods", "periods.flow_t", "periods.held_t", "notes", "sources"}) {
		t.Errorf("sheets %v", got)
	}
	rows, err := f.GetRows("views")
	if err != nil || rows[0][2] != "unmet_t (t)" || rows[0][3] != "mined.share (share, 0 to 1)" || rows[1][3] != "0.5" {
		t.Errorf("%v, %v", rows, err)
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset, "H2": excelize.CellTypeBool} {
		if got, err := f.GetCellType("views", cell); err != nil || got != want {
			t.Errorf("cell %s: kind %v, %v", cell, got, err)
		}
	}
}

// So does Parquet, null as null, with the units of columns.
func TestParquet(t *testing.T) {
	units := map[string]bool{}
	defer func() {
		if len(units) < 3 {
			t.Errorf("the sample has the units %v only", units)
		}
	}()
	for _, table := range Tables(sample()) {
		var b bytes.Buffer
		if err := WriteParquet(&b, table); err != nil {
			t.Fatal(table.Name, err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range table.Columns {
			if u, ok := f.Lookup("unit:" + c.Name); u != Unit(c.Name) || ok != (u != "") {
				t.Errorf("%s: the file says that %s is in %q, not %q", table.Name, c.Name, u, Unit(c.Name))
			}
			units[Unit(c.Name)] = true
		}
		at := map[string]int{}
		for i, p := range f.Schema().Columns() {
			at[p[0]] = i
		}
		rows := f.RowGroups()[0].Rows()
		got := make([]parquet.Row, len(table.Rows))
		if n, err := rows.ReadRows(got); n != len(table.Rows) || err != nil && err != io.EOF {
			t.Fatal(n, err)
		}
		rows.Close()
		for i, r := range table.Rows {
			for j, want := range r {
				v := got[i][at[table.Columns[j].Name]]
				if v.IsNull() != (want == nil) || want != nil && table.Columns[j].Kind == Float && v.Double() != reflect.ValueOf(want).Convert(reflect.TypeFor[float64]()).Float() ||
					want != nil && table.Columns[j].Kind == Text && v.String() != print(want) {
					t.Errorf("%s row %d %s: %v, want %v", table.Name, i, table.Columns[j].Name, v, want)
				}
			}
		}
	}
}

// What a workbook cannot take is changed and said, or refused.
func TestXLSXLimits(t *testing.T) {
	taken := map[string]bool{}
	for _, name := range []string{"a/b:c", "a_b_c", strings.Repeat("views_harsh.", 5), strings.Repeat("views_harsh.", 5)} {
		if got := sheetName(name, taken); len([]rune(got)) > 31 || strings.ContainsAny(got, `:\/?*[]`) {
			t.Errorf("%s becomes %s", name, got)
		}
	}
	if len(taken) != 4 {
		t.Errorf("names %v", taken)
	}
	if got := cell(strings.Repeat("é", longest+5)).(string); len([]rune(got)) != longest || !strings.HasSuffix(got, "has all)") {
		t.Errorf("a long text has %d letters", len([]rune(got)))
	}
	huge := &Table{Name: "huge", Columns: []Column{{"x", Int}}, Rows: make([][]any, mostRows)}
	if err := WriteXLSX(io.Discard, []*Table{huge}); err == nil {
		t.Error("a sheet of too many rows")
	}
}

func TestCSVIsCSV(t *testing.T) {
	table := &Table{Columns: []Column{{"a", Text}, {"b", Float}}, Rows: [][]any{{"x,\"y\"\nz", 0.1}, {nil, nil}}}
	var b bytes.Buffer
	if err := WriteCSV(&b, table); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || rows[1][0] != "x,\"y\"\nz" || rows[1][1] != "0.1" || rows[2][1] != "" {
		t.Errorf("%q, %v", rows, err)
	}
}
