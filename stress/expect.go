package stress

import (
	"cmp"
	"math"
	"slices"

	"adit"
)

// An Expectation is the minerals by what is to be expected of an ensemble.
type Expectation struct {
	Ensemble string       `json:"ensemble"`
	Country  adit.PlaceID `json:"country"`
	Year     adit.Year    `json:"year"`
	Years    float64      `json:"years"` // that each case lasts
	Draws    int          `json:"draws"`
	Seed     uint64       `json:"seed"`
	Chunks   int          `json:"chunks"`  // independent replicates that standard errors rest on
	LossIs   string       `json:"loss_is"` // direct value added, or price transfer where no accounts are known
	Minerals []Expected   `json:"minerals"`
}

// What expected_loss_usd is.
const (
	lossDirect   = "direct value added"
	lossTransfer = "price transfer"
)

// An Expected is one mineral: expected values over the cases of the ensemble,
// their spread over the draws, and the means of each case. Null is not computed.
type Expected struct {
	Mineral    string    `json:"mineral"`
	Loss       *Estimate `json:"expected_loss_usd"`
	ValueAdded *Estimate `json:"value_added_direct_usd"`
	Transfer   Estimate  `json:"price_transfer_usd"`
	Unmet      Estimate  `json:"unmet_share"`
	Price      *Estimate `json:"price_ratio"`
	// Unattributed is the part of the use that no source gives an industry for: it
	// is in no value added, and not zero.
	Unattributed float64    `json:"use_share_without_an_industry"`
	Cases        []CaseMean `json:"cases"`
}

// An Estimate is a mean over draws with its standard error, and how far single
// draws of the inputs lie apart. The error is null where there is one chunk.
type Estimate struct {
	Mean  float64  `json:"mean"`
	Error *float64 `json:"standard_error"`
	P5    float64  `json:"p5"`
	P95   float64  `json:"p95"`
}

// A CaseMean is what one case costs if it happens, in the mean over draws.
type CaseMean struct {
	Case        string   `json:"case"`
	Probability float64  `json:"probability"`
	ValueAdded  *float64 `json:"value_added_direct_usd"`
	Transfer    float64  `json:"price_transfer_usd"`
	Unmet       float64  `json:"unmet_share"`
	Price       *float64 `json:"price_ratio"`
}

func (w *drawing) expectation() *Expectation {
	st, d := w.studies[0], &w.draws
	e := &Expectation{Ensemble: d.Ensemble.Name, Country: st.Country, Year: st.Year, Years: yearsOf(&d.Ensemble.Base),
		Draws: d.N, Seed: d.Seed, Chunks: chunks(d.N), LossIs: lossDirect}
	if !st.accounted() {
		e.LossIs = lossTransfer
	}
	for i, st := range w.studies {
		e.Minerals = append(e.Minerals, st.expected(d.Ensemble, w.done[i]))
	}
	slices.SortStableFunc(e.Minerals, func(a, b Expected) int {
		return cmp.Or(cmp.Compare(b.loss(), a.loss()), cmp.Compare(b.Unmet.Mean, a.Unmet.Mean), cmp.Compare(a.Mineral, b.Mineral))
	})
	return e
}

// loss ranks what is not computed last.
func (x *Expected) loss() float64 {
	if x.Loss == nil {
		return math.Inf(-1)
	}
	return x.Loss.Mean
}

func (st *Study) expected(e *adit.Ensemble, drawn []*chunk) Expected {
	all := st.byCase(e, drawn)
	over := func(of func(Losses) float64) *Estimate { v := estimate(mixed(e, all, of)); return &v }
	x := Expected{Mineral: st.Minerals[0], Transfer: *over(transferOf), Unmet: *over(unmetOf)}
	switch {
	case !st.accounted():
		x.Loss = &x.Transfer
	case st.attributed():
		x.ValueAdded, x.Unattributed = over(valueAddedOf), rounded(st.unattributed())
		x.Loss = x.ValueAdded
	default:
		x.Unattributed = 1
	}
	if st.priced() {
		x.Price = over(priceOf)
	}
	for k, c := range e.Cases {
		x.Cases = append(x.Cases, st.caseMean(c, all[k]))
	}
	return x
}

func valueAddedOf(l Losses) float64 { return l.ValueAdded }
func transferOf(l Losses) float64   { return l.Transfer }
func unmetOf(l Losses) float64      { return l.Unmet }
func priceOf(l Losses) float64      { return l.Price }

// byCase gathers the losses of each case by draw, in the order of chunks. Of a
// case in which nothing happens they are known.
func (st *Study) byCase(e *adit.Ensemble, drawn []*chunk) [][]Losses {
	all, eventful := make([][]Losses, len(e.Cases)), 0
	for k := range e.Cases {
		happens := len(e.Cases[k].Disruptions) > 0
		for _, c := range drawn {
			for _, l := range c.Losses {
				if happens {
					all[k] = append(all[k], l[eventful])
				} else {
					all[k] = append(all[k], st.calm())
				}
			}
		}
		if happens {
			eventful++
		}
	}
	return all
}

// mixed is Σ p·loss over the cases, by draw.
func mixed(e *adit.Ensemble, all [][]Losses, of func(Losses) float64) []float64 {
	sums := make([]float64, len(all[0]))
	for k := range e.Cases {
		for i, l := range all[k] {
			sums[i] += e.Cases[k].Probability * of(l)
		}
	}
	return sums
}

func (st *Study) caseMean(c adit.Case, all []Losses) CaseMean {
	mean := func(of func(Losses) float64) *float64 {
		sum := 0.0
		for _, l := range all {
			sum += of(l)
		}
		v := rounded(sum / float64(len(all)))
		return &v
	}
	m := CaseMean{Case: c.Name, Probability: c.Probability, Transfer: *mean(transferOf), Unmet: *mean(unmetOf)}
	if st.attributed() {
		m.ValueAdded = mean(valueAddedOf)
	}
	if st.priced() {
		m.Price = mean(priceOf)
	}
	return m
}

// estimate is the mean of draws in chunks, and its standard error by the spread
// of the chunks' means (S7c): with weights w by size,
// s² = k/(k−1)·Σ w²·(mean of chunk − mean)².
func estimate(draws []float64) Estimate {
	e := Estimate{Mean: meanOf(draws)}
	k, s := chunks(len(draws)), 0.0
	for c := range k {
		part := draws[c*chunkSize : c*chunkSize+sizeOf(c, len(draws))]
		off := float64(len(part)) / float64(len(draws)) * (meanOf(part) - e.Mean)
		s += off * off
	}
	if k > 1 {
		v := rounded(math.Sqrt(s * float64(k) / float64(k-1)))
		e.Error = &v
	}
	e.Mean = rounded(e.Mean)
	sorted := slices.Sorted(slices.Values(draws))
	e.P5, e.P95 = rounded(quantile(sorted, 0.05)), rounded(quantile(sorted, 0.95))
	return e
}

func meanOf(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// quantile lies between order statistics.
func quantile(sorted []float64, q float64) float64 {
	x := q * float64(len(sorted)-1)
	i := int(x)
	return sorted[i] + (x-float64(i))*(sorted[min(i+1, len(sorted)-1)]-sorted[i])
}

// rounded keeps the nine digits that are worth telling.
func rounded(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) {
		return v
	}
	scale := math.Pow(10, 8-math.Floor(math.Log10(math.Abs(v))))
	if math.IsInf(scale, 0) {
		return 0
	}
	return math.Round(v*scale) / scale
}
