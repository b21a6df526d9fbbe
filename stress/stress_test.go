package stress_test

import (
	"sync"
	"testing"

	"adit/atlas"
	"adit/lp/highs"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

var embedded = sync.OnceValues(func() (*atlas.Atlas, error) { return atlas.Open(atlas.Embedded()) })

func open(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return a
}
