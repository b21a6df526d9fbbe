// Package dfc imports the list of active projects of the US International
// Development Finance Corporation: what was committed, where and for what.
// Equal rows are different commitments, so that nothing is merged. Projects
// whose country is redacted or a region keep the source's word in place_note.
package dfc

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

const (
	file   = "DFC-ActiveProjects.csv"
	source = "dfc-active-projects"

	// maxDescription and maxURL cut texts that the table need not repeat.
	maxDescription = 200
	maxURL         = 80
)

// Importer reads the list of active projects.
var Importer = atlas.Importer{
	Name:   "dfc",
	About:  "US International Development Finance Corporation: active projects",
	Wants:  file,
	Import: run,
}

var columns = []string{"Fiscal Year", "Project Number", "Project Type", "Region", "Country", "Department", "Framework",
	"Project Name", "Committed", "NAICS Sector", "Project Description", "Project Profile URL"}

var errNone = errors.New("the list of projects was not given; wanted")

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	res, _, err := count(ctx, in)
	return res, err
}

// count imports, and says what became of every row.
func count(_ context.Context, in *atlas.Input) (*atlas.Result, intake.Count, error) {
	f, ok := intake.Find(in.Files, file)
	if !ok {
		return nil, intake.Count{}, fmt.Errorf("dfc: %w %s", errNone, file)
	}
	s, err := intake.ReadEvery(f, atlas.UTF8, columns)
	if err != nil {
		return nil, intake.Count{}, fmt.Errorf("dfc: %w", err)
	}
	im := &importing{in: in, finance: atlas.NewTable("finance", "dfc"), times: repeats(s), seen: map[string]int{}}
	for _, r := range s.Rows {
		im.project(r)
	}
	im.finance.Sort()
	sources := atlas.NewTable("sources", "dfc")
	sources.Add("source", source, "title", "Active projects", "publisher", "US International Development Finance Corporation",
		"url", "https://www.dfc.gov", "licence", "US public domain", "file", file, "sha256", s.Sum, "years", "FY1961-2025",
		"note", "amounts in US dollars of the day; a number with -2, -3 is a further row of one project number; descriptions cut at 200 characters and without the sentence that opens those of legacy USAID transactions")
	return &atlas.Result{Tables: []*atlas.Table{im.finance, sources}, Faults: s.Report()}, s.Count, s.Count.Balance()
}

type importing struct {
	in      *atlas.Input
	finance *atlas.Table
	times   map[string]int // project number → rows that have it
	seen    map[string]int
}

func repeats(s *intake.Sheet) map[string]int {
	n := map[string]int{}
	for _, r := range s.Rows {
		n[intake.Slug(r.Get("Project Number"))]++
	}
	return n
}

func (im *importing) project(r intake.Row) {
	year, err := fiscalYear(r)
	if err != nil {
		r.Refuse("year", "a fiscal year, or blank", "fiscal year: %v", err)
		return
	}
	amount, err := intake.Within(r.Get("Committed"), 0, 1e12)
	if err != nil {
		r.Refuse("amount", "US dollars, 0 or more", "committed: %v", err)
		return
	}
	at, note, err := im.place(r.Get("Country"))
	if err != nil {
		r.Refuse("unknown-country", "add the spelling to place_names", "%v", err)
		return
	}
	number := intake.Slug(r.Get("Project Number"))
	if number == "" || r.Get("Project Name") == "" {
		r.Refuse("project", "a number and a name", "project without number or name")
		return
	}
	r.Keep()
	im.finance.Add("id", im.id(number), "project", plain(r.Get("Project Name")), "place", at, "place_note", plain(note),
		"instrument", instruments(r.Get("Project Type")), "amount_usd", intake.Format(amount), "fiscal_year", year,
		"status", "active commitment", "department", plain(r.Get("Department")), "framework", plain(r.Get("Framework")),
		"sector", plain(r.Get("NAICS Sector")), "description", cut(plain(r.Get("Project Description")), maxDescription),
		"basis", "reported", "confidence", "high", "source", source, "cite", link(r.Get("Project Profile URL")),
		"note", "region: "+plain(r.Get("Region")))
}

// fiscalYear reads a year that a spreadsheet wrote as 1961.0. Some old loans
// have none.
func fiscalYear(r intake.Row) (string, error) {
	if r.Get("Fiscal Year") == "" {
		return "", nil
	}
	year, err := intake.Within(r.Get("Fiscal Year"), 1900, 2100)
	if err == nil && year != math.Trunc(year) {
		err = fmt.Errorf("%g is no year", year)
	}
	return intake.Format(year), err
}

// id numbers the rows of one project number in the order of their cells.
func (im *importing) id(number string) string {
	im.seen[number]++
	if im.times[number] == 1 {
		return number
	}
	return fmt.Sprintf("%s-%d", number, im.seen[number])
}

// place resolves a country. What is no country stays words: worldwide is the
// whole world, a region or a redacted country is somewhere.
func (im *importing) place(name string) (id, note string, err error) {
	switch {
	case name == "Worldwide":
		return "WLD", name, nil
	case name == "Redacted" || strings.HasSuffix(name, " Regional"):
		return string(adit.Other), name, nil
	}
	id, err = im.in.Places.Find(name)
	return id, "", err
}

// types are the source's abbreviations that it explains elsewhere.
var types = map[string]string{"TA": "technical assistance", "Equity": "equity", "DI": "direct loan or investment (DI)",
	"TPL IG": "guaranty of a third-party loan (TPL IG)", "COPS IG": "investment guaranty (COPS IG)"}

func instruments(t string) string {
	if words, ok := types[t]; ok {
		return words
	}
	return plain(t)
}

// legacy opens the description of each old USAID loan, some twice.
const legacy = "This is a Legacy USAID transaction with the extremely short description of "

// plain puts a text on one line, without what hundreds of others begin with.
func plain(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), legacy, "")
}

func cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return strings.TrimSpace(string(runes[:n-1])) + "…"
}

// link keeps an address that is short and needs no repair.
func link(url string) string {
	if len(url) > maxURL || !strings.HasPrefix(url, "https://") || slices.ContainsFunc([]rune(url), func(r rune) bool { return r <= ' ' }) {
		return ""
	}
	return url
}
