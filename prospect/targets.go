package prospect

import "adit"

// A Target is what a stage of supply must come to (P7).
type Target struct {
	Of       string // extraction, processing, recycling, use, or a material
	From     []adit.PlaceID
	MaxShare adit.Share
	Year     adit.Year
}

func (d *desk) targeted(m *mineral) []adit.PlaceID { return nil }

func (d *desk) aim(built []*mineral) error { return nil }
