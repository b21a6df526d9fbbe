package balance

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"adit/ledger"
)

// A Period cuts time.
type Period string

const (
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
)

// Periods lists them.
var Periods = []string{string(Month), string(Quarter), string(Year)}

// Start returns when the period that holds t begins.
func (p Period) Start(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	switch p {
	case Year:
		m = time.January
	case Quarter:
		m = (m-1)/3*3 + 1
	}
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// Next returns when the period after begins.
func (p Period) Next(start time.Time) time.Time {
	return start.AddDate(0, map[Period]int{Month: 1, Quarter: 3, Year: 12}[p], 0)
}

// An Account is the balance of one element at one site in one period:
//
//	opening + mined + made + received − used − sent = closing
//
// Counted is what a stocktake found in the period, and Gap by how much that is
// above what the ledger says, at that moment.
type Account struct {
	Site     ledger.SiteID  `json:"site"`
	Element  ledger.Element `json:"element"`
	From     time.Time      `json:"from"`
	Until    time.Time      `json:"until"`
	Opening  ledger.Amount  `json:"opening"`
	Mined    ledger.Amount  `json:"mined"`
	Made     ledger.Amount  `json:"made"`
	Received ledger.Amount  `json:"received"`
	Used     ledger.Amount  `json:"used"`
	Sent     ledger.Amount  `json:"sent"`
	Closing  ledger.Amount  `json:"closing"`
	Counted  *ledger.Amount `json:"counted"` // null: nobody counted
	Gap      *ledger.Amount `json:"gap"`
	Sigmas   float64        `json:"sigmas"` // gap in standard uncertainties
}

type accountKey struct {
	site    ledger.SiteID
	element ledger.Element
}

func byKey(a, b accountKey) int {
	return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.element, b.element))
}

// Accounts returns the balances of all sites that moved anything, by site,
// element and period. Periods without a flow and without a count are left out.
func (h *History) Accounts(p Period) []Account {
	flows := map[accountKey][]flow{}
	for _, f := range h.flows {
		k := accountKey{f.site, f.element}
		flows[k] = append(flows[k], f)
	}
	counts := map[accountKey][]count{}
	for _, c := range h.counts {
		k := accountKey{c.site, c.element}
		counts[k] = append(counts[k], c)
		if flows[k] == nil {
			flows[k] = []flow{}
		}
	}
	var all []Account
	for _, k := range slices.SortedFunc(maps.Keys(flows), byKey) {
		all = append(all, accountsOf(k, p, flows[k], counts[k])...)
	}
	return all
}

func accountsOf(k accountKey, p Period, flows []flow, counts []count) []Account {
	byStart := map[int64]*Account{}
	at := func(t time.Time) *Account {
		start := p.Start(t)
		a := byStart[start.Unix()]
		if a == nil {
			a = &Account{Site: k.site, Element: k.element, From: start, Until: p.Next(start)}
			byStart[start.Unix()] = a
		}
		return a
	}
	for _, f := range flows {
		a := at(f.at)
		sum := [kinds]*ledger.Amount{&a.Mined, &a.Made, &a.Used, &a.Received, &a.Sent}[f.kind]
		*sum = sum.Plus(f.amount)
	}
	for _, c := range counts {
		a := at(c.at)
		counted, gap := c.counted, c.counted.Minus(c.expected)
		a.Counted, a.Gap, a.Sigmas = &counted, &gap, sigmas(gap)
	}
	var out []Account
	stock := ledger.Amount{}
	for _, start := range slices.Sorted(maps.Keys(byStart)) {
		a := byStart[start]
		a.Opening = stock
		stock = stock.Plus(a.Mined).Plus(a.Made).Plus(a.Received).Minus(a.Used).Minus(a.Sent)
		// What all went out again leaves rounding behind, which is no stock.
		if math.Abs(stock.Kg) < 1e-9*(a.Mined.Kg+a.Made.Kg+a.Received.Kg+a.Opening.Kg) {
			stock.Kg = 0
		}
		a.Closing = stock
		out = append(out, *a)
	}
	return out
}

// sigmas returns a difference in standard uncertainties, at most 99: more is
// beyond any table.
func sigmas(d ledger.Amount) float64 {
	switch {
	case d.Kg == 0:
		return 0
	case d.Sigma == 0:
		return math.Copysign(99, d.Kg)
	}
	return max(-99, min(99, d.Kg/d.Sigma))
}
