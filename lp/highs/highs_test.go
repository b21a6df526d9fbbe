package highs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"adit/lp"
	"adit/lp/highs"
	"adit/lp/lptest"

	"pgregory.net/rapid"
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

// TestGenerated holds solutions of generated programs against the conditions of
// optimality; all of them are feasible and bounded.
func TestGenerated(t *testing.T) {
	s := solver(t)
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Draw(t)
		a, err := m.Arrays()
		if err != nil {
			t.Fatal(err)
		}
		if err := lptest.Check(a, solve(t, s, m)); err != nil {
			t.Fatalf("%v\n%v", err, m)
		}
	})
}

func solve(t rapid.TB, s lp.Solver, m *lp.Model) *lp.Solution {
	p, err := s.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	sol, err := p.Solve(context.Background(), lp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return sol
}

// TestConcurrent solves many programs on more goroutines than there are instances
// to reuse; each result is, to the bit, that of solving alone.
func TestConcurrent(t *testing.T) {
	s := solver(t)
	want := make([][]float64, 6)
	for k := range want {
		m, _, _ := lptest.Transport(uint64(k), 10, 15)
		want[k] = solve(t, s, m).X
	}
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for k := range want {
				k = (k + g) % len(want)
				m, _, _ := lptest.Transport(uint64(k), 10, 15)
				if got := solve(t, s, m).X; !slices.Equal(got, want[k]) {
					t.Errorf("goroutine %d, program %d: another solution", g, k)
				}
			}
		})
	}
	group.Wait()
}

func TestLog(t *testing.T) {
	m, _, _ := lptest.Transport(1, 5, 5)
	p, err := solver(t).Load(m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var log bytes.Buffer
	if _, err := p.Solve(context.Background(), lp.Options{Log: &log}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"LP has 10 rows; 30 cols", "Model status        : Optimal"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log without %q:\n%s", want, &log)
		}
	}
	log.Reset()
	if _, err := p.Solve(context.Background(), lp.Options{}); err != nil || log.Len() > 0 {
		t.Errorf("error %v, log %q without a Log", err, &log)
	}
}

// TestPanicInside: what panics below HiGHS is an error of that program only.
func TestPanicInside(t *testing.T) {
	s := solver(t)
	p, err := s.Load(lptest.Split(20, 3))
	if err != nil {
		t.Fatal(err)
	}
	sol, err := p.Solve(context.Background(), lp.Options{Progress: func(lp.Progress) { panic("caller's fault") }})
	if err == nil || sol != nil || !strings.Contains(err.Error(), "caller's fault") {
		t.Errorf("%+v, error %v", sol, err)
	}
	if sol, err := p.Solve(context.Background(), lp.Options{}); err == nil || sol != nil {
		t.Errorf("a broken instance solves: %+v, %v", sol, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	m, _, _ := lptest.Transport(1, 5, 5)
	solve(t, s, m)
}

func TestCoefficientsOutOfRange(t *testing.T) {
	var m lp.Model
	m.Row("thin").Add(1e-13, m.Var(0, 1, 1, "x")).AtMost(1)
	if _, err := solver(t).Load(&m); err == nil || !strings.Contains(err.Error(), "row thin: coefficient 1e-13 of x") {
		t.Errorf("error %v", err)
	}
}

// Small coefficients must not be taken for zero: HiGHS' default is to drop 1e-9.
func TestSmallCoefficients(t *testing.T) {
	var m lp.Model
	m.Maximise()
	x := m.Var(0, lp.Inf, 1, "x")
	m.Row("R").Add(1e-10, x).AtMost(1e-3)
	if got := solve(t, solver(t), &m).Value(x); got < 0.999e7 || got > 1.001e7 {
		t.Errorf("x = %g, want 1e7", got)
	}
}

// TestCacheWithoutRights: a file stands where the folder should be, which stops
// even root. The solver works and says what it misses.
func TestCacheWithoutRights(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var warned []error
	s, err := highs.New(highs.Config{CacheDir: filepath.Join(file, "cache"), Warn: func(err error) { warned = append(warned, err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(warned) != 1 || !strings.Contains(warned[0].Error(), "without a cache") {
		t.Errorf("warnings %v", warned)
	}
	m, _, _ := lptest.Transport(1, 5, 5)
	solve(t, s, m)
}

// TestCacheIsShared makes two solvers on one empty folder at the same time, damages
// what they leave there, and makes a third.
func TestCacheIsShared(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles three times")
	}
	dir := t.TempDir()
	config := highs.Config{CacheDir: dir, Warn: func(err error) { t.Error(err) }}
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { useOnce(t, config) })
	}
	group.Wait()
	if damage(t, dir) == 0 {
		t.Fatal("nothing was cached")
	}
	useOnce(t, config)
}

func useOnce(t *testing.T, c highs.Config) {
	s, err := highs.New(c)
	if err != nil {
		t.Error(err)
		return
	}
	defer s.Close()
	m, _, _ := lptest.Transport(1, 5, 5)
	solve(t, s, m)
}

// damage cuts all files in half and says how many.
func damage(t *testing.T, dir string) (n int) {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n++
		return os.Truncate(path, info.Size()/2)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestClosedSolver(t *testing.T) {
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	m, _, _ := lptest.Transport(1, 5, 5)
	p, err := s.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Solve(context.Background(), lp.Options{}); err == nil {
		t.Error("a program of a closed solver solves")
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Load(m); err == nil {
		t.Error("a closed solver loads")
	}
}

// Example is the life of a program: written, solved, changed, solved again.
func Example() {
	var m lp.Model
	near := m.Var(0, 40, 2, "ship[near]")
	far := m.Var(0, 60, 5, "ship[far]")
	met := m.Row("P1 demand").Add(1, near).Add(1, far).AtLeast(63)

	solver, err := highs.New(highs.Config{})
	check(err)
	defer solver.Close()
	p, err := solver.Load(&m)
	check(err)
	defer p.Close()

	sol, err := p.Solve(context.Background(), lp.Options{})
	check(err)
	fmt.Println("cost", sol.Objective, "price", sol.Dual(met), "worth of the near lane", sol.ReducedCost(near))

	p.SetBounds(near, 0, 0)
	_, err = p.Solve(context.Background(), lp.Options{})
	fmt.Println(err)
	fmt.Println(errors.Is(err, lp.ErrInfeasible))
	// Output:
	// cost 195 price 5 worth of the near lane -3
	// lp: infeasible: these cannot hold together: P1 demand; ship[near] ≤ 0; ship[far] ≤ 60
	// true
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
