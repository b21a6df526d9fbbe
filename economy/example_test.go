package economy_test

import (
	"context"
	"fmt"

	"adit/economy"
)

// Two industries that sell to each other (Miller & Blair): what they make for
// a new final demand.
func ExampleInverse() {
	a := economy.Coefficients([][]float64{{150, 500}, {200, 100}}, []float64{1000, 2000})
	l, _ := economy.Inverse(a)
	fmt.Printf("%.1f\n", economy.Outputs(l, []float64{600, 1500}))
	// Output: [1247.5 1841.6]
}

// A quarter of the gallium that the United States use is missing.
func ExampleAccounts_Loss() {
	pattern, _ := economy.Uses(world(), "gallium", "USA")
	band, _ := economy.Assumed(world())
	loss, err := accounts().Loss(context.Background(), nil, pattern.Lose(0.25), band.Base)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, in USD of %d: direct %.1f bn, total %.1f bn\n", loss.Status, loss.PriceYear, loss.Direct/1e9, loss.Total/1e9)
	fmt.Println(loss.Industries[0].Code, loss.Industries[0].Name)
	for _, u := range loss.Unattributed {
		fmt.Printf("not attributed: %.0f%% of the use of %s\n", 100*u.Share, u.Mineral)
	}
	fmt.Println("Japan:", economy.Covers("JPN"))
	// Output:
	// direct and total, in USD of 2017: direct 2.0 bn, total 2.3 bn
	// 334413 Semiconductor and related device manufacturing
	// not attributed: 1% of the use of gallium
	// Japan: not computed
}
