package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
)

// Digest names the state of the book: equal for equal states, in whatever
// order independent events came.
func (b *Book) Digest() (Hash, error) {
	var sites []facilityAt
	for _, id := range b.Sites() {
		sites = append(sites, b.facilities[id]...)
	}
	state := []any{
		b.name, b.registrar, sorted(b.parties), sorted(b.keys), sorted(b.revoked), sites, b.Routes(), b.Registers(), sorted(b.certs),
		slices.Collect(b.Lots()), shorts(b.spent), shorts(b.seen),
	}
	text, err := json.Marshal(state)
	return sha256.Sum256(text), err
}

func sorted[K cmp.Ordered, V any](m map[K]V) []V {
	var out []V
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

func shorts[V any](m map[short]V) []short {
	return slices.SortedFunc(maps.Keys(m), func(x, y short) int { return slices.Compare(x[:], y[:]) })
}
