package economy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"adit"
	"adit/atlas"
)

// million is the unit of the accounts.
const million = 1e6

// An Industry is one of the accounts.
type Industry struct {
	Code, Name string
	Output     adit.USD // gross output
	ValueAdded adit.USD // below 0 for a subsidised enterprise of government
}

// residual reports an industry that collects what is classified nowhere else,
// by the words of its title, such as “Other basic inorganic chemical
// manufacturing”: no product in it is its main one.
func (i Industry) residual() bool {
	for _, word := range []string{"Other ", "All other ", "Miscellaneous "} {
		if strings.HasPrefix(i.Name, word) {
			return true
		}
	}
	return false
}

// Accounts are the input-output accounts of a country in one year. They are
// not written once loaded, and safe for concurrent use.
type Accounts struct {
	Year   adit.Year
	Source string // id of a source of the atlas

	// Clipped is what the import matrix, which is before redefinitions, has more
	// than the use table, and Beyond the domestic use beyond domestic output:
	// both are left out (docs/math/economy.md).
	Clipped, Beyond adit.USD

	industries []Industry // by code
	index      map[string]int
	naics      *naics
	domestic   [][]float64 // A_d: input of i per unit of output of j, made at home
	sales      [][]sale    // by i, its sales to industries, j ascending
	final      []float64   // share of the output of i that goes to final demand
	value      []float64   // value added in USD, not below 0

	once     sync.Once // of spread
	inverse  [][]float64
	carried  []float64
	singular error
}

// A sale is the share of an industry's output that industry j takes.
type sale struct {
	j     int
	share float64
}

// level is that of the accounts with most industries.
const level = "detail"

// Load reads the detail accounts of the United States, 2017: 402 industries.
func Load(a *atlas.Atlas) (*Accounts, error) {
	acc := &Accounts{index: map[string]int{}}
	if err := acc.takeIndustries(a); err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	acc.takeValueAdded(a)
	acc.naics = crosswalk(a)
	if err := acc.takeRequirements(a); err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	return acc, nil
}

// detail yields the rows of a table of the detail accounts.
func detail(a *atlas.Atlas, table string, row func(atlas.Row)) {
	for r := range a.Rows(table) {
		if r.Get("level") == level {
			row(r)
		}
	}
}

func (acc *Accounts) takeIndustries(a *atlas.Atlas) error {
	detail(a, "io_industries", func(r atlas.Row) {
		output, _ := r.Number("output")
		acc.industries = append(acc.industries, Industry{Code: r.Get("industry"), Name: r.Get("name"), Output: adit.USD(output * million)})
		acc.Year, acc.Source = max(acc.Year, r.Year()), r.Get("source")
	})
	slices.SortFunc(acc.industries, func(a, b Industry) int { return cmp.Compare(a.Code, b.Code) })
	for i, ind := range acc.industries {
		if ind.Output <= 0 {
			return fmt.Errorf("industry %s has no output: import the accounts again (adit import bea)", ind.Code)
		}
		acc.index[ind.Code] = i
	}
	if len(acc.industries) == 0 {
		return errors.New("the atlas has no detail accounts: import them with adit import bea")
	}
	return nil
}

func (acc *Accounts) takeValueAdded(a *atlas.Atlas) {
	detail(a, "io_value_added", func(r atlas.Row) {
		if i, ok := acc.index[r.Get("industry")]; ok {
			v, _ := r.Number("value")
			acc.industries[i].ValueAdded += adit.USD(v * million)
		}
	})
	// A subsidised enterprise that makes less does not make a country richer.
	for _, ind := range acc.industries {
		acc.value = append(acc.value, max(0, float64(ind.ValueAdded)))
	}
}

// Industries lists the industries by code.
func (acc *Accounts) Industries() []Industry { return slices.Clone(acc.industries) }

// ValueAdded is that of all industries together: the gross domestic product of
// the accounts' year.
func (acc *Accounts) ValueAdded() adit.USD {
	var sum adit.USD
	for _, ind := range acc.industries {
		sum += ind.ValueAdded
	}
	return sum
}

// position is that of an industry, or of the one that a NAICS code belongs to;
// else an *adit.UnknownError.
func (acc *Accounts) position(code string) (int, error) {
	if i, ok := acc.index[code]; ok {
		return i, nil
	}
	if own := acc.naics.in[code]; len(own) == 1 {
		return acc.index[own[0]], nil
	}
	var codes []string
	for _, ind := range acc.industries {
		codes = append(codes, ind.Code)
	}
	return 0, &adit.UnknownError{Kind: "industry of the detail accounts", ID: code, Near: adit.Nearest(code, codes)}
}
