package adit

import (
	"fmt"
	"slices"
	"strings"
)

// A reader turns JSON nodes into nouns and collects every fault on the way.
type reader struct{ faults Faults }

func (r *reader) fault(path, rule, remedy, format string, args ...any) {
	r.faults = append(r.faults, Fault{Where: path, Rule: rule, Severity: Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

// An object reads the members of one JSON object by key. What nobody asked
// for when done is called is an unknown key.
type object struct {
	r     *reader
	node  *jsonNode
	asked []string
}

// object returns nil where the node is not an object.
func (r *reader) object(n *jsonNode) *object {
	if n.kind != jsonObject {
		r.fault(n.path, "type", "write {…}", "is %s, not an object", n.kind)
		return nil
	}
	return &object{r: r, node: n}
}

func (o *object) done() {
	seen := map[string]bool{}
	for _, m := range o.node.members {
		if seen[m.key] {
			o.r.fault(o.node.path+"."+m.key, "duplicate-key", "keep one of them", "key %q is given twice", m.key)
		}
		seen[m.key] = true
		if !slices.Contains(o.asked, m.key) {
			o.r.fault(o.node.path+"."+m.key, "unknown-key", o.unknownRemedy(m.key), "unknown key %q", m.key)
		}
	}
}

func (o *object) unknownRemedy(key string) string {
	if near := Nearest(key, o.asked); len(near) > 0 {
		return "did you mean " + near[0] + "?"
	}
	return "known here: " + strings.Join(o.asked, ", ")
}

// get returns the member of that key, or nil where it is absent or null.
func (o *object) get(key string) *jsonNode {
	o.asked = append(o.asked, key)
	for _, m := range o.node.members {
		if m.key == key && m.value.kind != jsonNull {
			return m.value
		}
	}
	return nil
}

func (o *object) want(key string, kind jsonKind, required bool) *jsonNode {
	n := o.get(key)
	switch {
	case n == nil && required:
		o.r.fault(o.node.path+"."+key, "missing", "give it; unknown is not zero", "%s is missing", key)
		return nil
	case n != nil && n.kind != kind:
		o.r.fault(n.path, "type", "write "+string(kind), "is %s, not %s", n.kind, kind)
		return nil
	}
	return n
}

// text reads a string; a required one must not be empty.
func (o *object) text(key string, required bool) string {
	n := o.want(key, jsonString, required)
	if n == nil {
		return ""
	}
	if required && strings.TrimSpace(n.text) == "" {
		o.r.fault(n.path, "missing", "give it a name", "%s is empty", key)
	}
	return n.text
}

func (o *object) flag(key string) bool {
	n := o.want(key, jsonBool, false)
	return n != nil && n.yes
}

// number reads any finite number and whether it is there.
func (o *object) number(key string, required bool) (float64, bool) {
	n := o.want(key, jsonNumber, required)
	if n == nil {
		return 0, false
	}
	return n.number, true
}

// mass reads tonnes, which are never negative.
func (o *object) mass(key string) Tonnes {
	v, _ := o.number(key, true)
	return Tonnes(o.notNegative(key, v))
}

// limit reads tonnes that may be left blank: no limit.
func (o *object) limit(key string) Tonnes {
	v, ok := o.number(key, false)
	if !ok {
		return NoLimit
	}
	return Tonnes(o.notNegative(key, v))
}

func (o *object) notNegative(key string, v float64) float64 {
	if v < 0 {
		o.r.fault(o.node.path+"."+key, "negative-mass", "masses are 0 or more", "%s is %g", key, v)
		return 0
	}
	return v
}

func (o *object) fraction(key string, required bool) Share {
	v, ok := o.number(key, required)
	if ok && (v < 0 || v > 1) {
		o.r.fault(o.node.path+"."+key, "share", "write a fraction from 0 to 1", "%s is %g", key, v)
		return 0
	}
	return Share(v)
}

// each calls f with every object of the array under key.
func (o *object) each(key string, f func(*object)) {
	n := o.want(key, jsonArray, false)
	if n == nil {
		return
	}
	for _, item := range n.items {
		if child := o.r.object(item); child != nil {
			f(child)
			child.done()
		}
	}
}
