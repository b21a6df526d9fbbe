package baci

import "slices"

// materials maps the material names of the files of largest partners to HS6
// codes of the 2017 edition. Gallium, germanium and hafnium share 811292 there:
// their lists are one list (HS 2022 took hafnium out, to 811231).
var materials = map[string]string{
	"antimony": "811010", "arsenic": "280480", "baryte": "251110", "bauxite": "260600", "beryllium": "811212",
	"boron": "252800", "cobalt": "282200", "cokingcoal": "270112", "copper": "740311", "feldspar": "252910",
	"fluorspar": "252922", "gallium": "811292", "germanium": "811292", "graphite": "250490", "hafnium": "811292",
	"helium": "280429", "lithium": "283691", "magnesium": "810411", "magnets": "850511", "manganese": "260200",
	"nickel": "750210", "niobium": "720293", "palladium": "711021", "phosphate": "251010", "phosphorus": "280470",
	"platinum": "711011", "silicon": "280469", "strontium": "283692", "tantalum": "810320", "titanium": "810820",
	"tungsten": "810194", "vanadium": "720292",
}

// further are HS6 codes that the extracts lack and a full year has: ores,
// oxides, rare earths, salts, powders and scrap of the same minerals.
var further = []string{
	"250410", "250510", "251020", "251910", "252921", "253090", "260111", "260112", "260300", "260400", "260500",
	"260800", "260900", "261000", "261100", "261210", "261310", "261390", "261400", "261510", "261590", "261610",
	"261690", "261710", "261790", "280450", "280461", "280490", "280519", "280530", "281820", "282010", "282090",
	"282520", "282530", "282540", "282550", "282560", "282570", "282580", "282590", "282619", "282739", "283324",
	"283329", "284170", "284180", "284190", "284610", "284690", "284920", "284990", "380110", "380190", "710691",
	"710812", "711019", "711029", "711031", "711039", "711041", "711049", "720211", "720219", "720221", "720230",
	"720241", "720249", "720250", "720260", "720270", "720280", "720291", "720299", "740200", "750110", "750120",
	"750220", "750400", "760110", "780110", "790111", "800110", "810110", "810196", "810197", "810199", "810210",
	"810294", "810297", "810299", "810330", "810390", "810419", "810420", "810430", "810490", "810520", "810530",
	"810590", "810600", "810720", "810830", "810890", "810920", "810930", "810990", "811020", "811090", "811100",
	"811213", "811219", "811221", "811222", "811229", "811251", "811252", "811259", "811299", "850650", "850760",
}

// Codes returns the HS6 codes that the atlas keeps, sorted: those of the
// extracts and further ones of the same minerals.
func Codes() []string {
	var all []string
	for _, c := range materials {
		all = append(all, c)
	}
	all = append(all, further...)
	slices.Sort(all)
	return slices.Compact(all)
}

// A codeSet tells codes to keep by their number; nil keeps all.
type codeSet []uint64

func newCodeSet(codes []string) codeSet {
	if len(codes) == 0 {
		return nil
	}
	s := make(codeSet, 1_000_000/64+1)
	for _, c := range codes {
		n := 0
		for i := range len(c) {
			n = n*10 + int(c[i]-'0')
		}
		if len(c) != 6 || n < 0 || n > 999_999 {
			panic("baci: not an HS6 code: " + c)
		}
		s[n/64] |= 1 << (n % 64)
	}
	return s
}

func (s codeSet) has(code int) bool { return s == nil || s[code/64]>>(code%64)&1 == 1 }
