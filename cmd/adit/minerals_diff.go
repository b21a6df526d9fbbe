package main

import (
	"fmt"
	"strings"

	"adit/atlas"
	"adit/minerals"
)

// diffAnswer is the answer to --diff in JSON.
type diffAnswer struct {
	Parameters parameters  `json:"parameters"`
	From       listOut     `json:"from"`
	To         listOut     `json:"to"`
	Added      []string    `json:"added"`
	Removed    []string    `json:"removed"`
	Both       []string    `json:"both"`
	Sources    []sourceRow `json:"sources"`
}

// mineralsDiff heeds no other flag: lists are of no country and no year.
func (s *session) mineralsDiff(a *atlas.Atlas, from, to string) error {
	d, err := minerals.Diff(a, from, to)
	if err != nil {
		return err
	}
	answer := diffAnswer{Parameters: parameters{Diff: []string{from, to}}, From: listOut(d.From), To: listOut(d.To),
		Added: none(d.Added), Removed: none(d.Removed), Both: none(d.Both)}
	var ids []string
	for r := range a.Rows("lists") {
		if r.Get("list") == from || r.Get("list") == to {
			ids = append(ids, r.Get("source"))
		}
	}
	answer.Sources = sources(a, ids)
	return s.answer(answer, func(p *page) {
		p.title("%s (%s) against %s (%s)", to, d.To.Date, from, d.From.Date)
		p.field(fmt.Sprintf("added %d", len(d.Added)), names(a, d.Added))
		p.field(fmt.Sprintf("removed %d", len(d.Removed)), names(a, d.Removed))
		p.field(fmt.Sprintf("on both %d", len(d.Both)), names(a, d.Both))
	})
}

// none makes no list an empty one: JSON tells [] from null.
func none(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func names(a *atlas.Atlas, ids []string) string {
	if len(ids) == 0 {
		return "–"
	}
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = a.MineralName(id)
	}
	return strings.Join(all, ", ")
}
