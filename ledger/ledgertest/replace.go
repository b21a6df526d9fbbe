package ledgertest

import (
	"encoding/json"
	"maps"
	"slices"
)

// Replace puts a value in the place of a document's n'th one, counted from the
// top: what a fuzzer makes up then reaches the code behind the parser. Ok is
// false where either is no JSON.
func Replace(doc []byte, n int, value []byte) (out []byte, ok bool) {
	var top, with any
	if json.Unmarshal(doc, &top) != nil || json.Unmarshal(value, &with) != nil {
		return nil, false
	}
	r := replacer{n % max(1, count(top)), with}
	out, err := json.Marshal(r.walk(top))
	return out, err == nil
}

func count(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			n += count(member)
		}
	case []any:
		for _, item := range v {
			n += count(item)
		}
	}
	return n
}

type replacer struct {
	left int
	with any
}

func (r *replacer) walk(v any) any {
	r.left--
	if r.left == -1 {
		return r.with
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			v[k] = r.walk(v[k])
		}
	case []any:
		for i := range v {
			v[i] = r.walk(v[i])
		}
	}
	return v
}
