package plan

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// Printed is a plan as it is printed: the binding keys, and what they follow from.
type Printed struct {
	Objective float64                                  `json:"objective_usd"`
	Gap       *float64                                 `json:"mip_gap"` // null where no bound is known
	Status    string                                   `json:"status"`
	Risk      Risk                                     `json:"risk"`
	Periods   []int                                    `json:"periods,omitempty"` // first years of those of the search, to which mip_gap belongs
	Chosen    []PrintedChoice                          `json:"chosen"`
	Budget    map[string]float64                       `json:"budget_usd"` // by year: spent
	Unmet     map[string]map[string]map[string]float64 `json:"unmet_t"`    // by case, year, demand
	Stockpile []PrintedReserve                         `json:"stockpile"`
	Shadows   []PrintedShadow                          `json:"budget_shadow_price"`
	Targets   []PrintedTarget                          `json:"targets"`
}

// PrintedChoice is a project that is built.
type PrintedChoice struct {
	ID    string  `json:"id"`
	Start int     `json:"start_year"`
	Kind  string  `json:"kind,omitempty"`
	Cost  float64 `json:"public_cost_usd"`
}

// PrintedReserve is what is bought of a material, and held and released by case.
type PrintedReserve struct {
	Material string                        `json:"material"`
	Place    string                        `json:"place"`
	Bought   map[string]float64            `json:"bought_t"`
	Held     map[string]map[string]float64 `json:"held_t"` // at the year's end
	Released map[string]map[string]float64 `json:"released_t"`
	Days     float64                       `json:"days_of_use"` // that the most held would last where it lies, undisturbed
}

// PrintedShadow is what a dollar more of a budget saves.
type PrintedShadow struct {
	Budget string   `json:"budget"` // "total", "2026", "DFC total"
	Held   float64  `json:"projects_held_usd_per_usd"`
	Part   *float64 `json:"projects_in_part_usd_per_usd"`
}

// PrintedTarget is what a target costs.
type PrintedTarget struct {
	Material string  `json:"material"`
	Place    string  `json:"place"`
	From     string  `json:"from"`
	Share    float64 `json:"max_share"`
	Least    float64 `json:"least_share,omitempty"`
	Year     int     `json:"year"`
	Price    float64 `json:"usd_per_t"`
}

// MarshalJSON writes what Print returns.
func (a *Answer) MarshalJSON() ([]byte, error) { return json.Marshal(a.Print()) }

// Print turns the answer into what is printed.
func (a *Answer) Print() Printed {
	p := Printed{Objective: clean(a.Objective), Status: a.Status.String(), Risk: a.Risk, Chosen: []PrintedChoice{}, Budget: map[string]float64{},
		Unmet: map[string]map[string]map[string]float64{}, Stockpile: []PrintedReserve{}, Shadows: []PrintedShadow{}, Targets: []PrintedTarget{}}
	if !math.IsInf(a.Gap, 0) && !math.IsNaN(a.Gap) {
		gap := clean(a.Gap)
		p.Gap = &gap
	}
	for _, y := range a.Periods {
		p.Periods = append(p.Periods, int(y))
	}
	for _, c := range a.Chosen {
		p.Chosen = append(p.Chosen, PrintedChoice{c.ID, int(c.Start), c.Kind, float64(c.Public)})
	}
	for t, y := range a.years {
		p.Budget[strconv.Itoa(int(y))] = clean(float64(a.spent[t]))
	}
	for k := range a.Cases {
		p.Unmet[a.Candidates.Cases[k].Name] = a.byYear(func(t int) map[string]float64 { return a.unmetIn(k, t) })
	}
	for r := range a.Purchases {
		p.Stockpile = append(p.Stockpile, a.printReserve(r))
	}
	for _, s := range a.Budgets {
		p.Shadows = append(p.Shadows, s.print())
	}
	for _, t := range a.Targets {
		p.Targets = append(p.Targets, PrintedTarget{string(t.Material), string(t.Place), named(t.From), float64(t.MaxShare), float64(t.Least), int(t.Year), clean(t.USDPerTonne)})
	}
	return p
}

func (a *Answer) byYear(f func(t int) map[string]float64) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	for t, y := range a.years {
		out[strconv.Itoa(int(y))] = f(t)
	}
	return out
}

func (a *Answer) unmetIn(k, t int) map[string]float64 {
	out := map[string]float64{}
	for i := range a.Net.Demands {
		out[a.Net.Demands[i].ID] = clean(float64(a.Unmet(k, t, i)))
	}
	return out
}

func (a *Answer) printReserve(r int) PrintedReserve {
	s := &a.Candidates.Stockpile[r]
	p := PrintedReserve{Material: string(s.Material), Place: string(s.Place), Bought: map[string]float64{}, Held: map[string]map[string]float64{}, Released: map[string]map[string]float64{}}
	at, most := slices.Index(a.setting.reserveOf, r), 0.0
	for t, y := range a.years {
		p.Bought[strconv.Itoa(int(y))] = clean(float64(a.Purchases[r][t]))
	}
	for k := range a.Cases {
		held, released := map[string]float64{}, map[string]float64{}
		for t, y := range a.years {
			held[strconv.Itoa(int(y))] = clean(float64(a.Cases[k][t].Level[at]))
			released[strconv.Itoa(int(y))] = clean(float64(a.Cases[k][t].Release[at]))
			most = math.Max(most, float64(a.Cases[k][t].Level[at]))
		}
		p.Held[a.Candidates.Cases[k].Name], p.Released[a.Candidates.Cases[k].Name] = held, released
	}
	use := 0.0
	for i := range a.Net.Demands {
		if d := &a.Net.Demands[i]; d.Material == s.Material && s.Place.Covers(d.Place) {
			use += float64(d.Amount)
		}
	}
	if use > 0 {
		p.Days = clean(365 * most / use)
	}
	return p
}

func (s Shadow) print() PrintedShadow {
	what := "total"
	if s.Year != 0 {
		what = strconv.Itoa(int(s.Year))
	}
	p := PrintedShadow{Budget: prefixed(s.Name) + what, Held: clean(s.Held)}
	if !math.IsNaN(s.Part) {
		part := clean(s.Part)
		p.Part = &part
	}
	return p
}

// clean drops what is rounding of the solver: below a milligram or a
// ten-thousandth of a cent nothing is told, and no more than 9 digits.
func clean(v float64) float64 {
	if math.Abs(v) < 1e-7 {
		return 0
	}
	scale := math.Pow(10, 8-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
