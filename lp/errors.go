package lp

import (
	"errors"
	"strings"
)

// Errors that Solve wraps, for callers that branch on them.
var (
	ErrInfeasible = errors.New("lp: infeasible")
	ErrUnbounded  = errors.New("lp: unbounded")
	ErrTimeLimit  = errors.New("lp: time limit reached without a feasible point")
)

// An InfeasibleError tells which rows and bounds cannot hold together, by name, in
// the order of the model. Both lists are empty if the reasons were not asked for
// or not found in time.
type InfeasibleError struct {
	Rows   []string // "P1 mass[cobalt@CN]"
	Bounds []string // "ship[CD→CN] ≤ 40"

	// Irreducible: drop any one of them, and the rest can hold. When false, some
	// may be there without need.
	Irreducible bool
	// Whole: the conflict exists only because some variables are integer.
	Whole bool
}

// Error lists the rows and bounds.
func (e *InfeasibleError) Error() string {
	all := append(append([]string(nil), e.Rows...), e.Bounds...)
	if len(all) == 0 {
		return ErrInfeasible.Error()
	}
	what := "these cannot hold together"
	if e.Whole {
		what = "these cannot hold together with whole values"
	}
	return ErrInfeasible.Error() + ": " + what + ": " + strings.Join(all, "; ")
}

// Is makes errors.Is(err, ErrInfeasible) true.
func (e *InfeasibleError) Is(target error) bool { return target == ErrInfeasible }
