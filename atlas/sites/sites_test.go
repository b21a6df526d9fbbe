package sites

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
)

const (
	nrcan = "data/sites/nrcan/"
	map90 = nrcan + "Principal_Mineral_Areas,_Producing_Mines,_and_Oil_and_Gas_Fields_(900A)/900A_73rd_2023_shape/900A_73rd_shape"
)

func raw(t testing.TB) []atlas.File {
	return slices.Concat(importtest.Files(t, "data/sites", "minmod_sites_flat.csv.gz"), importtest.Files(t, nrcan, "main_table.csv", "tailings_table.csv"),
		importtest.Files(t, nrcan+"Critical_minerals_advanced_projects,_mines_and_processing_facilities_in_Canada", "critical_minerals.dbf"),
		importtest.Files(t, map90, "900A_73rd_ProducingMines.dbf", "900A_73rd_MetalWorks.dbf"),
		importtest.Files(t, "data/sites/usgs-lithium-us", "Resources.csv", "Loc_Pt.csv", "History.csv"))
}

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

// Every row of every file is kept, left out with a reason, or refused; and the
// faults are those that somebody looked at.
func TestEveryRow(t *testing.T) {
	res, counts, err := count(context.Background(), importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	for file, n := range map[string]int{"minmod_sites_flat.csv.gz": 262554, "critical_minerals.dbf": 270, "900A_73rd_ProducingMines.dbf": 199, "900A_73rd_MetalWorks.dbf": 73, "tailings_table.csv": 86, "Resources.csv": 73} {
		if c := counts[file]; c == nil || c.Read != n || c.Balance() != nil {
			t.Errorf("%s: %+v, want %d rows", file, c, n)
		}
	}
	rules := map[string]int{}
	for _, f := range res.Faults {
		rules[f.Rule]++
	}
	// Seven longitudes without their sign; five volumes that are not known.
	if rules["coordinates"] != 7 || rules["volume"] != 5 || len(rules) != 2 {
		t.Errorf("faults %v", rules)
	}
}

// find returns the cells of a row of the committed table.
func find(t *testing.T, record, mineral, class string) atlas.Row {
	t.Helper()
	for r := range importtest.Atlas(t).Rows("sites") {
		if r.Get("record") == record && r.Get("mineral") == mineral && r.Get("class") == class {
			return r
		}
	}
	t.Fatalf("no row %s %s %s", record, mineral, class)
	return atlas.Row{}
}

// By hand, from the rows of the raw files.
func TestEstimatesByHand(t *testing.T) {
	for _, c := range []struct {
		record, mineral, class string
		ore, contained         float64
	}{
		// 0.825552 Mt of 0.073% Co.
		{"eldorado_port_radium_tailings", "cobalt", "resource", 825552, 825552 * 0.00073},
		// 9 Mt; yttrium 1,297.43 ppm as Y2O3: · 225.81/177.81.
		{"mineville_264", "yttrium", "resource", 9e6, 9 * 1297.4266655251072 * 1.2699},
		// Bucko Lake: measured, indicated and inferred nickel are parts of one estimate: 11.249 Mt at 1.40%.
		{"bucko_lake", "nickel", "resource", 11.249e6, 157894},
		// Cantung: 4.05 Mt of 1.6% WO3, 183.84/231.84 of it tungsten.
		{"222", "tungsten", "listed", 4.05e6, 4.05e6 * 0.016 * 0.7930},
		// Clayton Valley-Zeus 2019: 283,800 t Li in 330.67 Mt, table of Peek and Barrie.
		{"mo00582_2019_peek_and_barrie_2019", "lithium", "resource", 330.67e6, 283800},
		// Fort Cady 2018: −120,440,000 t is one ore with borates; 41,000.111 is 41,000.
		{"mo00588_2018_fourie_2018", "lithium", "resource", 120.44e6, 41000},
	} {
		r := find(t, c.record, c.mineral, c.class)
		ore, _ := r.Number("ore_t")
		contained, _ := r.Number("contained_t")
		if math.Abs(ore-c.ore) > 1e-5*c.ore || math.Abs(contained-c.contained) > 2e-5*c.contained {
			t.Errorf("%s %s: %g t of ore with %g t, want %g with %g", c.record, c.mineral, ore, contained, c.ore, c.contained)
		}
	}
}

// The sum of the oxides at Mineville, New York, yttrium with them, is what the
// US Geological Survey publishes of the tailings: 9 Mt of 0.9% are 80,000 t
// (Long and others 2010, SIR 2010-5220), within the rounding of its grade.
func TestMineville(t *testing.T) {
	sum := 0.0
	for _, m := range []string{"rare_earths", "yttrium"} {
		v, _ := find(t, "mineville_264", m, "resource").Number("contained_t")
		sum += v
	}
	if math.Abs(sum-80000) > 0.06*80000 {
		t.Errorf("%g t of oxides", sum)
	}
}

// Of several tellings of a site one is preferred; status comes from a namesake
// near by, and never from one in another province.
func TestPreferredAndStatus(t *testing.T) {
	if find(t, "c_o_d_kingman_tailings_2065", "zinc", "resource").Get("preferred") != "yes" || find(t, "c_o_d_kingman_tailings_824", "zinc", "resource").Get("preferred") != "no" {
		t.Error("the later compilation is preferred")
	}
	if r := find(t, "minto_552", "copper", "resource"); r.Get("status") != "idle" || !strings.Contains(r.Get("status_note"), "Past producer") {
		t.Errorf("Minto: %s (%s)", r.Get("status"), r.Get("status_note"))
	}
	if r := find(t, "scotia_bc_629", "zinc", "resource"); r.Get("status") != "" {
		t.Errorf("Scotia in British Columbia has the status of Scotia in Nova Scotia: %s", r.Get("status"))
	}
}

var minmodHead = strings.Join(minmodColumns, ",") + "\n"

func minmodRow(dataset, record, grade, unit, ore, oreUnit string) string {
	return "usc," + dataset + "," + record + ",A mine,,Canada,,POINT(-80.5 48.2),,VMS,% Cu,Measured," + grade + "," + unit + "," + ore + "," + oreUnit + ",,doi\n"
}

func TestRefuses(t *testing.T) {
	good := minmodRow("mudd_jowitt_copper", "a", "1.5", "% Cu", "2", "Mt")
	importtest.Refuses(t, Importer, "minmod_sites_flat.csv",
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "header missing", Content: good, Err: "no column"},
		importtest.Bad{Name: "truncated", Content: minmodHead + good[:len(good)-20], Err: "cut off"},
		importtest.Bad{Name: "grade above all", Content: minmodHead + minmodRow("mudd_jowitt_copper", "a", "150", "%", "2", "Mt"), Rule: "assay"},
		importtest.Bad{Name: "unit unknown", Content: minmodHead + minmodRow("mudd_jowitt_copper", "a", "1.5", "%", "2", "m"), Rule: "assay"},
		importtest.Bad{Name: "negative", Content: minmodHead + minmodRow("mudd_jowitt_copper", "a", "-1", "%", "2", "Mt"), Rule: "assay"},
		importtest.Bad{Name: "NaN", Content: minmodHead + minmodRow("mudd_jowitt_copper", "a", "NaN", "%", "2", "Mt"), Rule: "assay"},
		importtest.Bad{Name: "unknown data set", Content: minmodHead + minmodRow("mudd_jowitt_gravel", "a", "1", "%", "2", "Mt"), Rule: "dataset"},
	)
	importtest.Refuses(t, Importer, "critical_minerals.dbf", importtest.Bad{Name: "no dbf", Content: "hello", Err: "not a dBase table"}, importtest.Bad{Name: "cut off", Content: string(table(3)[:120]), Err: "not a dBase table"})
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "none of the files"})
}

// Zero is not given, machine-read rows are left, parts add up, repeats do not
// matter, and the order of rows changes no byte.
func TestTraps(t *testing.T) {
	rows := minmodRow("mudd_jowitt_copper", "a", "1.5", "% Cu", "2", "Mt") + minmodRow("mudd_jowitt_copper", "a", "0.5", "% Cu", "2", "Mt") +
		minmodRow("mudd_jowitt_copper", "b", "0", "% Cu", "2", "Mt") + strings.Replace(minmodRow("mudd_jowitt_copper", "c", "1", "%", "1", "Mt"), "usc", "inferlink", 1)
	res := importtest.Run(t, Importer, importtest.Text("minmod_sites_flat.csv", minmodHead+rows))
	got := importtest.Table(t, res, "sites")
	if len(got.Rows) != 1 || got.Get(0, "contained_t") != "40000" || got.Get(0, "ore_t") != "4000000" || got.Get(0, "grade_ppm") != "10000" {
		t.Fatalf("%v", got.Rows)
	}
	mixed := importtest.Run(t, Importer, importtest.Text("minmod_sites_flat.csv", importtest.Shuffle(minmodHead+rows, 3)))
	if !slices.EqualFunc(importtest.Table(t, mixed, "sites").Rows, got.Rows, slices.Equal) {
		t.Error("another order of rows, other rows")
	}
}

// table is a dBase table of n properties.
func table(n int) []byte {
	fields := []string{"OperationG", "PropertyNa", "OperatorOw", "ProvincesE", "Commoditie", "Developmen", "ActivitySt", "Latitude", "Longitude", "ID"}
	cells := []string{"Project", "Old mine", "Somebody", "Quebec", "Nickel, copper", "Past producer", "On hold / suspended", "48.5", "-78.2", ""}
	const width = 24
	b := make([]byte, dbfHead)
	b[0], b[1], b[2], b[3] = 3, 124, 6, 6
	binary.LittleEndian.PutUint32(b[4:], uint32(n))
	binary.LittleEndian.PutUint16(b[8:], uint16(dbfHead*(len(fields)+1)+1))
	binary.LittleEndian.PutUint16(b[10:], uint16(1+width*len(fields)))
	for _, f := range fields {
		d := make([]byte, dbfHead)
		copy(d, f)
		d[11], d[16] = 'C', width
		b = append(b, d...)
	}
	b = append(b, '\r')
	for i := range n {
		b = append(b, ' ')
		for j, c := range cells {
			if j == len(cells)-1 {
				c = strconv.Itoa(i + 1)
			}
			b = append(b, c+strings.Repeat(" ", width-len(c))...)
		}
	}
	return b
}

func TestDBF(t *testing.T) {
	res := importtest.Run(t, Importer, importtest.Text("critical_minerals.dbf", string(table(2))))
	got := importtest.Table(t, res, "sites")
	if len(got.Rows) != 4 || got.Get(0, "status") != "idle" || got.Get(0, "lat") != "48.5" || got.Get(0, "dated") != "2024-06-06" {
		t.Errorf("%v", got.Rows)
	}
	deleted := bytes.Clone(table(2))
	deleted[len(deleted)-241] = '*'
	if d, err := parseDBF(deleted); err != nil || len(d.rows) != 1 {
		t.Errorf("a deleted row is read: %v, %v", d, err)
	}
}

func FuzzMinMod(f *testing.F) {
	importtest.Fuzz(f, Importer, "minmod_sites_flat.csv", minmodHead+minmodRow("mudd_jowitt_copper", "a", "1.5", "% Cu", "2", "Mt"),
		minmodHead+"umn,ardf,x,Old mine,Mine,United States,Alaska,POINT (-150 63),,,Sb,,,,,,,\n", minmodHead+minmodRow("jowitt_ree", "a", "15", "Dy ppm", "2", "Mt"))
}

func FuzzDBF(f *testing.F) { importtest.Fuzz(f, Importer, "critical_minerals.dbf", string(table(2))) }

const lithiumHead = "OBJECTID *,Site_ID *,Ftr_ID *,Ftr_Name,Rsrc_Date,MatAmntSI,MatUnitsSI,Mat_Type,CntSIComAm,CntSIComUt,CntSICom,Rsrc_Class,Rsrc_Descr,Ref_Detail,Ref_ID\n"

func FuzzLithium(f *testing.F) {
	importtest.Fuzz(f, Importer, "Resources.csv", lithiumHead+"1,CA1,Mo1,A brine,2018,\"-1,000.111\",metric tons,ore,\"10.111\",metric tons,Li,Inferred,Resource,Page 1,Somebody (2018)\n")
}

const (
	damHead  = "row_id,main_id,year,tailing_id,tsf_name,status,current_tailings_storage,geometry\n"
	mineHead = "main_id,facility_name,province,commodities\nQC-1,A mine,Quebec,\"Nickel, copper\"\n"
)

func FuzzTailings(f *testing.F) {
	f.Add(damHead + "T1,QC-1,2019,1.0,North,Inactive,1000,POINT (-78 48)\n")
	f.Add(damHead + "T2,QC-1,2019,1.0,North,Active,Unknown,\n")
	a := importtest.Atlas(f)
	f.Fuzz(func(t *testing.T, dams string) {
		in := importtest.Input(t, importtest.Text("tailings_table.csv", dams), importtest.Text("main_table.csv", mineHead))
		res, err := Importer.Import(context.Background(), in)
		if err != nil {
			return
		}
		for _, tb := range res.Tables {
			for _, fault := range a.CheckTable(tb) {
				t.Errorf("%q: %v", dams, fault)
			}
		}
	})
}
