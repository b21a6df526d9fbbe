package vc

import (
	"fmt"
	"slices"
	"time"

	"adit"
	"adit/internal/limit"
	"adit/internal/strictjson"
)

// MaxDocument bounds a credential: the largest published samples have 21 kB,
// and a status list of a million entries has at most 180 kB.
const MaxDocument = 4 << 20

// parse reads JSON in which no key comes twice: of such a text, two readers
// would see two documents.
func parse(data []byte, most int) (*strictjson.Node, error) {
	if len(data) > most {
		return nil, limit.TooLarge("$", int64(most), "hand in one credential at a time")
	}
	root, faults := strictjson.Parse(data)
	if faults != nil {
		return nil, faults
	}
	if root.Kind != strictjson.Object {
		return nil, refuse("$", "type", "write {…}", "is %s, not an object", root.Kind)
	}
	if twice := duplicates(nil, root); twice != nil {
		return nil, twice
	}
	return root, nil
}

func duplicates(faults adit.Faults, n *strictjson.Node) adit.Faults {
	seen := map[string]bool{}
	for _, m := range n.Members {
		if seen[m.Key] {
			faults = append(faults, refuse(m.Value.Path, "duplicate-key", "keep one of them", "key %q is given twice", m.Key)...)
		}
		seen[m.Key] = true
		faults = duplicates(faults, m.Value)
	}
	for _, item := range n.Items {
		faults = duplicates(faults, item)
	}
	return faults
}

func refuse(where, rule, remedy, format string, args ...any) adit.Faults {
	return adit.Faults{{Where: where, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy}}
}

// member returns the value under a key of an object, or nil.
func member(n *strictjson.Node, key string) *strictjson.Node {
	if n == nil {
		return nil
	}
	for _, m := range n.Members {
		if m.Key == key {
			return m.Value
		}
	}
	return nil
}

func text(n *strictjson.Node, key string) string {
	if m := member(n, key); m != nil {
		return m.Text
	}
	return ""
}

// each returns the items of an array, or the one value that stands for it.
func each(n *strictjson.Node) []*strictjson.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == strictjson.Array:
		return n.Items
	}
	return []*strictjson.Node{n}
}

// hasType reports whether a node's type is or holds a word.
func hasType(n *strictjson.Node, word string) bool {
	return slices.ContainsFunc(each(member(n, "type")), func(t *strictjson.Node) bool { return t.Text == word })
}

// issuer is a string, or an object with an id.
func issuer(root *strictjson.Node) string {
	n := member(root, "issuer")
	if n != nil && n.Kind == strictjson.Object {
		return text(n, "id")
	}
	return text(root, "issuer")
}

// moment reads a dateTimeStamp, which has a time zone. ok is false where it is
// not given.
func moment(n *strictjson.Node, key string) (t time.Time, ok bool, err error) {
	m := member(n, key)
	if m == nil {
		return t, false, nil
	}
	if t, err = time.Parse(time.RFC3339, m.Text); err != nil {
		return t, false, refuse(m.Path, "time", "write a time with its zone, such as 2026-03-01T08:00:00Z", "%s is %.40q", key, m.Text)
	}
	return t, true, nil
}
