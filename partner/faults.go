package partner

import (
	"fmt"

	"adit"
	"adit/atlas"
)

// Faults lists what is wrong with the tables of agreements and corridors beyond
// their schemas: names that are no country or group, dates out of order, a
// corridor that carries less once it is upgraded.
func Faults(a *atlas.Atlas) adit.Faults {
	var faults adit.Faults
	wrong := func(r atlas.Row, rule, remedy, format string, args ...any) {
		faults = append(faults, adit.Fault{Where: r.Where(), Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
	}
	for r := range a.Rows("agreements") {
		if with := r.Get("with"); with != "" && !isPlace(a, with) {
			wrong(r, "unknown-party", "write an ISO code or a group of table groups", "%s is with %q", r.Get("agreement"), with)
		}
		for _, from := range []string{"signed", "in_force"} {
			if f, u := r.Get(from), r.Get("until"); f != "" && u != "" && f > u {
				wrong(r, "dates", "order the dates", "%s ends on %s, before %s", r.Get("agreement"), u, f)
			}
		}
	}
	for r := range a.Rows("corridors") {
		for _, column := range []string{"from", "via", "to"} {
			for _, name := range list(r.Get(column)) {
				if !isPlace(a, name) {
					wrong(r, "unknown-place", "write ISO codes or groups", "corridor %s: %s names %q", r.Get("corridor"), column, name)
				}
			}
		}
		after, ok1 := r.Number("capacity_t_per_y")
		before, ok2 := r.Number("current_t_per_y")
		if ok1 && ok2 && after < before {
			wrong(r, "capacity", "give the capacity once it is upgraded", "corridor %s carries %g t, and %g t before", r.Get("corridor"), after, before)
		}
		if cost, ok := r.Number("cost_change_pct"); ok && cost <= -100 {
			wrong(r, "cost", "a change of cost is above −100%", "corridor %s changes costs by %g%%", r.Get("corridor"), cost)
		}
	}
	return faults
}

// isPlace reports a country by its code, or a group.
func isPlace(a *atlas.Atlas, name string) bool {
	for r := range a.Rows("places") {
		if r.Get("place") == name {
			return true
		}
	}
	for r := range a.Rows("groups") {
		if r.Get("group") == name {
			return true
		}
	}
	return false
}
