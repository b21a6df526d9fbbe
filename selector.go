package adit

import "slices"

// MatchLane reports whether s picks a lane. A key that lanes do not have,
// such as owner, picks none.
func (s *Selector) MatchLane(l *Lane) bool {
	return len(s.Owner) == 0 && len(s.Sector) == 0 &&
		isAmong(s.ID, l.ID) && isMaterial(s.Material, l.Material) &&
		covers(s.From, l.From) && covers(s.To, l.To) &&
		(covers(s.Place, l.From) || covers(s.Place, l.To))
}

// MatchProcess reports whether s picks a process: by material if it makes one
// of them, by owner if one of the places has a share in it. A key that
// processes do not have picks none.
func (s *Selector) MatchProcess(p *Process) bool {
	return len(s.From) == 0 && len(s.To) == 0 && len(s.Sector) == 0 &&
		isAmong(s.ID, p.ID) && covers(s.Place, p.Place) && s.makes(p) &&
		(len(s.Owner) == 0 || s.OwnedShare(p) > 0)
}

func (s *Selector) makes(p *Process) bool {
	return len(s.Material) == 0 || slices.ContainsFunc(p.Outputs, func(o Part) bool { return isMaterial(s.Material, o.Material) })
}

// MatchDemand reports whether s picks a demand. A key that demands do not have
// picks none.
func (s *Selector) MatchDemand(d *Demand) bool {
	return len(s.From) == 0 && len(s.To) == 0 && len(s.Owner) == 0 &&
		isAmong(s.ID, d.ID) && covers(s.Place, d.Place) &&
		isMaterial(s.Material, d.Material) && isAmong(s.Sector, d.Sector)
}

// OwnedShare returns the share of a process that the owners named in s hold
// together, and 1 where s names none: a factor f leaves 1 − share·(1 − f) of
// the capacity.
func (s *Selector) OwnedShare(p *Process) Share {
	if len(s.Owner) == 0 {
		return 1
	}
	owned := Share(0)
	for _, o := range p.Owners {
		if covers(s.Owner, o.Place) {
			owned += o.Share
		}
	}
	return min(owned, 1) // shares that sum to 1 in decimal may end above it
}

// An empty list asks for nothing, so anything will do.
func isAmong(list []string, id string) bool { return len(list) == 0 || slices.Contains(list, id) }

func isMaterial(list []MaterialID, m MaterialID) bool {
	return len(list) == 0 || slices.ContainsFunc(list, m.Matches)
}

func covers(list []PlaceID, p PlaceID) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(q PlaceID) bool { return q.Covers(p) })
}
