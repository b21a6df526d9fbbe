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
// A question of several minerals falls into groups that only money and risk join.
// A large one is searched by column generation over these (blend, master, search,
// branch), each group in outline (outline, stage: cuts from small yearly markets);
// a small one as one program.
//
// Run searches, holds what is built as found, and solves the linear programs that
// are left, year by year, for flows, purchases and prices. Check then recomputes everything from
// the network and the candidates, and knows no program: an answer that it does not
// confirm is an error.
package plan
