package market

import (
	"math"

	"adit"
)

// A Curve is one market participant around an observed price and quantity: q =
// q₀·(p/p₀)^ε, cut into steps of equal ratio of price.
//
// A step's price is the geometric middle of its range, so a price read from the
// steps lies within (√Ratio − 1) of the curve's: Ratio 1.02 is 1%.
type Curve struct {
	Price      adit.USD    // p₀
	Quantity   adit.Tonnes // q₀
	Elasticity float64     // ε: below 0 of demand, above 0 of supply
	Ratio      float64     // of the prices of neighbouring steps, above 1
	Floor      float64     // lowest price of supply, as a multiple of p₀
	Choke      float64     // highest price, as a multiple of p₀
}

// leastElasticity keeps a curve from being vertical: the price of the
// undisturbed market would then be any number.
const leastElasticity = 0.01

// tail is into how many steps what is wanted above the choke price is cut. In a
// market that serves little, what there is then goes to all alike to within a
// tail's part, and not to whom a solver comes first.
const tail = 10

// DemandSteps returns what is wanted, dearest first, and sums to q₀. What is
// still wanted at the choke price gives up evenly from there to twice that.
func (c Curve) DemandSteps() []adit.ValueStep {
	at := c.quantity(-max(leastElasticity, -c.Elasticity))
	n := steps(1, c.Choke, c.Ratio)
	ratio := math.Pow(c.Choke, 1/float64(n))
	var out []adit.ValueStep
	for k := range tail {
		above := (float64(tail-k) - 0.5) / tail
		out = append(out, adit.ValueStep{Amount: at(c.Choke) / tail, Value: c.Price * adit.USD(c.Choke*(1+above))})
	}
	for k := range n {
		high := math.Pow(ratio, float64(n-k))
		out = append(out, adit.ValueStep{Amount: at(high/ratio) - at(high), Value: c.Price * adit.USD(high/math.Sqrt(ratio))})
	}
	return out
}

// SupplySteps returns what is offered, cheapest first, as if there were no
// capacity: that is the process's own. One step has its middle at (q₀, p₀), so
// that the undisturbed price is p₀ itself. How many steps there are does not
// depend on the elasticity.
func (c Curve) SupplySteps() []adit.CostStep {
	at := c.quantity(max(leastElasticity, c.Elasticity))
	var out []adit.CostStep
	for k := -steps(c.Floor, 1, c.Ratio); k <= steps(1, c.Choke, c.Ratio); k++ {
		price := math.Pow(c.Ratio, float64(k))
		out = append(out, adit.CostStep{UpTo: at(price * math.Sqrt(c.Ratio)), Cost: c.Price * adit.USD(price)})
	}
	return out
}

func (c Curve) quantity(elasticity float64) func(multiple float64) adit.Tonnes {
	return func(multiple float64) adit.Tonnes {
		return c.Quantity * adit.Tonnes(math.Pow(multiple, elasticity))
	}
}

// steps is how many steps of a ratio lead from one multiple to another.
func steps(from, to, ratio float64) int {
	return max(1, int(math.Ceil(math.Log(to/from)/math.Log(ratio)-1e-9)))
}
