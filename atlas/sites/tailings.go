package sites

import (
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// dams reads the storage facilities of tailings of Canadian mines: a volume, no
// grade. main_table.csv says which mine a facility belongs to.
func (im *importing) dams(f atlas.File) error {
	c := im.counting(f)
	owners, ok := intake.Find(im.in.Files, "main_table.csv")
	if !ok {
		c.Left["main_table.csv was not given: whose tailings they are is not known"]++
		c.Read++
		return nil
	}
	main, err := intake.Read(owners, atlas.UTF8, []string{"main_id", "facility_name", "province", "commodities"}, nil)
	if err != nil {
		return err
	}
	mines := map[string]intake.Row{}
	for _, r := range main.Rows {
		mines[r.Get("main_id")] = r
	}
	seen := map[string]bool{}
	sum, err := flows.Texts(im.ctx, im.in, f, &im.log, []string{"row_id", "main_id", "year", "tailing_id", "tsf_name", "status", "current_tailings_storage", "geometry"}, func(r *atlas.CSV, where string) error {
		c.Read++
		mine, ok := mines[r.Get("main_id")]
		if !ok {
			im.refuse(c, where, "mine", "add it to main_table.csv", "tailings of an unknown mine %q", r.Get("main_id"))
			return nil
		}
		im.dam(r, where, mine, c, seen)
		return nil
	})
	im.sums[f.Name] = sum
	return err
}

// shut are the words of facilities that take no more tailings.
var shut = []string{"Inactive", "Inactive Care and Maintenance", "Closed", "Closure"}

func (im *importing) dam(r *atlas.CSV, where string, mine intake.Row, c *intake.Count, seen map[string]bool) {
	name := plain(mine.Get("facility_name")) + " – " + plain(r.Get("tsf_name"))
	s := site{source: "grida-tailings", record: intake.Slug(r.Get("row_id")), name: name, kind: "tailings", class: "volume", place: "CAN", region: plain(mine.Get("province")),
		depositType: plain(mine.Get("commodities")), preferred: true, basis: adit.Reported, confidence: "medium", dated: yearOf(r.Get("year")),
		note: "the grade is not published; the minerals are those of the mine", statusNote: plain(r.Get("status"))}
	key := strings.Join([]string{name, r.Get("current_tailings_storage"), r.Get("geometry")}, "|")
	minerals := im.minerals(mine.Get("commodities"))
	switch volume, err := intake.Number(strings.TrimSuffix(r.Get("current_tailings_storage"), "Unknown")); {
	case seen[key]:
		c.Left["exact repeat of another facility"]++
		return
	case len(minerals) == 0:
		c.Left["a mineral that the atlas has no chain of"]++
		return
	case s.record == "" || s.statusNote == "":
		im.refuse(c, where, "tailings", "a row id and a status", "%s: row id or status is blank", name)
		return
	case err == nil && (volume < 0 || volume > mostOre):
		im.refuse(c, where, "volume", "cubic metres", "%s: %s", name, r.Get("current_tailings_storage"))
		return
	case err != nil || volume == 0:
		im.log.Warn(where, "volume", "ask the owner", "%s: a storage of %q is not known, not zero", name, r.Get("current_tailings_storage"))
	default:
		s.volume = volume
	}
	seen[key] = true
	s.lat, s.lon = im.point(where, r.Get("geometry"))
	if s.status = "operating"; slices.Contains(shut, s.statusNote) {
		s.status = "closed"
	}
	for _, m := range minerals {
		s.mineral = m
		im.rows = append(im.rows, s)
	}
	c.Kept++
}
