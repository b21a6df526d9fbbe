package sites

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// A dataset is a part of MinMod with grades. The first in the list is preferred
// where two tell of one site: the latest comes first.
type dataset struct {
	name, source, class string // class where the file gives no category
}

var datasets = []dataset{
	{name: "mudd_jowitt_nickel", source: "mudd-jowitt-2022"},
	{name: "mudd_jowitt_copper", source: "mudd-jowitt-2018"},
	{name: "doi-10-1007-s00126-023-01161-3", source: "minmod-graphite-2023"},
	{name: "doi-10-5066-p99rk9su", source: "usgs-p99rk9su"},
	{name: "doi-10-3133-pp1802j", source: "usgs-pp1802j"},
	{name: "mudd_jowitt_2017_zinc_lead", source: "mudd-jowitt-werner-2017"},
	{name: "jowitt_ree", source: "weng-2015"},
	{name: "world_tin_tungsten_deposit", source: "gsc-295581", class: "listed"},
	{name: "mrdata_vms", source: "usgs-vms", class: "endowment"},
}

// alaska are mines of the Alaska Resource Data File: coordinates, and that
// something was mined. No tonnage.
const alaska = "ardf"

var minmodColumns = []string{"agent", "dataset", "record_id", "name", "site_type", "country", "state", "location_wkt", "crs", "deposit_type", "commodity",
	"category", "grade", "grade_unit", "ore", "ore_unit", "date", "ref_doi_or_uri"}

// minmod reads the flat file of the MinMod knowledge graph. What machines read
// out of reports (agent inferlink) is left out: its units are often wrong.
func (im *importing) minmod(f atlas.File) error {
	count, places := im.counting(f), flows.NewFinder(im.in.Places)
	var all []site
	sum, err := flows.CSV(im.ctx, im.in, f, &im.log, minmodColumns, func(c *atlas.CSV, where string) error {
		count.Read++
		if s, ok := im.deposit(c, where, count, places); ok {
			all = append(all, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	im.sums[f.Name] = sum
	kept := im.estimates(all, count)
	im.rows = append(im.rows, kept...)
	return nil
}

// deposit reads a row that has ore and grade, or is a mine of Alaska.
func (im *importing) deposit(c *atlas.CSV, where string, count *intake.Count, places *flows.Finder) (site, bool) {
	leave := func(why string) (site, bool) {
		count.Left[why]++
		return site{}, false
	}
	mine := c.Get("dataset") == alaska && (c.Get("site_type") == "Mine" || c.Get("site_type") == "Mines")
	at := slices.IndexFunc(datasets, func(d dataset) bool { return d.name == c.Get("dataset") })
	place := country(c.Get("country"), places)
	switch {
	case c.Get("agent") == "inferlink":
		return leave("read by a machine out of reports: units are often wrong by 1,000")
	case place == "":
		return leave("outside the United States and Canada")
	case strings.HasPrefix(c.Get("ref_doi_or_uri"), "http://minmod.isi.edu/unpublished"):
		return leave("unpublished compilation")
	case !mine && c.Get("grade") == "" && c.Get("ore") == "":
		return leave("an occurrence without ore and grade")
	case !mine && at < 0:
		im.refuse(count, where, "dataset", "add it to datasets, with its class", "data set %q has grades, and its class is not known", c.Get("dataset"))
		return site{}, false
	}
	mineral, factor, err := im.commodity(c.Get("commodity"))
	if err != nil || slices.Contains(noChain, mineral) {
		return leave("a mineral that the atlas has no chain of")
	}
	s := site{record: intake.Slug(c.Get("record_id")), name: plain(c.Get("name")), mineral: mineral, depositType: plain(c.Get("deposit_type")), place: place, region: region(c.Get("state"))}
	if s.record == "" || s.name == "" {
		return leave("a site without a name or a number")
	}
	s.lat, s.lon = im.point(where, c.Get("location_wkt"))
	if mine {
		s.source, s.kind, s.class, s.basis, s.preferred = "usgs-ardf", "mine", "none", adit.Reported, true
		s.statusNote, s.note = "“"+c.Get("site_type")+"”: mined, and whether it still is the source does not say", "coordinates of the datum NAD27"
		s.confidence = "high"
		return s, true
	}
	return im.graded(c, where, count, s, datasets[at], factor)
}

// graded takes ore and grade.
func (im *importing) graded(c *atlas.CSV, where string, count *intake.Count, s site, d dataset, factor float64) (site, bool) {
	if c.Get("grade") == "" || c.Get("ore") == "" {
		count.Left["ore or grade missing"]++
		return site{}, false
	}
	if strings.Contains(c.Get("ore_unit"), "pounds") {
		count.Left["tonnage in pounds: rather what the ore holds"]++
		return site{}, false
	}
	ppm, ore, err := assay(c.Get("grade"), c.Get("grade_unit"), c.Get("ore"), c.Get("ore_unit"))
	if err != nil {
		im.refuse(count, where, "assay", "look the site up in the publication", "%s: %v", s.name, err)
		return site{}, false
	}
	if ppm == 0 || ore == 0 {
		count.Left["zero ore or grade: not given"]++
		return site{}, false
	}
	s.ore, s.grade, s.contained = ore, ppm*factor, ore*ppm*factor/1e6
	s.source, s.class, s.kind, s.basis, s.confidence = d.source, cmp.Or(classOf(c.Get("category")), d.class), "deposit", adit.Derived, "medium"
	if strings.Contains(strings.ToLower(s.name+" "+s.depositType), "tailings") {
		s.kind = "tailings"
	}
	s.dated, s.cite = yearOf(c.Get("date")), plain(c.Get("ref_doi_or_uri"))
	if s.class == "" {
		im.refuse(count, where, "class", "look the site up in the publication", "%s: whether it is a resource or a reserve is not said", s.name)
		return site{}, false
	}
	return s, true
}

// classOf reads “Indicated; Inferred; Measured” or “Proven”.
func classOf(category string) string {
	c := strings.ToLower(category)
	switch {
	case strings.Contains(c, "measured"), strings.Contains(c, "indicated"), strings.Contains(c, "inferred"):
		return "resource"
	case strings.Contains(c, "prov"), strings.Contains(c, "probable"):
		return "reserve"
	}
	return ""
}

var countries = map[string]string{"Q1235": "USA", "Q1038": "CAN"}

// country returns USA or CAN, or "" for any other.
func country(name string, places *flows.Finder) string {
	if id, ok := countries[strings.TrimPrefix(name, resource)]; ok {
		return id
	}
	switch id, _ := places.Find(name); id {
	case "USA", "CAN":
		return id
	}
	return ""
}

// region keeps a state's name; an id of the knowledge graph tells nothing.
func region(s string) string {
	if strings.HasPrefix(s, resource) {
		return ""
	}
	return plain(strings.ReplaceAll(s, "Territries", "Territories"))
}

var wktPoint = regexp.MustCompile(`^(?:MULTI)?POINT ?\(\(?(-?[\d.]+) (-?[\d.]+)`)

// point reads the first point of a geometry.
func (im *importing) point(where, wkt string) (lat, lon string) {
	m := wktPoint.FindStringSubmatch(wkt)
	if m == nil {
		return "", ""
	}
	x, err1 := intake.Number(m[1])
	y, err2 := intake.Number(m[2])
	if err1 != nil || err2 != nil {
		im.log.Warn(where, "coordinates", "look the place up", "%q is no point", wkt)
		return "", ""
	}
	return im.coordinates(where, y, x)
}

var year4 = regexp.MustCompile(`^(1[89]|20)\d\d`)

func yearOf(date string) string { return year4.FindString(date) }
