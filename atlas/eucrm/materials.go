package eucrm

import (
	"strings"

	"adit/atlas/intake"
)

// A material is what a name of the study means: a mineral, and the form where
// the study assesses one form apart from the mineral.
type material struct {
	mineral, form string
}

// printed returns the study's name where it says more than the mineral's id.
func (m material) printed(name string) string {
	if intake.Slug(name) == m.mineral {
		return ""
	}
	return strings.Join(strings.Fields(name), " ")
}

// spellings are names of the study that need help: forms, groups and plurals.
// Elemental phosphorus is assessed apart from phosphate rock, and is a mineral
// of its own here, because both are on the list of 2023.
var spellings = map[string]material{
	"titanium metal":             {"titanium", "metal"},
	"titanium ores":              {"titanium", ""},
	"phosphorous":                {"phosphorus_p4", ""},
	"phosphorus":                 {"phosphorus_p4", ""},
	"bauxite":                    {"aluminum", "bauxite"},
	"heavy rare earths elements": {"rare_earths_heavy", ""},
	"hree":                       {"rare_earths_heavy", ""},
	"hrees":                      {"rare_earths_heavy", ""},
	"lree":                       {"rare_earths_light", ""},
	"lrees":                      {"rare_earths_light", ""},
	"pgm":                        {"platinum_group", ""},
	"pgms":                       {"platinum_group", ""},
	"kaolin clay":                {"kaolin", ""},
	"lime":                       {"limestone", ""},
	"natural rubber":             {"natural_rubber", ""},
	"natural teak wood":          {"natural_teak_wood", ""},
	"natural cork":               {"natural_cork", ""},
	"sapele wood":                {"sapele_wood", ""},
	"silica sand":                {"silica_sand", ""},
	"magnesium_magnesite":        {"magnesite", ""},
	"aluminium":                  {"aluminum", ""},
}

// extra is a mineral that the study assesses and adit's own table lacks. One
// that the USGS chapters add as well is shared: its row is in their table.
type extra struct {
	name, synonyms, group, note string
	shared                      bool
}

var extras = map[string]extra{
	"aggregates":        {name: "Aggregates", note: "sand, gravel and crushed stone"},
	"bentonite":         {name: "Bentonite"},
	"diatomite":         {shared: true},
	"feldspar":          {shared: true},
	"gypsum":            {shared: true},
	"hydrogen":          {name: "Hydrogen"},
	"kaolin":            {name: "Kaolin", synonyms: "kaolin clay"},
	"krypton":           {shared: true},
	"limestone":         {name: "Limestone", note: "the study's high-purity limestone; its results call it lime"},
	"magnesite":         {name: "Magnesite", synonyms: "magnesium magnesite", group: "magnesium"},
	"natural_cork":      {name: "Natural cork"},
	"natural_rubber":    {name: "Natural rubber"},
	"natural_teak_wood": {name: "Natural teak wood"},
	"neon":              {shared: true},
	"perlite":           {shared: true},
	"phosphorus_p4":     {name: "Phosphorus, elemental", synonyms: "white phosphorus;phosphorus p4", group: "phosphate", note: "P4, assessed apart from phosphate rock"},
	"roundwood":         {name: "Roundwood"},
	"sapele_wood":       {name: "Sapele wood"},
	"silica_sand":       {name: "Silica sand"},
	"talc":              {shared: true},
	"xenon":             {shared: true},
}

// material resolves a name of the study. An unknown name is refused.
func (rd *reader) material(r intake.Row, name string) (material, bool) {
	if m, ok := spellings[fold(name)]; ok {
		rd.use(m.mineral)
		return m, true
	}
	if id := intake.Slug(name); extras[id] != (extra{}) {
		rd.use(id)
		return material{mineral: id}, true
	}
	id, err := rd.in.Minerals.Find(name)
	if err != nil {
		r.Refuse("unknown-mineral", "add the name to the importer or to the minerals table", "%v", err)
		return material{}, false
	}
	return material{mineral: id}, true
}

func (rd *reader) use(mineral string) {
	if e, ok := extras[mineral]; ok && !e.shared {
		rd.used[mineral] = true
	}
}

// minerals writes the table of those minerals that only the study has.
func (rd *reader) minerals() {
	t := rd.table("minerals")
	for id := range rd.used {
		e := extras[id]
		t.Add("mineral", id, "name", e.name, "synonyms", e.synonyms, "group", e.group, "note", e.note)
	}
}

// place resolves a country of the study.
func (rd *reader) place(r intake.Row, name string) (string, bool) {
	if name == "Turkiye" { // typed without its umlaut in one annex
		name = "Türkiye"
	}
	id, err := rd.in.Places.Find(name)
	if err != nil {
		r.Refuse("unknown-country", "add the spelling to place_names, or read the file in its own encoding", "%v", err)
		return "", false
	}
	return id, true
}
