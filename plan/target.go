package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/lp"
)

// arrives reports whether a lane brings what a target counts from outside the
// place.
func arrives(t *adit.Target, l *adit.Lane) bool {
	return l.Material.Matches(t.Material) && t.Place.Covers(l.To) && !t.Place.Covers(l.From)
}

// comesFrom reports whether it comes from where the target bounds: face value.
func comesFrom(t *adit.Target, l *adit.Lane) bool {
	return slices.ContainsFunc(t.From, func(p adit.PlaceID) bool { return p.Covers(l.From) })
}

// ownOutput is what a process makes at the place of what a target counts, a unit
// of activity.
func ownOutput(t *adit.Target, p *adit.Process) float64 {
	made := 0.0
	for _, o := range p.Outputs {
		if t.Place.Covers(p.Place) && o.Material.Matches(t.Material) && (len(t.Makers) == 0 || slices.Contains(t.Makers, p.ID)) {
			made += o.Tonnes
		}
	}
	return made
}

func named(places []adit.PlaceID) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = string(p)
	}
	return strings.Join(names, "+")
}

func compare(a, b string) int { return cmp.Compare(a, b) }

type targetRow struct {
	target int
	row    lp.Row
	weight float64 // of its occasion
}

// (P7) Arrivals from some places ≤ share × (all arrivals + own output), in the
// target's year.
func (p *program) onTarget(part *part, g int, o *occasion) {
	for k := range p.c.Targets {
		target := &p.c.Targets[k]
		if !p.inPeriod(g, target.Year) {
			continue
		}
		if len(target.From) == 0 {
			p.atLeast(part, g, o, k)
			continue
		}
		row, terms := lp.Row{}, 0
		count := func(coef float64, vars []lp.Var) {
			if terms++; terms == 1 {
				row = p.model.Row("P7 target[%s]%s", targetName(target), p.label(g, o))
			}
			for _, v := range vars {
				row.Add(coef, v)
			}
		}
		p.countTarget(part, o, target, count)
		if terms > 0 {
			p.slack(row, -1, 1, 1e-6, "t")
			p.targets = append(p.targets, targetRow{k, row.AtMost(0), p.weight(g, o)})
		}
	}
}

// (P7) Own output ≥ share × what the place wants of the mineral, in the target's
// year.
func (p *program) atLeast(part *part, g int, o *occasion, k int) {
	target := &p.c.Targets[k]
	wanted := o.wants[target.Year-p.years[p.periods[g][0]]]
	least := float64(target.Least) * float64(wants(target, part.net, wanted))
	if least <= 0 {
		return
	}
	row := p.model.Row("P7 target[%s]%s", targetName(target), p.label(g, o))
	for i := range part.net.Processes {
		if made := ownOutput(target, &part.net.Processes[i]); made > 0 {
			for _, v := range o.block.Activity[i] {
				row.Add(made, v)
			}
		}
	}
	p.slack(row, +1, 1, 1, "t")
	p.targets = append(p.targets, targetRow{k, row.AtLeast(least), p.weight(g, o)})
}

// wants is what the place of a target of own output wants of the mineral.
func wants(t *adit.Target, net *adit.Network, most []adit.Tonnes) adit.Tonnes {
	sum := adit.Tonnes(0)
	for i := range net.Demands {
		if t.Wants(&net.Demands[i]) {
			sum += most[i]
		}
	}
	return sum
}

// targetName names a target as its row does.
func targetName(t *adit.Target) string {
	if len(t.From) == 0 {
		of := ""
		if len(t.Makers) > 0 {
			of = " by " + strings.Join(t.Makers, "+")
		}
		return fmt.Sprintf("%s@%s%s at least %g%%", t.Material, t.Place, of, 100*float64(t.Least))
	}
	return fmt.Sprintf("%s@%s from %s", t.Material, t.Place, named(t.From))
}

func (p *program) countTarget(part *part, o *occasion, t *adit.Target, count func(float64, []lp.Var)) {
	for i := range part.net.Lanes {
		if l := &part.net.Lanes[i]; arrives(t, l) {
			coef := -float64(t.MaxShare)
			if comesFrom(t, l) {
				coef++
			}
			count(coef, o.block.Shipment[i])
		}
	}
	for i := range part.net.Processes {
		if made := ownOutput(t, &part.net.Processes[i]); made > 0 {
			count(-float64(t.MaxShare)*made, o.block.Activity[i])
		}
	}
}

// counts reports whether anything of a network matters to a target.
func counts(net *adit.Network, t *adit.Target) bool {
	return slices.ContainsFunc(net.Lanes, func(l adit.Lane) bool { return arrives(t, &l) }) ||
		slices.ContainsFunc(net.Processes, func(p adit.Process) bool { return ownOutput(t, &p) > 0 }) ||
		len(t.From) == 0 && slices.ContainsFunc(net.Demands, func(d adit.Demand) bool { return t.Wants(&d) })
}
