package leadtime

import "math"

// A Dist is a distribution of whole months: the probability of 0, 1, 2 … The
// last holds what is longer.
type Dist []float64

// maxYears is as long as anything takes; beyond it lies nothing that a plan
// could use.
const maxYears = 150

const maxMonths = 12 * maxYears

// tail is the probability that is folded into the last month.
const tail = 1e-7

// z90 is the 90% point of the standard normal.
const z90 = 1.2815515655446004

// lognormal has a median in years and the spread of its 10% and 90%; no spread
// is a sure duration.
func lognormal(median, low, high float64) Dist {
	sigma := 0.0
	if low > 0 && high > low {
		sigma = math.Log(high/low) / (2 * z90)
	}
	below := func(months float64) float64 {
		if sigma == 0 {
			if months >= 12*median {
				return 1
			}
			return 0
		}
		return 0.5 * math.Erfc(-math.Log(months/12/median)/sigma/math.Sqrt2)
	}
	var d Dist
	done := 0.0
	for k := 0; k < maxMonths && 1-done > tail; k++ {
		next := below(float64(k) + 0.5)
		d, done = append(d, next-done), next
	}
	d[len(d)-1] += 1 - done
	return d
}

// plus is the sum of two independent durations.
func (d Dist) plus(o Dist) Dist {
	sum := make(Dist, min(len(d)+len(o)-1, maxMonths))
	for i, p := range d {
		if p == 0 {
			continue
		}
		from := sum[i:]
		for j, q := range o[:min(len(o), len(from))] {
			from[j] += p * q
		}
		for _, q := range o[min(len(o), len(from)):] { // longer than anything takes
			from[len(from)-1] += p * q
		}
	}
	return sum.cut()
}

// cut folds a tail without weight into its first month.
func (d Dist) cut() Dist {
	rest := 0.0
	last := len(d) - 1
	for ; last > 0 && rest+d[last] < tail; last-- {
		rest += d[last]
	}
	d[last] += rest
	return d[:last+1]
}

// mix takes o with probability p, else d.
func (d Dist) mix(o Dist, p float64) Dist {
	out := make(Dist, max(len(d), len(o)))
	for i, v := range d {
		out[i] += (1 - p) * v
	}
	for i, v := range o {
		out[i] += p * v
	}
	return out.cut()
}

// Residual is what is left of a duration that is under way since nobody knows
// when: of all that are, seen at any time (renewal theory: the density is the
// probability of lasting longer, over the mean).
func (d Dist) Residual() Dist {
	mean := d.Mean()
	if mean == 0 {
		return Dist{1}
	}
	out, left := make(Dist, len(d)), 1.0
	for k, p := range d {
		left -= p
		out[k] = max(left, 0) / mean
	}
	return out.cut()
}

// Mean is in months.
func (d Dist) Mean() float64 {
	sum := 0.0
	for k, p := range d {
		sum += float64(k) * p
	}
	return sum
}

// MeanWithin is the mean of those that last no longer than some months; 0 where
// none does.
func (d Dist) MeanWithin(months int) float64 {
	sum, weight := 0.0, 0.0
	for k, p := range d[:max(0, min(months+1, len(d)))] {
		sum += float64(k) * p
		weight += p
	}
	if weight == 0 {
		return 0
	}
	return sum / weight
}

// Within is the probability of at most some months.
func (d Dist) Within(months int) float64 {
	sum := 0.0
	for _, p := range d[:max(0, min(months+1, len(d)))] {
		sum += p
	}
	return min(sum, 1)
}

// Quantile is the first month by which a share q is done.
func (d Dist) Quantile(q float64) int {
	sum := 0.0
	for k, p := range d {
		if sum += p; sum >= q-1e-12 {
			return k
		}
	}
	return len(d) - 1
}
