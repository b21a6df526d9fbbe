package plan

import (
	"runtime"
	"sync"

	"adit/lp"
)

// A division is a plan's program by groups, each loaded into a solver of its own,
// so that they can be solved side by side. With one group it is the program itself
// and has no links.
type division struct {
	*setting
	solver   lp.Solver
	groups   []*group
	machines []*machine
	outlines []*outline // of many groups, for the search; nil where one cannot say all
	links    []link
}

// A link is a row that joins groups: a budget, what all of them spend ≤ most; or
// with cvar95 the loss of a case, η + z − what all of them lose ≥ 0.
type link struct {
	most   float64 // million USD
	loss   bool
	excess float64 // of a loss: what a million USD of z costs
}

// divide writes a setting in groups, or as a whole, which may have cuts.
func (s *setting) divide(solver lp.Solver, cuts [][]int, whole bool) (*division, error) {
	d := &division{setting: s, solver: solver}
	if whole {
		d.groups = []*group{s.alone()}
	} else {
		d.groups = s.groups()
	}
	d.machines = make([]*machine, len(d.groups))
	for g := range d.groups {
		d.machines[g] = &machine{program: d.groups[g].write(cuts, false)}
	}
	d.link()
	return d, nil
}

// load loads all groups.
func (d *division) load() error {
	return side(len(d.groups), func(g int) error { return d.machines[g].load(d.solver) })
}

// outline loads the outlines of the groups.
func (d *division) outline() error {
	if d.outlines != nil {
		return nil
	}
	d.outlines = make([]*outline, len(d.groups))
	return side(len(d.groups), func(g int) (err error) {
		d.outlines[g], err = d.groups[g].outline(d.solver)
		return err
	})
}

// link lists what joins the groups.
func (d *division) link() {
	if len(d.groups) == 1 {
		return
	}
	first := d.machines[0]
	for i := range first.budgets {
		d.links = append(d.links, link{most: first.budgets[i].most})
	}
	for k := range first.lost {
		d.links = append(d.links, link{loss: true, excess: million * d.c.Cases[k].Probability / tail})
	}
	for _, m := range d.machines {
		m.link()
	}
}

// Close frees all programs.
func (d *division) Close() {
	for _, m := range d.machines {
		m.close()
	}
	for _, o := range d.outlines {
		if o != nil {
			o.Close()
		}
	}
}

// side calls f for 0 to n−1 on all cores, and returns the first error by number.
func side(n int, f func(i int) error) error {
	errs, next := make([]error, n), make(chan int)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
