package flows

import (
	"context"
	"strconv"

	"adit/atlas"
)

// An Area is what CEPII and the UN trade with: a place of the atlas, or OTH
// with their own code in Detail.
type Area struct{ Place, Detail string }

// notCountries are codes of UN Comtrade and BACI for areas that ISO does not
// know.
var notCountries = map[string]Area{
	"S19": {Place: "TWN"}, // 490 “Other Asia, nes”: UN Comtrade's name for Taiwan
	"W00": {Place: "WLD"}, // 0, the total of all partners
	"R20": {"OTH", "R20"}, // 697 “Europe EFTA, nes”
	"ZA1": {"OTH", "ZA1"}, // 711 Southern African Customs Union until 1999
	"N/A": {"OTH", "N/A"},
	"_X":  {"OTH", "_X"},  // 899 “Areas, nes”
	"E19": {"OTH", "E19"}, // 568 “Other Europe, nes”
	"F19": {"OTH", "F19"}, // 527 “Oceania, nes”
	"A49": {"OTH", "A49"}, // 129 “Caribbean, nes”, 637 “North America and Central America, nes”
	"A79": {"OTH", "A79"}, // 636 “Rest of America, nes”
	"X1":  {"OTH", "X1"},  // 837 “Bunkers”
	"X2":  {"OTH", "X2"},  // 838 “Free Zones”
	"XX":  {"OTH", "XX"},  // 839 “Special Categories”
}

// AreaOf finds what an ISO code of three letters, or a code of the publisher's
// own, stands for. An unknown one is a fault.
func AreaOf(places *Finder, log *Log, where, code string) (Area, bool) {
	if a, ok := notCountries[code]; ok {
		if a.Place == "OTH" {
			log.Warn(where, "area", "nothing to do: its trade counts as other countries", "%s is no country", code)
		}
		return a, true
	}
	id, err := places.Find(code)
	if err != nil || code == "" {
		log.Wrong(where, "unknown-country", "add the code to place_names.csv, or correct the file", "no place has the code %q", code)
		return Area{}, false
	}
	return Area{Place: id}, true
}

// Numbers reads a file of country numbers: country_code first, the code of
// three letters last. Numbers of states that ended (Belgium-Luxembourg, West
// Germany, Sudan until 2011) carry the code of their successor in the file
// itself, and years do not overlap.
func Numbers(ctx context.Context, in *atlas.Input, f atlas.File, log *Log) (map[int]Area, error) {
	areas, places := map[int]Area{}, NewFinder(in.Places)
	_, err := Texts(ctx, in, f, log, []string{"country_code"}, func(c *atlas.CSV, where string) error {
		iso := c.Header[len(c.Header)-1] // country_iso3, or iso_3digit_alpha in older editions
		n, err := strconv.Atoi(c.Get("country_code"))
		if err != nil || n < 0 || n >= 1000 {
			log.Wrong(where, "number", "correct the file", "%q is not a country number", c.Get("country_code"))
			return nil
		}
		if a, ok := AreaOf(places, log, where, c.Get(iso)); ok {
			areas[n] = a
		}
		return nil
	})
	return areas, err
}

// Detail joins the codes of areas that are no countries.
func Detail(exporter, importer Area) string {
	switch {
	case exporter.Detail == "" && importer.Detail == "":
		return ""
	case importer.Detail == "":
		return "exporter " + exporter.Detail
	case exporter.Detail == "":
		return "importer " + importer.Detail
	}
	return "exporter " + exporter.Detail + "; importer " + importer.Detail
}
