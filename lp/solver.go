package lp

import (
	"context"
	"io"
	"time"
)

// A Solver makes programs that can be solved. It may be used from several
// goroutines at once; a Program from one at a time.
type Solver interface {
	// Load copies m. The solver may keep m to tell its names, no more.
	Load(m *Model) (Program, error)
}

// A Program is a loaded model. Changes cost next to nothing: they gather and go
// to the solver together, at the next Solve.
type Program interface {
	SetBounds(v Var, lo, hi float64)
	SetCost(v Var, cost float64)
	SetRow(r Row, lo, hi float64)

	// Solve solves the program with all changes made so far, from the last basis
	// if there is one.
	//
	// The error is nil with the status Optimal, WithinGap, or TimeLimit with a
	// point. Otherwise it wraps ErrInfeasible (and is an *InfeasibleError),
	// ErrUnbounded, ErrTimeLimit (no point found in time) or the error of ctx.
	// The solution is not nil in any of these cases, and holds the best point
	// that an interrupted or stopped solve had, if it had one. Other errors are
	// faults of the solver; the solution is nil.
	Solve(ctx context.Context, o Options) (*Solution, error)

	// Close frees what the program holds. It must not be used afterwards.
	Close() error
}

// Options of one solve; the zero value solves to optimality, silently.
type Options struct {
	TimeLimit time.Duration // 0 is none
	Gap       float64       // relative gap at which a mixed-integer solve may stop; 0 is the solver's proof of optimality (1e-6)

	// Relax lets integer variables take any value between their bounds, and so
	// gives duals to a mixed-integer program.
	Relax bool

	// SkipConflict leaves an infeasibility without its reasons, for callers that
	// expect many. Finding them takes further solves.
	SkipConflict bool

	// Log takes the solver's own log.
	Log io.Writer
	// Progress is told how a mixed-integer solve goes on, on the goroutine that
	// called Solve. It must not use the program.
	Progress func(Progress)
}

// Progress is the state of a mixed-integer solve.
type Progress struct {
	Elapsed   time.Duration
	Objective float64 // of the best point; ±Inf without one
	Bound     float64 // no point can be better than this
	Gap       float64 // |Objective−Bound| / |Objective|; Inf without a point
}

// Status says how a solve ended.
type Status int

// Optimal and WithinGap are answers; TimeLimit and Interrupted may have a
// feasible point (Solution.X is not nil then); Infeasible and Unbounded have none.
const (
	Optimal     Status = iota + 1
	WithinGap          // within Options.Gap of optimal, and not better
	TimeLimit          // stopped by Options.TimeLimit
	Interrupted        // stopped by the context
	Infeasible
	Unbounded
)

// String is the status in lower case: "optimal", "time limit".
func (s Status) String() string {
	names := [...]string{"unknown", "optimal", "within gap", "time limit", "interrupted", "infeasible", "unbounded"}
	if s < 0 || int(s) >= len(names) {
		s = 0
	}
	return names[s]
}

// A Solution is the outcome of one solve. It does not change when the program is
// solved again. Slices are by Var.Col and Row.Index; they are nil when there is
// no point, Reduced and Duals also when the program is mixed-integer.
type Solution struct {
	Status     Status
	Objective  float64 // of X; NaN without a point
	Bound      float64 // no point has a better objective; NaN if not known
	Gap        float64 // |Objective−Bound| / |Objective|; NaN if not known
	Iterations int     // of the simplex method, in this solve

	X        []float64 // values of the variables
	Reduced  []float64 // d objective / d value of a variable at its bound
	Activity []float64 // left-hand sides of the rows
	Duals    []float64 // d objective / d right-hand side
}

// Value is the value of v. It panics if there is no point.
func (s *Solution) Value(v Var) float64 { return s.X[v.Col()] }

// ReducedCost is d objective / d v at the bound where v is; 0 between its bounds.
// It panics if there are no duals.
func (s *Solution) ReducedCost(v Var) float64 { return s.Reduced[v.Col()] }

// RowActivity is the left-hand side of r. It panics if there is no point.
func (s *Solution) RowActivity(r Row) float64 { return s.Activity[r.Index()] }

// Dual is d objective / d right-hand side of r, whichever side is binding; 0 if
// neither is. It panics if there are no duals.
func (s *Solution) Dual(r Row) float64 { return s.Duals[r.Index()] }
