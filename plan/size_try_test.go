package plan_test

import (
	"context"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"adit"
	"adit/lp"
	"adit/plan"
)

func TestTrySize(t *testing.T) {
	z := usual
	if v := os.Getenv("MINERALS"); v != "" {
		z.minerals, _ = strconv.Atoi(v)
	}
	in := z.instance(1)
	if err := in.c.Faults(in.net, nil).Err(); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("PERIODS") != "" {
		in.q.Periods = []adit.Year{2026, 2027, 2028, 2029, 2031, 2033, 2036}
	}
	if os.Getenv("RISK") != "" {
		in.q.Risk = plan.CVaR95
	}
	cols, rows := plan.Size(in.net, in.c, in.q)
	t.Logf("%d columns, %d rows", cols, rows)
	if os.Getenv("SOLVE") == "" {
		return
	}
	began := time.Now()
	in.q.Gap = 0.001
	if v := os.Getenv("GAP"); v != "" {
		in.q.Gap, _ = strconv.ParseFloat(v, 64)
	}
	in.q.TimeLimit = 200 * time.Second
	in.q.Progress = func(p lp.Progress) {
		t.Logf("%v cpu %.1f: %.8g %.8g %.2g", time.Since(began).Round(time.Second), cpu(), p.Objective, p.Bound, p.Gap)
	}
	a, err := plan.By(context.Background(), in.net, in.c, in.q, solver(), os.Getenv("WHOLE") != "")
	t.Log(time.Since(began), cpu(), err)
	if a != nil {
		t.Log(a.Objective, a.Bound, len(a.Chosen), a.Gap, a.Status)
	}
	if os.Getenv("STUDY") != "" {
		began = time.Now()
		st, err := a.Study(context.Background(), solver())
		t.Log(time.Since(began), cpu(), err)
		if err == nil {
			t.Log(st.Nothing, st.Adds, a.Budgets)
		}
	}
}

func cpu() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec) + float64(r.Utime.Usec)/1e6
}
