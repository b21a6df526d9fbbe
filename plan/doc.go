// Package plan finds which projects, and how much stock, close the gap for the
// least money: a mixed-integer program over years and cases (docs/math/plan.md).
//
// The program is a page, (*program).write, with one method for each equation of
// docs/model.md §7. Mass, capacities, lanes and stocks are package market's, one
// block for each year and each set of cases that a year treats alike:
//
//	P1  mass per year and case           P5  budgets
//	P2  capacity of what is built        P6  requires and excludes
//	P3  each project once                P7  targets
//	P4  host limits and stages: they follow from P1
//	P8  stockpile
//
// Run solves it, holds what is built and bought as found, and solves the linear
// program that is left for flows and prices. Check then recomputes everything from
// the network and the candidates, and knows no program: an answer that it does not
// confirm is an error.
package plan
