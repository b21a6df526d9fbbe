package mineralreport_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"adit"
	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/mineralreport"
	"adit/ledger/trace"
)

// template makes a workbook with the published layout of a template (see the
// package's doc for where it is described): not the original, which may not be
// carried, and of it the parts that adit reads. Version moves things about.
func template(t testing.TB, kind mineralreport.Kind, shift int) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	put := func(sheet, cell, text string) {
		t.Helper()
		if err := f.SetCellStr(sheet, cell, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Revision", "Instructions", "Definitions", "Declaration", "Smelter List", "Checker", "Mine List", "Product List", "Smelter Look-up"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	row := 3 + shift
	next := func() int { row++; return row }
	put("Declaration", fmt.Sprint("B", next()), string(kind)+" Revision 6.5 April 25, 2025")
	put("Declaration", fmt.Sprint("B", next()), "Company Information")
	for _, label := range []string{"Company Name (*):", "Declaration Scope or Class (*):", "Description of Scope:", "Company Unique ID:", "Company Unique ID Authority:", "Address:",
		"Contact Name (*):", "Email - Contact (*):", "Phone - Contact (*):", "Authorizer (*):", "Title - Authorizer:", "Email - Authorizer (*):", "Phone - Authorizer:", "Effective Date (*):"} {
		put("Declaration", fmt.Sprint("B", next()), label)
	}
	metals, questions, policies := []string{"Tantalum", "Tin", "Gold", "Tungsten"}, 8, "ABCDEFGH"
	if kind == mineralreport.EMRT {
		metals, questions, policies = []string{"Cobalt", "Copper", "Graphite", "Lithium", "Mica", "Nickel"}, 7, "ABCDEFG"
	}
	for q := 1; q <= questions; q++ {
		next()
		r := next()
		put("Declaration", fmt.Sprint("B", r), fmt.Sprintf("%d) Is any of it so? (*)", q))
		put("Declaration", fmt.Sprint("D", r), "Answer")
		put("Declaration", fmt.Sprint("G", r), "Comments")
		for _, m := range metals {
			put("Declaration", fmt.Sprint("B", next()), m+"  (*)")
		}
	}
	next()
	put("Declaration", fmt.Sprint("B", next()), "Answer the Following Questions at a Company Level")
	for _, p := range policies {
		put("Declaration", fmt.Sprint("B", next()), string(p)+". Is that established? (*)")
		next()
	}
	for i, head := range []string{"Smelter Identification Number Input Column", "Metal (*)", "Smelter Look-up (*)", "Smelter Name (1)", "Smelter Country (*)", "Smelter Identification",
		"Source of Smelter Identification Number", "Smelter Street ", "Smelter City", "Smelter Facility Location: State / Province", "Smelter Contact Name", "Smelter Contact Email",
		"Proposed next steps", "Name of Mine(s) or if recycled or scrap sourced, enter \"recycled\" or \"scrap\"",
		"Location (Country) of Mine(s) or if recycled or scrap sourced, enter \"recycled\" or \"scrap\"", "Does 100% of the smelter's feedstock originate from recycled or scrap sources?", "Comments"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 4+shift)
		put("Smelter List", cell, head)
	}
	for i, head := range []string{"Metal", "Smelter Name", "Name of Mine", "Mine Identification", "Source", "Mine Country"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 4)
		put("Mine List", cell, head)
	}
	put("Product List", "B5", "Responder's Product Number (*)")
	put("Product List", "C5", "Responder's Product Name")
	if err := f.SetCellFormula("Smelter List", fmt.Sprint("F", 5+shift), `IF(A5="","",A5)`); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, text []byte) *mineralreport.Report {
	t.Helper()
	r, err := mineralreport.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// declared is a complete report on tin.
func declared(kind mineralreport.Kind, metal string, others ...string) *mineralreport.Report {
	r := &mineralreport.Report{Kind: kind, Company: map[string]string{"Company Name": "Acme", "Declaration Scope": "A. Company", "Contact Name": "Ann", "Email - Contact": "ann@acme.example",
		"Phone - Contact": "1", "Authorizer": "Bo", "Email - Authorizer": "not available", "Effective Date": "01-Mar-2026"}}
	for _, m := range append(others, metal) {
		last := 8
		if kind == mineralreport.EMRT {
			last = 7
		}
		for q := 1; q <= last; q++ {
			answer := "No"
			if m == metal {
				answer = "Yes"
			} else if q > 1 {
				continue
			}
			r.Answers = append(r.Answers, mineralreport.Answer{Question: fmt.Sprint(q), Metal: m, Answer: answer})
		}
	}
	for _, p := range "ABCDEFGH"[:map[mineralreport.Kind]int{mineralreport.CMRT: 8, mineralreport.EMRT: 7}[kind]] {
		r.Policies = append(r.Policies, mineralreport.Answer{Question: string(p), Answer: "No"})
	}
	r.Smelters = []mineralreport.Smelter{
		{Number: "CID001234", Metal: metal, Recycled: "No"},
		{Metal: metal, Lookup: "Smelter not listed", Name: "Small Works", Country: "Malaysia", Mine: "Pit", MineCountry: "Rwanda", Comment: "two lots"},
	}
	return r
}

func fill(t testing.TB, template []byte, r *mineralreport.Report) ([]byte, adit.Faults) {
	t.Helper()
	text, left, err := mineralreport.Fill(bytes.NewReader(template), r)
	if err != nil {
		t.Fatal(err)
	}
	return text, left
}

// What is filled in is read back, wherever the version of the template has it,
// and a complete report has no findings.
func TestFillAndRead(t *testing.T) {
	for shift := range 3 {
		for _, want := range []*mineralreport.Report{declared(mineralreport.CMRT, "Tin", "Tantalum", "Gold", "Tungsten"), declared(mineralreport.EMRT, "Cobalt", "Copper", "Graphite", "Lithium", "Mica", "Nickel")} {
			blank := template(t, want.Kind, shift)
			text, left := fill(t, blank, want)
			got := read(t, text)
			if len(left) > 0 || got.Kind != want.Kind || got.Revision != "6.5" || len(got.Smelters) != 2 || len(got.Policies) != len(want.Policies) {
				t.Fatalf("left %v, got %+v", left, got)
			}
			for k, v := range want.Company {
				if got.Company[k] != v {
					t.Errorf("%s: %q, want %q", k, got.Company[k], v)
				}
			}
			for _, a := range want.Answers {
				if i := slices.IndexFunc(got.Answers, func(b mineralreport.Answer) bool { return b.Question == a.Question && b.Metal == a.Metal }); i < 0 || got.Answers[i].Answer != a.Answer {
					t.Errorf("question %s of %s", a.Question, a.Metal)
				}
			}
			for i, s := range got.Smelters {
				s.Cell = ""
				if s != want.Smelters[i] {
					t.Errorf("smelter %+v, want %+v", s, want.Smelters[i])
				}
			}
			if f := got.Check(); len(f) > 0 {
				t.Errorf("%s: %v", want.Kind, f)
			}
			// The template's formula is still there, and what was there before too.
			f, err := excelize.OpenReader(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if formula, _ := f.GetCellFormula("Smelter List", fmt.Sprint("F", 5+shift)); formula == "" {
				t.Error("the template's formula is gone")
			}
			again, _ := fill(t, text, &mineralreport.Report{Kind: want.Kind, Smelters: []mineralreport.Smelter{{Number: "CID009999", Metal: want.Smelters[0].Metal}}})
			if r := read(t, again); len(r.Smelters) != 3 || r.Smelters[2].Number != "CID009999" || r.Company["Company Name"] != "Acme" {
				t.Errorf("%+v", r.Smelters)
			}
		}
	}
}

// Each rule of the checker finds what it is for.
func TestCheck(t *testing.T) {
	for rule, bad := range map[string]func(*mineralreport.Report){
		"required":      func(r *mineralreport.Report) { delete(r.Company, "Contact Name") },
		"R001":          func(r *mineralreport.Report) { r.Company["Declaration Scope"] = "B. Product (or List of Products)" },
		"R002":          func(r *mineralreport.Report) { r.Company["Declaration Scope"] = "C. User defined" },
		"R003":          func(r *mineralreport.Report) { r.Answers = r.Answers[:len(r.Answers)-1] },
		"R004":          func(r *mineralreport.Report) { r.Policies = r.Policies[1:] },
		"R005":          func(r *mineralreport.Report) { r.Policies[1].Answer = "Yes" },
		"R006":          func(r *mineralreport.Report) { r.Policies[4].Answer = "Yes, using other format (describe)" },
		"R007":          func(r *mineralreport.Report) { r.Smelters[1].Country = "" },
		"R008":          func(r *mineralreport.Report) { r.Smelters = nil },
		"R011":          func(r *mineralreport.Report) { r.Company["Email - Contact"] = "ann" },
		"metal":         func(r *mineralreport.Report) { r.Smelters[0].Metal = "Mithril" },
		"smelter-id":    func(r *mineralreport.Report) { r.Smelters[0].Number = "CID12" },
		"duplicate-id":  func(r *mineralreport.Report) { r.Smelters[1] = r.Smelters[0] },
		"contradiction": func(r *mineralreport.Report) { r.Smelters[0].Metal = "Gold" },
		"unidentified": func(r *mineralreport.Report) {
			r.Smelters = append(r.Smelters, mineralreport.Smelter{Metal: "Tin", Lookup: "Smelter Not Yet Identified"})
		},
	} {
		r := declared(mineralreport.CMRT, "Tin", "Tantalum", "Gold", "Tungsten")
		bad(r)
		text, _ := fill(t, template(t, r.Kind, 0), r)
		found := read(t, text).Check()
		if len(found) == 0 || !slices.ContainsFunc(found, func(f adit.Fault) bool { return f.Rule == rule && f.Where != "" && f.Remedy != "" }) {
			t.Errorf("%s: %v", rule, found)
		}
	}
	// An empty template asks for what must be said, question by question.
	if found := read(t, template(t, mineralreport.CMRT, 0)).Check(); len(found) != 8+4 {
		t.Errorf("an empty template: %d findings: %v", len(found), found)
	}
}

// A formula of others is not written into a sheet that somebody opens.
func TestNoFormulaIsInjected(t *testing.T) {
	r := declared(mineralreport.CMRT, "Tin")
	r.Smelters[1].Name, r.Company["Company Name"] = `=HYPERLINK("http://evil.example")`, "@SUM(1)"
	text, left := fill(t, template(t, r.Kind, 0), r)
	if got := read(t, text); len(left) != 2 || got.Smelters[1].Name != "" || got.Company["Company Name"] != "" {
		t.Errorf("%v %+v", left, got.Smelters)
	}
}

// A ledger answers only what its events prove.
func TestFromLedger(t *testing.T) {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("pit-2", "digger", "mine", "BOL")
	c.Facility(ledger.Facility{ID: "CID001105", Party: "smelter", Kind: "smelter", Place: ledger.Place{Country: "MYS"}})
	c.Facility(ledger.Facility{ID: "works", Party: "small", Kind: "smelter", Place: ledger.Place{Country: "MYS", Name: "Small Works"}})
	c.Site("yard", "scrap", "recycler", "DEU")
	c.Mine("pit", "a", 100, "Sn", 0.6)
	c.Mine("pit-2", "b", 100, "Sn", 0.6)
	c.Make("yard", "collecting", nil, ledgertest.Stuff("s", "tin/scrap", 100, "Sn", 0.6))
	c.Move("pit", "CID001105", "a")
	c.Move("pit-2", "CID001105", "b")
	c.Move("yard", "works", "s")
	slag := ledgertest.Stuff("slag", "tin/slag", 10, "Sn", 0.1)
	slag.Waste = true
	c.Make("CID001105", "smelting", []ledger.LotID{"a", "b"}, ledgertest.Stuff("m", "tin/metal", 110, "Sn", 0.99), slag)
	c.Make("works", "smelting", []ledger.LotID{"s"}, ledgertest.Stuff("n", "tin/metal", 50, "Sn", 0.99))
	book, err := c.Book()
	if err != nil {
		t.Fatal(err)
	}
	g := trace.New()
	for _, e := range c.Events {
		g.Add(e)
	}
	country := func(p adit.PlaceID) string { return "the " + string(p) }
	r := mineralreport.FromLedger(mineralreport.CMRT, book, c.Events, g, country)
	want := []mineralreport.Smelter{
		{Number: "CID001105", Metal: "Tin", Mine: "pit; pit-2", MineCountry: "the BOL; the RWA", Comment: "adit ledger example.org/tin: 1 lots, origins traced of 1"},
		{Metal: "Tin", Lookup: "Smelter not listed", Name: "Small Works", Country: "the MYS", Mine: "Recycled", MineCountry: "Recycled", Recycled: "Yes", Comment: "adit ledger example.org/tin: 1 lots, origins traced of 1"},
	}
	if !slices.Equal(r.Smelters, want) {
		t.Errorf("got  %+v\nwant %+v", r.Smelters, want)
	}
	if len(r.Answers) != 1 || r.Answers[0] != (mineralreport.Answer{Question: "3", Metal: "Tin", Answer: "Yes"}) {
		t.Errorf("%+v", r.Answers)
	}
}

// Files that are none, or too large inside, are refused and not unpacked.
func TestBadFiles(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, _ := z.Create("xl/worksheets/sheet1.xml")
	for range 200 {
		w.Write(bytes.Repeat([]byte("<row/>"), 1<<20/6))
	}
	z.Close()
	other := excelize.NewFile()
	var plain bytes.Buffer
	other.Write(&plain)
	for name, c := range map[string]struct {
		in   io.Reader
		rule string
	}{
		"text":           {strings.NewReader("no workbook"), "xlsx"},
		"bomb":           {&bomb, "xlsx"},
		"endless":        {io.LimitReader(zeros{}, 1<<30), "size"},
		"other workbook": {&plain, "template"},
	} {
		var faults adit.Faults
		if _, err := mineralreport.Read(c.in); !errors.As(err, &faults) || faults[0].Rule != c.rule {
			t.Errorf("%s: %v", name, err)
		}
	}
	emrt := &mineralreport.Report{Kind: mineralreport.EMRT}
	if _, _, err := mineralreport.Fill(bytes.NewReader(template(t, mineralreport.CMRT, 0)), emrt); err == nil {
		t.Error("an EMRT was written into a CMRT")
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// The parts of a workbook are fuzzed, not its compression: a changed byte of a
// zip mostly breaks its checksum and goes no further.
func FuzzRead(f *testing.F) {
	text, _ := fill(f, template(f, mineralreport.CMRT, 0), declared(mineralreport.CMRT, "Tin", "Gold"))
	parts := unzip(f, text)
	for _, name := range []string{"xl/worksheets/sheet5.xml", "xl/worksheets/sheet6.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"} {
		f.Add(name, parts[name])
	}
	f.Fuzz(func(t *testing.T, name string, part []byte) {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for have, text := range parts {
			w, err := z.Create(have)
			if err != nil {
				t.Fatal(err)
			}
			if have == name {
				text = part
			}
			w.Write(text)
		}
		z.Close()
		r, err := mineralreport.Read(bytes.NewReader(out.Bytes()))
		var faults adit.Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("an error without a place: %v", err)
		}
		if err == nil {
			r.Check()
		}
	})
}

func unzip(t testing.TB, text []byte) map[string][]byte {
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}
