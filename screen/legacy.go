package screen

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adit/atlas"
)

// legacy lists old sites and tailings, one per site and mineral: those of table
// brownfield, whose status somebody looked up, with the ore of table sites where
// that has it; then what only table sites knows to be idle, closed or tailings.
func (d *desk) legacy() ([]Option, error) {
	deposits, err := d.deposits()
	if err != nil {
		return nil, err
	}
	all, err := d.brownfield(deposits)
	if err != nil {
		return nil, err
	}
	for _, dep := range deposits {
		for _, f := range dep.finds {
			if dep.status == "" && !dep.tailings && d.asks("brownfield", f.mineral) && d.within(dep.place) {
				d.out.Left["deposits of which no source at hand says whether they were ever mined"]++
			}
			if o := d.old(dep, f); o.Status != "" && !slices.ContainsFunc(all, func(l Option) bool { return sameSite(o, l) && l.Kind == o.Kind }) {
				all = append(all, o)
			}
		}
	}
	return all, nil
}

// brownfield lists the table's sites. Rows with a tonnage that agree in two
// words of the name are one site told twice.
func (d *desk) brownfield(deposits []deposit) ([]Option, error) {
	at := map[string]int{}
	var all []Option
	for r := range d.atlas.Rows("brownfield") {
		o := d.site(r)
		if o.Status == "" {
			d.out.Left["operates, never produced, or is a total of a region"]++
			continue
		}
		if err := d.assayed(&o, deposits); err != nil {
			return nil, err
		}
		d.hold(&o)
		key := o.ID
		switch {
		case strings.Contains(o.tonnesFigure, ":sites:"):
			key = o.tonnesFigure
		case o.tonnes != nil:
			key = strings.Join([]string{o.Mineral, string(o.Place), siteWords(o.Name, 2)}, " ")
		}
		if i, twice := at[key]; !twice {
			at[key] = len(all)
			all = append(all, o)
		} else if o.tonnes != nil && cmp.Or(cmp.Compare(trust(o), trust(all[i])), cmp.Compare(*all[i].tonnes, *o.tonnes)) > 0 {
			all[i] = o
		}
	}
	return all, nil
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
	o.at(r)
	o.ID = optionID(o)
	o.Status = siteStatus(strings.ToLower(r.Get("status")))
	o.Form = formOf(d.chains[o.Mineral], "concentrate")
	o.Sold = o.Mineral + "/" + o.Form
	note := r.Get("resource_note")
	if t, ok := r.Number("contained_t"); ok && !slices.ContainsFunc(notLeft, func(w string) bool { return strings.Contains(note, w) }) {
		o.tonnes, o.tonnesFigure, o.oreMt = &t, r.ID("contained_t"), oreOf(r.Get("grade"))
		o.Notes = append(o.Notes, fmt.Sprintf("%g t contained, %s", t, note))
		if strings.Contains(note, "may be partly mined") {
			o.Assumed = append(o.Assumed, "that none of it is mined")
		}
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

// optionID names an option that is no project.
func optionID(o Option) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(o.Mineral+" "+string(o.Place)+" "+o.Name, notWord), "-"))
}

// assayed gives a site of brownfield the ore of its namesake in table sites, and
// what a tonne of ore is worth.
func (d *desk) assayed(o *Option, deposits []deposit) error {
	for _, dep := range deposits {
		if dep.tailings != (o.Kind == "tailings") {
			continue
		}
		if i := slices.IndexFunc(dep.finds, func(f find) bool { return f.mineral == o.Mineral }); i >= 0 && sameSite(*o, Option{Mineral: o.Mineral, Place: dep.place, Region: dep.region, Name: dep.name}) {
			o.take(dep, dep.finds[i])
			return nil
		}
	}
	if o.tonnes == nil || o.oreMt == 0 {
		return nil
	}
	p, err := d.price(o.Sold)
	if err == nil && p.usdPerKg != nil {
		o.oreValue = *o.tonnes / (o.oreMt * 1e6) * *p.usdPerKg * kgPerTonne
	}
	return err
}

// hold takes a project on hold that a survey calls advanced for what it is: no
// mine at rest, but one to be studied and permitted anew.
func (d *desk) hold(o *Option) {
	if o.Status != "idle" || o.Kind != "brownfield" {
		return
	}
	for _, p := range d.onHold() {
		if p.Mineral = o.Mineral; sameSite(*o, p) {
			o.Status, o.Notes = "closed", append(o.Notes, p.Status+" (Natural Resources Canada)")
			return
		}
	}
}

// onHold lists the projects on hold.
func (d *desk) onHold() []Option {
	if d.held == nil {
		d.held = []Option{}
		for r := range d.atlas.Rows("sites") {
			if r.Get("status") == "suspended_project" && r.Get("class") == "none" {
				d.held = append(d.held, Option{Name: r.Get("site"), Place: r.Place(), Region: r.Get("region"), Status: strings.ToLower(r.Get("status_note"))})
			}
		}
	}
	return d.held
}

var millionTonnes = regexp.MustCompile(`in ([\d.]+) (Mt|million tons)`)

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

// siteStatus reads the words of a site; "" leaves it out: what works, what is a
// total, and a project on hold where nothing was ever produced.
func siteStatus(words string) string {
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return strings.Contains(words, w) })
	}
	switch {
	case has("regional total", "advanced project", "advanced processing project", "undeveloped"), strings.HasPrefix(words, "operating"):
		return ""
	case has("construction"):
		return "construction"
	case has("idle", "on hold", "care and maintenance", "rehabilitation", "bulk sample"):
		return "idle"
	}
	return "closed"
}

// common are first words that many sites share.
var common = []string{"mount", "lake", "north", "south", "east", "west", "saint", "copper", "silver", "lac"}

// sameSite reports a project at an old site: of the same mineral and country,
// with the first two words of the site's name in its own; one is enough in the
// same state.
func sameSite(p, l Option) bool {
	if p.Mineral != l.Mineral || p.Place.Country() != l.Place.Country() || !sameRegion(l.Region, p.Region) {
		return false
	}
	name, two, one := " "+siteWords(p.Name, 99)+" ", siteWords(l.Name, 2), siteWords(l.Name, 1)
	return strings.Contains(name, " "+two+" ") || len(one) > 3 && l.Region != "" && p.Region != "" && !slices.Contains(common, one) && strings.Contains(name, " "+one+" ")
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

// take takes what a deposit holds of a mineral.
func (o *Option) take(dep deposit, f find) {
	o.tonnes, o.tonnesFigure, o.oreMt, o.oreValue = &f.tonnes, f.figure, dep.ore/1e6, dep.value
	if o.Lat == nil {
		o.at(dep.row)
	}
	o.Notes = append(o.Notes, fmt.Sprintf("%.4g t contained, %s", f.tonnes, dep.class))
	if dep.ore > 0 {
		o.Notes[len(o.Notes)-1] += fmt.Sprintf(" of %.4g Mt", dep.ore/1e6)
	}
	o.Obstacles = slices.DeleteFunc(o.Obstacles, func(s string) bool { return s == "machine-read grade" })
	o.Assumed = slices.DeleteFunc(o.Assumed, func(s string) bool { return s == "that none of it is mined" })
}

// old makes an option of a mineral of a deposit that lies idle or closed, or of
// tailings. A status of "" is none of these.
func (d *desk) old(dep deposit, f find) Option {
	o := nothing()
	o.Name, o.Mineral, o.Place, o.Region, o.Cite = dep.name, f.mineral, dep.place, dep.region, dep.cite
	o.Class, o.Kind, o.Status = "brownfield_restart", "brownfield", dep.status
	switch {
	case dep.tailings:
		o.Class, o.Kind = "tailings", "tailings"
		if o.Status == "" {
			o.Status, o.Assumed = "closed", append(o.Assumed, "status")
		}
	case dep.status != "idle" && dep.status != "closed":
		o.Status = ""
		return o
	}
	o.ID = optionID(o)
	o.Form = formOf(d.chains[o.Mineral], "concentrate")
	o.Sold = o.Mineral + "/" + o.Form
	if dep.statusNote != "" {
		o.Notes = append(o.Notes, strings.ToLower(dep.statusNote))
	}
	o.take(dep, f)
	return o
}
