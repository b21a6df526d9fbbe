package prospect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/policy"
	"adit/world"
)

// A Target is what a stage of the country's supply must come to (P7).
type Target struct {
	Of    string         // extraction, processing, recycling, use, a mineral or a form of one
	From  []adit.PlaceID // a share from these at most; each alone where it is Any; none: own output at least
	Share adit.Share
	Year  adit.Year
	// Preset says that the target is of a preset, which asks for what some minerals
	// cannot give: then it is told and left out, and no error.
	Preset string
}

// Any stands for every single foreign place.
const Any adit.PlaceID = "any"

// stages are what a target may be of beside minerals and forms.
var stages = []string{"extraction", "processing", "recycling", "use"}

// crma are the benchmarks of Regulation (EU) 2024/1252, Article 5(1), for 2030:
// extraction 10%, processing 40% and recycling 25% of consumption, and no more than
// 65% from a single third country at any stage. The regulation is about the Union's
// whole; here they hold for the country that is looked at, mineral by mineral.
var crma = []Target{
	{Of: "extraction", Share: 0.10, Year: 2030, Preset: "crma"},
	{Of: "processing", Share: 0.40, Year: 2030, Preset: "crma"},
	{Of: "recycling", Share: 0.25, Year: 2030, Preset: "crma"},
	{Of: "extraction", From: []adit.PlaceID{Any}, Share: 0.65, Year: 2030, Preset: "crma"},
	{Of: "processing", From: []adit.PlaceID{Any}, Share: 0.65, Year: 2030, Preset: "crma"},
}

func (t Target) String() string {
	if len(t.From) == 0 {
		return fmt.Sprintf("%s>=%g%%@%d", t.Of, 100*float64(t.Share), t.Year)
	}
	var names []string
	for _, p := range t.From {
		names = append(names, string(p))
	}
	return fmt.Sprintf("%s:%s<=%g%%@%d", t.Of, strings.Join(names, "+"), 100*float64(t.Share), t.Year)
}

// ParseTarget reads "processing:CHN<=65%@2030", "extraction>=10%@2030", or the
// preset "crma".
func ParseTarget(text string) ([]Target, error) {
	if text == "crma" {
		return slices.Clone(crma), nil
	}
	bad := func(why string) ([]Target, error) {
		return nil, fmt.Errorf("%q: %s; write processing:CHN<=65%%@2030, extraction>=10%%@2030 or crma", text, why)
	}
	head, tail, most := strings.Cut(text, "<=")
	if !most {
		var least bool
		if head, tail, least = strings.Cut(text, ">="); !least {
			return bad("neither <= nor >=")
		}
	}
	of, from, placed := strings.Cut(head, ":")
	share, year, dated := strings.Cut(tail, "@")
	percent, isPercent := strings.CutSuffix(share, "%")
	v, err := strconv.ParseFloat(percent, 64)
	y, err2 := strconv.Atoi(year)
	t := Target{Of: of, Share: adit.Share(v), Year: adit.Year(y)}
	if isPercent {
		t.Share /= 100
	}
	if placed {
		for p := range strings.SplitSeq(from, "+") {
			t.From = append(t.From, adit.PlaceID(p))
		}
	}
	switch {
	case of == "":
		return bad("no stage")
	case placed && slices.Contains(t.From, ""):
		return bad("a place is missing")
	case most != placed:
		return bad("<= is of a place, >= of own output")
	case err != nil || !(t.Share >= 0 && t.Share <= 1):
		return bad("no share from 0 to 100%")
	case !dated || err2 != nil || y < 1800 || y > 2200:
		return bad("no year")
	case slices.Contains(t.From, Any) && len(t.From) > 1:
		return bad("any stands alone")
	}
	return []Target{t}, nil
}

// materials are the forms of a mineral that a target is of.
func (t *Target) materials(m *mineral) []adit.MaterialID {
	var all []adit.MaterialID
	for _, f := range m.model.World.Forms {
		is := false
		switch t.Of {
		case "extraction":
			is = f.Stage == "mine"
		case "processing", "recycling":
			is = f.Stage == "refined"
		case "use":
			is = slices.Contains(m.model.Used(), f.Material)
		default:
			is = f.Material == adit.MaterialID(t.Of) || t.Of == m.id
		}
		if is && m.net.Material(f.Material) != nil {
			all = append(all, f.Material)
		}
	}
	return all
}

// targeted are the places that targets tell apart: those that they name, and for
// “any” those that send the country half of a form or more.
func (d *desk) targeted(m *mineral) []adit.PlaceID {
	var all []adit.PlaceID
	for i := range d.Targets {
		for _, p := range d.Targets[i].From {
			if p != Any {
				named, _ := policy.Places(d.atlas, nil)(string(p), adit.MonthOf(d.Targets[i].Year, 1)) // told when the candidates are resolved
				all = append(all, named...)
				continue
			}
			all = append(all, d.suppliers(m, leadShare)...)
		}
	}
	return all
}

// leadShare is the share of a country's arrivals of a form from which a place is
// told apart for a bound on any single place.
const leadShare = 0.5

// suppliers are the places that send the country at least a share of what arrives of
// a form.
func (d *desk) suppliers(m *mineral, least adit.Tonnes) []adit.PlaceID {
	all, by := map[adit.MaterialID]adit.Tonnes{}, map[adit.Node]adit.Tonnes{}
	for i := range m.whole.Lanes {
		if l := &m.whole.Lanes[i]; d.Country.Covers(l.To) && !d.Country.Covers(l.From) {
			all[l.Material] += l.Flow
			by[adit.Node{Material: l.Material, Place: l.From}] += l.Flow
		}
	}
	var out []adit.PlaceID
	for n, t := range by {
		if t >= least*all[n.Material] && t > 0 {
			out = append(out, n.Place)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// aim writes the targets of each mineral.
func (d *desk) aim(built []*mineral) error {
	for i := range d.Targets {
		t := &d.Targets[i]
		if t.Year < d.First || t.Year > d.Last {
			return fmt.Errorf("target %s: its year is outside %d to %d", t, d.First, d.Last)
		}
		met := false
		for _, m := range built {
			materials := t.materials(m)
			met = met || len(materials) > 0
			if err := d.aimAt(t, m, materials); err != nil {
				return err
			}
		}
		if !met {
			if slices.Contains(stages, t.Of) {
				return fmt.Errorf("target %s: no chain of %s has such a stage", t, strings.Join(d.Minerals, ", "))
			}
			near := slices.Clone(stages)
			for _, m := range built {
				near = append(near, m.id)
			}
			return &adit.UnknownError{Kind: "stage, mineral or form of a target", ID: t.Of, Near: near}
		}
	}
	return nil
}

func (d *desk) aimAt(t *Target, m *mineral, materials []adit.MaterialID) error {
	switch {
	case len(materials) == 0:
		d.Notes = append(d.Notes, fmt.Sprintf("target %s: the chain of %s has no such stage", t, m.id))
		return nil
	case len(t.From) == 0:
		return d.atLeast(t, m, materials)
	}
	sets := [][]adit.PlaceID{t.From}
	if t.From[0] == Any {
		sets = nil
		for _, p := range m.keep[1:] {
			if p == adit.Other {
				continue // many, and nobody's
			}
			sets = append(sets, []adit.PlaceID{p})
		}
	}
	for _, material := range materials {
		arrives := slices.ContainsFunc(m.net.Lanes, func(l adit.Lane) bool { return l.Material == material && d.Country.Covers(l.To) })
		for _, from := range sets {
			if arrives {
				d.Candidates.Targets = append(d.Candidates.Targets, adit.Target{Material: material, Place: d.Country, From: from, MaxShare: t.Share, Year: t.Year})
			}
		}
	}
	return nil
}

// atLeast asks for own output. What even all projects together could not give is an
// error that says how far they would get; of a preset, a note.
func (d *desk) atLeast(t *Target, m *mineral, materials []adit.MaterialID) error {
	x := adit.Target{Material: materials[0], Place: d.Country, Least: t.Share, Year: t.Year}
	if len(materials) > 1 {
		x.Material = adit.MaterialID(m.id + "/")
	}
	could, wanted := d.could(t, &x, m, materials), adit.Tonnes(0)
	for i := range m.net.Demands {
		if x.Wants(&m.net.Demands[i]) {
			wanted += m.net.Demands[i].Amount
		}
	}
	switch {
	case wanted == 0:
		d.Notes = append(d.Notes, fmt.Sprintf("target %s: %s wants no %s", t, d.Country, m.id))
		return nil
	case could < adit.Tonnes(t.Share)*wanted*(1-1e-9):
		why := fmt.Sprintf("target %s of %s: with every project started in %d it comes to %.3g%% of the %.4g t that are wanted", t, m.id, d.First, 100*float64(could/wanted), float64(wanted))
		if t.Preset == "" {
			return &TargetError{Target: *t, Mineral: m.id, Could: adit.Share(could / wanted), Why: why}
		}
		d.Notes = append(d.Notes, why+"; it is left out")
		return nil
	}
	d.Candidates.Targets = append(d.Candidates.Targets, x)
	return nil
}

// A TargetError says that a target is out of reach, and what is not: the smallest
// relaxation.
type TargetError struct {
	Target  Target
	Mineral string
	Could   adit.Share
	Why     string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("%s; the smallest relaxation is a share of %.3g%%", e.Why, 100*float64(e.Could))
}

// could is the most that the country could make of some forms in the target's year,
// and names the makers that count. Who makes one of them from another does not: that
// would count a tonne twice.
func (d *desk) could(t *Target, x *adit.Target, m *mineral, materials []adit.MaterialID) adit.Tonnes {
	sum := adit.Tonnes(0)
	one := func(parts []adit.Part) bool {
		return slices.ContainsFunc(parts, func(part adit.Part) bool { return slices.Contains(materials, part.Material) })
	}
	count := func(p *adit.Process, recycles bool, works adit.Share) {
		if d.Country.Covers(p.Place) && one(p.Outputs) && !one(p.Inputs) && (recycles || t.Of != "recycling") {
			x.Makers = append(x.Makers, p.ID)
			sum += p.Limit() * adit.Tonnes(works)
		}
	}
	for i := range m.net.Processes {
		p := &m.net.Processes[i]
		works := adit.Share(1)
		for k := range d.UnderWay {
			if d.UnderWay[k].ID == p.ID {
				works = adit.Share(d.UnderWay[k].working(t.Year - d.First))
			}
		}
		count(p, world.IsRecycling(p), works)
	}
	for i := range d.all {
		p := &d.all[i]
		count(p.Process, p.Kind == "recycling", p.Working(p.Earliest, t.Year))
	}
	slices.Sort(x.Makers)
	return sum
}

// working is the part of its output that a project gives so many years on.
func (p *Project) working(years adit.Year) float64 {
	return p.Online[min(int(years), len(p.Online)-1)]
}
