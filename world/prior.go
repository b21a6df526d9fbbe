package world

import (
	"maps"
	"math"
	"slices"
	"strings"

	"adit"
)

func cutColon(s string) (before, after string, ok bool) { return strings.Cut(s, ":") }

// derive spreads what places have to send over what places need, where no
// statistic shows it (R2): T_ij ∝ supply_i · need_j / distance_ij^θ, scaled to
// the supplies and needs (RAS). What is left at home is not a flow. Flows too
// small to matter are left out, so that the network stays readable.
func (b *builder) derive(f *form, supply, need map[adit.PlaceID]float64) flows {
	from, to := keys(supply), keys(need)
	rows, columns := values(supply, from), values(need, to)
	balanceTotals(rows, columns)
	seed := b.seed(f, from, to)
	for range 2 {
		scale(seed, rows, columns)
		prune(seed, rows, columns, parameter(b.atlas, "least-lane"))
	}
	scale(seed, rows, columns)
	t := flows{}
	for i, p := range from {
		for j, q := range to {
			if x := seed[i][j]; x > 0 && p != q {
				t[pair{p, q}] = b.derived(f, pair{p, q}, x, supply[p])
			}
		}
	}
	return t
}

// derived is a flow that R2 gives, within a factor of three of it and at most
// what its sender has. A part of a bundled code is between nothing and the
// whole.
func (b *builder) derived(f *form, p pair, t, supply float64) quantity {
	q := quantity{t, t / 3, math.Max(t, math.Min(3*t, supply)), adit.Derived, ""}
	if whole, ok := b.whole(f)[p]; ok {
		q = quantity{t, 0, math.Max(t, whole.t), adit.Derived, whole.figure}
	}
	return q
}

// whole is the trade of a code that holds a form and others too.
func (b *builder) whole(f *form) flows {
	if f.rule != "bundle" {
		return nil
	}
	if b.bundles == nil {
		b.bundles = b.code(f.code, 1)
		b.restFlows(f, "trade of the code that holds others too", b.bundles)
	}
	return b.bundles
}

func keys(m map[adit.PlaceID]float64) []adit.PlaceID {
	ids := slices.Sorted(maps.Keys(m))
	return slices.DeleteFunc(ids, func(p adit.PlaceID) bool { return m[p] <= 0 })
}

func values(m map[adit.PlaceID]float64, ids []adit.PlaceID) []float64 {
	v := make([]float64, len(ids))
	for i, p := range ids {
		v[i] = m[p]
	}
	return v
}

// balanceTotals scales the larger side down: what is not needed stays, what is
// not there does not come.
func balanceTotals(rows, columns []float64) {
	r, c := sum(rows), sum(columns)
	switch {
	case r == 0 || c == 0:
	case r > c:
		times(rows, c/r)
	default:
		times(columns, r/c)
	}
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

func times(v []float64, k float64) {
	for i := range v {
		v[i] *= k
	}
}

// seed is where the scaling starts: distance; the tonnes of a code that holds
// other metals too; or, for a member of the EU whose customs values are at hand,
// those values.
func (b *builder) seed(f *form, from, to []adit.PlaceID) [][]float64 {
	theta := parameter(b.atlas, "distance-decay")
	m := make([][]float64, len(from))
	for i, p := range from {
		m[i] = make([]float64, len(to))
		for j, q := range to {
			m[i][j] = math.Pow(b.distance(p, q), -theta)
		}
	}
	for j, q := range to {
		seedBy(from, q, m, j, func(p pair) float64 { return b.whole(f)[p].t })
		seedBy(from, q, m, j, func(p pair) float64 {
			value := 0.0
			for _, code := range f.cn8 {
				value += b.customs[code][p].t
				b.rests(f, "customs values that seed flows", b.customs[code][p].figure)
			}
			return value
		})
	}
	return m
}

// seedBy replaces a column by what customs show, which keeps the column's sum,
// so that what the place makes at home weighs as before. A supplier that customs
// do not show keeps a thousandth: they do not see all.
func seedBy(from []adit.PlaceID, to adit.PlaceID, m [][]float64, j int, shown func(pair) float64) {
	const unseen = 1e-3
	foreign, value := 0.0, make([]float64, len(from))
	for i, p := range from {
		if p != to {
			foreign += m[i][j]
			value[i] = shown(pair{p, to})
		}
	}
	seen := sum(value)
	if seen == 0 {
		return
	}
	for i, p := range from {
		if p != to {
			m[i][j] = foreign * (value[i]/seen + unseen*m[i][j]/foreign)
		}
	}
}

// scale fits a matrix to its row and column sums (iterative proportional
// fitting; Deming and Stephan 1940).
func scale(m [][]float64, rows, columns []float64) {
	const rounds = 100
	for range rounds {
		for i := range m {
			if s := sum(m[i]); s > 0 {
				times(m[i], rows[i]/s)
			}
		}
		for j := range columns {
			s := 0.0
			for i := range m {
				s += m[i][j]
			}
			for i := range m {
				if s > 0 {
					m[i][j] *= columns[j] / s
				}
			}
		}
	}
}

// prune drops what is next to nothing to both its ends.
func prune(m [][]float64, rows, columns []float64, least float64) {
	for i := range m {
		for j := range m[i] {
			if m[i][j] < least*rows[i] && m[i][j] < 2*least*columns[j] {
				m[i][j] = 0
			}
		}
	}
}

// distance is population-weighted, in kilometres. Unknown names are far away.
func (b *builder) distance(p, q adit.PlaceID) float64 {
	if p == q {
		return parameter(b.atlas, "home-distance")
	}
	if p > q {
		p, q = q, p
	}
	if d, ok := b.distances[pair{p, q}]; ok {
		return d
	}
	const farAway = 9000 // km: about the mean distance between two countries of the table
	return farAway
}
