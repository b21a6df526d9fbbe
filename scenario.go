package adit

import (
	"math"
	"strconv"
)

// A Scenario is what goes wrong or is decided over a run of periods.
type Scenario struct {
	Name      string
	Start     Month // first month of the first period; 0 where no date matters
	Periods   int
	Period    Period
	Foresight Foresight
	Lanes     LaneTerms // blank: those of the atlas; in a plain network file capacities are then the only limit
	// Disruptions act together: where several meet in a month their factors
	// multiply.
	Disruptions []Disruption
}

// Period is how long a period of a run lasts.
type Period string

const (
	Monthly   Period = "month"
	Quarterly Period = "quarter"
	Yearly    Period = "year"
)

// Months is the length of the period, which is a month where none is said.
func (p Period) Months() int {
	switch p {
	case Quarterly:
		return 3
	case Yearly:
		return 12
	}
	return 1
}

// Part is the length of the period as a part of a year.
func (p Period) Part() float64 { return float64(p.Months()) / 12 }

// Foresight says what those who act know of what comes.
type Foresight string

const (
	NoForesight   Foresight = "none" // each period is maximised alone, knowing the stock left
	FullForesight Foresight = "full" // one program over all periods
)

// LaneTerms say how trade rearranges itself (S3).
type LaneTerms struct {
	Given          bool    // else lanes have their capacities and no new lane opens
	Growth         float64 // most by which an existing lane grows a period, as a share of it
	NewLaneDelay   int     // periods until a new lane opens, or NoNewLane
	NewLanePremium float64 // what it costs, as a share of the baseline price where it ends
}

// NoNewLane is the delay of a lane that never opens.
const NoNewLane = math.MaxInt32

// End is the last month of the run.
func (s *Scenario) End() Month { return s.Start + Month(s.Periods*s.Period.Months()) - 1 }

// First returns the first month of a period, counted from 0.
func (s *Scenario) First(period int) Month { return s.Start + Month(period*s.Period.Months()) }

// Label names a period: "2025-03", "2025-Q1" or "2025", or its first and last
// month where it is no calendar quarter or year. Where the run has no date it
// is the number of the period, from 1.
func (s *Scenario) Label(period int) string {
	if s.Start == 0 {
		return strconv.Itoa(period + 1)
	}
	first, n := s.First(period), s.Period.Months()
	at := int(first) % 12
	switch {
	case n == 1:
		return first.String()
	case n == 3 && at%3 == 0:
		return first.String()[:5] + "Q" + string(rune('1'+at/3))
	case n == 12 && at == 0:
		return first.String()[:4]
	}
	return first.String() + "/" + (first + Month(n) - 1).String()
}

// A Disruption is one thing that goes wrong or is decided: which processes,
// lanes or demands, how much, and when. Exactly one selector is set.
type Disruption struct {
	Lanes, Processes, Demands *Selector

	Factor float64     // multiplies capacity, or a demand's amount; 1 where only a quota or a cost is meant
	Path   []PathPoint // replaces Factor: linear in between, held outside
	// Quota caps all matches together; nil is none. Year 0 stands for every year.
	Quota map[Year]Tonnes
	Add   USD // raises the cost of a tonne
	// From and Until are inclusive; 0 stands for the run's start and end.
	From, Until Month
}

// A PathPoint is a factor, so many months after a disruption begins.
type PathPoint struct {
	Months float64
	Factor float64
}

// A Selector picks lanes, processes or demands. Keys that are given must all
// hold; of a list one is enough.
type Selector struct {
	ID       []string
	Place    []PlaceID // of a lane: either end
	From, To []PlaceID // lanes
	Owner    []PlaceID // processes
	Material []MaterialID
	Sector   []string // demands
}

// At returns the factor of the disruption in a month, of a run that lasts from
// start to end: 1 outside its own time.
func (d *Disruption) At(m, start, end Month) float64 {
	from, _, in := d.during(m, start, end)
	switch {
	case !in:
		return 1
	case len(d.Path) == 0:
		return d.Factor
	}
	return along(d.Path, float64(m-from))
}

// Active reports whether the disruption holds in a month.
func (d *Disruption) Active(m, start, end Month) bool {
	_, _, in := d.during(m, start, end)
	return in
}

func (d *Disruption) during(m, start, end Month) (from, until Month, in bool) {
	from, until = start, end
	if d.From != 0 {
		from = d.From
	}
	if d.Until != 0 {
		until = d.Until
	}
	return from, until, m >= from && m <= until
}

// along reads a path at so many months after its start. At a point it is the
// point's own factor, to the last digit: a factor of just below 1 would cap what
// has no capacity.
func along(path []PathPoint, months float64) float64 {
	if months < path[0].Months {
		return path[0].Factor
	}
	for i := 1; i < len(path); i++ {
		a, b := path[i-1], path[i]
		if months < b.Months {
			return a.Factor + (b.Factor-a.Factor)*(months-a.Months)/(b.Months-a.Months)
		}
	}
	return path[len(path)-1].Factor
}
