package stress_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/stress"
)

func answered(t *testing.T, st *stress.Study, s *adit.Scenario) *stress.Answer {
	t.Helper()
	a, err := st.Answer(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What end uses lack is what the country lacks, form by form; what the world
// lacks is the sum over countries; makers sell no more than they make.
func TestSumsAddUp(t *testing.T) {
	st := open(t, "USA", "gallium", "antimony")
	a := answered(t, st, stop(st, "CHN", adit.Quarterly, 4))
	forms := map[adit.MaterialID]bool{}
	for _, v := range a.Base.Views {
		uses, wanted, usa := 0.0, 0.0, 0.0
		for _, u := range v.Uses {
			uses, wanted = uses+u.Unmet, wanted+u.Wanted
		}
		for _, p := range v.Places {
			if p.ID == "USA" {
				usa += p.Unmet
			}
			if p.Unmet < 0 || p.Unmet > p.Wanted*(1+1e-9) {
				t.Errorf("%s %s: %g t unmet of %g", v.Material, p.ID, p.Unmet, p.Wanted)
			}
		}
		near(t, string(v.Material)+" unmet by use", uses, v.UnmetT)
		near(t, string(v.Material)+" unmet at the country", usa, v.UnmetT)
		near(t, string(v.Material)+" share", v.UnmetShare, v.UnmetT/wanted)
		forms[v.Material] = true
	}
	if !forms["antimony/metal"] || !forms["antimony/oxide"] {
		t.Errorf("antimony is used as metal and as oxide, told are %v", forms)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*math.Max(1e-3, math.Abs(want)) {
		t.Errorf("%s: %g, want %g", what, got, want)
	}
}

// The price of who is banned from exporting stays or falls, that of the others
// rises; its makers earn less, the others together more.
func TestWhoGains(t *testing.T) {
	st := open(t, "USA", "gallium")
	v := answered(t, st, stop(st, "CHN", adit.Quarterly, 4)).Base.Views[0]
	for _, m := range v.Periods {
		if m.Watch == nil || *m.Watch > 1 || m.Ratio == nil || *m.Ratio < 1.1 || *m.World < 1.1 {
			t.Errorf("%s: China × %v, United States × %v, world × %v", m.Period, m.Watch, m.Ratio, m.World)
		}
	}
	others := 0.0
	for _, s := range v.Sales {
		if s.Place == "CHN" && s.Shocked >= s.Baseline {
			t.Errorf("China earns %g USD, undisturbed %g", s.Shocked, s.Baseline)
		}
		if s.Place != "CHN" {
			others += s.Shocked - s.Baseline
		}
	}
	if others <= 0 {
		t.Errorf("the others earn %g USD more", others)
	}
}

// A year's loss is reckoned by the shares of the run and lasts as long as it: the
// same stop in one year and in two yearly periods without lanes that grow costs
// twice as much.
func TestCostByTime(t *testing.T) {
	st := open(t, "USA", "tungsten")
	cost := func(years int) *stress.Cost {
		s := stop(st, "CHN", adit.Yearly, years)
		s.Lanes = adit.LaneTerms{Given: true, NewLaneDelay: adit.NoNewLane}
		r, err := st.Run(context.Background(), s, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, err := st.CostOf(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	one, two := cost(1), cost(2)
	if one.Direct <= 0 || one.Total < one.Direct || two.Direct < 1.9*one.Direct || two.Years != 2 {
		t.Errorf("one year %g and %g USD, two years %g and %g", one.Direct, one.Total, two.Direct, two.Total)
	}
	sum := 0.0
	for _, i := range one.Industries {
		sum += i.Total
	}
	near(t, "industries", sum, one.Total)
}

// When the host stops, its by-product does: a tenth of China's alumina carries at
// most a tenth of what it carried.
func TestHostOutage(t *testing.T) {
	st := open(t, "USA", "gallium")
	const host, maker = "aluminum host of gallium CHN", "gallium/primary CHN"
	s := &adit.Scenario{Start: adit.MonthOf(2025, 1), Periods: 3, Period: adit.Monthly, Foresight: adit.NoForesight,
		Disruptions: []adit.Disruption{{Processes: &adit.Selector{ID: []string{host}}, Factor: 0.1}}}
	r, err := st.Run(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, p := range r.Net.Processes {
		at[p.ID] = i
	}
	most := 0.1 * r.Net.Processes[at[host]].Activity / 12 * adit.Tonnes(r.Net.Processes[at[host]].Outputs[0].Tonnes)
	for k, step := range r.Shocked.Steps {
		made, before := step.Activity[at[maker]], r.Baseline.Steps[k].Activity[at[maker]]
		if made > most*(1+1e-6) || made <= 0 || made >= before {
			t.Errorf("month %d: %g t made, the host carries %g, undisturbed %g", k+1, made, most, before)
		}
	}
}

// What is not known is told as not known.
func TestSummary(t *testing.T) {
	for _, c := range []struct {
		country  adit.PlaceID
		minerals []string
		want     []string
		never    []string
	}{
		{"USA", []string{"graphite"}, []string{"What it costs industries is not known: no source says which industries use graphite.", "at the price of the last tonne"}, []string{" 0 USD"}},
		{"USA", []string{"lithium"}, []string{"the price and what is served hardly move", "No industry lacks an input"}, []string{"0 USD", "USD more"}},
		{"USA", []string{"dysprosium"}, []string{"it is a limit, and no forecast", "in industries that lack the mineral, mostly motor and generator", "how dear it gets is not known"}, []string{"e+0"}},
		{"DEU", []string{"gallium", "germanium"}, []string{"Value added at risk in industries of EU27", "mostly NACE division C26", "no source names the industry: 100% of the use of germanium"}, nil},
		{"JPN", []string{"gallium"}, []string{"What it costs industries in JPN is not computed"}, []string{" 0 USD"}},
	} {
		st := open(t, c.country, c.minerals...)
		text := strings.Join(answered(t, st, stop(st, "CHN", adit.Yearly, 1)).Summary(), "\n")
		for _, w := range c.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s %v: no %q in\n%s", c.country, c.minerals, w, text)
			}
		}
		for _, w := range c.never {
			if strings.Contains(text, w) {
				t.Errorf("%s %v: %q in\n%s", c.country, c.minerals, w, text)
			}
		}
	}
}
