package strictjson

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"adit"
)

// A Reader collects every fault of a text.
type Reader struct{ Faults adit.Faults }

// Fault adds one. The path is of the node it is about.
func (r *Reader) Fault(path, rule, remedy, format string, args ...any) {
	r.Faults = append(r.Faults, adit.Fault{Where: path, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

// An Obj reads the members of one object by key. What nobody asked for when
// Done is called is an unknown key. All methods of a nil Obj read nothing.
type Obj struct {
	Reader *Reader
	Node   *Node
	asked  []string
}

// Object returns nil, and a fault, where the node is not an object.
func (r *Reader) Object(n *Node) *Obj {
	if n.Kind != Object {
		r.Fault(n.Path, "type", "write {…}", "is %s, not an object", n.Kind)
		return nil
	}
	return &Obj{Reader: r, Node: n}
}

// At returns the path of a member.
func (o *Obj) At(key string) string { return o.Node.Path + "." + key }

// Fault adds a fault about a member.
func (o *Obj) Fault(key, rule, remedy, format string, args ...any) {
	o.Reader.Fault(o.At(key), rule, remedy, format, args...)
}

// Done lists keys that are unknown or given twice.
func (o *Obj) Done() {
	if o == nil {
		return
	}
	for i, m := range o.Node.Members {
		twice := slices.ContainsFunc(o.Node.Members[:i], func(before Member) bool { return before.Key == m.Key })
		if twice {
			o.Fault(m.Key, "duplicate-key", "keep one of them", "key %q is given twice", m.Key)
		}
		if !slices.Contains(o.asked, m.Key) {
			o.Fault(m.Key, "unknown-key", o.remedy(m.Key), "unknown key %q", m.Key)
		}
	}
}

func (o *Obj) remedy(key string) string {
	if near := adit.Nearest(key, o.asked); len(near) > 0 {
		return "did you mean " + near[0] + "?"
	}
	return "known here: " + strings.Join(o.asked, ", ")
}

// Get returns the member of that key, or nil where it is absent or null.
func (o *Obj) Get(key string) *Node {
	if o == nil {
		return nil
	}
	o.asked = append(o.asked, key)
	for _, m := range o.Node.Members {
		if m.Key == key && m.Value.Kind != Null {
			return m.Value
		}
	}
	return nil
}

// Want returns the member of that key and kind.
func (o *Obj) Want(key string, kind Kind, required bool) *Node {
	n := o.Get(key)
	switch {
	case o == nil:
		return nil
	case n == nil && required:
		o.Fault(key, "missing", "give it; unknown is not zero", "%s is missing", key)
		return nil
	case n != nil && n.Kind != kind:
		o.Reader.Fault(n.Path, "type", "write "+string(kind), "is %s, not %s", n.Kind, kind)
		return nil
	}
	return n
}

// Text reads a string; a required one must not be empty.
func (o *Obj) Text(key string, required bool) string {
	n := o.Want(key, String, required)
	if n == nil {
		return ""
	}
	if required && strings.TrimSpace(n.Text) == "" {
		o.Fault(key, "missing", "give it a name", "%s is empty", key)
	}
	return n.Text
}

// Flag reads true or false; absent is false.
func (o *Obj) Flag(key string) bool {
	n := o.Want(key, Bool, false)
	return n != nil && n.Yes
}

// Number reads any finite number and whether it is there.
func (o *Obj) Number(key string, required bool) (float64, bool) {
	n := o.Want(key, Number, required)
	if n == nil {
		return 0, false
	}
	return n.Number, true
}

// Between reads a number within bounds, both included. What is not a number or
// not within them is a fault and NaN, so that checks of other members against
// it say nothing more; absent is 0 where it may be.
func (o *Obj) Between(key string, low, high float64, rule, remedy string, required bool) float64 {
	v, ok := o.Number(key, required)
	if ok && (v < low || v > high) {
		o.Fault(key, rule, remedy, "%s is %g", key, v)
		return math.NaN()
	}
	if !ok && required {
		return math.NaN()
	}
	return v
}

// OneOf reads one of a few words.
func (o *Obj) OneOf(key string, words []string, required bool) string {
	v := o.Text(key, required)
	if v != "" && !slices.Contains(words, v) {
		o.Fault(key, "word", "write one of: "+strings.Join(words, ", "), "%s is %q", key, v)
	}
	return v
}

// Time reads a moment in UTC to the second, such as 2026-03-01T08:00:00Z.
func (o *Obj) Time(key string, required bool) time.Time {
	text := o.Text(key, required)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse("2006-01-02T15:04:05Z", text)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		o.Fault(key, "time", "write UTC to the second, such as 2026-03-01T08:00:00Z", "%s is %q", key, text)
		return time.Time{}
	}
	return t
}

// Each calls f with every object of the array under key.
func (o *Obj) Each(key string, required bool, f func(*Obj)) {
	n := o.Want(key, Array, required)
	if n == nil {
		return
	}
	for _, item := range n.Items {
		if child := o.Reader.Object(item); child != nil {
			f(child)
			child.Done()
		}
	}
}

// Child calls f with the object under key, if it is there.
func (o *Obj) Child(key string, required bool, f func(*Obj)) {
	n := o.Want(key, Object, required)
	if n == nil {
		return
	}
	child := &Obj{Reader: o.Reader, Node: n}
	f(child)
	child.Done()
}

// Texts reads an array of strings, none empty and none twice.
func (o *Obj) Texts(key string, required bool) []string {
	n := o.Want(key, Array, required)
	if n == nil {
		return nil
	}
	var out []string
	for _, item := range n.Items {
		switch {
		case item.Kind != String || strings.TrimSpace(item.Text) == "":
			o.Reader.Fault(item.Path, "type", "write a string", "is %s", item.Kind)
		case slices.Contains(out, item.Text):
			o.Reader.Fault(item.Path, "duplicate-id", "name each once", "%q is named twice", item.Text)
		default:
			out = append(out, item.Text)
		}
	}
	return out
}

// Has reports whether any of the keys is there, without asking for it.
func (o *Obj) Has(keys ...string) bool {
	return o != nil && slices.ContainsFunc(o.Node.Members, func(m Member) bool { return slices.Contains(keys, m.Key) })
}
