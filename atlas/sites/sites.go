// Package sites imports what public files tell of single sites in the United
// States and Canada: ore and grade of deposits and tailings (MinMod, USGS), and
// which mines, plants and projects work, rest or are past (Natural Resources
// Canada). One table comes of it, sites.
//
// Estimates are kept apart by class: a resource is left in the ground, an
// endowment counts what was produced too, and of a listed one the source does
// not say. Rows of one estimate (measured, indicated, inferred) are added; rows
// of different estimates never are. Where several sources tell of one site, one
// is preferred and the others stay. docs/decisions/0034 has the rules.
package sites

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

const publisher = "sites"

// A reader takes one kind of raw file.
type reader struct {
	file string
	read func(*importing, atlas.File) error
}

var readers = []reader{
	{"minmod_sites_flat.csv.gz", (*importing).minmod}, {"minmod_sites_flat.csv", (*importing).minmod},
	{"critical_minerals.dbf", (*importing).properties},
	{"900A_73rd_ProducingMines.dbf", (*importing).mines}, {"900A_73rd_MetalWorks.dbf", (*importing).works},
	{"tailings_table.csv", (*importing).dams},
	{"Resources.csv", (*importing).lithium},
}

// aside are files that another one needs beside it.
var aside = []string{"main_table.csv (for tailings_table.csv)", "Loc_Pt.csv and History.csv (for Resources.csv)"}

// Importer reads the files of sites.
var Importer = atlas.Importer{
	Name:  publisher,
	About: "sites of the United States and Canada: MinMod, USGS, Natural Resources Canada",
	Wants: wants(),
	Import: func(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
		res, _, err := count(ctx, in)
		return res, err
	},
}

func wants() string {
	var names []string
	for _, r := range readers {
		names = append(names, r.file)
	}
	return strings.Join(append(names, aside...), ", ")
}

var errNone = errors.New("none of the files of sites; wanted any of ")

// count imports, and says what became of the rows of every file.
func count(ctx context.Context, in *atlas.Input) (*atlas.Result, map[string]*intake.Count, error) {
	im := &importing{ctx: ctx, in: in, counts: map[string]*intake.Count{}, sums: map[string]string{}}
	for _, r := range readers {
		f, ok := intake.Find(in.Files, r.file)
		if !ok {
			continue
		}
		if err := r.read(im, f); err != nil {
			return nil, nil, fmt.Errorf("sites: %w", err)
		}
		if err := im.counts[r.file].Balance(); err != nil {
			return nil, nil, fmt.Errorf("sites: %s: %w", r.file, err)
		}
	}
	if len(im.counts) == 0 {
		return nil, nil, fmt.Errorf("sites: %w%s", errNone, wants())
	}
	im.merge()
	return &atlas.Result{Tables: []*atlas.Table{im.table(), im.sources(), im.leftOut()}, Faults: im.log.Faults()}, im.counts, nil
}

type importing struct {
	ctx    context.Context
	in     *atlas.Input
	log    flows.Log
	rows   []site
	counts map[string]*intake.Count // by raw file
	sums   map[string]string        // by raw file
}

// A site is a row of the table. 0 is unknown: no source means a site without
// ore, and a grade of zero in these files is one that nobody gives.
type site struct {
	source, record, name, mineral string
	kind, depositType, class      string
	ore, volume, grade, contained float64
	place, region                 string
	lat, lon                      string
	status, statusNote, dated     string
	preferred                     bool
	parts                         int // added to the first
	basis                         adit.Basis
	confidence, cite, note        string
}

func (im *importing) counting(f atlas.File) *intake.Count {
	c := &intake.Count{Left: map[string]int{}}
	im.counts[path.Base(f.Name)] = c
	return c
}

func (im *importing) table() *atlas.Table {
	t := atlas.NewTable("sites", publisher)
	for _, s := range im.rows {
		preferred := "no"
		if s.preferred {
			preferred = "yes"
		}
		t.Add("record", s.record, "site", s.name, "mineral", s.mineral, "kind", s.kind, "deposit_type", s.depositType, "class", s.class,
			"preferred", preferred, "ore_t", known(s.ore), "volume_m3", known(s.volume), "grade_ppm", known(s.grade), "contained_t", known(s.contained),
			"status", s.status, "status_note", s.statusNote, "dated", s.dated, "place", s.place, "region", s.region, "lat", s.lat, "lon", s.lon,
			"basis", string(s.basis), "confidence", s.confidence, "source", s.source, "cite", s.cite, "note", s.remark())
	}
	t.Sort()
	return t
}

// remark is the note, with how many parts were added.
func (s site) remark() string {
	if s.parts == 0 {
		return s.note
	}
	return strings.TrimPrefix(fmt.Sprintf("%s; sum of %d parts of one estimate", s.note, s.parts+1), "; ")
}

// known writes a quantity to six digits: more than any of these estimates has.
func known(x float64) string {
	if x == 0 {
		return ""
	}
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil {
		panic("sites: " + err.Error()) // a float that was just printed
	}
	return intake.Format(v)
}

// leftOut says what the table does not hold, and why.
func (im *importing) leftOut() *atlas.Table {
	t := atlas.NewTable("left_out", publisher)
	for _, file := range slices.Sorted(maps.Keys(im.counts)) {
		c := im.counts[file]
		add := func(reason string, n int) {
			t.Add("source", sourceOf(file), "table", "sites/"+strings.ToLower(intake.Slug(file)), "what", "rows", "reason", reason, "count", strconv.Itoa(n),
				"read", strconv.Itoa(c.Read), "kept", strconv.Itoa(c.Kept))
		}
		for _, reason := range slices.Sorted(maps.Keys(c.Left)) {
			add(reason, c.Left[reason])
		}
		if c.Refused > 0 || len(c.Left) == 0 {
			add(cmp.Or(map[bool]string{true: "refused: a cell could not be read"}[c.Refused > 0], "none"), c.Refused)
		}
	}
	t.Sort()
	return t
}

// refuse counts a row that cannot be read.
func (im *importing) refuse(c *intake.Count, where, rule, remedy, format string, args ...any) {
	c.Refused++
	im.log.Wrong(where, rule, remedy, format, args...)
}

// coordinates checks a point; one outside the two countries, such as 0, is not
// known.
func (im *importing) coordinates(where string, lat, lon float64) (string, string) {
	if lat < 15 || lat > 85 || lon > -45 || lon < -180 {
		if lat != 0 || lon != 0 {
			im.log.Warn(where, "coordinates", "look the place up", "%g, %g is outside the United States and Canada", lat, lon)
		}
		return "", ""
	}
	return degrees(lat), degrees(lon)
}

func degrees(x float64) string { return intake.Format(float64(int64(x*1e4+sign(x)*0.5)) / 1e4) }

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// plain puts a text on one line.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }
