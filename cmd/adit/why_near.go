package main

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// like is the error that names ids which share most words with what was asked,
// the shortest first.
func like(a *atlas.Atlas, id string) error {
	words := split(id)
	most := max(1, (len(words)+1)/2) // fewer words in common is no likeness
	var near []string
	for found := range figureIDs(a) {
		n := shared(words, found)
		if n > most {
			most, near = n, nil
		}
		if n == most {
			near = append(near, found)
		}
	}
	slices.SortFunc(near, func(x, y string) int { return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)) })
	return &adit.UnknownError{Kind: "figure", ID: id, Near: near[:min(8, len(near))]}
}

// figureIDs yields the id of every figure of the atlas.
func figureIDs(a *atlas.Atlas) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range atlas.Schemas {
			if s.Column("source") < 0 {
				continue
			}
			columns := figureColumns(s)
			for r := range a.Rows(s.Name) {
				for _, c := range columns {
					if !yield(r.ID(c)) {
						return
					}
				}
			}
		}
	}
}

// figureColumns lists the columns whose cells have ids. Bounds belong to their
// value.
func figureColumns(s *atlas.Schema) []string {
	var names []string
	for _, c := range s.Columns {
		if (c.Kind == atlas.Number || c.Kind == atlas.Mass) && c.Name != "low" && c.Name != "high" {
			names = append(names, c.Name)
		}
	}
	return names
}

// split breaks an id or a search into lower-case words.
func split(id string) []string {
	return strings.FieldsFunc(strings.ToLower(id), func(r rune) bool { return strings.ContainsRune(":/.# ,", r) })
}

func shared(words []string, id string) int {
	n := 0
	parts := split(id)
	for _, w := range words {
		if slices.Contains(parts, w) {
			n++
		}
	}
	return n
}
