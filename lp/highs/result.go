package highs

import (
	"context"
	"fmt"
	"math"

	"adit/lp"

	"github.com/tetratelabs/wazero/api"
)

// HighsModelStatus, as far as Highs_run comes to it.
const (
	modelEmpty            = 6
	modelOptimal          = 7
	modelInfeasible       = 8
	unboundedOrInfeasible = 9
	modelUnbounded        = 10
	modelTimeLimit        = 13
	modelInterrupted      = 17
)

// undecided: a status that says nothing of the program. A basis that has become
// singular or a presolve that cannot tell unbounded from infeasible lead there.
func undecided(code int) bool {
	switch code {
	case modelEmpty, modelOptimal, modelInfeasible, modelUnbounded, modelTimeLimit, modelInterrupted:
		return false
	}
	return true
}

func without(s lp.Status) *lp.Solution {
	nan := math.NaN()
	return &lp.Solution{Status: s, Objective: nan, Bound: nan, Gap: nan}
}

// outcome reads the solution and says what the status means for the caller.
func (p *program) outcome(ctx context.Context, code int, o lp.Options) (*lp.Solution, error) {
	switch code {
	case modelEmpty, modelOptimal:
		return p.solution(lp.Optimal, o), nil
	case modelInfeasible:
		return p.solution(lp.Infeasible, o), lp.ErrInfeasible
	case modelUnbounded:
		return p.solution(lp.Unbounded, o), lp.ErrUnbounded
	case modelInterrupted:
		return p.solution(lp.Interrupted, o), ctx.Err()
	case modelTimeLimit:
		s := p.solution(lp.TimeLimit, o)
		if s.X == nil {
			return s, lp.ErrTimeLimit
		}
		return s, nil
	}
	return nil, fmt.Errorf("HiGHS came to no conclusion (model status %d)", code)
}

// solution reads what there is: figures always, a point if it is feasible, duals
// if it is an optimal one of a linear program.
func (p *program) solution(status lp.Status, o lp.Options) *lp.Solution {
	s, in := without(status), p.in
	mixed := p.Integer != nil && !o.Relax
	s.Iterations = max(0, in.infoInt("simplex_iteration_count"))
	const feasible = 2
	if status == lp.Infeasible || status == lp.Unbounded ||
		status != lp.Optimal && in.infoInt("primal_solution_status") != feasible {
		return s
	}
	s.Objective = api.DecodeF64(in.call("Highs_getObjectiveValue", in.highs))
	if len(p.Cost) == 0 {
		s.Objective = p.Offset // HiGHS says 0
	}
	p.readPoint(s, status == lp.Optimal && !mixed)
	if !mixed {
		if status == lp.Optimal {
			s.Bound = p.DualBound(s.Duals)
			s.Gap = lp.RelativeGap(s.Objective, s.Bound)
		}
		return s
	}
	s.Bound, s.Gap = in.infoFloat("mip_dual_bound"), in.infoFloat("mip_gap")
	if status == lp.Optimal && o.Gap > 1e-6 && s.Gap > 1e-6 {
		s.Status = lp.WithinGap
	}
	return s
}

func (p *program) readPoint(s *lp.Solution, duals bool) {
	in, n, m := p.in, len(p.Cost), len(p.RowLo)
	x := in.scratch
	reduced, activity := x+uint64(8*n), x+uint64(16*n)
	dual := activity + uint64(8*m)
	in.call("Highs_getSolution", in.highs, x, reduced, activity, dual)
	all := make([]float64, 2*(n+m))
	in.getFloats(x, all)
	s.X, s.Activity = all[:n:n], all[2*n:2*n+m:2*n+m]
	if duals {
		s.Reduced, s.Duals = all[n:2*n:2*n], all[2*n+m:]
	}
}
