package policy_test

import (
	"fmt"

	"adit"
	"adit/atlas"
	"adit/policy"
)

func ExampleControl_Disruptions() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	ban, err := policy.Find(a, "CN-2024-46-US-BAN")
	if err != nil {
		fmt.Println(err)
		return
	}
	terms := policy.NewTerms(a, adit.MonthOf(2025, 1), adit.MonthOf(2027, 12))
	terms.Minerals = []string{"gallium"}
	disruptions, notes, err := ban.Disruptions(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range disruptions {
		fmt.Println(d.Lanes.From, d.Lanes.To, d.Lanes.Material, d.From)
	}
	fmt.Println(notes[1])
	// Output:
	// [CHN] [USA] [gallium/] 2024-12
	// [CHN] [USA] [gallium/] 2026-12
	// suspended from 2025-11-09 to 2026-11-27: no effect in that time, and in force again after it unless it is extended or ended
}

func ExampleNotRunnableError() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	benchmark, err := policy.Find(a, "EU-CRMA-BENCH")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, _, err = benchmark.Disruptions(policy.NewTerms(a, adit.MonthOf(2025, 1), adit.MonthOf(2027, 12)))
	fmt.Println(err)
	// Output: control EU-CRMA-BENCH cannot be run: no quantity rule: it is a target, not a control
}
