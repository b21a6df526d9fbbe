package shock_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"adit"
	"adit/shock"
)

// The network of docs/model.md §2 for two years, the ore banned in the second.
func ExampleRun() {
	file, err := os.Open("../testdata/cobalt.json")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	net, err := adit.ReadNetwork(file)
	if err != nil {
		panic(err)
	}
	ban := adit.Disruption{
		Lanes:  &adit.Selector{From: []adit.PlaceID{"COD"}, To: []adit.PlaceID{"CHN"}},
		Factor: 0, From: adit.MonthOf(2026, 1),
	}
	for _, foresight := range []adit.Foresight{adit.NoForesight, adit.FullForesight} {
		s := &adit.Scenario{Start: adit.MonthOf(2025, 1), Periods: 2, Period: adit.Yearly, Foresight: foresight, Disruptions: []adit.Disruption{ban}}
		a, err := shock.Run(context.Background(), net, shock.Question{Scenario: s, Place: "USA"}, solver())
		if err != nil {
			panic(err)
		}
		fmt.Printf("foresight %s: the ban costs %.0f USD\n", foresight, a.Baseline.Objective-a.Shocked.Objective)
		for _, p := range a.Print(a.Shocked).Periods {
			fmt.Printf("  %s: %g t served, %g t unmet, %g t left in stock, %.0f USD/t\n",
				p.Period, p.Served["US alloys"], p.Unmet["US alloys"], p.Stock["NDS"], *p.Price["cobalt/refined@USA"])
		}
	}
	// Output:
	// foresight none: the ban costs 316356 USD
	//   2025: 10 t served, 0 t unmet, 3 t left in stock, 12956 USD/t
	//   2026: 2 t served, 8 t unmet, 1 t left in stock, 90000 USD/t
	// foresight full: the ban costs 316356 USD
	//   2025: 10 t served, 0 t unmet, 3 t left in stock, 12956 USD/t
	//   2026: 2 t served, 8 t unmet, 1 t left in stock, 90000 USD/t
}

// What cannot be run is told all at once, each fault with its remedy.
func ExampleRun_faults() {
	net, err := adit.ReadNetwork(strings.NewReader(`{"materials": [{"id": "tin/metal"}],
 "demands": [{"id": "solder", "place": "USA", "material": "tin/metal", "amount_t": 10}]}`))
	if err != nil {
		panic(err)
	}
	_, err = shock.Run(context.Background(), net, shock.Question{Scenario: &adit.Scenario{Period: adit.Yearly}}, solver())
	var faults adit.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			fmt.Println(f.Where, f.What)
		}
	}
	// Output:
	// $.periods periods is 0
	// $.demands[0] demand "solder" has no value: nothing says what it is worth to serve it
}
