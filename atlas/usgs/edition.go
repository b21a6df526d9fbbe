package usgs

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adit/atlas"
)

// A kind is the shape of a raw file.
type kind int

const (
	commodities kind = iota // 2026 and later: everything in one table
	worldFile               // 2025: all countries in one table
	worldWide               // 2023, 2024: countries of one commodity, years as columns
	salientWide             // 2023–2025: US statistics of one commodity
	figure2                 // net import reliance
	table4                  // critical minerals and their uses
	table5                  // critical minerals: production, reliance, first country
	notTaken                // T1–T3 and the other figures
)

// suffixes tell the source ids of one edition apart; the main table has none.
var suffixes = map[kind]string{salientWide: "-salient", figure2: "-fig2", table4: "-t4", table5: "-t5"}

// A rawFile is what a file name says.
type rawFile struct {
	kind    kind
	edition int
	code    string // commodity, of per-commodity files
	base    string
}

var (
	reEdition = regexp.MustCompile(`(?i)^mcs(20\d\d)[_-]?(.*)\.csv$`)
	reTrend   = regexp.MustCompile(`^(t\d|fig\d)`)
	reWide    = regexp.MustCompile(`^(.+?)_(world|salient)$`)
)

// classify reads edition and shape from the name. Folders do not count.
func classify(name string) (rawFile, bool) {
	base := path.Base(name)
	m := reEdition.FindStringSubmatch(base)
	if m == nil {
		return rawFile{}, false
	}
	year, _ := strconv.Atoi(m[1])
	raw, rest := rawFile{edition: year, base: base}, strings.ToLower(m[2])
	switch wide := reWide.FindStringSubmatch(rest); {
	case strings.HasPrefix(rest, "commodities_data"):
		raw.kind = commodities
	case strings.HasPrefix(rest, "world_data"):
		raw.kind = worldFile
	case strings.HasPrefix(rest, "fig2_net_import_reliance"):
		raw.kind = figure2
	case strings.HasPrefix(rest, "t4_"):
		raw.kind = table4
	case strings.HasPrefix(rest, "t5_"):
		raw.kind = table5
	case reTrend.MatchString(rest):
		raw.kind = notTaken
	case wide != nil && wide[2] == "world":
		raw.kind, raw.code = worldWide, wide[1]
	case wide != nil:
		raw.kind, raw.code = salientWide, wide[1]
	default:
		return rawFile{}, false
	}
	return raw, true
}

// source is the id of the group of files that the file belongs to.
func (r rawFile) source() string {
	return fmt.Sprintf("%s-%d%s", publisher, r.edition, suffixes[r.kind])
}

// editions are the groups of raw files by source id.
type editions map[string]*fileGroup

// A fileGroup is one row of the sources table, and the account of its cells:
// in = rows + notFigures + faults.
type fileGroup struct {
	raw                          rawFile
	sums                         []string // "sha256  name"
	in, notFigures, faulty, rows int
}

// group returns the group of a file, and makes it where it is new.
func (es editions) group(raw rawFile) *fileGroup {
	id := raw.source()
	if es[id] == nil {
		es[id] = &fileGroup{raw: raw}
	}
	return es[id]
}

func (g *fileGroup) add(name, sum string) { g.sums = append(g.sums, sum+"  "+name) }

// sum is the file's own hash, or the hash of the sorted list of hashes and
// names, as sha256sum prints it, where there are several.
func (g *fileGroup) sum() string {
	if len(g.sums) == 1 {
		return g.sums[0][:64]
	}
	slices.Sort(g.sums)
	h := sha256.Sum256([]byte(strings.Join(g.sums, "\n") + "\n"))
	return hex.EncodeToString(h[:])
}

// dois of the data releases, where known. A later edition's is on its page at
// https://www.usgs.gov/centers/national-minerals-information-center.
var dois = map[int]string{2026: "https://doi.org/10.5066/P1WKQ63T"}

// published are the days on which the editions came out: USGS news release of
// 2 February 2023 (“released Jan. 31”); page of the report of 2024; of the data
// release of 2026, its metadata. That of 2025 is dated like those before it; its
// data release was revised until April 2025.
var published = map[int]string{2023: "2023-01-31", 2024: "2024-01-31", 2025: "2025-01-31", 2026: "2026-02-06"}

// publishedIn is the day of an edition, or its year, which its name tells.
func publishedIn(edition int) string { return cmp.Or(published[edition], strconv.Itoa(edition)) }

var groupTitles = map[kind]string{commodities: "data release", worldFile: "world data", worldWide: "world data",
	salientWide: "salient statistics of the United States", figure2: "figure 2, net import reliance",
	table4: "table 4, critical minerals and their uses", table5: "table 5, salient statistics of critical minerals"}

// addTo writes the sources. The note accounts for every figure of the group.
func (es editions) addTo(t *atlas.Table) {
	for id, g := range es { // the table is sorted when it is written
		file := g.raw.base
		if len(g.sums) > 1 {
			file = fmt.Sprintf("%d files", len(g.sums))
		}
		t.Add("source", id, "title", fmt.Sprintf("Mineral Commodity Summaries %d, %s", g.raw.edition, groupTitles[g.raw.kind]),
			"publisher", "U.S. Geological Survey", "edition", strconv.Itoa(g.raw.edition), "published", publishedIn(g.raw.edition), "url", dois[g.raw.edition],
			"licence", "US public domain", "file", file, "sha256", g.sum(), "years", g.years(),
			"note", fmt.Sprintf("%d figures read: %d rows, %d not figures (XX, variable), %d faults", g.in, g.rows, g.notFigures, g.in-g.rows-g.notFigures))
	}
}

// years says which years an edition covers: the year before it is estimated.
func (g *fileGroup) years() string {
	y := g.raw.edition
	switch g.raw.kind {
	case commodities:
		return fmt.Sprintf("US %d–%d, world %d–%d", y-5, y-1, y-2, y-1)
	case salientWide:
		return fmt.Sprintf("%d–%d", y-5, y-1)
	case worldFile, worldWide:
		return fmt.Sprintf("%d–%d", y-2, y-1)
	default:
		return strconv.Itoa(y - 1)
	}
}
