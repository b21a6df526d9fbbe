package prospect_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/plan"
	"adit/prospect"
)

func TestTry(t *testing.T) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	t0 := time.Now()
	p, err := prospect.Open(context.Background(), a, s, prospect.Question{Minerals: []string{"gallium", "antimony"}, Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024, First: 2026, Last: 2035, Budget: 1e9})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("open", time.Since(t0))
	n := p.Net
	ps, ls, ds := 0, 0, 0
	for _, p := range n.Processes {
		ps += len(p.Steps)
		fmt.Println(p.ID, p.Place, p.Activity, p.Capacity, len(p.Steps))
	}
	for _, p := range n.Lanes {
		ls += len(p.Steps)
		fmt.Println(p.ID, p.Flow, p.Capacity)
	}
	for _, p := range n.Demands {
		ds += len(p.Steps)
		fmt.Println(p.ID, p.Amount, len(p.Steps))
	}
	for _, p := range n.Stocks {
		fmt.Println(p.ID, p.Level, p.ReleaseAbove)
	}
	fmt.Println(ps, ls, ds, len(n.Stocks))
	for _, c := range p.Candidates.Projects {
		fmt.Println(c.ID, c.Process.Place, c.Process.Capacity, c.Process.Inputs, c.Process.Steps, c.Capex, c.Public, c.Online, c.Excludes, c.Shares)
	}
	for _, c := range p.Candidates.Cases {
		fmt.Println(c.Name, c.Probability, len(c.Disruptions))
	}
	t0 = time.Now()
	ans, err := plan.Run(context.Background(), p.Net, p.Candidates, plan.Question{Gap: 0.02, TimeLimit: 60 * time.Second}, s)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(time.Since(t0), ans.Objective, ans.Bound, ans.Status)
	for _, c := range ans.Chosen {
		fmt.Println(c.Start, c.ID, c.Public)
	}
}
