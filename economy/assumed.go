package economy

import (
	"cmp"
	"fmt"

	"adit"
	"adit/atlas"
)

// The rows of the atlas's table of assumptions that this package needs.
const (
	needID     = "need-industry"
	residualID = "need-residual-industry"
	replacedID = "substituted-within-a-year"
	euroID     = "usd-per-eur"
)

// A Band is a dependence and its bounds. Low is what costs least.
type Band struct{ Low, Base, High Dependence }

// Assumed is the dependence that the atlas assumes (docs/decisions/0014).
func Assumed(a *atlas.Atlas) (Band, error) {
	need, err := assumption(a, needID)
	residual, err2 := assumption(a, residualID)
	if err := cmp.Or(err, err2); err != nil {
		return Band{}, err
	}
	ids := []string{need.ID, residual.ID}
	return Band{
		Low:  Dependence{Share: need.Low, Residual: residual.Low, Figures: ids},
		Base: Dependence{Share: need.Value, Residual: residual.Value, Figures: ids},
		High: Dependence{Share: need.High, Residual: residual.High, Figures: ids},
	}, nil
}

// assumption is a row of the table of assumptions.
func assumption(a *atlas.Atlas, id string) (adit.Figure, error) {
	for r := range a.Rows("assumptions") {
		if r.Get("assumption") == id {
			return r.Figure("value"), nil
		}
	}
	return adit.Figure{}, fmt.Errorf("economy: %w: the table of assumptions of the atlas is older than the program", &adit.UnknownError{Kind: "assumption", ID: id})
}
