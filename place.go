package adit

import "strings"

// A PlaceID names a country by its ISO 3166-1 alpha-3 code ("USA"), or a site
// inside one ("USA/stibnite"). A country covers its sites.
type PlaceID string

// Other is the place of what a source lumps as "other countries": unknown
// names, never one supplier.
const Other PlaceID = "OTH"

// Country returns the part before the slash: the place itself for a country.
func (p PlaceID) Country() PlaceID {
	c, _, _ := strings.Cut(string(p), "/")
	return PlaceID(c)
}

// Covers reports whether q is p or lies inside it.
//
//	PlaceID("USA").Covers("USA/stibnite") // true
//	PlaceID("USA/stibnite").Covers("USA") // false
func (p PlaceID) Covers(q PlaceID) bool {
	return p == q || strings.HasPrefix(string(q), string(p)+"/")
}
