package screen

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// screens says under which screen a kind of project comes. Stockpiles make
// nothing.
var screens = map[string]string{
	"new_mine": Mine, "brownfield_restart": "brownfield", "expansion": "brownfield", "byproduct_recovery": "byproduct", "tailings": "tailings", "recycling": "recycling", "processing": "processing",
}

// gather lists the projects, and the old sites that are no project.
func (d *desk) gather() []Option {
	var all []Option
	known := map[string]bool{}
	legacy := d.legacy()
	for r := range d.atlas.Rows("projects") {
		o := d.project(r)
		for _, l := range legacy {
			if sameSite(o, l) {
				known[l.ID] = true
				if o.tonnes == nil && o.Output == nil {
					o.tonnes, o.tonnesFigure, o.oreMt, o.Notes = l.tonnes, l.tonnesFigure, l.oreMt, append(o.Notes, l.Notes...)
				}
			}
		}
		switch {
		case !d.asks(o.Kind, o.Mineral):
		case o.Status == "operating" && !d.Running:
			d.out.Left["operates already"]++
		case d.reaches(o.Place):
			all = append(all, o)
		}
	}
	for _, l := range legacy {
		if !known[l.ID] && d.asks(l.Kind, l.Mineral) && d.reaches(l.Place) {
			all = append(all, l)
		}
	}
	return append(all, d.plants(all)...)
}

// nothing is an option of which nothing is known yet.
func nothing() Option {
	return Option{Ahead: []string{}, Obstacles: []string{}, Assumed: []string{}, Unknown: []string{}, Notes: []string{}, Figures: []string{}}
}

// listed splits a cell.
func listed(cell string) []string {
	if cell == "" {
		return []string{}
	}
	return strings.Split(cell, ";")
}

// dollars reads a column of millions.
func dollars(r atlas.Row, column string) *float64 {
	v, ok := r.Number(column)
	if !ok {
		return nil
	}
	v *= 1e6
	return &v
}

func (d *desk) project(r atlas.Row) Option {
	o := nothing()
	o.Class, o.Kind = r.Get("kind"), screens[r.Get("kind")]
	o.ID, o.Name, o.Mineral = r.Get("id"), r.Get("name"), listed(r.Get("minerals"))[0]
	o.Place, o.Region, o.Owner = r.Place(), r.Get("region"), adit.PlaceID(r.Get("owner"))
	o.Status, o.AsOf, o.Cite = r.Get("status"), r.Get("as_of"), r.Get("cite")
	o.Obstacles, o.Host = listed(r.Get("constraint_tags")), r.Get("host")
	o.Public = Public{dollars(r, "public_letter_m_usd"), dollars(r, "public_committed_m_usd"), dollars(r, "public_disbursed_m_usd")}
	o.Form = formOf(d.chains[o.Mineral], r.Get("stage"))
	o.Sold = o.Mineral + "/" + o.Form
	if of := r.Get("capacity_of"); strings.HasPrefix(of, "NdPr") || of == "magnet REO" {
		o.Sold = "neodymium/oxide"
		o.Notes = append(o.Notes, "priced as neodymium oxide")
	}
	o.capex, o.capexElsewhere = dollars(r, "capex_m_usd"), r.Get("capex_shared_with")
	if shared := coproducts(r); shared != "" && o.capex != nil {
		o.capex, o.capexElsewhere = nil, shared
	}
	o.published(r)
	if words := r.Get("constraint"); words != "" {
		o.Notes = append(o.Notes, words)
	}
	if r.Get("confidence") == "low" {
		o.Notes = append(o.Notes, "row of low confidence")
	}
	return o
}

// coproducts says with what a published capex is shared: a mine's pays for all
// its metals, and nobody publishes how much of it one of them bears.
func coproducts(r atlas.Row) string {
	switch kind := r.Get("kind"); {
	case r.Get("host") != "" && !strings.Contains(r.Get("host"), "brine") && (kind == "brownfield_restart" || kind == "expansion"):
		return r.Get("host")
	case strings.Contains(strings.ToLower(r.Get("note")), " covers "), strings.Contains(r.Get("note"), "is for mine + plant"):
		return "other products of the project"
	}
	return ""
}

// published takes capacity and opex, per tonne as the network counts.
func (o *Option) published(r atlas.Row) {
	capacity, ok1 := r.Number("capacity_t_per_y")
	content, ok2 := r.Number("capacity_content")
	opex, ok3 := r.Number("opex_usd_per_t")
	if !ok1 || !ok2 || r.Get("capacity_of") == "" {
		if ok1 {
			o.Unknown = append(o.Unknown, fmt.Sprintf("tonnes contained in %s", r.Get("capacity_note")))
		}
		return
	}
	t := capacity * content
	o.Output = &Number{t, t, t, adit.Basis(r.Get("basis"))}
	o.Figures = append(o.Figures, r.ID("capacity_t_per_y"))
	if o.capex != nil {
		o.Figures = append(o.Figures, r.ID("capex_m_usd"))
	}
	if ok3 {
		opex /= content
		o.opex = &opex
		o.Figures = append(o.Figures, r.ID("opex_usd_per_t"))
	}
}

// legacy lists the sites of table brownfield, one per site and mineral. Rows with
// a tonnage that agree in two words of the name are one site told twice.
func (d *desk) legacy() []Option {
	at := map[string]int{}
	var all []Option
	for r := range d.atlas.Rows("brownfield") {
		o := d.site(r)
		if o.Status == "" {
			continue // operates, or is a total of a region
		}
		key := o.ID
		if o.tonnes != nil {
			key = strings.Join([]string{o.Mineral, string(o.Place), siteWords(o.Name, 2)}, " ")
		}
		if i, twice := at[key]; !twice {
			at[key] = len(all)
			all = append(all, o)
		} else if o.tonnes != nil && cmp.Or(cmp.Compare(trust(o), trust(all[i])), cmp.Compare(*all[i].tonnes, *o.tonnes)) > 0 {
			all[i] = o
		}
	}
	return all
}

// trust orders two tellings of a site: no machine read it, then the smaller
// tonnage counts.
func trust(o Option) int {
	if slices.Contains(o.Obstacles, "machine-read grade") {
		return 0
	}
	return 1
}

// siteWords returns the first words of a site's name in one spelling.
func siteWords(name string, n int) string {
	words := strings.FieldsFunc(strings.ToLower(name), notWord)
	for i := range words {
		if words[i] == "mt" {
			words[i] = "mount"
		}
	}
	return strings.Join(words[:min(n, len(words))], " ")
}

// notLeft are words of tonnages that say nothing of what is left.
var notLeft = []string{"NOT remaining", "past production", "volume only"}

func (d *desk) site(r atlas.Row) Option {
	o := nothing()
	o.Class, o.Kind = "brownfield_restart", "brownfield"
	words := strings.ToLower(r.Get("site") + " " + r.Get("resource_note") + " " + r.Get("note"))
	if strings.Contains(words, "tailings") {
		o.Class, o.Kind = "tailings", "tailings"
	}
	o.Name, o.Mineral, o.Place, o.Region, o.Cite = r.Get("site"), listed(r.Get("minerals"))[0], r.Place(), r.Get("region"), r.Get("cite")
	o.ID = strings.ToLower(strings.Join(strings.FieldsFunc(o.Mineral+" "+string(o.Place)+" "+o.Name, notWord), "-"))
	o.Status = siteStatus(strings.ToLower(r.Get("status")))
	o.Form = formOf(d.chains[o.Mineral], "concentrate")
	o.Sold = o.Mineral + "/" + o.Form
	note := r.Get("resource_note")
	if t, ok := r.Number("contained_t"); ok && !slices.ContainsFunc(notLeft, func(w string) bool { return strings.Contains(note, w) }) {
		o.tonnes, o.tonnesFigure, o.oreMt = &t, r.ID("contained_t"), oreOf(r.Get("grade"))
		o.Notes = append(o.Notes, fmt.Sprintf("%g t contained, %s", t, note))
	} else {
		o.Notes = append(o.Notes, note)
	}
	if g := r.Get("grade"); g != "" {
		o.Notes = append(o.Notes, "grade "+g)
	}
	if strings.Contains(r.Get("note")+r.Get("cite"), "mining_report") || strings.Contains(r.Get("note"), "machine-extracted") {
		o.Obstacles = append(o.Obstacles, "machine-read grade")
	}
	return o
}

var millionTonnes = regexp.MustCompile(`in ([\d.]+) Mt`)

// oreOf reads the million tonnes of ore of a grade: "0.81 %As in 18.485 Mt".
func oreOf(grade string) float64 {
	m := millionTonnes.FindStringSubmatch(grade)
	if m == nil {
		return 0
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0
	}
	return v
}

func notWord(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9')
}

// siteStatus reads the words of a site; "" leaves it out.
func siteStatus(words string) string {
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return strings.Contains(words, w) })
	}
	switch {
	case has("regional total"), strings.HasPrefix(words, "operating"):
		return ""
	case has("construction"):
		return "construction"
	case has("idle", "on hold", "care and maintenance", "rehabilitation", "bulk sample"):
		return "idle"
	}
	return "closed"
}

// sameSite reports a project at an old site: of the same mineral and country,
// with the first two words of the site's name in its own; one is enough in the
// same state.
func sameSite(p, l Option) bool {
	if p.Mineral != l.Mineral || p.Place.Country() != l.Place.Country() || !sameRegion(l.Region, p.Region) {
		return false
	}
	name, two, one := " "+siteWords(p.Name, 99)+" ", siteWords(l.Name, 2), siteWords(l.Name, 1)
	return strings.Contains(name, " "+two+" ") || len(one) > 3 && l.Region != "" && p.Region != "" && strings.Contains(name, " "+one+" ")
}

// sameRegion compares a state with another that may be its two letters: ID and
// Idaho. Where one is blank they may be the same.
func sameRegion(a, b string) bool {
	if a == "" || b == "" || a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) == 2 && a[0] == b[0] && strings.Contains(strings.ToUpper(b[1:]), a[1:])
}

// plants lists processing plants that lie idle or closed and are no project.
func (d *desk) plants(projects []Option) []Option {
	var all []Option
	for r := range d.atlas.Rows("facilities") {
		o := nothing()
		o.Kind, o.Class, o.Name, o.Mineral = "processing", "processing", r.Get("name"), listed(r.Get("minerals"))[0]
		o.Place, o.Region, o.Owner, o.Status, o.Cite = r.Place(), r.Get("region"), adit.PlaceID(r.Get("owner")), r.Get("status"), r.Get("cite")
		o.ID = strings.ToLower(strings.Join(strings.FieldsFunc(o.Mineral+" "+string(o.Place)+" "+o.Name, notWord), "-"))
		if o.Status != "idle" && o.Status != "closed" || !d.asks(o.Kind, o.Mineral) || !d.reaches(o.Place) {
			continue
		}
		if slices.ContainsFunc(projects, func(p Option) bool { return overlaps(p, o) }) {
			continue
		}
		o.Form = formOf(d.chains[o.Mineral], r.Get("stage"))
		o.Sold = o.Mineral + "/" + o.Form
		if t, ok := r.Number("capacity_t_per_y"); ok && r.Get("stage") == "metal" && strings.HasPrefix(r.Get("capacity_note"), "t/yr") {
			o.Output, o.Figures = &Number{t, t, t, adit.Basis(r.Get("basis"))}, []string{r.ID("capacity_t_per_y")}
		}
		all = append(all, o)
	}
	return all
}

// overlaps reports names of one mineral and country that share a word.
func overlaps(p, o Option) bool {
	for w := range strings.FieldsSeq(strings.ToLower(o.Name)) {
		if len(w) > 4 && p.Mineral == o.Mineral && p.Place == o.Place && w != o.Mineral && strings.Contains(strings.ToLower(p.Name), w) {
			return true
		}
	}
	return false
}
