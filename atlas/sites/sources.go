package sites

import (
	"path"
	"slices"
	"strings"

	"adit/atlas"
)

const (
	minmodFile = "minmod_sites_flat.csv.gz"
	public     = "US public domain"
	oglCanada  = "Open Government Licence – Canada"
	factsOnly  = "facts with their citation; the journal's table is not passed on"
)

// publications are where the rows come from.
var publications = []struct{ source, title, publisher, published, url, licence, file, note string }{
	{"minmod", "MinMod: mineral sites of many data sets", "MinMod, of the programme CriticalMAAS", "", "https://github.com/DARPA-CRITICALMAAS/ta2-minmod-data", "as each data set; named apart", minmodFile, "what was left out of the file is counted under it"},
	{"mudd-jowitt-2022", "Nickel resources by deposit (Mudd and Jowitt)", "Economic Geology", "2022", "https://doi.org/10.5382/econgeo.4950", factsOnly, minmodFile, "as in MinMod"},
	{"mudd-jowitt-2018", "Copper resources by deposit (Mudd and Jowitt)", "Economic Geology", "2018", "https://doi.org/10.5382/econgeo.2018.4590", factsOnly, minmodFile, "as in MinMod"},
	{"mudd-jowitt-werner-2017", "Lead and zinc resources by deposit (Mudd, Jowitt and Werner)", "Ore Geology Reviews", "2017", "https://doi.org/10.1016/j.oregeorev.2016.08.010", factsOnly, minmodFile, "as in MinMod"},
	{"weng-2015", "Rare-earth resources by deposit (Weng, Jowitt, Mudd and Haque)", "Economic Geology", "2015", "https://doi.org/10.2113/econgeo.110.8.1925", factsOnly, minmodFile, "as in MinMod; grades are of elements, and the table counts oxides"},
	{"minmod-graphite-2023", "A graphite deposit of a paper in Mineralium Deposita", "Mineralium Deposita", "2023", "https://doi.org/10.1007/s00126-023-01161-3", factsOnly, minmodFile, "as in MinMod"},
	{"usgs-p99rk9su", "Graphite deposits, data release", "U.S. Geological Survey", "", "https://doi.org/10.5066/P99RK9SU", public, minmodFile, "as in MinMod"},
	{"usgs-pp1802j", "Critical mineral resources, chapter J: graphite", "U.S. Geological Survey", "2017", "https://doi.org/10.3133/pp1802J", public, minmodFile, "as in MinMod"},
	{"usgs-vms", "Volcanogenic massive sulfide deposits of the world", "U.S. Geological Survey", "", "https://mrdata.usgs.gov/vms", public, minmodFile, "as in MinMod; tonnages count what was produced too"},
	{"usgs-ardf", "Alaska Resource Data File", "U.S. Geological Survey", "", "https://doi.org/10.5066/P96MMRFD", public, minmodFile, "as in MinMod; mines only"},
	{"gsc-295581", "World distribution of tin and tungsten deposits", "Geological Survey of Canada", "", "https://doi.org/10.4095/295581", oglCanada, minmodFile, "as in MinMod, whose file does not tell production from what is left"},
	{usmin, "Lithium deposits in the United States", "U.S. Geological Survey", "2019-08", "https://doi.org/10.5066/P9ZKRWQF", public, "Resources.csv", "deposits of at least 15,000 t of lithium"},
	{"nrcan-critical-minerals", "Critical minerals advanced projects, mines and processing facilities in Canada", "Natural Resources Canada", "", "https://open.canada.ca/data/en/dataset/22b2db8a-dc12-47f2-9737-99d3da921751", oglCanada, "critical_minerals.dbf", "dates are those of the file"},
	{"nrcan-900a", "Principal mineral areas, producing mines, and oil and gas fields (900A), 73rd edition", "Natural Resources Canada", "2023", "https://open.canada.ca/data/en/dataset/000183ed-8864-42f0-ae43-c4313a860720", oglCanada, "900A_73rd_ProducingMines.dbf", "mines, and 900A_73rd_MetalWorks.dbf"},
	{"grida-tailings", "Global Tailings Portal: storage facilities of Canadian mines", "GRID-Arendal", "", "https://tailing.grida.no/", "facts with their citation", "tailings_table.csv", "volumes that owners disclosed; no grades"},
}

// sourceOf is the source that a raw file's count is told under.
func sourceOf(file string) string {
	switch {
	case strings.HasPrefix(file, "minmod"):
		return "minmod"
	case strings.HasPrefix(file, "900A"):
		return "nrcan-900a"
	}
	i := slices.IndexFunc(publications, func(p struct{ source, title, publisher, published, url, licence, file, note string }) bool {
		return p.file == file
	})
	return publications[i].source
}

// sources lists the publications that have a row.
func (im *importing) sources() *atlas.Table {
	t := atlas.NewTable("sources", publisher)
	used := map[string]bool{}
	for file := range im.counts {
		used[sourceOf(file)] = true
	}
	for _, s := range im.rows {
		used[s.source] = true
	}
	for _, p := range publications {
		if !used[p.source] {
			continue
		}
		t.Add("source", p.source, "title", p.title, "publisher", p.publisher, "published", p.published, "url", p.url, "licence", p.licence,
			"file", p.file, "sha256", im.sumOf(p.file), "note", p.note)
	}
	t.Sort()
	return t
}

// sumOf is the hash of a raw file, whatever folder it was in; of MinMod's packed
// or not.
func (im *importing) sumOf(file string) string {
	for name, sum := range im.sums {
		if base := path.Base(name); base == file || base+".gz" == file {
			return sum
		}
	}
	return ""
}
