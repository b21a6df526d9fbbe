package atlas_test

import (
	"fmt"

	"adit/atlas"
)

// From the id of a figure to its value, source and row.
func ExampleAtlas_Find() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := a.Find("usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024")
	if err != nil {
		fmt.Println(err)
		return
	}
	f := found.Figure()
	fmt.Printf("%g %s, %s, %s at %s\n", f.Value, f.Unit, f.Basis, f.Source, f.Locator)
	// Output: 839 t, reported, usgs-mcs-2026 at MCS2026_Commodities_Data.csv:2551
}

// Another value for one run.
func ExampleAtlas_With() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	const id = "usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024"
	b, err := a.With(map[string]float64{id: 400})
	if err != nil {
		fmt.Println(err)
		return
	}
	found, _ := b.Find(id)
	fmt.Println(found.Figure().Value, found.Figure().Basis)
	// Output: 400 assumption
}

// A spelling of a source, and the id it stands for.
func ExampleNames_Find() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	place, _ := a.Places().Find("Congo (Kinshasa)")
	mineral, _ := a.Minerals().Find("wolfram")
	fmt.Println(place, mineral)
	_, err = a.Minerals().Find("galium")
	fmt.Println(err)
	// Output:
	// COD tungsten
	// unknown mineral "galium"; did you mean gallium, barium, helium?
}
