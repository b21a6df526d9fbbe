package flows

import "adit/atlas"

// A Finder remembers what names it looked up. An unknown name costs a search
// for names like it, too slow to be made again on each of a million rows.
type Finder struct {
	names *atlas.Names
	seen  map[string]found
}

type found struct {
	id  string
	err error
}

// maxSeen bounds the memory for names; there are a few hundred places.
const maxSeen = 10_000

// NewFinder returns a finder that has looked up nothing yet.
func NewFinder(names *atlas.Names) *Finder { return &Finder{names: names, seen: map[string]found{}} }

// Find is Names.Find.
func (f *Finder) Find(spelling string) (string, error) {
	if r, ok := f.seen[spelling]; ok {
		return r.id, r.err
	}
	id, err := f.names.Find(spelling)
	if len(f.seen) < maxSeen {
		f.seen[spelling] = found{id, err}
	}
	return id, err
}
