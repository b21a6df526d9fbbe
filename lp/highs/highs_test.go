package highs_test

import (
	"sync"
	"testing"

	"adit/lp"
	"adit/lp/highs"
	"adit/lp/lptest"
)

// shared is one solver for all tests, as a process should have it.
var shared = sync.OnceValues(func() (*highs.Solver, error) { return highs.New(highs.Config{}) })

func solver(t testing.TB) *highs.Solver {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	lptest.Run(t, func(t *testing.T) lp.Solver { return solver(t) })
}
