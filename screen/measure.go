package screen

import (
	"context"
	"errors"
	"slices"
	"sync"

	"adit"
	"adit/stress"
	"adit/world"
)

// measure builds the networks of the minerals that count, and strikes each once:
// a year without the adversary's exports.
func (d *desk) measure(ctx context.Context, options []Option) error {
	if d.World == nil {
		d.World = world.New(d.atlas, d.Year)
	}
	minerals := d.minerals(options)
	if len(minerals) > 0 && !d.NoRisk {
		if err := d.strike(ctx, minerals); err != nil {
			return err
		}
	}
	for _, m := range minerals {
		if d.nets[m] != nil {
			continue
		}
		n, err := d.World.Build(ctx, m, d.solver)
		var missing *world.MissingError
		switch {
		case errors.As(err, &missing):
			d.out.Missing = append(d.out.Missing, Missing{m, err.Error()})
		case err != nil:
			return err
		default:
			d.nets[m] = n
		}
	}
	return nil
}

// minerals lists the minerals with a chain that options have an output of, and
// those that hosts and uses may yield.
func (d *desk) minerals(options []Option) []string {
	var all []string
	for _, o := range options {
		if (o.Output != nil || o.tonnes != nil) && o.Form != "" {
			all = append(all, o.Mineral)
		}
	}
	for r := range d.atlas.Rows("host_of") {
		if m := r.Get("mineral"); r.Get("table") != "" && d.asks("byproduct", m) {
			all = append(all, m)
		}
	}
	for m := range d.chains {
		if d.asks("recycling", m) {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(m string) bool { return d.chains[m] == nil })
}

// strike keeps each mineral's network on the way: building it twice would take
// as long as the run.
func (d *desk) strike(ctx context.Context, minerals []string) error {
	var mu sync.Mutex
	cuts, missing, err := stress.All(ctx, d.atlas, d.solver, stress.Sweep{
		Question: stress.Question{Minerals: minerals, Country: d.Country, Year: d.Year}, World: d.World,
		Scenario: func(st *stress.Study) (*adit.Scenario, error) {
			mu.Lock()
			defer mu.Unlock()
			d.nets[st.Minerals[0]] = st.Models[0].World
			return st.Stop(d.Against), nil
		},
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
