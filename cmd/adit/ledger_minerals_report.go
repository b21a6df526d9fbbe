package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"adit"
	"adit/internal/table"
	"adit/ledger"
	"adit/ledger/mineralreport"
)

// templateReport fills the CMRT or EMRT that the user downloaded with what the
// ledger shows of all its lots, or of one.
func (s *session) templateReport(cmd *cobra.Command, lots []string, kind mineralreport.Kind, template, to string) error {
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	var lot ledger.LotID
	if len(lots) > 0 {
		lot = ledger.LotID(lots[0])
	}
	events, err := s.behind(src, lot)
	if err != nil {
		return err
	}
	r := mineralreport.FromLedger(kind, src.Book, events, s.graph(src), func(p adit.PlaceID) string { return a.PlaceName(p) })
	in, err := os.Open(template)
	if err != nil {
		return err
	}
	defer in.Close()
	text, left, err := mineralreport.Fill(in, r)
	if err != nil {
		return inFile(template, err)
	}
	filled, err := mineralreport.Read(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("what was filled in could not be read back, and was not written: %w", err)
	}
	if err := os.WriteFile(to, text, 0o644); err != nil {
		return err
	}
	s.changed = true
	open := filled.Check()
	return s.answer(map[string]any{"file": to, "kind": kind, "smelters": r.Smelters, "answers": r.Answers, "left_out": append(adit.Faults{}, left...), "open": append(adit.Faults{}, open...)}, func(p *page) {
		p.line("%s: %s, %s answered from the ledger; the checker still asks for %s.", to, count(len(r.Smelters), "smelter"), count(len(r.Answers), "question"), count(len(open), "thing"))
		p.text("That nothing comes from a place cannot be proven by a ledger, and is left for you to answer.")
		for _, f := range left {
			p.text("%s: %s; %s", f.Where, f.What, f.Remedy)
		}
	})
}

// templateImport shows what a supplier's filled template says, what its checker
// would ask for, and which of its smelters the ledger knows. Nothing is
// recorded: a declaration holds no mass.
func (s *session) templateImport(cmd *cobra.Command, name string, data []byte) error {
	r, err := mineralreport.Read(bytes.NewReader(data))
	if err != nil {
		return inFile(name, err)
	}
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	type row struct {
		mineralreport.Smelter
		Known bool `json:"known_to_ledger"`
	}
	rows := []row{}
	for _, m := range r.Smelters {
		rows = append(rows, row{m, slices.Contains(src.Book.Sites(), ledger.SiteID(m.Identity()))})
	}
	findings := r.Check()
	err = s.answer(map[string]any{"kind": r.Kind, "revision": r.Revision, "company": r.Company, "answers": r.Answers, "policies": r.Policies, "smelters": rows, "mines": r.Mines,
		"products": r.Products, "findings": append(adit.Faults{}, findings...), "recorded": 0}, func(p *page) {
		p.title("%s %s of %s: %s", r.Kind, r.Revision, r.Company["Company Name"], count(len(rows), "smelter"))
		t := table.New(table.Text("Metal"), table.Text("Number"), table.Wrapped("Smelter"), table.Wrapped("Country"), table.Wrapped("Mines"), table.Text("In the ledger"))
		for _, m := range rows {
			known := "no"
			if m.Known {
				known = "yes"
			}
			t.Row(m.Metal, m.Identity(), firstOf(m.Name, m.Lookup), m.Country, firstOf(m.MineCountry, "·"), known)
		}
		p.table(t)
		for _, f := range findings {
			p.text("%s: %s: %s: %s; %s", f.Where, f.Severity, f.Rule, f.What, f.Remedy)
		}
		p.text("Nothing was recorded: a declaration states no mass. · is not stated.")
	})
	if err == nil && slices.ContainsFunc(findings, func(f adit.Fault) bool { return f.Severity == adit.Wrong }) {
		err = errNo
	}
	return err
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
