package baci

import (
	"strconv"

	"adit/atlas"
	"adit/atlas/flows"
)

// An area is what BACI trades with: a place of the atlas, or OTH with BACI's
// own code in detail.
type area struct{ place, detail string }

// notCountries are BACI's codes of areas that ISO does not know.
var notCountries = map[string]area{
	"S19": {place: "TWN"}, // 490 “Other Asia, nes”: UN Comtrade's name for Taiwan
	"R20": {"OTH", "R20"}, // 697 “Europe EFTA, nes”
	"ZA1": {"OTH", "ZA1"}, // 711 Southern African Customs Union until 1999
	"N/A": {"OTH", "N/A"},
}

// area finds what an ISO code, or a code of BACI's own, stands for.
func (j *job) area(where, code string) (area, bool) {
	if a, ok := notCountries[code]; ok {
		if a.place == "OTH" {
			j.log.Warn(where, "area", "nothing to do: its trade counts as other countries", "%s is no country", code)
		}
		return a, true
	}
	id, err := j.in.Places.Find(code)
	if err != nil || code == "" {
		j.log.Wrong(where, "unknown-country", "add the code to place_names.csv, or correct the file", "no place has the code %q", code)
		return area{}, false
	}
	return area{place: id}, true
}

// detail joins the codes of areas that are no countries.
func detail(exporter, importer area) string {
	d := ""
	if exporter.detail != "" {
		d = "exporter " + exporter.detail
	}
	if importer.detail != "" {
		if d != "" {
			d += "; "
		}
		d += "importer " + importer.detail
	}
	return d
}

// countries reads the numbers of countries. Numbers of states that ended
// (Belgium-Luxembourg, West Germany, Sudan until 2011) carry the ISO code of
// their successor in the file itself, and years do not overlap.
func (j *job) countries(f atlas.File) error {
	j.areas = map[int]area{}
	_, err := flows.Texts(j.ctx, j.in, f, &j.log, []string{"country_code"}, func(c *atlas.CSV, where string) error {
		iso := c.Header[len(c.Header)-1] // country_iso3, or iso_3digit_alpha in older editions
		n, err := strconv.Atoi(c.Get("country_code"))
		if err != nil || n < 0 || n >= 1000 {
			j.log.Wrong(where, "number", "correct the file", "%q is not a country number", c.Get("country_code"))
			return nil
		}
		if a, ok := j.area(where, c.Get(iso)); ok {
			j.areas[n] = a
		}
		return nil
	})
	return err
}

// productCodes reads the names of the HS6 codes that are kept.
func (j *job) productCodes(f atlas.File) error {
	nomenclature := nomenclatureOf(f.Name)
	sum, err := flows.Texts(j.ctx, j.in, f, &j.log, []string{"code", "description"}, func(c *atlas.CSV, where string) error {
		code := c.Get("code")
		n, err := strconv.Atoi(code)
		if err != nil || !flows.Digits(code, 6) || !j.keep.has(n) || c.Get("description") == "" {
			return nil // headings of other lengths, and codes that are not kept
		}
		j.codes.AddPairs(where, "nomenclature", nomenclature, "code", code,
			"description", c.Get("description"), "source", "baci-codes")
		return nil
	})
	if err == nil {
		j.source("baci-codes", f.Name, sum, "", "names of the HS6 codes of edition "+nomenclature+" that the atlas keeps")
	}
	return err
}
