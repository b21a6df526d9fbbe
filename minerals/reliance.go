package minerals

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A Reliance is a published net import reliance in percent.
type Reliance struct {
	Figure  adit.Figure
	Basis   adit.Basis // how the publisher knows it, also where it prints an interval
	Flag    string     // as printed, where it is no number: >50, E, W
	Form    string     // the commodity that stands for the mineral: bauxite for aluminum
	Of      string     // the group whose figure it is, where the mineral has none of its own
	Edition int        // of the Mineral Commodity Summaries; 0 where nothing is published

	family *family // where Of is set
}

// Print returns the reliance as published, with its percent sign: 86%, >50%, E;
// or unknown.
func (r Reliance) Print() string {
	switch v, known := r.Figure.Point(); {
	case r.Edition == 0:
		return "unknown"
	case r.Flag != "" && strings.Trim(r.Flag, "<>0123456789.") == "":
		return r.Flag + "%"
	case r.Flag != "":
		return r.Flag
	case known:
		return strconv.FormatFloat(v, 'g', 4, 64) + "%"
	}
	return "unknown"
}

// A Tier is how much of its use a country imports.
type Tier string

const (
	Full     Tier = "100"      // all of it
	Most     Tier = "50"       // more than half, less than all
	Less     Tier = "low"      // half or less
	Exporter Tier = "exporter" // net exporter
	Unclear  Tier = "unclear"  // the published interval lies on both sides of a half
	NoFigure Tier = "unknown"  // nothing is published
)

// AllTiers lists every tier, most dependent first.
var AllTiers = []Tier{Full, Most, Unclear, Less, Exporter, NoFigure}

// tier reads the interval. Exactly a half is not more than half, but “>50” is:
// its bound is open.
func (r Reliance) tier() Tier {
	f := r.Figure
	switch {
	case r.Edition == 0 || !f.Basis.Known() && r.Flag == "":
		return NoFigure
	case r.Flag == "E":
		return Exporter
	case f.Low >= 100:
		return Full
	case f.Low > 50 || f.Low == 50 && strings.HasPrefix(r.Flag, ">"):
		return Most
	case f.High <= 50:
		return Less
	case f.High > 100: // a word that is no interval: NA, s
		return NoFigure
	}
	return Unclear
}

// Tiers counts minerals in each tier, twice: every mineral of the list, and
// with what takes the figure of its group (the rare-earth elements) as one.
type Tiers struct {
	All       map[Tier]int
	Commodity map[Tier]int
}

// tally counts twice; see Tiers.
func tally(profiles []Profile) Tiers {
	t := Tiers{map[Tier]int{}, map[Tier]int{}}
	counted := map[string]bool{}
	for _, p := range profiles {
		t.All[p.Tier]++
		if p.Reliance.Of == "" {
			t.Commodity[p.Tier]++
			counted[p.ID] = true
		}
	}
	for _, p := range profiles {
		if f := p.Reliance.family; f != nil && !counted[f.id] {
			counted[f.id] = true
			t.Commodity[f.reliance.tier()]++
		}
	}
	return t
}

// A family is a group that the Summaries count as one commodity.
type family struct {
	id       string
	reliance Reliance
}

// A book holds the published reliances by mineral and edition.
type book struct {
	groups   map[string]string // mineral → group
	figures  map[string]map[int][]Reliance
	editions []int
	forms    map[string][]string // the commodity that stands for a mineral
	fitting  bool                // which commodity it is goes before who prints it
}

// The sources of one edition, best first: the figure that ranks all
// commodities, then the chapters, the salient statistics, the table of critical
// minerals.
var sourceForms = []string{"usgs-mcs-%d-fig2", "usgs-mcs-%d", "usgs-mcs-%d-salient", "usgs-mcs-%d-t5"}

// newBook reads the reliances once. An edition speaks of the year before it;
// its figures of earlier years are revisions, and no edition's own.
func newBook(a *atlas.Atlas) *book {
	return readBook(a, forms, func(edition, year int) bool { return year == edition-1 })
}

// readBook reads the reliances of the editions and years that are wanted.
func readBook(a *atlas.Atlas, forms map[string][]string, want func(edition, year int) bool) *book {
	b := &book{groups: map[string]string{}, figures: map[string]map[int][]Reliance{}, forms: forms}
	for r := range a.Rows("minerals") {
		b.groups[r.Get("mineral")] = r.Get("group")
	}
	for r := range a.Rows("reliance") {
		edition := editionOf(r.Get("source"))
		if edition > 0 && r.Get("statistic") == "net_import_reliance" && r.Get("place") == "USA" && want(edition, atoi(r.Get("year"))) {
			b.add(r, edition)
		}
	}
	slices.Sort(b.editions)
	return b
}

func (b *book) add(r atlas.Row, edition int) {
	id := r.Get("mineral")
	if b.figures[id] == nil {
		b.figures[id] = map[int][]Reliance{}
	}
	one := Reliance{Figure: r.Figure("value"), Basis: adit.Basis(r.Get("basis")), Flag: r.Get("flag"), Form: r.Get("form"), Edition: edition}
	if _, ok := one.Figure.Point(); ok {
		one.Flag = "" // a number, perhaps one that the user set, says it all
	}
	b.figures[id][edition] = append(b.figures[id][edition], one)
	if !slices.Contains(b.editions, edition) {
		b.editions = append(b.editions, edition)
	}
}

// editionOf returns the edition of a source such as usgs-mcs-2025-fig2, or 0.
func editionOf(source string) int {
	rest, ok := strings.CutPrefix(source, "usgs-mcs-")
	if !ok {
		return 0
	}
	year, _, _ := strings.Cut(rest, "-")
	return atoi(year)
}

// edition checks the edition asked for, or returns the latest.
func (b *book) edition(want int) (int, error) {
	switch {
	case len(b.editions) == 0:
		return 0, &adit.UnknownError{Kind: "edition", ID: strconv.Itoa(want)}
	case want == 0:
		return b.editions[len(b.editions)-1], nil
	case !slices.Contains(b.editions, want):
		u := &adit.UnknownError{Kind: "edition", ID: strconv.Itoa(want)}
		for _, e := range b.editions {
			u.Near = append(u.Near, strconv.Itoa(e))
		}
		return 0, u
	}
	return want, nil
}

// reliance returns the figure of a mineral in an edition; where the edition
// has none, that of its group; where that has none either, those of
// the edition before. Which it was stands in the answer.
func (b *book) reliance(id string, edition int) Reliance {
	for e := edition; e > 0 && e > edition-2; e-- {
		if r, ok := b.ownOrGroup(id, e); ok {
			return r
		}
	}
	return Reliance{}
}

func (b *book) ownOrGroup(id string, edition int) (Reliance, bool) {
	if r, ok := b.own(id, edition); ok {
		return r, true
	}
	for g := b.groups[id]; g != "" && g != id; g = b.groups[g] {
		if r, ok := b.own(g, edition); ok && whole(g, r.Form) {
			r.Of, r.family = g, b.family(g, edition)
			return r, true
		}
	}
	return Reliance{}, false
}

// family returns the whole that a group belongs to: “heavy rare earths” is part
// of what the Summaries count as one commodity.
func (b *book) family(group string, edition int) *family {
	for b.groups[group] != "" {
		group = b.groups[group]
	}
	r, _ := b.own(group, edition)
	return &family{group, r}
}

// own returns the one figure that stands for a mineral.
func (b *book) own(id string, edition int) (Reliance, bool) {
	all := b.figures[id][edition]
	if len(all) == 0 {
		return Reliance{}, false
	}
	best := slices.MinFunc(all, func(x, y Reliance) int {
		printer, form := cmp.Compare(x.source(), y.source()), cmp.Compare(b.standing(id, x.Form), b.standing(id, y.Form))
		if b.fitting {
			printer, form = form, printer
		}
		return cmp.Or(printer, form, cmp.Compare(x.Form, y.Form))
	})
	return best, best.tier() != NoFigure
}

// source ranks the source of a figure within its edition; others come last.
func (r Reliance) source() int {
	i := slices.IndexFunc(sourceForms, func(f string) bool { return fmt.Sprintf(f, r.Edition) == r.Figure.Source })
	if i < 0 {
		return len(sourceForms)
	}
	return i
}

// forms names the commodity that stands for a mineral where the Summaries
// print several, as their table of critical minerals does: bauxite for
// aluminum, sponge for titanium.
var forms = map[string][]string{
	"aluminum": {"bauxite"}, "magnesium": {"metal"}, "titanium": {"sponge"}, "silicon": {"", "total"},
	"zinc": {"refined", "refined-zinc"}, "rare_earths": {"", "compounds-and-metals"},
	"rare_earths_heavy": {"", "compounds-and-metals"}, "rare_earths_light": {"", "compounds-and-metals"},
}

// whole reports whether a form speaks of all members of a group: palladium is
// printed under platinum-group metals and says nothing of iridium.
func whole(group, form string) bool { return form == "" || slices.Contains(forms[group], form) }

// standing ranks a form: those named first, then the mineral as a whole.
func (b *book) standing(id, form string) int {
	if i := slices.Index(b.forms[id], form); i >= 0 {
		return i
	}
	if form == "" {
		return len(b.forms[id])
	}
	return len(b.forms[id]) + 1
}
