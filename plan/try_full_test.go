package plan_test

import (
	"context"
	"os"
	"testing"
	"time"

	"adit"
	"adit/lp"
	"adit/plan"
)

func TestTryFull(t *testing.T) {
	dir := os.Getenv("DIR")
	f, _ := os.Open(dir + "/network.json")
	net, err := adit.ReadNetwork(f)
	if err != nil {
		t.Fatal(err)
	}
	f, _ = os.Open(dir + "/candidates.json")
	c, err := adit.ReadCandidates(f)
	if err != nil {
		t.Fatal(err)
	}
	q := plan.Question{Gap: 0.02, Periods: []adit.Year{2026, 2027, 2028, 2029, 2031, 2033, 2035, 2038}}
	if os.Getenv("YEARLY") != "" {
		q.Periods = nil
	}
	cols, rows := plan.Size(net, c, q)
	t.Log(cols, rows, plan.Groups(net, c, q), len(c.Projects), len(c.Cases))
	began := time.Now()
	q.Progress = func(p lp.Progress) {
		t.Logf("%v cpu %.1f: %.8g %.8g %.2g", time.Since(began).Round(time.Second), cpu(), p.Objective, p.Bound, p.Gap)
	}
	a, err := plan.By(context.Background(), net, c, q, solver(), os.Getenv("WHOLE") != "")
	t.Log(time.Since(began), cpu(), err)
	if a != nil {
		t.Log(a.Objective, a.Bound, len(a.Chosen), a.Gap, a.Status)
	}
	if os.Getenv("STUDY") != "" && a != nil {
		began = time.Now()
		_, err := a.Study(context.Background(), solver())
		t.Log(time.Since(began), cpu(), err)
	}
}
