package main

import (
	"fmt"
	"math"

	"adit/plan"
)

// planOut is the answer as it is printed.
type planOut struct {
	plan.Printed
	Nothing      *float64       `json:"objective_without_plan_usd"` // null: interrupted before it was asked
	Adds         []planAdds     `json:"adds"`
	Closed       []planClosed   `json:"gap_closed"`
	Frontier     []planPoint    `json:"frontier,omitempty"`
	Alternatives []planOther    `json:"alternatives,omitempty"`
	WhatIf       []planEntry    `json:"what_if,omitempty"`
	Asked        map[string]any `json:"asked"`
	Atlas        *planAtlasOut  `json:"atlas,omitempty"`
	answer       *plan.Answer
}

type (
	planAdds struct {
		ID    string   `json:"id"`
		Alone *float64 `json:"alone_usd"`
		Last  *float64 `json:"last_in_usd"`
	}
	planClosed struct {
		Mineral string   `json:"mineral"`
		Year    int      `json:"year"`
		Wanted  float64  `json:"wanted_t"`
		Nothing *float64 `json:"unmet_without_plan_t"`
		Unmet   float64  `json:"unmet_t"`
	}
	planPoint struct {
		Budget    float64              `json:"budget_usd"`
		Objective float64              `json:"objective_usd"`
		Gap       *float64             `json:"mip_gap"`
		Spent     float64              `json:"spent_usd"`
		Unmet     float64              `json:"expected_unmet_t"`
		Chosen    []plan.PrintedChoice `json:"chosen"`
	}
	planOther struct {
		Objective float64              `json:"objective_usd"`
		Above     float64              `json:"above_best"`
		Chosen    []plan.PrintedChoice `json:"chosen"`
	}
	planEntry struct {
		ID   string   `json:"id"`
		Cost *float64 `json:"enters_at_usd"` // null: not even for nothing
		Now  float64  `json:"public_cost_usd"`

		Sooner   *int     `json:"enters_years_sooner"`   // null: no start at once is enough
		Capacity *float64 `json:"enters_capacity_times"` // null: sixteen times is not enough
	}
)

func newPlanOut(a *plan.Answer, study *plan.Study) *planOut {
	out := &planOut{Printed: a.Print(), Nothing: orNil(study.Nothing), Adds: []planAdds{}, answer: a}
	for _, x := range study.Adds {
		out.Adds = append(out.Adds, planAdds{x.ID, known(x.Alone), known(x.Last)})
	}
	for _, x := range study.Closed {
		out.Closed = append(out.Closed, planClosed{x.Mineral, int(x.Year), float64(x.Wanted), orNil(float64(x.Nothing)), float64(x.Gap)})
	}
	return out
}

// orNil is nil for NaN.
func orNil(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}

// known is that in cents.
func known(v float64) *float64 { return orNil(math.Round(v*100) / 100) }

func newPoint(p plan.Point) planPoint {
	printed := p.Print()
	out := planPoint{Budget: float64(p.Budget), Objective: printed.Objective, Gap: printed.Gap, Unmet: p.ExpectedUnmet(), Chosen: printed.Chosen}
	for _, y := range p.Candidates.Years() {
		out.Spent += printed.Budget[fmt.Sprint(int(y))]
	}
	return out
}
