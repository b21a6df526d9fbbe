package policy

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"adit"
)

var gallium = []adit.MaterialID{"gallium/"}

// A ban on everyone has nowhere to leak through.
func TestBan(t *testing.T) {
	all := Trade{From: []adit.PlaceID{"CHN"}, Materials: gallium}
	one := Trade{From: []adit.PlaceID{"CHN"}, To: []adit.PlaceID{"USA"}, Materials: gallium}
	if a, b := all.Ban(0.2), one.Ban(0.2); a.Factor != 0 || b.Factor != 0.2 {
		t.Errorf("factors %g and %g, want 0 and 0.2", a.Factor, b.Factor)
	}
}

func TestLicensing(t *testing.T) {
	for l, want := range map[Licensing][]adit.PathPoint{
		{2, 6, 0.8}: {{Months: 0}, {Months: 2}, {Months: 8, Factor: 0.8}},
		{0, 6, 0.8}: {{Months: 0}, {Months: 6, Factor: 0.8}},
		{2, 0, 0.8}: {{Months: 0}, {Months: 2}, {Months: 3, Factor: 0.8}},
		{0, 0, 0.8}: {{Months: 0, Factor: 0.8}},
	} {
		if got := l.Path(); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: %v, want %v", l, got, want)
		}
	}
}

func TestOutage(t *testing.T) {
	net := &adit.Network{Processes: []adit.Process{{ID: "mine CD", Place: "COD"}}}
	if d := Outage(net, "mine CD", 0); !slices.Equal(d.Processes.ID, []string{"mine CD"}) || len(d.Processes.Place) > 0 {
		t.Errorf("%+v", d.Processes)
	}
	if d := Outage(net, "COD", 0.5); !slices.Equal(d.Processes.Place, []adit.PlaceID{"COD"}) || d.Factor != 0.5 {
		t.Errorf("%+v", d)
	}
}

func ExampleTrade() {
	t := Trade{From: []adit.PlaceID{"COD"}, To: []adit.PlaceID{"CHN"}, Materials: []adit.MaterialID{"cobalt/ore"}}
	fmt.Println(t.Tariff(0.25, 8000).Add, t.Quota(map[adit.Year]adit.Tonnes{0: 96600}).Quota)
	fmt.Println(t.Licence(Licensing{Delay: 2, Recovery: 6, Recovered: 0.8}.Path()).Path)
	// Output:
	// 2000 map[0:96600]
	// [{0 0} {2 0} {8 0.8}]
}

func ExampleDemand() {
	d := Demand([]adit.PlaceID{"USA"}, gallium, 1.2)
	fmt.Println(d.Demands.Place, d.Demands.Material, d.Factor)
	// Output: [USA] [gallium/] 1.2
}

func ExampleProduction() {
	d := Production([]adit.PlaceID{"IDN"}, []adit.MaterialID{"nickel/ore"}, map[adit.Year]adit.Tonnes{2026: 1500000})
	fmt.Println(d.Processes.Place, d.Quota)
	// Output: [IDN] map[2026:1.5e+06]
}

// Names stand for a network's own place first, then a group, then a country.
func TestPlaces(t *testing.T) {
	a := open(t)
	net := &adit.Network{Year: 2024, Lanes: []adit.Lane{{From: "MSP/x", To: "EU27"}}}
	places := Places(a, net)
	for name, want := range map[string]int{"MSP": 1, "EU27": 1, "feoc": 4, "China": 1, "USA/stibnite": 1} {
		if got, err := places(name, 0); err != nil || len(got) != want {
			t.Errorf("%s stands for %v, error %v", name, got, err)
		}
	}
	if got, err := Places(a, nil)("EU27", adit.MonthOf(2024, 1)); err != nil || len(got) != 27 || !slices.Contains(got, "DEU") {
		t.Errorf("EU27 is %v, error %v", got, err)
	}
	if got, _ := places("Germany/x", 0); !slices.Equal(got, []adit.PlaceID{"DEU/x"}) {
		t.Errorf("a site of a country by name is %v", got)
	}
	_, err := places("EU28", 0)
	var unknown *adit.UnknownError
	if !errors.As(err, &unknown) || !slices.Contains(unknown.Near, "EU27") {
		t.Errorf("error %v, want the near group", err)
	}
	if known := Known(a); !known("DEU/x") || !known("CHN") || known("EU27") {
		t.Error("a country, a site or a group is taken for another")
	}
}
