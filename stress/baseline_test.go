package stress_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/shock"
	"adit/stress"
	"adit/world"
)

// notPriced are the minerals of the chain that cannot be priced, with what the
// program must say about them.
var notPriced = map[string]string{
	"thulium": "no price of thulium/oxide: no series of the atlas prices it, and no rule derives it (table price_of)",
}

// sameTonnes and samePrice are how near the undisturbed run must come to what
// is observed, relative to it; grams are what a solver cannot tell apart.
const sameTonnes, grams, samePrice = 1e-6, 1e-6, 1e-6

// The undisturbed run is what is observed, for every mineral of the atlas, month
// by month and in one year: prices, trade, production, use; stocks lie.
func TestUndisturbed(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every mineral")
	}
	a := bundled()
	w := world.New(a, 2024)
	for _, mineral := range world.Minerals(a) {
		t.Run(mineral, func(t *testing.T) {
			st, err := stress.OpenIn(context.Background(), a, w, solver(), stress.Question{Minerals: []string{mineral}, Country: "USA", Year: 2024})
			if why, ok := notPriced[mineral]; ok != (err != nil) || err != nil && !strings.Contains(err.Error(), why) {
				t.Fatalf("%v, want %q", err, why)
			}
			if err != nil {
				return
			}
			calm(t, st, adit.Monthly, 24)
			calm(t, st, adit.Yearly, 1)
		})
	}
}

func calm(t *testing.T, st *stress.Study, period adit.Period, periods int) {
	t.Helper()
	s := &adit.Scenario{Start: adit.MonthOf(2025, 1), Periods: periods, Period: period, Foresight: adit.NoForesight}
	r, err := st.Run(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k := range r.Shocked.Steps {
		if off := unlike(st, r.Answer, k, period.Part()); len(off) > 0 {
			t.Errorf("%s %d, %d things off: %s", period, k+1, len(off), strings.Join(off[:min(3, len(off))], "; "))
			return
		}
	}
}

// unlike lists what is not as observed in a period.
func unlike(st *stress.Study, a *shock.Answer, period int, part float64) (off []string) {
	step, printed := &a.Shocked.Steps[period], a.Print(a.Shocked).Periods[period]
	compare := func(what string, got, want adit.Tonnes) {
		if math.Abs(float64(got-want)) > sameTonnes*float64(want)+grams {
			off = append(off, fmt.Sprintf("%s %g t, observed %g t", what, got, want))
		}
	}
	for i, p := range a.Net.Processes {
		compare(p.ID, step.Activity[i], p.Activity*adit.Tonnes(part))
	}
	for i, l := range a.Net.Lanes {
		compare(l.ID, step.Flow[i], l.Flow*adit.Tonnes(part))
	}
	for i, d := range a.Net.Demands {
		compare(d.ID, step.Served[i], d.Amount*adit.Tonnes(part))
	}
	for i, s := range a.Net.Stocks {
		compare(s.ID, step.Level[i], s.Level)
	}
	for node, price := range printed.Price {
		material, _, _ := strings.Cut(node, "@")
		want, ok := st.Price(adit.MaterialID(material))
		if ok && price != nil && math.Abs(*price/float64(want)-1) > samePrice {
			off = append(off, fmt.Sprintf("%s %g USD/t, baseline %g", node, *price, want))
		}
	}
	return off
}
