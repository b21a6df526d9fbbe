package facts

import (
	"slices"
	"strings"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
)

// head is the header of a sheet and a row that is good.
func head(file string) string {
	var names []string
	for _, s := range sheets {
		if s.file != file {
			continue
		}
		for _, f := range s.fields {
			names = append(names, f.from)
		}
		for _, extra := range s.extra {
			if !slices.Contains(names, extra) {
				names = append(names, extra)
			}
		}
		break
	}
	return strings.Join(names, ",") + "\n"
}

const goodControl = "X,CHN,ALL,gallium,metal,811292,ban,2024-01-01,in force,law,press,high,,,,\n"

func TestRefusesControls(t *testing.T) {
	h := head("controls.csv")
	with := func(old, new string) string { return h + strings.Replace(goodControl, old, new, 1) }
	importtest.Refuses(t, Importer, "controls.csv",
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "header missing", Content: goodControl, Err: "no column"},
		importtest.Bad{Name: "truncated", Content: h + goodControl[:30], Rule: "columns"},
		importtest.Bad{Name: "wrong encoding", Content: with("press", "\xe9"), Err: "UTF-8"},
		importtest.Bad{Name: "duplicate key", Content: h + goodControl + strings.Replace(goodControl, "ban", "quota", 1), Rule: "duplicate-key"},
		importtest.Bad{Name: "date in words", Content: with("2024-01-01", "early 2024"), Rule: "fact"},
		importtest.Bad{Name: "no date", Content: with("2024-01-01", ""), Rule: "fact"},
		importtest.Bad{Name: "unknown country", Content: with("CHN", "Atlantis"), Rule: "fact"},
		importtest.Bad{Name: "unknown mineral", Content: with("gallium", "unobtainium"), Rule: "unknown-mineral"},
		importtest.Bad{Name: "quantity in words", Content: h + "X,CHN,ALL,gallium,metal,811292,ban,2024-01-01,in force,law,press,high,,,a lot,\n", Rule: "quantity"},
		importtest.Bad{Name: "end in words", Content: h + "X,CHN,ALL,gallium,metal,811292,ban,2024-01-01,in force,law,press,high,,some day,,\n", Rule: "fact"},
		importtest.Bad{Name: "customs code", Content: with("811292", "8112"), Rule: "fact"},
		importtest.Bad{Name: "confidence", Content: with("high", "sure"), Rule: "fact"},
	)
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "none of the fact sheets"})
}

const goodFacility = "Plant,gallium,metal,CHN,CHN,50,t/yr,operating,40.5,110.5,https://example.org,,high\n"

func TestRefusesFacilities(t *testing.T) {
	h := head("facilities.csv")
	with := func(old, new string) string { return h + strings.Replace(goodFacility, old, new, 1) }
	importtest.Refuses(t, Importer, "facilities.csv",
		importtest.Bad{Name: "negative capacity", Content: with(",50,", ",-50,"), Rule: "fact"},
		importtest.Bad{Name: "NaN capacity", Content: with(",50,", ",NaN,"), Rule: "fact"},
		importtest.Bad{Name: "latitude", Content: with("40.5", "140.5"), Rule: "fact"},
		importtest.Bad{Name: "longitude", Content: with("110.5", "-181"), Rule: "fact"},
		importtest.Bad{Name: "half a coordinate", Content: with("110.5", ""), Rule: "fact"},
		importtest.Bad{Name: "unknown mineral", Content: with("gallium", "unobtainium"), Rule: "fact"},
		importtest.Bad{Name: "unknown country", Content: with("CHN", "QQQ"), Rule: "fact"},
		importtest.Bad{Name: "unknown status", Content: with("operating", "dreaming"), Rule: "fact"},
	)
	res := importtest.Run(t, Importer, importtest.Text("facilities.csv", h+goodFacility))
	if len(res.Faults) > 0 {
		t.Error(res.Faults)
	}
}

func TestRefusesShares(t *testing.T) {
	h := head("production_stage_shares.csv")
	row := func(share, flag, basis string) string {
		return h + "gallium,refining,primary,CHN,2024," + share + ",10,11,1,USGS MCS2026 data release (x),," + flag + "," + basis + "\n"
	}
	importtest.Refuses(t, Importer, "production_stage_shares.csv",
		importtest.Bad{Name: "above 100", Content: row("101", "value", "reported"), Rule: "fact"},
		importtest.Bad{Name: "negative", Content: row("-1", "value", "reported"), Rule: "fact"},
		importtest.Bad{Name: "NaN", Content: row("NaN", "value", "reported"), Rule: "fact"},
		importtest.Bad{Name: "blank", Content: row("", "value", "reported"), Rule: "fact"},
		importtest.Bad{Name: "flag", Content: row("1", "?", "reported"), Rule: "fact"},
		importtest.Bad{Name: "basis", Content: row("1", "value", "hearsay"), Rule: "fact"},
	)
}

// A withheld share is no zero.
func TestWithheld(t *testing.T) {
	file := importtest.Text("production_stage_shares.csv", head("production_stage_shares.csv")+
		"gallium,refining,primary,USA,2024,,,11,1,USGS MCS2026 data release (x),,W,reported\n")
	s := importtest.Table(t, importtest.Run(t, Importer, file), "stage_shares")
	if s.Get(0, "value") != "" || s.Get(0, "basis") != "withheld" || s.Get(0, "flag") != "W" {
		t.Errorf("%v", s.Rows[0])
	}
}

// FuzzSheet gives any bytes as any of the sheets.
func FuzzSheet(f *testing.F) {
	f.Add(uint8(0), []byte("chains.csv"))
	for i, name := range fileNames() {
		f.Add(uint8(i), []byte(head(name)))
	}
	f.Add(uint8(slices.Index(fileNames(), "controls.csv")), []byte(head("controls.csv")+goodControl))
	f.Add(uint8(slices.Index(fileNames(), "facilities.csv")), []byte(head("facilities.csv")+goodFacility))
	a := importtest.Atlas(f)
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		names := fileNames()
		file := importtest.Text(names[int(which)%len(names)], string(content))
		res, err := Importer.Import(t.Context(), &atlas.Input{Files: []atlas.File{file}, Places: a.Places(), Minerals: a.Minerals()})
		if err != nil {
			return
		}
		for _, tb := range res.Tables {
			for _, fault := range a.CheckTable(tb) {
				t.Error(fault)
			}
		}
	})
}
