package economy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/economy"
	"adit/lp"
)

// generated uses bite up to five industries, by up to most of what they take.
func generated(r *rand.Rand, most float64) []economy.Use {
	list := accounts().Industries()
	var uses []economy.Use
	for k := range 1 + r.IntN(5) {
		uses = append(uses, economy.Use{Mineral: fmt.Sprint("m", r.IntN(3)), Name: fmt.Sprint("use ", k), Share: 0.2,
			Industries: []string{list[r.IntN(len(list))].Code}, Unserved: most * r.Float64()})
	}
	return uses
}

var all = economy.Dependence{Share: 1, Residual: 1}

// No loss is exactly zero.
func TestUndisturbed(t *testing.T) {
	l := lose(t, accounts().Session(solver()), generated(rand.New(rand.NewPCG(1, 1)), 0), all)
	if l.Total != 0 || l.Direct != 0 || len(l.Industries) != 0 {
		t.Errorf("nothing is lost, and the loss is %g, %g in %d industries", l.Direct, l.Total, len(l.Industries))
	}
}

// direct ≤ total ≤ the economy; no industry loses more than it has; a larger
// cut never costs less; the order of uses changes no byte.
func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	s := accounts().Session(solver())
	defer s.Close()
	for range 60 {
		uses := generated(r, 1)
		l := lose(t, s, uses, all)
		if l.Total < l.Direct || l.Total > l.Economy || l.Direct < 0 {
			t.Fatalf("direct %g, total %g of %g", l.Direct, l.Total, l.Economy)
		}
		for _, ind := range l.Industries {
			if ind.Direct > ind.Total || ind.Total > max(0, ind.ValueAdded)*(1+1e-6) {
				t.Errorf("%s loses %g, %g of %g", ind.Code, ind.Direct, ind.Total, ind.ValueAdded)
			}
		}
		shuffled := slices.Clone(uses)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if a, b := bytes(t, l), bytes(t, lose(t, s, shuffled, all)); a != b {
			t.Errorf("another order, other bytes:\n%.300s\n%.300s", a, b)
		}
		for k := range uses {
			uses[k].Unserved += (1 - uses[k].Unserved) * r.Float64()
		}
		if more := lose(t, s, uses, all); more.Total < l.Total*(1-1e-9) || more.Direct < l.Direct {
			t.Errorf("more is lost and costs less: %g, then %g", l.Total, more.Total)
		}
	}
}

func bytes(t *testing.T, l *economy.Loss) string {
	t.Helper()
	data, err := json.Marshal(l.Industries)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What a session computed before changes no byte.
func TestNoHistory(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	s := accounts().Session(solver())
	defer s.Close()
	for range 30 {
		uses := generated(r, 1)
		for range 3 {
			for k := range uses {
				uses[k].Unserved = 0.3 + 0.7*r.Float64()
			}
			fresh, err := accounts().Loss(context.Background(), solver(), uses, all)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := bytes(t, lose(t, s, uses, all)), bytes(t, fresh); a != b {
				t.Errorf("after other losses, other bytes:\n%.300s\n%.300s", a, b)
			}
		}
	}
}

// The program as model.md writes it, in outputs x, gives the same loss as the
// session's short ways: maximise v'x, kept·f0 ≤ (I − A_d)x ≤ f0, 0 ≤ x ≤ cap.
func TestModelAsWritten(t *testing.T) {
	acc, r := accounts(), rand.New(rand.NewPCG(4, 5))
	s := acc.Session(solver())
	defer s.Close()
	list, a := acc.Industries(), acc.Domestic()
	m := &lp.Model{}
	m.Maximise()
	var x []lp.Var
	for _, ind := range list {
		x = append(x, m.Var(0, 1, max(0, float64(ind.ValueAdded))/1e9, "x[%s]", ind.Code))
	}
	full := 0.0
	for i, ind := range list {
		row, f := m.Row("balance[%s]", ind.Code).Add(1, x[i]), 1.0
		for j := range list {
			if share := a[i][j] * float64(list[j].Output/ind.Output); share > 1e-11 {
				row.Add(-share, x[j])
				f -= share
			}
		}
		row.Between(0, max(0, f))
		full += max(0, float64(ind.ValueAdded)) / 1e9
	}
	p, err := solver().Load(m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for range 3 {
		l := lose(t, s, generated(r, 1), all)
		for i, ind := range list {
			p.SetBounds(x[i], 0, 1-cutOf(l, ind.Code))
		}
		sol, err := p.Solve(context.Background(), lp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "bn USD lost", float64(l.Total)/1e9, full-sol.Objective, 1e-3+1e-5*math.Abs(full-sol.Objective))
	}
}

func cutOf(l *economy.Loss, code string) float64 {
	for _, ind := range l.Industries {
		if ind.Code == code {
			return ind.Cut
		}
	}
	return 0
}

// Where final demand must be kept and cannot, the error says so; where a loss
// reaches customers, a solver is asked for; shares outside 0 to 1 and unknown
// industries are refused.
func TestErrors(t *testing.T) {
	acc := accounts()
	d := all
	d.Kept = 0.9
	_, err := acc.Loss(context.Background(), solver(), one("334413", 0.9), d)
	if !errors.Is(err, lp.ErrInfeasible) || !strings.Contains(err.Error(), "keep less") {
		t.Errorf("kept demand: %v", err)
	}
	if _, err := acc.Session(nil).Loss(context.Background(), one("334413", 0.9), all); err == nil || !strings.Contains(err.Error(), "give a solver") {
		t.Errorf("no solver: %v", err)
	}
	var unknown *adit.UnknownError
	if _, err := acc.Direct(one("334412345", 0.5), all); !errors.As(err, &unknown) {
		t.Errorf("unknown industry: %v", err)
	}
	for _, bad := range []float64{-0.1, 1.1, math.NaN()} {
		if _, err := acc.Direct(one("334413", bad), all); err == nil {
			t.Errorf("%g not served is taken", bad)
		}
		if _, err := acc.Direct(one("334413", 0), economy.Dependence{Share: bad}); err == nil {
			t.Errorf("dependence %g is taken", bad)
		}
	}
}

// The value at risk of an industry never exceeds its value added, whatever
// uses it has; several minerals: the scarcest decides.
func TestScarcest(t *testing.T) {
	two := []economy.Use{
		{Mineral: "a", Name: "x", Share: 0.5, Industries: []string{"334413"}, Unserved: 1},
		{Mineral: "a", Name: "y", Share: 0.5, Industries: []string{"334413"}, Unserved: 0.5},
		{Mineral: "b", Name: "z", Share: 1, Industries: []string{"334413"}, Unserved: 0.6, Substitutable: 0.5},
	}
	l, err := accounts().Direct(two, economy.Dependence{Share: 0.4, Pairs: map[economy.Pair]float64{{Mineral: "b", Industry: "334413"}: 1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "cut", l.Industries[0].Cut, 0.3, 1e-12) // a: 0.4·0.75 = 0.3, b: 1·0.3: a tie goes to the first name
	if l.Industries[0].Why[0][:1] != "a" {
		t.Error(l.Industries[0].Why)
	}
}
