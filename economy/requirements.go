package economy

import (
	"fmt"
	"math"

	"adit"
	"adit/atlas"
)

// tables are the accounts as matrices: commodities by industries in M USD.
type tables struct {
	commodity    map[string]int
	use, imports [][]float64 // by commodity and industry
	market       [][]share   // by commodity, the industries that make it
	made         []float64   // by commodity
	makes        int
}

type share struct {
	i    int
	part float64
}

// takeRequirements computes A_d = D·(U − M)·x̂⁻¹ (industry-technology
// assumption: an industry sells its share of the market of whatever commodity
// is used), and from it who sells how much of its output to whom.
func (acc *Accounts) takeRequirements(a *atlas.Atlas) error {
	t, err := acc.read(a)
	if err != nil {
		return err
	}
	acc.Clipped = adit.USD(t.takeImportsOut() * million)
	flows := t.industryFlows(len(acc.industries))
	acc.takeSales(flows)
	acc.domestic = square(len(acc.industries))
	for i, row := range acc.sales {
		for _, s := range row {
			acc.domestic[i][s.j] = s.share * float64(acc.industries[i].Output/acc.industries[s.j].Output)
		}
	}
	return nil
}

// read fills the matrices. Uses of a commodity that nobody makes at home
// (noncomparable imports) stay: their market is empty.
func (acc *Accounts) read(a *atlas.Atlas) (*tables, error) {
	t := &tables{commodity: map[string]int{}}
	detail(a, "io_commodities", func(r atlas.Row) { t.commodity[r.Get("commodity")] = len(t.commodity) })
	n := len(t.commodity)
	t.use, t.imports = rectangle(n, len(acc.industries)), rectangle(n, len(acc.industries))
	t.market, t.made = make([][]share, n), make([]float64, n)
	acc.fill(a, "io_use", "industry", t, t.use)
	acc.fill(a, "io_import", "user", t, t.imports)
	detail(a, "io_make", func(r atlas.Row) {
		c, known := t.commodity[r.Get("commodity")]
		i, ok := acc.index[r.Get("industry")]
		if v, _ := r.Number("value"); known && ok && v > 0 {
			t.market[c] = append(t.market[c], share{i, v})
			t.made[c] += v
			t.makes++
		}
	})
	if t.makes == 0 {
		return nil, fmt.Errorf("the atlas has no make table of the detail accounts: import it with adit import bea")
	}
	return t, nil
}

// fill adds up a matrix of commodities by industries. Columns that are no
// industry are final demand.
func (acc *Accounts) fill(a *atlas.Atlas, table, column string, t *tables, m [][]float64) {
	detail(a, table, func(r atlas.Row) {
		c, known := t.commodity[r.Get("commodity")]
		j, ok := acc.index[r.Get(column)]
		if v, _ := r.Number("value"); known && ok {
			m[c][j] += v
		}
	})
}

// takeImportsOut leaves in use what is made at home, and returns what imports
// had more than use. Negative uses (scrap that is sold) are no inputs.
func (t *tables) takeImportsOut() (clipped float64) {
	for c := range t.use {
		for j, used := range t.use[c] {
			imported := max(0, t.imports[c][j])
			clipped += max(0, imported-max(0, used))
			t.use[c][j] = max(0, used-imported)
		}
	}
	return clipped
}

// industryFlows is D·U_d: from industry to industry, in M USD.
func (t *tables) industryFlows(n int) [][]float64 {
	flows := square(n)
	for c, makers := range t.market {
		for _, m := range makers {
			part := m.part / t.made[c]
			for j, used := range t.use[c] {
				flows[m.i][j] += part * used
			}
		}
	}
	return flows
}

// takeSales turns flows into shares of output. An industry that sells more to
// industries at home than it makes sold from stocks, or imports that the
// matrix does not show: like imports, that part is no output of the year, so
// its row is scaled down, and its final demand is 0.
func (acc *Accounts) takeSales(flows [][]float64) {
	acc.sales, acc.final = make([][]sale, len(flows)), make([]float64, len(flows))
	for i, row := range flows {
		output, sum := float64(acc.industries[i].Output)/million, 0.0
		for _, v := range row {
			sum += v
		}
		scale := 1 / max(output, sum)
		acc.Beyond += adit.USD(max(0, sum-output) * million)
		rest := 1.0
		for j, v := range row {
			if s := v * scale; s > 0 {
				acc.sales[i] = append(acc.sales[i], sale{j, s})
				rest -= s
			}
		}
		acc.final[i] = max(0, rest)
	}
}

func square(n int) [][]float64 { return rectangle(n, n) }

func rectangle(rows, columns int) [][]float64 {
	m, all := make([][]float64, rows), make([]float64, rows*columns)
	for i := range m {
		m[i] = all[i*columns : (i+1)*columns : (i+1)*columns]
	}
	return m
}

// finite reports a number that can be reckoned with.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
