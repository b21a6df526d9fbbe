package shock_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"adit"
	"adit/lp"
	"adit/shock"
)

func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got), UPDATE=1 rewrites:\n%s", file, d)
	}
}

func toy(t testing.TB) *adit.Network {
	t.Helper()
	text, err := os.ReadFile("../testdata/cobalt.json")
	if err != nil {
		t.Fatal(err)
	}
	return read(t, string(text))
}

// The network of docs/model.md §2 under a ban on ore from Congo to China. By hand:
// no ore, so no metal; the stock gives 2 t in 2025, 2 t in 2026, 1 t in 2027, all
// worth 90,000: 450,000 USD. Undisturbed the stock is free and goes first, and 8,
// 8 and 9 t of metal are made at 400 + (9,000 + 300 + 2,000)/0.9 = 12,955.56 USD/t.
// Each year is worth 4·90,000 + 6·40,000 = 600,000; 1,800,000 − 25·12,955.56 =
// 1,476,111.11 USD.
func TestToyUnderBan(t *testing.T) {
	s := scenario(3, adit.Yearly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"COD"}, To: []adit.PlaceID{"CHN"}}, Factor: 0})
	a := run(t, toy(t), s)
	compare(t, a, a.Shocked, 450_000,
		reckoned{served: map[string]float64{"US alloys": 2}, stock: map[string]float64{"NDS": 3}, price: map[string]float64{"cobalt/refined@USA": 90000}},
		reckoned{served: map[string]float64{"US alloys": 2}, stock: map[string]float64{"NDS": 1}},
		reckoned{served: map[string]float64{"US alloys": 1}, stock: map[string]float64{"NDS": 0}})
	price := map[string]float64{"cobalt/ore@COD": 9000, "cobalt/ore@CHN": 9300, "cobalt/refined@CHN": 11300 / 0.9, "cobalt/refined@USA": 400 + 11300/0.9}
	compare(t, a, a.Baseline, 1_800_000-25*(400+11300/0.9),
		reckoned{flow: map[string]float64{"CN-US": 8, "CD-CN": 8 / 0.9}, price: price}, reckoned{flow: map[string]float64{"CN-US": 8}}, reckoned{flow: map[string]float64{"CN-US": 9}, price: price})
	var b bytes.Buffer
	if err := json.Indent(&b, text(t, a), "", " "); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/cobalt-ban.json", b.String()+"\n")
}

// A recorder is an lp.Solver that writes down what it is asked, instead of
// solving it.
type recorder struct {
	mu       sync.Mutex
	programs []*recording
}

type recording struct {
	*lp.Arrays
	model *lp.Model
	moved []string
}

var errRecorded = errors.New("recorded")

func (r *recorder) Load(m *lp.Model) (lp.Program, error) {
	a, err := m.Arrays()
	if err != nil {
		return nil, err
	}
	p := &recording{Arrays: a, model: m}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.programs = append(r.programs, p)
	return p, nil
}

func (p *recording) SetBounds(v lp.Var, lo, hi float64) {
	if p.Lo[v.Col()] != lo || p.Hi[v.Col()] != hi {
		p.moved = append(p.moved, fmt.Sprintf("%g ≤ %s ≤ %g", lo, p.model.VarName(v), hi))
	}
	p.Arrays.SetBounds(v, lo, hi)
}

func (p *recording) SetCost(v lp.Var, cost float64) {
	if p.Cost[v.Col()] != cost {
		p.moved = append(p.moved, fmt.Sprintf("cost of %s %+g", p.model.VarName(v), cost))
	}
	p.Arrays.SetCost(v, cost)
}

func (p *recording) SetRow(r lp.Row, lo, hi float64) {
	if p.RowLo[r.Index()] != lo || p.RowHi[r.Index()] != hi {
		p.moved = append(p.moved, fmt.Sprintf("%s: %g ≤ … ≤ %g", r.Name(), lo, hi))
	}
	p.Arrays.SetRow(r, lo, hi)
}

func (p *recording) Solve(context.Context, lp.Options) (*lp.Solution, error) { return nil, errRecorded }
func (p *recording) Close() error                                            { return nil }

// The formulation itself is the golden: two years, a quota, a process cut to half,
// a tariff and a stock that can be built.
func TestFormulation(t *testing.T) {
	net := toy(t)
	net.Stocks[0].ReleaseAbove, net.Stocks[0].Build, net.Stocks[0].BuildBelow, net.Stocks[0].Room = 30000, 1, 20000, 6
	s := scenario(2, adit.Yearly,
		adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"COD"}}, Factor: 1, Quota: map[adit.Year]adit.Tonnes{2026: 5}},
		adit.Disruption{Processes: &adit.Selector{ID: []string{"mine CD"}}, Factor: 0.5, From: adit.MonthOf(2026, 1)},
		adit.Disruption{Lanes: &adit.Selector{To: []adit.PlaceID{"USA"}}, Factor: 1, Add: 500, From: adit.MonthOf(2026, 7)})
	s.Foresight = adit.FullForesight
	var r recorder
	if _, err := shock.Run(context.Background(), net, shock.Question{Scenario: s}, &r); !errors.Is(err, errRecorded) {
		t.Fatal(err)
	}
	for _, p := range r.programs {
		if written := p.model.String(); strings.Contains(written, "quota") {
			golden(t, "testdata/twoyears.txt", written+"\nmoved by disruptions:\n"+strings.Join(p.moved, "\n")+"\n")
			return
		}
	}
	t.Error("no program has a quota")
}
