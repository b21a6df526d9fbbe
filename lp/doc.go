// Package lp writes linear and mixed-integer programs so that they read like
// their equations, and hands them to a solver it knows nothing about.
//
// A [Model] is built a variable and a row at a time, in the order in which the
// equations are written on paper, and prints itself back as equations:
//
//	var m lp.Model
//	x := m.Var(0, 40, 2, "ship[%s→%s]", from, to)
//	y := m.Var(0, lp.Inf, 100, "short[%s]", to)
//	met := m.Row("P1 demand[%s]", to).Add(1, x).Add(1, y).AtLeast(63)
//
// A [Solver] (package lp/highs, or lp/clp behind a build tag) loads it; the
// [Program] it gives back is changed in place and solved again from its last
// basis:
//
//	p, err := solver.Load(&m)
//	sol, err := p.Solve(ctx, lp.Options{})
//	price := sol.Dual(met)      // what one more unit of demand costs
//	p.SetBounds(x, 0, 0)        // close the lane
//	sol, err = p.Solve(ctx, lp.Options{})
//
// Signs. A dual is d objective / d right-hand side and a reduced cost is
// d objective / d value of the variable, both for the program as it is written,
// minimised or maximised alike. So in a minimisation a binding ≥ row has a dual
// ≥ 0, in a maximisation a binding ≤ row does.
//
// NaN is refused where it comes in, with a panic that names the variable or the
// row: it is never data. Bounds that cross (lo > hi) are data, and are told as
// an infeasibility.
package lp
