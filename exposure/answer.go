package exposure

import "adit"

// An Answer is what one place's supply of one material rests on. Its JSON keys
// are stable; every share is a fraction, masses are tonnes of the material.
type Answer struct {
	Place    adit.PlaceID    `json:"place"`
	Material adit.MaterialID `json:"material"`
	Year     adit.Year       `json:"year"`
	SupplyT  float64         `json:"supply_t"` // arrivals from outside and own process outputs

	FaceValue   []Origin `json:"face_value"`   // E3: direct suppliers of imports
	LookThrough Stages   `json:"look_through"` // E4, E6, E6b: of supply
	ImportsOnly Mixes    `json:"imports_only"` // E4: of imports
	Owners      []Origin `json:"owners"`       // E5: mined origin by ultimate owner
	// OwnersProcessed is the processed origin by ultimate owner.
	OwnersProcessed []Origin `json:"owners_processed"`
	HHI             Indices  `json:"hhi"` // E2, of imports

	NMinus1          []Loss `json:"n_minus_1"` // E7, by country
	NMinus1Processes []Loss `json:"n_minus_1_processes,omitempty"`
	NMinus1Owners    []Loss `json:"n_minus_1_owners,omitempty"`
	NMinus1Lanes     []Loss `json:"n_minus_1_lanes,omitempty"`

	Against    *Lens        `json:"against,omitempty"`
	Through    Through      `json:"through"`
	Unlimited  unlimitedIDs `json:"unlimited"`
	Judgement  string       `json:"judgement"`
	Notes      []string     `json:"notes"`
	Parameters parameters   `json:"parameters"`
}

// Stages are look-through shares by where things were mined and processed.
type Stages struct {
	Mined     []Bounded `json:"mined"`
	Processed []Bounded `json:"processed"`
}

// Mixes are the same without bounds.
type Mixes struct {
	Mined     []Origin `json:"mined"`
	Processed []Origin `json:"processed"`
}

// A Bounded share is E4's proportional value, E6's bounds without proportional
// mixing, and E6b's percentiles over the data's intervals; null where not asked
// for, or where the network states no intervals.
type Bounded struct {
	Place adit.PlaceID `json:"place,omitempty"`
	Share float64      `json:"share"`
	Low   *float64     `json:"low"`
	High  *float64     `json:"high"`
	P5    *float64     `json:"p5"`
	P95   *float64     `json:"p95"`
}

// Indices are Σ s² of imports, 0 to 1; null where nothing is imported.
type Indices struct {
	FaceValue *float64 `json:"face_value"`
	Mined     *float64 `json:"mined"`
	Processed *float64 `json:"processed"`
}

// A Lens is the joint share of a set of countries.
type Lens struct {
	Places         []adit.PlaceID `json:"places"`
	FaceValueShare float64        `json:"face_value_share"`
	Mined          Bounded        `json:"mined"`
	Processed      Bounded        `json:"processed"`
	// Owned there at least, and at most: what no owner is known of may be theirs.
	OwnersLow  float64 `json:"owners_share_low"`
	OwnersHigh float64 `json:"owners_share_high"`
}

// Through tells which direct supplier each origin comes through, largest first.
type Through struct {
	Mined     []Route `json:"mined"`
	Processed []Route `json:"processed"`
}

// A Route is what one origin sends through one direct supplier.
type Route struct {
	Supplier adit.PlaceID `json:"supplier"`
	Origin   adit.PlaceID `json:"origin"`
	Tonnes   float64      `json:"t"`
	Basis    adit.Basis   `json:"basis,omitempty"` // worst along the path
	Path     []Step       `json:"path,omitempty"`  // most likely path, origin first
}

// A Step is a lane, or a process at its place.
type Step struct {
	From     adit.PlaceID    `json:"from"`
	To       adit.PlaceID    `json:"to"`
	Material adit.MaterialID `json:"material"`
	Process  string          `json:"process,omitempty"`
	Lane     string          `json:"lane,omitempty"`
	Tonnes   float64         `json:"t"` // all that the step carries or makes
	Basis    adit.Basis      `json:"basis,omitempty"`
}

// unlimitedIDs lists what has no capacity in the network: E7 treats it as able to
// replace anything.
type unlimitedIDs struct {
	Processes []string `json:"processes"`
	Lanes     []string `json:"lanes"`
}

// parameters are what the answer was asked with, and the constants it used.
type parameters struct {
	Network     string            `json:"network"`
	ProcessedAs []adit.MaterialID `json:"processed_as"`
	Bounds      bool              `json:"bounds"`
	NMinus1     []Kind            `json:"n_minus_1_kinds"`
	Threshold   float64           `json:"loss_share_threshold"`
	Draws       int               `json:"draws"`
	Seed        uint64            `json:"seed"`
	CutOff      float64           `json:"share_cut_off"`
}
