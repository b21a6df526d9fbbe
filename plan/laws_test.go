package plan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"adit"
	"adit/plan"
)

// An instance is a world with candidates, and a risk.
type instance struct {
	net *adit.Network
	c   *adit.Candidates
	q   plan.Question
}

func instanceOf(seed uint64) instance {
	r := rand.New(rand.NewPCG(seed, 4))
	in := instance{net: worldOf(r), c: candidatesOf(r)}
	if seed%4 == 3 {
		in.q.Risk = plan.CVaR95
	}
	return in
}

// plannable skips worlds that lack a place which a candidate or a case names.
func (in instance) plannable() bool { return in.c.Faults(in.net, nil).Err() == nil }

func worse(a, b float64) bool { return a > b+3e-6*math.Max(1, math.Abs(b)) }

// What must hold of any plan: more money is never worse; a project that is not
// chosen can go, a cheaper one never hurts; the frontier falls; order changes no
// byte.
func TestLaws(t *testing.T) {
	tried := 0
	for seed := range uint64(60) {
		in := instanceOf(seed)
		if !in.plannable() {
			continue
		}
		tried++
		a := run(t, in.net, in.c, in.q)
		moreMoney(t, seed, in, a)
		dropUnchosen(t, seed, in, a)
		cheaper(t, seed, in, a)
		shuffled(t, seed, in, a)
	}
	if tried < 30 {
		t.Errorf("only %d worlds of 60 could be planned in", tried)
	}
}

func moreMoney(t *testing.T, seed uint64, in instance, a *plan.Answer) {
	points, err := plan.Frontier(context.Background(), in.net, in.c, in.q, 4, 0, solver())
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < len(points); k++ {
		if worse(points[k].Objective, points[k-1].Objective) {
			t.Errorf("world %d: %.10g USD within %g, %.10g within %g", seed, points[k].Objective, points[k].Budget, points[k-1].Objective, points[k-1].Budget)
		}
	}
	if last := points[len(points)-1]; worse(last.Objective, a.Objective) || worse(a.Objective, last.Objective) {
		t.Errorf("world %d: the frontier ends at %.10g USD, the plan costs %.10g", seed, last.Objective, a.Objective)
	}
}

func dropUnchosen(t *testing.T, seed uint64, in instance, a *plan.Answer) {
	c := *in.c
	c.Projects = slices.DeleteFunc(slices.Clone(c.Projects), func(p adit.Project) bool {
		chosen := slices.ContainsFunc(a.Chosen, func(x plan.Choice) bool { return x.ID == p.ID })
		named := slices.ContainsFunc(in.c.Projects, func(o adit.Project) bool {
			return slices.Contains(o.Requires, p.ID) || slices.Contains(o.Excludes, p.ID)
		})
		return !chosen && !named
	})
	if !(instance{in.net, &c, in.q}).plannable() {
		return // a target counts what is not chosen
	}
	if b := run(t, in.net, &c, in.q); worse(a.Objective, b.Objective) || worse(b.Objective, a.Objective) {
		t.Errorf("world %d: %.10g USD, %.10g without what is not chosen", seed, a.Objective, b.Objective)
	}
}

func cheaper(t *testing.T, seed uint64, in instance, a *plan.Answer) {
	c := *in.c
	c.Projects = slices.Clone(c.Projects)
	c.Projects[int(seed)%len(c.Projects)].Public /= 2
	if b := run(t, in.net, &c, in.q); worse(b.Objective, a.Objective) {
		t.Errorf("world %d: %.10g USD, %.10g with a cheaper project", seed, a.Objective, b.Objective)
	}
}

func shuffled(t *testing.T, seed uint64, in instance, a *plan.Answer) {
	r := rand.New(rand.NewPCG(seed, 5))
	c := *in.c
	c.Projects, c.Cases, c.Stockpile = mixed(r, c.Projects), mixed(r, c.Cases), mixed(r, c.Stockpile)
	c.Sort()
	b := run(t, in.net, &c, in.q)
	if one, two := text(t, a), text(t, b); !bytes.Equal(one, two) {
		t.Errorf("world %d: another order gives other bytes:\n%s\n%s", seed, one, two)
	}
}

func mixed[T any](r *rand.Rand, list []T) []T {
	out := slices.Clone(list)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func text(t *testing.T, a *plan.Answer) []byte {
	t.Helper()
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
