package sites

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// standings are what Natural Resources Canada says of a property, as a status.
// A past producer that is worked on is no mine yet; one on hold lies idle. A
// project on hold never produced.
var standings = map[string]string{
	"Mine/Active": "operating", "Past producer/Active": "closed", "Past producer/On hold / suspended": "idle",
}

// stands reads stage and activity.
func stands(group, stage, activity string) string {
	if s, ok := standings[stage+"/"+activity]; ok {
		return s
	}
	switch {
	case activity != "Active" && group == "Project":
		return "suspended_project"
	case group == "Processing" && activity == "Active" && !strings.HasPrefix(stage, "Advanced") && stage != "Demonstration plant":
		return "operating"
	case group == "Project", group == "Processing":
		return "project"
	}
	return ""
}

// properties reads the advanced projects, mines and plants of critical minerals.
func (im *importing) properties(f atlas.File) error {
	t, err := readDBF(f, "OperationG", "PropertyNa", "OperatorOw", "ProvincesE", "Commoditie", "Developmen", "ActivitySt", "Latitude", "Longitude", "ID")
	if err != nil {
		return err
	}
	im.sums[f.Name] = t.sum
	kinds := map[string]string{"Mine": "mine", "Project": "project", "Processing": "plant"}
	return im.statuses(f, t, func(r map[string]string) (site, string) {
		s := site{source: "nrcan-critical-minerals", record: r["ID"], name: r["PropertyNa"], region: r["ProvincesE"], kind: kinds[r["OperationG"]], note: owner(r["OperatorOw"]), lat: r["Latitude"], lon: r["Longitude"]}
		s.status, s.statusNote = stands(r["OperationG"], r["Developmen"], r["ActivitySt"]), r["Developmen"]+", "+strings.ToLower(r["ActivitySt"])
		return s, r["Commoditie"]
	})
}

func owner(name string) string {
	if name == "" {
		return ""
	}
	return "operator " + name
}

// mines reads the producing mines of map 900A.
func (im *importing) mines(f atlas.File) error {
	return im.map900A(f, "mine", "FAC_DESC_E", "COM_DESC_E")
}

// works reads the smelters, refineries and steelworks of map 900A.
func (im *importing) works(f atlas.File) error {
	return im.map900A(f, "plant", "FAC_TYPE_E", "COM_DESC_E")
}

func (im *importing) map900A(f atlas.File, kind, facility, commodities string) error {
	t, err := readDBF(f, "OPERATIO_E", "OWNER_E", facility, commodities, "PROVINCE_E", "LATITUDE", "LONGITUDE")
	if err != nil {
		return err
	}
	im.sums[f.Name] = t.sum
	row := 0
	return im.statuses(f, t, func(r map[string]string) (site, string) {
		row++
		s := site{source: "nrcan-900a", record: fmt.Sprintf("%s-%d", kind, row), name: r["OPERATIO_E"], region: r["PROVINCE_E"], kind: kind, note: owner(r["OWNER_E"]), lat: r["LATITUDE"], lon: r["LONGITUDE"]}
		s.status, s.statusNote = "operating", "producing in the 73rd edition, 2023: "+strings.ToLower(strings.Replace(r[facility], "Soultion", "Solution", 1))
		return s, r[commodities]
	})
}

// statuses makes a row for each mineral of each property.
func (im *importing) statuses(f atlas.File, t *dbf, of func(map[string]string) (site, string)) error {
	c := im.counting(f)
	for i, r := range t.rows {
		c.Read++
		where := flows.At(f.Name, i+1)
		s, words := of(r)
		lat, err1 := intake.Number(s.lat)
		lon, err2 := intake.Number(s.lon)
		minerals := im.minerals(words)
		switch {
		case len(minerals) == 0:
			c.Left["a mineral that the atlas has no chain of"]++
			continue
		case s.name == "" || s.record == "" || s.kind == "" || s.status == "" || intake.Slug(s.record) == "":
			im.refuse(c, where, "property", "teach the importer the word", "%q: neither name, kind nor status may be blank or unknown: %q", s.name, s.statusNote)
			continue
		case err1 != nil || err2 != nil:
			im.refuse(c, where, "coordinates", "decimal degrees", "%s: %q, %q", s.name, r["LATITUDE"]+r["Latitude"], r["LONGITUDE"]+r["Longitude"])
			continue
		}
		s.lat, s.lon = im.coordinates(where, lat, lon)
		s.place, s.class, s.preferred, s.basis, s.confidence, s.dated, s.depositType = "CAN", "none", true, adit.Reported, "high", t.date, words
		s.record = intake.Slug(s.record)
		for _, m := range minerals {
			s.mineral = m
			im.rows = append(im.rows, s)
		}
		c.Kept++
	}
	return nil
}

// minerals reads “Nickel (oxide sinter, pellets), copper cathodes, gold”: of each
// product the first word that is a mineral.
func (im *importing) minerals(words string) []string {
	var all []string
	for _, product := range strings.Split(outside(words), ",") {
		for _, w := range strings.FieldsFunc(strings.ToLower(product), func(r rune) bool { return r == ' ' || r == '-' }) {
			m, err := im.in.Minerals.Find(strings.TrimPrefix(w, "ferro"))
			if strings.HasPrefix(w, "rare") && strings.Contains(product, "earth") {
				m, err = "rare_earths", nil
			}
			if strings.Contains(product, "latinum group") {
				m, err = "platinum_group", nil
			}
			if err == nil && len(w) > 2 {
				if !slices.Contains(noChain, m) && !slices.Contains(all, m) {
					all = append(all, m)
				}
				break
			}
		}
	}
	return all
}

// outside drops what stands in brackets.
func outside(s string) string {
	var b strings.Builder
	depth := 0
	for _, c := range s {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth == 0:
			b.WriteRune(c)
		}
	}
	return b.String()
}
