package comext

import (
	"fmt"
	"slices"
	"strings"
)

// A partner is a place of the atlas and what detail says about it.
type partner struct{ place, detail string }

// members are the member states since 1 February 2020.
var members = []string{
	"AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN",
	"IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
}

// own are codes of Eurostat that differ from ISO 3166-1 (GEONOM).
var own = map[string]partner{
	"EL": {place: "GRC"},
	"XS": {place: "SRB"},
	"XK": {place: "XKX"},
	"XI": {"GBR", "XI"}, // Northern Ireland, which files as a member for goods
	"XU": {"GBR", "XU"}, // the rest of the United Kingdom
	"XC": {"OTH", "XC"}, // Ceuta and
	"XL": {"OTH", "XL"}, // Melilla: Spain, but outside the customs territory
	"XZ": {"OTH", "XZ"}, // international waters
}

// noPlace are ISO codes of islands and antarctic lands for which the atlas
// may have no place.
var noPlace = []string{"AQ", "BV", "EH", "FO", "GS", "HM", "SJ", "UM"}

// member finds a member state.
func (j *job) member(code string) (string, error) {
	p, ok := own[code]
	if !ok {
		id, err := j.places.Find(code)
		if err != nil {
			return "", err
		}
		p.place = id
	}
	if !slices.Contains(members, p.place) && p.detail != "XI" {
		return "", fmt.Errorf("%s is not a member state", code)
	}
	return p.place, nil
}

// partner finds the other side.
func (j *job) partner(where, code string) (partner, error) {
	p, ok := own[code]
	if !ok {
		id, err := j.places.Find(code)
		switch {
		case err == nil:
			p.place = id
		case len(code) == 2 && (strings.HasPrefix(code, "Q") || slices.Contains(noPlace, code)):
			p = partner{"OTH", code}
		default:
			return p, err
		}
	}
	if p.place == "OTH" {
		j.log.Warn(where, "area", "nothing to do: its trade counts as other countries", "partner %s has no place in the atlas", code)
	}
	if slices.Contains(members, p.place) {
		p.detail = "intra-eu"
	}
	return p, nil
}
