package baseline_test

import (
	"fmt"

	"adit/atlas"
	"adit/baseline"
)

func ExamplePrice() {
	a, _ := atlas.Open(atlas.Embedded())
	v, _ := baseline.Price(a, "tungsten", "ore", 2024)
	fmt.Printf("%.0f USD per tonne of tungsten, %s: %s\n", v.Value, v.Basis, v.Figures()[0])
	_, err := baseline.Price(a, "thulium", "oxide", 2024)
	fmt.Println(err)
	// Output:
	// 31778 USD per tonne of tungsten, reported: usgs-mcs-2026:prices:tungsten/concentrate/USA/price/2024#b4414
	// no price of thulium/oxide: no series of the atlas prices it, and no rule derives it (table price_of)
}

func ExampleHosts() {
	a, _ := atlas.Open(atlas.Embedded())
	for _, h := range baseline.Hosts(a, "gallium") {
		if !h.Traced() {
			continue
		}
		by, _ := baseline.HostOutput(a, h, 2024)
		fmt.Printf("China makes %.1f Mt of alumina, which could give %.1f g/t\n", by["CHN"].Value/1e6, h.Yield(h.Current, baseline.Value{}).Value)
	}
	// Output:
	// China makes 85.5 Mt of alumina, which could give 28.5 g/t
}
