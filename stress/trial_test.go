package stress_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/stress"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

func TestTrial(t *testing.T) {
	minerals := strings.Split(os.Getenv("MIN"), ",")
	a, _ := atlas.Open(atlas.Embedded())
	ctx := context.Background()
	t0 := time.Now()
	st, err := stress.Open(ctx, a, solver(), stress.Question{Minerals: minerals, Country: "USA", Year: 2024})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("open", time.Since(t0))
	for _, m := range st.Models {
		fmt.Println(m.Mineral, m.Prices, m.Notes)
	}
	s := &adit.Scenario{Start: adit.MonthOf(2025, 1), Periods: 24, Period: adit.Monthly, Foresight: adit.NoForesight}
	for _, m := range minerals {
		s.Disruptions = append(s.Disruptions, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"CHN"}, Material: []adit.MaterialID{adit.MaterialID(m + "/")}}})
	}
	if os.Getenv("CALM") != "" {
		s.Disruptions = nil
	}
	if os.Getenv("FULL") != "" {
		s.Foresight = adit.FullForesight
	}
	net := st.Network(nil, adit.Monthly)
	fmt.Println(len(net.Processes), len(net.Lanes), len(net.Demands), len(net.Stocks))
	t0 = time.Now()
	r, err := st.Run(ctx, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("run", time.Since(t0), "lanes", len(r.Net.Lanes))
	for _, v := range r.Views {
		fmt.Println(v)
		for _, m := range v.Periods {
			f := func(x *float64) float64 {
				if x == nil {
					return -1
				}
				return *x
			}
			fmt.Printf("%s price %.0f ratio %.3f world %.3f wanted %.3f served %.3f stock %.3f\n", m.Period, f(m.Price), f(m.Ratio), f(m.World), m.Wanted, m.Served, m.Stock)
		}
		fmt.Println(v.Uses)
		fmt.Println("sales", v.Sales[:min(5, len(v.Sales))], v.Sales[max(0, len(v.Sales)-3):])
		fmt.Println("rerouted", v.Rerouted[:min(8, len(v.Rerouted))])
		fmt.Println("transfer", v.PriceTransfer, "bites", v.Bites, "stock", v.StockDays, v.StockGone)
	}
	// worst baseline deviation
	worst, id := 0.0, ""
	for i, l := range r.Net.Lanes {
		for _, s := range r.Baseline.Steps {
			if d := float64(s.Flow[i] - l.Flow/12); l.Flow > 0 && (d > worst || -d > worst) {
				worst, id = max(d, -d), l.ID
			}
		}
	}
	fmt.Println("worst flow deviation", worst, id)
	t0 = time.Now()
	c, err := st.CostOf(ctx, r)
	fmt.Println("cost", time.Since(t0), c.Status, c.Direct, c.Total, c.Transfer, err)
	for _, i := range c.Industries[:min(5, len(c.Industries))] {
		fmt.Printf("%s %s %.3g %.3g\n", i.Code, i.Name, i.Direct, i.Total)
	}
}
