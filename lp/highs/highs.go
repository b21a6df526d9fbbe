// Package highs solves the programs of package lp with HiGHS 1.15.1, compiled to
// WebAssembly and run by wazero: no cgo, nothing to install.
//
//	solver, err := highs.New(highs.Config{})
//	defer solver.Close()
//	p, err := solver.Load(&model)
//
// One Solver serves the whole process. Each Program has an instance of the module
// to itself, with up to 2 GiB of memory and one thread, so solve on several
// goroutines, one Program each, to use several cores. Close gives the instance
// back, and the next Load takes it: many small models cost no instantiation.
//
// The same model with the same changes gives the same bytes, unless a time limit
// or a cancelled context cuts the solve short.
package highs

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"adit/lp"

	"github.com/tetratelabs/wazero"
)

// Config of a Solver; the zero value is right for most.
type Config struct {
	// CacheDir keeps the compiled module, which takes seconds to make and a tenth
	// of one to read back. "" is adit/highs in the user's cache folder, "off" none.
	// Processes may share it.
	CacheDir string

	// Warn is told of what costs time but not correctness, such as a cache folder
	// without rights. nil ignores it.
	Warn func(error)
}

// A Solver is an lp.Solver. It may be used from several goroutines at once.
type Solver struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	cache    wazero.CompilationCache // nil without one
	names    names

	// using is held for reading while code or memory of an instance is used. Close
	// takes it for writing: what it unmaps must not be running.
	using  sync.RWMutex
	closed bool

	mu   sync.Mutex
	idle []*instance
	made int // instances so far, for their names
}

var errClosed = errors.New("highs: closed")

// New compiles HiGHS, or reads it from the cache.
func New(c Config) (*Solver, error) {
	wasm, n, err := embedded()
	if err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	s := &Solver{names: n}
	if err := s.compile(wasm, c); err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	return s, nil
}

// Load gives m to an instance of HiGHS of its own.
func (s *Solver) Load(m *lp.Model) (lp.Program, error) {
	a, err := m.Arrays()
	if err != nil {
		return nil, err
	}
	// HiGHS takes what is at or below small_matrix_value (see tune) for zero and
	// refuses what is above large_matrix_value.
	if err := a.CheckRange(2e-12, 1e15); err != nil {
		return nil, err
	}
	s.using.RLock()
	defer s.using.RUnlock()
	p := &program{Arrays: a, solver: s}
	if err = p.open(); err != nil {
		return nil, fmt.Errorf("highs: load: %w", err)
	}
	return p, nil
}

// Close frees all instances, those of programs still open too. It waits for solves
// that are going on.
func (s *Solver) Close() error {
	s.using.Lock()
	defer s.using.Unlock()
	if s.closed {
		return nil
	}
	s.closed, s.idle = true, nil
	err := s.runtime.Close(context.Background())
	if s.cache != nil {
		err = errors.Join(err, s.cache.Close(context.Background()))
	}
	return err
}

// take is an idle instance, or a new one.
func (s *Solver) take() (*instance, error) {
	if s.closed {
		return nil, errClosed
	}
	s.mu.Lock()
	if n := len(s.idle); n > 0 {
		in := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return in, nil
	}
	s.made++
	id := s.made
	s.mu.Unlock()
	return s.instantiate(id)
}

// Memory of an instance only grows. Above keepBelow it is freed rather than kept.
const keepBelow = 64 << 20

// give takes an instance back for the next Load.
func (s *Solver) give(in *instance) {
	s.using.RLock()
	defer s.using.RUnlock()
	if s.closed {
		return
	}
	small := in.mod.Memory().Size() < keepBelow
	if small {
		in.call("Highs_clearModel", in.highs)
	}
	s.mu.Lock()
	keep := small && in.err == nil && len(s.idle) < 2*runtime.NumCPU()
	if keep {
		s.idle = append(s.idle, in)
	}
	s.mu.Unlock()
	if !keep {
		in.close()
	}
}
