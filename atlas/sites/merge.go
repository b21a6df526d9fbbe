package sites

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"adit/atlas/intake"
)

// estimates turns rows into one estimate per site, mineral and class. Parts of
// one (measured, indicated, inferred) are added. Listed ones may overlap: of
// them the latest stays, then the one of most ore.
func (im *importing) estimates(rows []site, count *intake.Count) []site {
	slices.SortFunc(rows, func(a, b site) int {
		return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(b.dated, a.dated), cmp.Compare(b.ore, a.ore), cmp.Compare(b.grade, a.grade),
			cmp.Compare(a.name, b.name), cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon), cmp.Compare(a.depositType, b.depositType), cmp.Compare(a.region, b.region))
	})
	var all []site
	for i, s := range rows {
		first := i == 0 || rows[i-1].key() != s.key()
		switch last := len(all) - 1; {
		case first:
			all = append(all, s)
			count.Kept++
		case s.class == "resource" || s.class == "reserve":
			all[last] = add(all[last], s)
			count.Kept++
		default:
			count.Left["another row of the same site and mineral: the latest stays, then the largest"]++
		}
	}
	return append(all, totals(all)...)
}

func (s site) key() string {
	return strings.Join([]string{s.source, s.record, s.mineral, s.class}, "|")
}

// add joins two parts of one estimate.
func add(a, b site) site {
	a.ore += b.ore
	a.contained += b.contained
	a.grade = a.contained / a.ore * 1e6
	a.dated = max(a.dated, b.dated)
	a.parts++
	return a
}

// totals adds up the lanthanides of a site as oxides.
func totals(all []site) []site {
	at := map[string]int{}
	var sums []site
	for _, s := range all {
		if !slices.Contains(lanthanides, s.mineral) || s.contained == 0 {
			continue
		}
		mineral := s.mineral
		s.mineral = "rare_earths"
		i, ok := at[s.key()]
		if !ok {
			i = len(sums)
			at[s.key()] = i
			sums = append(sums, s)
			sums[i].contained, sums[i].note = 0, ""
		}
		sums[i].contained += s.contained
		sums[i].ore = max(sums[i].ore, s.ore)
		sums[i].grade = sums[i].contained / sums[i].ore * 1e6
		sums[i].note = strings.TrimPrefix(fmt.Sprintf("%s, %s %s t", sums[i].note, mineral, known(math.Round(s.contained))), ", ")
	}
	for i := range sums {
		sums[i].note = "oxides of " + sums[i].note
	}
	return sums
}

// merge prefers one estimate of each site and mineral, and gives sites the
// status that Natural Resources Canada tells.
func (im *importing) merge() {
	im.prefer()
	states := map[string][]site{} // by first word of the name
	for _, s := range im.rows {
		if s.status != "" && s.contained == 0 && s.kind != "tailings" && s.kind != "plant" {
			w, _, _ := strings.Cut(nameOf(s.name), " ")
			states[w] = append(states[w], s)
		}
	}
	for i := range im.rows {
		s := &im.rows[i]
		w, _, _ := strings.Cut(nameOf(s.name), " ")
		for _, st := range states[w] {
			if s.contained > 0 && s.status == "" && same(*s, st) {
				s.status, s.statusNote = st.status, st.statusNote
			}
		}
	}
}

// classes in the order in which they are preferred.
var classes = []string{"resource", "reserve", "listed", "endowment"}

// prefer marks, for each name, place and mineral, the estimates of the first
// source, and of them the first class.
func (im *importing) prefer() {
	rank := map[string]int{}
	for i, d := range datasets {
		rank[d.source] = i
	}
	best := map[string]int{}
	of := func(s site) (string, int) {
		return strings.Join([]string{s.place, s.mineral, nameOf(s.name)}, "|"), rank[s.source]*10 + slices.Index(classes, s.class)
	}
	for _, s := range im.rows {
		if k, r := of(s); s.contained > 0 {
			if was, ok := best[k]; !ok || r < was {
				best[k] = r
			}
		}
	}
	for i := range im.rows {
		s := &im.rows[i]
		if k, r := of(*s); s.contained > 0 && s.source != usmin {
			s.preferred = r == best[k]
		}
	}
}

// nameOf is a name without what stands in brackets, in lower case.
func nameOf(name string) string {
	out, _, _ := strings.Cut(strings.ToLower(name), " (")
	return strings.ReplaceAll(intake.Slug(out), "_", " ")
}

// near is how far two tellings of one site may lie apart, in degrees of
// latitude: about 20 km.
const near = 0.2

// same reports a status of the site: a name that begins with the other's, in one
// country, near by where both say where they are, for one of the minerals.
func same(s, st site) bool {
	if s.lat == "" || st.lat == "" { // then the brackets count: Scotia (BC) is not in Nova Scotia
		return s.place == st.place && intake.Slug(s.name) == intake.Slug(st.name) && s.mineral == st.mineral
	}
	a, b := nameOf(s.name)+" ", nameOf(st.name)+" "
	if s.place != st.place || !strings.HasPrefix(a, b) && !strings.HasPrefix(b, a) {
		return false
	}
	return math.Abs(number(s.lat)-number(st.lat)) < near && math.Abs(number(s.lon)-number(st.lon)) < 2*near
}

func number(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64) // written by degrees
	return x
}
