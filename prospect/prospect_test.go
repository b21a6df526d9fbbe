package prospect_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/plan"
	"adit/policy"
	"adit/prospect"
	"adit/stress"
)

var tables = func() func(testing.TB) *atlas.Atlas {
	a, err := atlas.Open(atlas.Embedded())
	return func(t testing.TB) *atlas.Atlas {
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}()

func solver(t testing.TB) *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func question(minerals ...string) prospect.Question {
	return prospect.Question{Minerals: minerals, Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024, First: 2026, Last: 2030, Budget: 1e9}
}

func open(t testing.TB, q prospect.Question) *prospect.Prospect {
	t.Helper()
	p, err := prospect.Open(context.Background(), tables(t), solver(t), q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What is merged keeps what is wanted and what is made, of every form, but for
// idle plants, which are projects here.
func TestMergingKeepsMass(t *testing.T) {
	for _, m := range []string{"gallium", "antimony", "cobalt"} {
		p := open(t, question(m))
		st, err := stress.Open(context.Background(), tables(t), solver(t), stress.Question{Minerals: []string{m}, Country: "USA", Year: 2024})
		if err != nil {
			t.Fatal(err)
		}
		whole := st.Network(nil)
		for _, form := range whole.Materials {
			for what, of := range map[string]func(*adit.Network) adit.Tonnes{
				"wanted": func(n *adit.Network) adit.Tonnes { return wanted(n, form.ID, "") },
				"wanted in the country": func(n *adit.Network) adit.Tonnes {
					return wanted(n, form.ID, "USA")
				},
				"made": func(n *adit.Network) adit.Tonnes { return made(n, form.ID) },
			} {
				if before, after := of(whole), of(p.Net); math.Abs(float64(before-after)) > 1e-6*float64(before) {
					t.Errorf("%s: %g t %s before, %g t after", form.ID, before, what, after)
				}
			}
		}
	}
}

func wanted(n *adit.Network, m adit.MaterialID, place adit.PlaceID) adit.Tonnes {
	sum := adit.Tonnes(0)
	for _, d := range n.Demands {
		if d.Material == m && (place == "" || place.Covers(d.Place)) {
			sum += d.Amount
		}
	}
	return sum
}

func made(n *adit.Network, m adit.MaterialID) adit.Tonnes {
	sum := adit.Tonnes(0)
	for i := range n.Processes {
		sum += n.Processes[i].Output(m)
	}
	return sum
}

// When nothing happens nothing is unmet and nothing costs more than at the
// baseline: what a plan tells is what shortage adds.
func TestCalmCostsNothing(t *testing.T) {
	q := question("gallium", "antimony", "tungsten")
	q.Cases, q.NoStockpile = []adit.Case{{Name: "calm", Probability: 1}}, true
	p := open(t, q)
	a, err := plan.Run(context.Background(), p.Net, p.Candidates, plan.Question{}, solver(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Chosen) > 0 {
		t.Errorf("%d projects are built for nothing, first %s", len(a.Chosen), a.Chosen[0].ID)
	}
	if worth := value(p.Net); a.Objective > 1e-6*worth {
		t.Errorf("nothing happens and costs %g USD of %g", a.Objective, worth)
	}
}

func value(n *adit.Network) float64 {
	sum := 0.0
	for _, d := range n.Demands {
		for _, s := range d.Steps {
			sum += float64(s.Amount) * float64(s.Value)
		}
	}
	return sum
}

// A case does what a shock of the same measure does: what goes unmet in the year of
// a stop is what the shock model says, to within what merging lets the rest of the
// world share.
func TestCaseIsShock(t *testing.T) {
	for _, m := range []string{"gallium", "germanium", "antimony", "tungsten"} {
		st, err := stress.Open(context.Background(), tables(t), solver(t), stress.Question{Minerals: []string{m}, Country: "USA", Year: 2024})
		if err != nil {
			t.Fatal(err)
		}
		run, err := st.Run(context.Background(), st.Stop([]adit.PlaceID{"CHN"}), nil)
		if err != nil {
			t.Fatal(err)
		}
		lack, want := 0.0, 0.0
		for _, v := range run.Views {
			lack += v.UnmetT
			for _, moment := range v.Periods {
				want += moment.Wanted
			}
		}
		q := question(m)
		q.NoStockpile, q.Last = true, q.First
		ban := policy.Trade{From: []adit.PlaceID{"CHN"}, Materials: []adit.MaterialID{adit.MaterialID(m + "/")}}.Ban(0)
		q.Cases = []adit.Case{{Name: "stop", Probability: 1, Disruptions: []adit.Disruption{ban}}}
		p := open(t, q)
		a, err := plan.Run(context.Background(), p.Net, p.Candidates, plan.Question{Exclude: ids(p)}, solver(t))
		if err != nil {
			t.Fatal(err)
		}
		unmet := 0.0
		for i, d := range a.Net.Demands {
			if d.Place == "USA" {
				unmet += float64(a.Unmet(0, 0, i))
			}
		}
		if t.Logf("%s: %.4g t of %.4g t unmet in the shock, %.4g t in the plan's case", m, lack, want, unmet); math.Abs(unmet-lack) > 0.05*want {
			t.Errorf("%s: the shock leaves %.4g t of %.4g t unmet, the case %.4g t", m, lack, want, unmet)
		}
	}
}

func ids(p *prospect.Prospect) []string {
	var all []string
	for _, x := range p.Projects {
		all = append(all, x.ID)
	}
	return all
}

// What no project is is what the host carries beyond its projects, and projects at a
// host share what it carries.
func TestHostsAreNotCountedTwice(t *testing.T) {
	p := open(t, question("gallium"))
	rest, w := p.Candidates.Project("gallium-of-aluminum-AUS"), p.Candidates.Project("ga-aus-wagerup")
	if rest == nil || w == nil {
		t.Fatal("no potential of Australia's alumina, or no Wagerup")
	}
	if len(w.Process.Inputs) != 1 || !strings.Contains(string(w.Process.Inputs[0].Material), "carried by") {
		t.Fatalf("Wagerup takes %v, not what its host carries", w.Process.Inputs)
	}
	for i := range p.Net.Processes {
		if h := &p.Net.Processes[i]; h.Place == w.Process.Place && h.Makes(w.Process.Inputs[0].Material) {
			if both := rest.Process.Capacity + w.Process.Capacity; both > h.Capacity {
				t.Errorf("the host carries at most %g t, the potential and Wagerup take %g t", h.Capacity, both)
			}
			return
		}
	}
	t.Error("Wagerup has no host")
}

// Whoever is left out is told with the reason, and no project has an unknown output
// or price.
func TestLeftOutIsTold(t *testing.T) {
	p := open(t, question("gallium", "antimony"))
	why := map[string]string{}
	for _, l := range p.Left {
		why[l.ID] = l.Why
	}
	for id, want := range map[string]string{"sb-usa-stibnitehill": "output", "ga-nam-tsumeb": "adversary", "gallium-of-aluminum-RUS": "FEOC"} {
		if !strings.Contains(why[id], want) {
			t.Errorf("%s is left out because %q, not because of %s", id, why[id], want)
		}
	}
	for _, x := range p.Projects {
		if x.Output <= 0 || x.Capex <= 0 || len(x.Figures) == 0 {
			t.Errorf("%s: output %g t, capex %g USD, %d figures", x.ID, x.Output, x.Capex, len(x.Figures))
		}
	}
}

// Probabilities of cases add up to one, also where one is replaced; too much is an
// error.
func TestCasesAddUp(t *testing.T) {
	with := func(v float64) (*prospect.Prospect, error) {
		a, err := tables(t).With(map[string]float64{"adit:plan_cases:stop-early/1.probability": v})
		if err != nil {
			t.Fatal(err)
		}
		return prospect.Open(context.Background(), a, solver(t), question("gallium"))
	}
	p, err := with(0.2)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, c := range p.Candidates.Cases {
		sum += c.Probability
		if c.Name == "stop-early" && c.Probability != 0.2 {
			t.Errorf("stop-early has %g", c.Probability)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("probabilities add up to %g", sum)
	}
	if _, err := with(0.9); err == nil {
		t.Error("probabilities of more than 1 pass")
	}
}

// A target that no project could meet says how far they get.
func TestImpossibleTarget(t *testing.T) {
	q := question("antimony")
	q.Targets, _ = prospect.ParseTarget("processing>=95%@2028")
	_, err := prospect.Open(context.Background(), tables(t), solver(t), q)
	var e *prospect.TargetError
	if !errors.As(err, &e) || e.Could <= 0 || e.Could >= 0.95 {
		t.Fatalf("%v", err)
	}
	q.Targets[0].Share = e.Could / 2
	p := open(t, q)
	if len(p.Candidates.Targets) == 0 {
		t.Error("half of what could be is no target")
	}
}

func TestParseTarget(t *testing.T) {
	for text, want := range map[string]string{
		"processing:CHN<=65%@2030":          "processing:CHN<=65%@2030",
		"antimony/oxide:CHN+RUS<=0.5@2031":  "antimony/oxide:CHN+RUS<=50%@2031",
		"extraction>=10%@2030":              "extraction>=10%@2030",
		"processing:any<=65%@2030":          "processing:any<=65%@2030",
		"processing":                        "",
		"processing<=65%@2030":              "",
		"processing:CHN>=65%@2030":          "",
		"processing:CHN<=165%@2030":         "",
		"processing:CHN<=NaN%@2030":         "",
		"processing:CHN<=65%":               "",
		">=10%@2030":                        "",
		"processing:any+CHN<=65%@2030":      "",
		"processing:<=65%@2030":             "",
		"processing:CHN<=65%@2030@2031":     "",
		"processing:CHN<=65%@" + "20300000": "",
	} {
		got, err := prospect.ParseTarget(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q passes as %v", text, got)
			}
			continue
		}
		if err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if all, err := prospect.ParseTarget("crma"); err != nil || len(all) != 5 {
		t.Errorf("crma: %v, %v", all, err)
	}
}

// What is read is written as what is read again.
func FuzzParseTarget(f *testing.F) {
	f.Add("processing:CHN<=65%@2030")
	f.Add("extraction>=10%@2030")
	f.Add("crma")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := prospect.ParseTarget(text)
		if err != nil || text == "crma" {
			return
		}
		again, err := prospect.ParseTarget(all[0].String())
		if err != nil || len(again) != 1 || math.Abs(float64(again[0].Share-all[0].Share)) > 1e-12 || again[0].Of != all[0].Of || again[0].Year != all[0].Year {
			t.Fatalf("%q: %v, then %v, %v", text, all, again, err)
		}
	})
}
