package exchange

import (
	"time"

	"adit"
	"adit/internal/limit"
	"adit/internal/strictjson"
)

// A View reads an object of an open format: what nobody asked for is listed as
// lost, and is no error. All methods of a nil View read nothing.
type View struct {
	Path string

	node  *strictjson.Node
	asked map[string]bool
	list  *list
}

// list collects what is wrong and what is lost.
type list struct{ wrong, lost adit.Faults }

// Parse reads the top of a document of at most most bytes, in which no key
// comes twice.
func Parse(data []byte, most int64) (*View, error) {
	if int64(len(data)) > most {
		return nil, limit.TooLarge("$", most, "split the document")
	}
	root, faults := strictjson.Parse(data)
	if faults != nil {
		return nil, faults
	}
	if root.Kind != strictjson.Object {
		return nil, Refuse("$", "type", "write {…}", "is %s, not an object", root.Kind)
	}
	v := &View{root.Path, root, map[string]bool{}, &list{}}
	v.twice(root)
	return v, v.list.wrong.Err()
}

func (v *View) twice(n *strictjson.Node) {
	seen := map[string]bool{}
	for _, m := range n.Members {
		if seen[m.Key] {
			v.list.wrong = append(v.list.wrong, Refuse(m.Value.Path, "duplicate-key", "keep one of them", "key %q is given twice", m.Key)...)
		}
		seen[m.Key] = true
		v.twice(m.Value)
	}
	for _, item := range n.Items {
		v.twice(item)
	}
}

// Fork returns a view of the same object with lists of its own.
func (v *View) Fork() *View { return &View{v.Path, v.node, map[string]bool{}, &list{}} }

// Wrong returns the faults so far, as an error.
func (v *View) Wrong() error { return v.list.wrong.Err() }

// Lost returns what was lost so far.
func (v *View) Lost() adit.Faults { return v.list.lost }

// Fault adds one about a member.
func (v *View) Fault(key, rule, remedy, format string, args ...any) {
	v.list.wrong = append(v.list.wrong, Refuse(v.Path+"."+key, rule, remedy, format, args...)...)
}

// Lose adds a loss about a member.
func (v *View) Lose(key, remedy, format string, args ...any) {
	v.list.lost = append(v.list.lost, Lost(v.Path+"."+key, remedy, format, args...))
}

func (v *View) get(key string, kind strictjson.Kind) *strictjson.Node {
	if v == nil {
		return nil
	}
	v.asked[key] = true
	for _, m := range v.node.Members {
		if m.Key == key && m.Value.Kind == kind {
			return m.Value
		} else if m.Key == key && m.Value.Kind != strictjson.Null {
			v.Fault(key, "type", "write "+string(kind), "is %s, not %s", m.Value.Kind, kind)
		}
	}
	return nil
}

// Has reports whether a member is there.
func (v *View) Has(key string) bool {
	if v == nil {
		return false
	}
	for _, m := range v.node.Members {
		if m.Key == key && m.Value.Kind != strictjson.Null {
			return true
		}
	}
	return false
}

// Skip marks members that say nothing to the ledger.
func (v *View) Skip(keys ...string) {
	for _, k := range keys {
		v.asked[k] = true
	}
}

// Text reads a string.
func (v *View) Text(key string) string {
	if n := v.get(key, strictjson.String); n != nil {
		return n.Text
	}
	return ""
}

// Need reads a string that must be there.
func (v *View) Need(key string) string {
	s := v.Text(key)
	if s == "" && v != nil {
		v.Fault(key, "missing", "ask the sender for it", "%s is missing or empty", key)
	}
	return s
}

// Number reads a number.
func (v *View) Number(key string) (float64, bool) {
	if n := v.get(key, strictjson.Number); n != nil {
		return n.Number, true
	}
	return 0, false
}

// Flag reads true or false.
func (v *View) Flag(key string) bool {
	n := v.get(key, strictjson.Bool)
	return n != nil && n.Yes
}

// Time reads a moment with its zone, as UTC to the second.
func (v *View) Time(key string) time.Time {
	s := v.Need(key)
	t, err := time.Parse(time.RFC3339, s)
	if s != "" && (err != nil || t.Year() < 1900 || t.Year() > 2200) {
		v.Fault(key, "time", "write a time with its zone, such as 2026-03-01T08:00:00Z", "%s is %.40q", key, s)
		return time.Time{}
	}
	if t.Nanosecond() != 0 {
		v.Lose(key, "keep the document if fractions of a second matter", "the ledger keeps whole seconds")
	}
	return t.UTC().Truncate(time.Second)
}

// Object reads an object; nil where it is not there. Call Done on it.
func (v *View) Object(key string) *View {
	n := v.get(key, strictjson.Object)
	if n == nil {
		return nil
	}
	return &View{n.Path, n, map[string]bool{}, v.list}
}

// Each calls f with every object of an array.
func (v *View) Each(key string, f func(*View)) {
	n := v.get(key, strictjson.Array)
	if n == nil {
		return
	}
	for _, item := range n.Items {
		if item.Kind != strictjson.Object {
			v.list.wrong = append(v.list.wrong, Refuse(item.Path, "type", "write {…}", "is %s, not an object", item.Kind)...)
			continue
		}
		child := &View{item.Path, item, map[string]bool{}, v.list}
		f(child)
		child.Done()
	}
}

// Texts reads an array of strings.
func (v *View) Texts(key string) []string {
	n := v.get(key, strictjson.Array)
	if n == nil {
		return nil
	}
	var out []string
	for _, item := range n.Items {
		if item.Kind != strictjson.String {
			v.list.wrong = append(v.list.wrong, Refuse(item.Path, "type", "write a string", "is %s, not a string", item.Kind)...)
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

// Done lists the members that nobody asked for.
func (v *View) Done() {
	if v == nil {
		return
	}
	for _, m := range v.node.Members {
		if !v.asked[m.Key] {
			v.list.lost = append(v.list.lost, Lost(m.Value.Path, "keep the document, and refer to it by hash", "the ledger has no place for it"))
		}
	}
}
