package sites

import (
	"cmp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// usmin is the source of lithium deposits.
const usmin = "usgs-lithium-2019"

// lithium reads resources of lithium deposits in the United States, with their
// tungsten. The source writes a tonnage with .111 where its compilers computed
// it, and a negative one where the ore already stands in another row, because
// one ore holds several commodities: neither is part of the number.
func (im *importing) lithium(f atlas.File) error {
	places, err := im.beside("Loc_Pt.csv", "Ftr_ID *", "Lat_WGS84", "Long_WGS84", "State")
	if err != nil {
		return err
	}
	history, err := im.beside("History.csv", "Site_ID *", "Status", "Year_From", "Year_To", "StatDetail")
	if err != nil {
		return err
	}
	points := map[string]intake.Row{}
	for _, r := range places {
		points[r.Get("Ftr_ID *")] = r
	}
	c := im.counting(f)
	var all []site
	sum, err := flows.Texts(im.ctx, im.in, f, &im.log, []string{"OBJECTID *", "Site_ID *", "Ftr_ID *", "Ftr_Name", "Rsrc_Date", "MatAmntSI", "MatUnitsSI", "Mat_Type",
		"CntSIComAm", "CntSIComUt", "CntSICom", "Rsrc_Class", "Rsrc_Descr", "Ref_Detail", "Ref_ID"}, func(r *atlas.CSV, where string) error {
		c.Read++
		if s, ok := im.reported(r, where, c); ok {
			if p, ok := points[r.Get("Ftr_ID *")]; ok {
				lat, err1 := intake.Number(p.Get("Lat_WGS84"))
				lon, err2 := intake.Number(p.Get("Long_WGS84"))
				if s.region = p.Get("State"); err1 == nil && err2 == nil {
					s.lat, s.lon = im.coordinates(where, lat, lon)
				}
			}
			s.status, s.statusNote = working(history, r.Get("Site_ID *"))
			all = append(all, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	im.sums[f.Name] = sum
	im.rows = append(im.rows, latest(im.estimates(all, c))...)
	return nil
}

// beside reads a file that helps another one; without it nothing is known of
// what it would tell.
func (im *importing) beside(name string, columns ...string) ([]intake.Row, error) {
	f, ok := intake.Find(im.in.Files, name)
	if !ok {
		return nil, nil
	}
	s, err := intake.Read(f, atlas.UTF8, columns, nil)
	if err != nil {
		return nil, err
	}
	im.sums[f.Name] = s.Sum
	return s.Rows, nil
}

// amount reads “-1,325,369.111”.
func amount(s string) (x float64, notes string, err error) {
	s = strings.ReplaceAll(s, ",", "")
	if t, ok := strings.CutSuffix(s, ".111"); ok {
		s, notes = t, "computed by the compilers"
	}
	if t, ok := strings.CutPrefix(s, "-"); ok {
		s, notes = t, strings.TrimPrefix(notes+"; one ore with other commodities", "; ")
	}
	x, err = intake.Within(s, 0, mostOre)
	return x, notes, err
}

func (im *importing) reported(r *atlas.CSV, where string, c *intake.Count) (site, bool) {
	mineral := map[string]string{"Li": "lithium", "W": "tungsten"}[r.Get("CntSICom")]
	if mineral == "" {
		c.Left["neither lithium nor tungsten"]++
		return site{}, false
	}
	contained, note, err := amount(r.Get("CntSIComAm"))
	if err != nil || contained == 0 || r.Get("CntSIComUt") != "metric tons" {
		im.refuse(c, where, "contained", "metric tons", "%s: contained %q %q", r.Get("Ftr_Name"), r.Get("CntSIComAm"), r.Get("CntSIComUt"))
		return site{}, false
	}
	s := site{source: usmin, name: plain(r.Get("Ftr_Name")), mineral: mineral, kind: "deposit", class: "resource", place: "USA", contained: contained, depositType: plain(r.Get("Mat_Type")),
		basis: adit.Reported, confidence: "high", dated: yearOf(r.Get("Rsrc_Date")), note: note,
		cite: strings.TrimPrefix(strings.ReplaceAll(plain(r.Get("Ref_ID")+", "+r.Get("Ref_Detail")), ", <Null>", ""), ", ")}
	s.record = intake.Slug(r.Get("Ftr_ID *") + " " + s.dated + " " + r.Get("Ref_ID"))
	if strings.HasPrefix(r.Get("Rsrc_Descr"), "Reserve") {
		s.class = "reserve"
	}
	if s.record == "" || s.name == "" {
		im.refuse(c, where, "deposit", "a feature and its name", "a row without name or id")
		return site{}, false
	}
	switch ore, more, err := amount(r.Get("MatAmntSI")); {
	case r.Get("Mat_Type") == "commodity":
	case err == nil && ore >= contained && r.Get("MatUnitsSI") == "metric tons":
		s.ore, s.grade = ore, contained/ore*1e6
		s.note = cmp.Or(more, note)
	case err == nil && r.Get("MatUnitsSI") == "cubic meters":
		s.volume = ore
	default:
		im.log.Warn(where, "ore", "look it up in the reference", "%s: ore %q %q is not read", s.name, r.Get("MatAmntSI"), r.Get("MatUnitsSI"))
	}
	return s, true
}

// working says from the years of activity of a site whether it works. The source
// is of 2019; what was active in 2018 works.
func working(history []intake.Row, id string) (status, note string) {
	for _, r := range history {
		if r.Get("Site_ID *") != id || r.Get("Status") != "Active" {
			continue
		}
		if to := r.Get("Year_To"); to == "<Null>" || to >= "2018" {
			return "operating", "active in 2018"
		} else if status == "" || note < "active to "+to {
			status, note = "closed", "active to "+to
		}
	}
	return status, note
}

// latest prefers, of each deposit and mineral, the estimate of the last year, the
// last reference, and the resource before the reserve.
func latest(all []site) []site {
	best := map[string]int{}
	for i, s := range all {
		k := s.name + "|" + s.mineral
		j, ok := best[k]
		if !ok || cmp.Or(cmp.Compare(s.dated, all[j].dated), cmp.Compare(s.cite, all[j].cite), cmp.Compare(slices.Index(classes, all[j].class), slices.Index(classes, s.class))) > 0 {
			best[k] = i
		}
	}
	for _, i := range best {
		all[i].preferred = true
	}
	return all
}
