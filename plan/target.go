package plan

import (
	"cmp"
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
		if t.Place.Covers(p.Place) && o.Material.Matches(t.Material) {
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
		row, terms := lp.Row{}, 0
		count := func(coef float64, vars []lp.Var) {
			if terms++; terms == 1 {
				row = p.model.Row("P7 target[%s@%s from %s]%s", target.Material, target.Place, named(target.From), p.label(g, o))
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
		slices.ContainsFunc(net.Processes, func(p adit.Process) bool { return ownOutput(t, &p) > 0 })
}
