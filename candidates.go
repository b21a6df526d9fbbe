package adit

import (
	"cmp"
	"slices"
)

// Candidates is what a plan may choose from, by when, with what money and
// against what: the candidate file (docs/data.md, "Candidate file").
//
// Slices are sorted (Sort), so that the same file in another order gives the
// same bytes.
type Candidates struct {
	First, Last Year    // the horizon, both included
	Discount    float64 // a year
	Budget      Budget  // of all that is spent
	Budgets     []NamedBudget
	Projects    []Project
	Stockpile   []Reserve
	Cases       []Case // exactly one of which happens
	Targets     []Target
}

// A Budget bounds public money. Nothing carries over from year to year.
type Budget struct {
	Total  USD          // or NoBudget
	Yearly map[Year]USD // years without one are bounded by the total
}

// NoBudget is a total that binds nothing.
const NoBudget = USD(maxFloat)

// A NamedBudget bounds, beside the budget of all, the projects that share it.
type NamedBudget struct {
	Name string
	Budget
}

// A Project is something that can be built once: a process, a lane, or both.
type Project struct {
	ID      string
	Kind    string // "mine", "recycling": for people
	Process *Process
	Lane    *Lane

	Capex    USD
	Public   USD // what it takes from the budget and from the objective: Capex where the file is blank
	Earliest Year
	Online   []OnlineStep // by years after start
	Requires []string     // start only in or after the year in which each of these starts
	Excludes []string
	Shares   string // a NamedBudget, or ""
}

// An OnlineStep is the probability that a project works so many years after
// its start. Between steps the one before holds; before the first it is 0.
type OnlineStep struct {
	Years       int
	Probability Share
}

// A Reserve is a material that may be bought from outside the network, kept at a
// place and released there.
type Reserve struct {
	Material MaterialID
	Place    PlaceID
	Most     Tonnes // held at the end of a year
	Price    USD    // a tonne
	Hold     USD    // a tonne and year, on what is held at the year's end
	Release  Tonnes // at most a year, or NoLimit
}

// A Target bounds the share of a place's supply of a material that comes
// straight from other places in a year: arrivals from them ≤ MaxShare × (all
// arrivals + own output), in every case. Without From it asks for own output: that
// of the makers ≥ Least × what the place wants of the mineral, in all its forms.
type Target struct {
	Material MaterialID // a material, or a prefix such as "antimony/"
	Place    PlaceID
	From     []PlaceID
	MaxShare Share
	Least    Share
	Makers   []string // ids of the processes that count; none: all at the place
	Year     Year
}

// Wants reports whether a demand counts in what Least is a share of.
func (t *Target) Wants(d *Demand) bool {
	return t.Place.Covers(d.Place) && d.Material.Mineral() == t.Material.Mineral()
}

// Years lists the horizon.
func (c *Candidates) Years() []Year {
	var years []Year
	for y := c.First; y <= c.Last; y++ {
		years = append(years, y)
	}
	return years
}

// Scenario returns a case as a run of the horizon's years.
func (c *Candidates) Scenario(i int) *Scenario {
	return &Scenario{Name: c.Cases[i].Name, Start: MonthOf(c.First, 1), Periods: int(c.Last-c.First) + 1, Period: Yearly,
		Foresight: FullForesight, Disruptions: c.Cases[i].Disruptions}
}

// Working returns the probability that a project started in one year works in
// another.
func (p *Project) Working(started, year Year) Share {
	works := Share(0)
	for _, s := range p.Online {
		if Year(s.Years) <= year-started {
			works = s.Probability
		}
	}
	return works
}

// Bound returns what may be spent in a year, and whether the year has a bound of
// its own.
func (b *Budget) Bound(y Year) (USD, bool) {
	v, ok := b.Yearly[y]
	return v, ok
}

// ID names a reserve by what and where it is: "stockpile antimony/trioxide@USA".
func (r *Reserve) ID() string { return "stockpile " + Node{r.Material, r.Place}.String() }

// Project returns the project of that id, or nil.
func (c *Candidates) Project(id string) *Project {
	i, ok := slices.BinarySearchFunc(c.Projects, id, func(p Project, id string) int { return cmp.Compare(p.ID, id) })
	if !ok {
		return nil
	}
	return &c.Projects[i]
}

// Sort puts every list in the order of its ids.
func (c *Candidates) Sort() {
	slices.SortFunc(c.Projects, func(a, b Project) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Budgets, func(a, b NamedBudget) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Stockpile, func(a, b Reserve) int { return cmp.Compare(a.ID(), b.ID()) })
	slices.SortFunc(c.Cases, func(a, b Case) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Targets, func(a, b Target) int {
		return cmp.Or(cmp.Compare(a.Material, b.Material), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Year, b.Year),
			slices.Compare(a.From, b.From), cmp.Compare(a.MaxShare, b.MaxShare), cmp.Compare(a.Least, b.Least), slices.Compare(a.Makers, b.Makers))
	})
	for i := range c.Projects {
		p := &c.Projects[i]
		slices.Sort(p.Requires)
		slices.Sort(p.Excludes)
		p.Requires, p.Excludes = slices.Compact(p.Requires), slices.Compact(p.Excludes)
		slices.SortFunc(p.Online, func(a, b OnlineStep) int { return cmp.Compare(a.Years, b.Years) })
	}
}

// Extend returns the network with all that could be there: the process and lane
// of every project and, as an empty stock, every reserve. Ids must be new there.
func (c *Candidates) Extend(net *Network) *Network {
	out := *net
	out.Processes, out.Lanes, out.Stocks = slices.Clone(net.Processes), slices.Clone(net.Lanes), slices.Clone(net.Stocks)
	for i := range c.Projects {
		if p := c.Projects[i].Process; p != nil {
			out.Processes = append(out.Processes, *p)
		}
		if l := c.Projects[i].Lane; l != nil {
			out.Lanes = append(out.Lanes, *l)
		}
	}
	for i := range c.Stockpile {
		r := &c.Stockpile[i]
		out.Stocks = append(out.Stocks, Stock{ID: r.ID(), Place: r.Place, Material: r.Material, Holder: Government, Release: r.Release})
	}
	out.Sort()
	return &out
}
