package atlas

import (
	"slices"
	"strings"

	"adit"
)

// Names resolves spellings to ids, without regard to case or to spaces around.
type Names struct {
	kind string
	ids  map[string]string // folded spelling → id
	as   map[string]string // folded spelling → as it was added
}

// NewNames returns an empty resolver; kind ("country", "mineral") is for
// errors.
func NewNames(kind string) *Names {
	return &Names{kind: kind, ids: map[string]string{}, as: map[string]string{}}
}

// Add makes spelling a name of id. The first meaning of a spelling stays.
func (n *Names) Add(spelling, id string) {
	key := fold(spelling)
	if _, taken := n.ids[key]; !taken && key != "" {
		n.ids[key], n.as[key] = id, spelling
	}
}

// Find returns the id of a spelling, or an *adit.UnknownError with names that
// look like it.
func (n *Names) Find(spelling string) (string, error) {
	if id, ok := n.ids[fold(spelling)]; ok {
		return id, nil
	}
	all := make([]string, 0, len(n.ids))
	for k := range n.ids {
		all = append(all, k)
	}
	slices.Sort(all)
	near := adit.Nearest(fold(spelling), all)
	for i, k := range near {
		near[i] = n.as[k]
	}
	return "", &adit.UnknownError{Kind: n.kind, ID: spelling, Near: near}
}

// fold is what two spellings of one name have in common: case, kind of space
// and kind of apostrophe do not tell names apart.
func fold(s string) string {
	s = strings.NewReplacer("\u00a0", " ", "’", "'", "_", " ").Replace(s)
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}
