package baseline

import (
	"slices"
	"strings"

	"adit/atlas"
)

// A Side is supply or demand.
type Side string

const (
	Supply Side = "supply"
	Demand Side = "demand"
)

// oneYear is the horizon of the class defaults. Longer ones answer another
// question, and what past events imply would be fitting.
const oneYear = "1 year (default)"

// Elasticity returns the short-run own-price elasticity of a mineral: percent
// of quantity within a year per percent of price. Supply is 0 or more, demand
// below 0. A mineral that table elasticities lists by its own name goes before a
// group, and a group before the class of table elasticity_classes.
func Elasticity(a *atlas.Atlas, mineral string, side Side) (Value, error) {
	best, members := Value{}, 0
	for r := range a.Rows("elasticities") {
		names := strings.Split(r.Get("minerals"), ";")
		if r.Get("side") != string(side) || r.Get("horizon") != oneYear || !slices.Contains(names, mineral) {
			continue
		}
		f := r.Figure("value")
		if _, known := f.Point(); known && (members == 0 || len(names) < members) {
			best, members = Value{f.Value, f.Low, f.High, f.Basis, f.ID, r.Get("cite")}, len(names)
		}
	}
	if members > 0 {
		return best, nil
	}
	return classElasticity(a, mineral, side)
}

func classElasticity(a *atlas.Atlas, mineral string, side Side) (Value, error) {
	for r := range a.Rows("elasticity_classes") {
		if r.Get("mineral") == mineral {
			v, err := Parameter(a, string(side)+"-elasticity-"+r.Get("class"))
			v.Note = strings.TrimSpace(v.Note + "; " + r.Get("note"))
			return v, err
		}
	}
	return Value{}, &MissingError{"elasticity of " + string(side), mineral, "", 0, "neither table elasticities nor elasticity_classes lists it"}
}
