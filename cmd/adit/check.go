package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/finance"
	"adit/internal/table"
	"adit/partner"
	"adit/policy"
)

func checkVerb(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "is the data sound: every fault, with file and line",
		Long: `Without FILE every table of the atlas is checked, your own editions included: cells against
their columns, keys, ids, bounds; the dates of controls and deadlines; clauses of law and public
money. With FILE (or - for standard input) a network file is checked; each fault has its JSON path,
its rule and a remedy. A place that gives more than comes to it is an error; where a stock may cover
it, or only a demand goes short, a warning.

Exits with 1 where a fault is an error; warnings alone are 0.`,
		Example: "  adit check\n  adit check cobalt.json --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return s.checkNetwork(args[0])
			}
			return s.checkAtlas()
		},
	}
}

// checkAnswer is the answer in JSON. Counts are of the atlas or of a network.
type checkAnswer struct {
	Sound      bool           `json:"sound"`
	Parameters parameters     `json:"parameters"`
	Counts     map[string]int `json:"counts"`
	Faults     adit.Faults    `json:"faults"`
}

// checkAtlas checks every open table, --set applied. Rows cannot be counted
// where a table is not even a table.
func (s *session) checkAtlas() error {
	a, err := s.atlas()
	if err != nil {
		return err
	}
	faults := a.Check()
	if !hasRule(faults, "table") { // of tables that can be read: what is wrong between their cells
		faults = append(faults, slices.Concat(policy.Faults(a), finance.Faults(a), partner.Faults(a))...)
	}
	counts := map[string]int{"publishers": len(a.Publishers())}
	if broken := faults.Err() != nil && hasRule(faults, "table"); !broken {
		counts["tables"], counts["rows"] = size(a)
	}
	sound := fmt.Sprintf("%s of %s, %s: ", count(counts["tables"], "table"), count(counts["publishers"], "publisher"), count(counts["rows"], "row"))
	return s.checked(checkAnswer{Parameters: parameters{Set: s.set}, Counts: counts, Faults: faults}, sound)
}

func hasRule(faults adit.Faults, rule string) bool {
	for _, f := range faults {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

// size counts tables that hold rows, each publisher's own, and their rows.
func size(a *atlas.Atlas) (tables, rows int) {
	for _, schema := range atlas.Schemas {
		last := ""
		for r := range a.Rows(schema.Name) {
			rows++
			if r.Publisher != last {
				tables++
				last = r.Publisher
			}
		}
	}
	return tables, rows
}

// checkNetwork checks a network file. That it cannot be opened is an error;
// what is wrong inside is the answer.
func (s *session) checkNetwork(name string) error {
	in, closeIn, err := s.input(name)
	if err != nil {
		return err
	}
	defer closeIn()
	answer := checkAnswer{Parameters: parameters{File: name}, Counts: map[string]int{}}
	net, err := adit.ReadNetwork(in)
	if err != nil && !errors.As(err, &answer.Faults) {
		return err
	}
	sound := ""
	if net != nil {
		for _, n := range net.Unfed() {
			answer.Faults = append(answer.Faults, adit.Fault{Where: n.String(), Rule: "E4-closed-loop", Severity: adit.Wrong,
				What: "has or gives what no production and no stock stands behind", Remedy: "add the production it comes from, or take the flows out"})
		}
		answer.Faults = append(answer.Faults, shortfalls(net)...)
		answer.Counts = map[string]int{"materials": len(net.Materials), "processes": len(net.Processes),
			"lanes": len(net.Lanes), "demands": len(net.Demands), "stocks": len(net.Stocks)}
		sound = fmt.Sprintf("%s, %s, %s, %s, %s: ", count(len(net.Materials), "material"), counted(len(net.Processes), "process", "processes"),
			count(len(net.Lanes), "lane"), count(len(net.Demands), "demand"), count(len(net.Stocks), "stock"))
	}
	return s.checked(answer, sound)
}

// shortfalls are nodes that give more than comes to them: an error, or, where a
// stock or nothing but a demand is behind it, something to look at. What nothing
// feeds is told already.
func shortfalls(net *adit.Network) adit.Faults {
	var faults adit.Faults
	unfed := net.Unfed()
	for _, s := range net.Short() {
		f := adit.Fault{Where: s.Node.String(), Rule: "R1-short", Severity: adit.Wrong,
			What:   fmt.Sprintf("%.6g t arrive or are made, %.6g t leave or are processed", s.Comes, s.Goes),
			Remedy: "add the flow or the production that is missing: exposure refuses the network"}
		switch {
		case slices.Contains(unfed, s.Node):
			continue
		case s.Demand > 0:
			f.Severity, f.Remedy = adit.Doubtful, "lower the demand or add supply, unless it is meant to go short"
			f.What = fmt.Sprintf("%.6g t are left of what arrives or is made, %.6g t are wanted", s.Comes-s.Goes, s.Demand)
		case s.Comes+s.Stock >= s.Goes:
			f.Severity = adit.Doubtful
			f.Remedy = "a stock of " + table.Tonnes(float64(s.Stock)) + " t may cover it in a shock; exposure, which does not trace stocks abroad, refuses the network"
		}
		faults = append(faults, f)
	}
	return faults
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// input opens a file, or standard input for "-".
func (s *session) input(name string) (io.Reader, func() error, error) {
	if name == "-" {
		return s.stdin, func() error { return nil }, nil
	}
	f, err := s.open(name)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// checked prints the faults, or that there are none.
func (s *session) checked(answer checkAnswer, sound string) error {
	answer.Sound = answer.Faults.Err() == nil
	if answer.Faults == nil {
		answer.Faults = adit.Faults{}
	}
	err := s.answer(answer, func(p *page) {
		for _, f := range answer.Faults {
			where := f.Where
			if answer.Parameters.File != "" {
				where = answer.Parameters.File + ": " + where
			}
			p.line("%s: %s: %s: %s; %s", where, f.Severity, f.Rule, f.What, f.Remedy)
		}
		if len(answer.Faults) > 0 {
			sound += tally(answer.Faults)
		} else {
			sound += "no faults"
		}
		p.line("%s", sound)
	})
	if err == nil && !answer.Sound {
		err = errNo
	}
	return err
}
