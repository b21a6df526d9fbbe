package baseline

import "fmt"

// kilograms of the units of mass that prices are quoted in: exact by
// definition (international yard and pound agreement of 1959; the troy ounce is
// 480 of the pound's 7,000 grains). A metric ton unit is a hundredth of a tonne
// of what it counts.
const (
	kilogramsPerPound     = 0.45359237
	kilogramsPerTroyOunce = kilogramsPerPound * 480 / 7000
	kilogramsPerUnit      = 10
	kilogramsPerShortTon  = 2000 * kilogramsPerPound
	kilogramsPerTonne     = 1000
)

// perTonne is what a price in a unit is worth in USD per tonne. USD/oz is per
// troy ounce: only precious metals are quoted so.
var perTonne = map[string]float64{
	"USD/t":         1,
	"USD/kg":        kilogramsPerTonne,
	"USD/g":         kilogramsPerTonne * 1000,
	"USD/lb":        kilogramsPerTonne / kilogramsPerPound,
	"USc/lb":        kilogramsPerTonne / kilogramsPerPound / 100,
	"USD/oz":        kilogramsPerTonne / kilogramsPerTroyOunce,
	"USD/mtu":       kilogramsPerTonne / kilogramsPerUnit,
	"USD/short ton": kilogramsPerTonne / kilogramsPerShortTon,
}

// usdPerTonne returns the factor of a unit of price.
func usdPerTonne(unit string) (float64, error) {
	k, ok := perTonne[unit]
	if !ok {
		return 0, fmt.Errorf("a price in %q is not per mass in US dollars", unit)
	}
	return k, nil
}
