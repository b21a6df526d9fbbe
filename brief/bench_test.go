package brief_test

import (
	"context"
	"testing"

	"adit"
	"adit/atlas"
	"adit/brief"
	"adit/lp/highs"
)

var usa = brief.Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024}

// A brief from nothing: tables unpacked, solver made ready, networks built,
// every question asked. The solver's compiled code is cached after the first.
// Target, with the start of the program: ≤ 3 s.
func BenchmarkUSA(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		a, err := atlas.Open(atlas.Embedded())
		if err != nil {
			b.Fatal(err)
		}
		s, err := highs.New(highs.Config{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := brief.Run(context.Background(), a, s, usa); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

// The same with tables and solver at hand.
func BenchmarkRun(b *testing.B) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	s, err := highs.New(highs.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		if _, err := brief.Run(context.Background(), a, s, usa); err != nil {
			b.Fatal(err)
		}
	}
}
