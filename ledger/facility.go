package ledger

import (
	"time"

	"adit"
)

// A Facility is a site with what it is licensed to do. Declaring one again
// replaces it from that event's Until on.
type Facility struct {
	ID        SiteID     `json:"id"`
	Party     PartyID    `json:"party"` // who operates it
	Kind      string     `json:"kind"`  // one of FacilityKinds
	Place     Place      `json:"place"`
	Status    Status     `json:"status,omitempty"`    // of a mine site
	Capacity  []Capacity `json:"capacity,omitempty"`  // licensed, by element
	Recovery  []Recovery `json:"recovery,omitempty"`  // its own plausible ranges
	Inspected *time.Time `json:"inspected,omitempty"` // when the status was last checked
}

// FacilityKinds are what sites are.
var FacilityKinds = []string{"mine", "trader", "smelter", "refinery", "factory", "port", "warehouse", "recycler"}

// A Place is where a site is.
type Place struct {
	Country adit.PlaceID `json:"country"`
	Lat     float64      `json:"lat,omitempty"`
	Lon     float64      `json:"lon,omitempty"`
	Name    string       `json:"name,omitempty"`
}

// Located reports whether coordinates were given: nobody mines at 0°N 0°E.
func (p Place) Located() bool { return p.Lat != 0 || p.Lon != 0 }

// A Status is a mine site's in the scheme of the International Conference on
// the Great Lakes Region (Regional Certification Manual, second edition 2019).
type Status string

const (
	Green  Status = "green"  // certified
	Yellow Status = "yellow" // infractions to be mended within six months: may still export
	Red    Status = "red"    // may not export
	Blue   Status = "blue"   // not yet inspected: may export for a limited time
)

// Statuses are all of them.
var Statuses = []string{string(Green), string(Yellow), string(Red), string(Blue)}

// A Capacity is the most contained element that a licence allows in a year:
// mined by a mine, put out by any other site.
type Capacity struct {
	Element   Element `json:"element"`
	KgPerYear float64 `json:"kg_per_year"`
}

// A Recovery is the plausible share of an element that a process brings into
// its products.
type Recovery struct {
	Process string  `json:"process"`
	Element Element `json:"element"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// A Route is the least time that a way takes.
type Route struct {
	From     SiteID  `json:"from"`
	To       SiteID  `json:"to"`
	Mode     string  `json:"mode"`
	MinHours float64 `json:"min_hours"`
}

// A Register is a line of somebody's statistics, which the ledger's events or
// another register can contradict.
type Register struct {
	Name    string       `json:"name"`    // "central bank", "export permits"
	Country adit.PlaceID `json:"country"` // that the line is about
	Partner adit.PlaceID `json:"partner,omitempty"`
	Flow    string       `json:"flow"` // one of Flows
	Element Element      `json:"element"`
	From    time.Time    `json:"from"`
	Until   time.Time    `json:"until"`
	Kg      float64      `json:"kg"`
	SigmaKg float64      `json:"sigma_kg,omitempty"`
	Basis   string       `json:"basis"`            // one of Bases
	System  string       `json:"system,omitempty"` // general or special trade
	Source  string       `json:"source"`           // document and page
	Total   bool         `json:"total,omitempty"`  // the sum of the lines that it names
	Of      []string     `json:"of,omitempty"`     // names of the lines summed
}

// Flows are what registers count.
var Flows = []string{"production", "export", "import", "tags"}

// Bases say what a register's kilograms are. Whether metal or concentrate was
// meant is the commonest error of all, so unstated is a word of its own.
var Bases = []string{"contained", "gross", "unstated"}
