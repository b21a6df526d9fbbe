package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/vault"
)

// blankCMRT writes what adit needs of a CMRT: its layout is described in package
// mineralreport, and the original may not be carried.
func blankCMRT(t *testing.T, name string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	set := func(sheet, cell, text string) {
		t.Helper()
		if err := f.SetCellStr(sheet, cell, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, sheet := range []string{"Declaration", "Smelter List"} {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
	}
	set("Declaration", "B4", "Revision 6.5")
	set("Declaration", "B8", "Company Name (*):")
	row := 10
	for q := 1; q <= 8; q++ {
		set("Declaration", fmt.Sprint("B", row), fmt.Sprintf("%d) Any? (*)", q))
		for i, metal := range []string{"Tantalum", "Tin", "Gold", "Tungsten"} {
			set("Declaration", fmt.Sprint("B", row+1+i), metal+" (*)")
		}
		row += 6
	}
	for i, head := range []string{"Smelter Identification Number Input Column", "Metal (*)", "Smelter Look-up (*)", "Smelter Name (1)", "Smelter Country (*)", "Smelter Identification",
		"Name of Mine(s)", "Location (Country) of Mine(s)", "Does 100% come from scrap?", "Comments"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 4)
		set("Smelter List", cell, head)
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}

// A CMRT filled from a ledger is read back, with what its checker still asks.
func TestLedgerTemplates(t *testing.T) {
	e, out, errs := quiet(t)
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "DEU")
	c.Facility(ledger.Facility{ID: "CID001105", Party: "smelter", Kind: "smelter", Place: ledger.Place{Country: "DEU"}})
	c.Mine("pit", "a", 100, "Sn", 0.6)
	c.Move("pit", "CID001105", "a")
	c.Make("CID001105", "smelting", []ledger.LotID{"a"}, ledgertest.Stuff("m", "tin/metal", 55, "Sn", 0.99))
	var lines []string
	for _, raw := range c.Raw {
		lines = append(lines, string(raw))
	}
	if err := os.WriteFile(file("events.jsonl"), []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	blankCMRT(t, file("blank.xlsx"))
	// A ledger whose registrar is the chain's, so no genesis of its own.
	if _, err := vault.Init(file("tin"), c.Name, "posix"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args []string
		code int
		says []string
	}{
		{[]string{"import", file("events.jsonl")}, done, []string{"10 recorded"}},
		{[]string{"report", "--cmrt", file("blank.xlsx"), "--to", file("full.xlsx")}, done, []string{"1 smelter, 0 questions answered", "cannot be proven"}},
		{[]string{"import", file("full.xlsx")}, no, []string{"CID001105", "yes", "question 1 is open for Tin", "Nothing was recorded"}},
		{[]string{"report", "m", "--cmrt", file("blank.xlsx"), "--to", file("lot.xlsx")}, done, []string{"1 smelter"}},
		{[]string{"report", "--emrt", file("blank.xlsx"), "--to", file("x.xlsx")}, no, []string{"the template is a CMRT"}},
		{[]string{"report", "--cmrt", file("events.jsonl"), "--to", file("x.xlsx")}, no, []string{"as it was downloaded"}},
	} {
		out.Reset()
		errs.Reset()
		if code := run(t.Context(), e, append(append([]string{"ledger"}, step.args...), "--ledger", file("tin"))); code != step.code {
			t.Errorf("%v: exits with %d: %s%s", step.args, code, out, errs)
		}
		for _, text := range step.says {
			if !strings.Contains(out.String()+errs.String(), text) {
				t.Errorf("%v: no %q in %s%s", step.args, text, out, errs)
			}
		}
	}
}
