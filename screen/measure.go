package screen

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"adit/stress"
	"adit/world"
)

// measure builds the networks of the minerals that count, side by side.
func (d *desk) measure(ctx context.Context, options []Option) error {
	if d.World == nil {
		d.World = world.New(d.atlas, d.Year)
	}
	minerals := d.minerals(options)
	nets, errs := make([]*world.Network, len(minerals)), make([]error, len(minerals))
	next := make(chan int)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := range next {
				nets[i], errs[i] = d.World.Build(ctx, minerals[i], d.solver)
			}
		})
	}
	for i := range minerals {
		next <- i
	}
	close(next)
	all.Wait()
	for i, m := range minerals {
		var missing *world.MissingError
		switch {
		case errors.As(errs[i], &missing):
			d.out.Missing = append(d.out.Missing, Missing{m, errs[i].Error()})
		case errs[i] != nil:
			return errs[i]
		default:
			d.nets[m] = nets[i]
		}
	}
	return nil
}

// minerals lists the minerals with a chain that options have an output of, and
// those that hosts and uses may yield.
func (d *desk) minerals(options []Option) []string {
	all := outputs(options)
	for r := range d.atlas.Rows("host_of") {
		if m := r.Get("mineral"); r.Get("table") != "" && d.asks("byproduct", m) {
			all = append(all, m)
		}
	}
	for m := range d.chains {
		if rate, best, _, _ := d.eolRate(m); d.asks("recycling", m) && rate > 0 && rate < best {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(m string) bool { return d.chains[m] == nil })
}

// outputs lists the minerals that options yield.
func outputs(options []Option) []string {
	var all []string
	for _, o := range options {
		if (o.Output != nil || o.tonnes != nil) && o.Form != "" {
			all = append(all, o.Mineral)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// strike runs a year without the adversary's exports for each mineral that some
// option yields.
func (d *desk) strike(ctx context.Context, options []Option) error {
	minerals := slices.DeleteFunc(outputs(options), func(m string) bool { return d.nets[m] == nil })
	if len(minerals) == 0 || d.NoRisk {
		return nil
	}
	cuts, missing, err := stress.All(ctx, d.atlas, d.solver, stress.Sweep{
		Question: stress.Question{Minerals: minerals, Country: d.Country, Year: d.Year}, World: d.World, Networks: d.nets, From: d.Against,
	})
	for _, c := range cuts {
		d.cuts[c.Mineral] = c
	}
	for _, m := range missing {
		d.out.Missing = append(d.out.Missing, Missing{m.Mineral, m.Why})
	}
	return err
}

// netImports is what the country takes in of a form and of those made of it
// beyond what it sends out, in tonnes of the form that is used: ore that leaves
// does not make up for the oxide that comes.
func (d *desk) netImports(mineral, form string) (float64, bool) {
	n := d.nets[mineral]
	if n == nil {
		return 0, false
	}
	after := onward(d.chains[mineral], form)
	sum := 0.0
	for i := range n.Lanes {
		l := &n.Lanes[i]
		in, out := d.Country.Covers(l.To), d.Country.Covers(l.From)
		switch w := toTarget(d.chains[mineral], l.Material.Form()); {
		case !slices.Contains(after, l.Material.Form()):
		case in && !out:
			sum += float64(l.Flow) * w
		case out && !in:
			sum -= float64(l.Flow) * w
		}
	}
	return sum, true
}

// unmet is what the country lacks in the year without the adversary, in tonnes.
func unmet(c stress.CutOff) float64 {
	sum := 0.0
	for _, v := range c.Views {
		sum += v.UnmetT
	}
	return sum
}
