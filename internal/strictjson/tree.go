// Package strictjson reads JSON as adit's files want it: every fault at once,
// each with its path, and nothing passed over in silence: no unknown key, no
// key given twice, no text that is not UTF-8.
//
//	root, faults := strictjson.Parse(data)
//	r := &strictjson.Reader{}
//	o := r.Object(root)
//	name := o.Text("name", true)
//	o.Done()
//	err := r.Faults.Err()
//
// The root package has a reader of its own kind for networks, since it imports
// nothing.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"adit"
)

// A Node is one JSON value. It keeps what encoding/json throws away: the order
// of keys, keys given twice, and which are absent.
type Node struct {
	Path    string // "$.outputs[3].mass"
	Kind    Kind
	Text    string  // of a string
	Number  float64 // of a number
	Yes     bool    // of a bool
	Members []Member
	Items   []*Node
}

// A Member is one key of an object.
type Member struct {
	Key   string
	Value *Node
}

// A Kind is a kind of JSON value, in words for messages.
type Kind string

const (
	Null   Kind = "null"
	Bool   Kind = "true or false"
	Number Kind = "a number"
	String Kind = "a string"
	Array  Kind = "an array"
	Object Kind = "an object"
)

// maxDepth bounds recursion; no format of adit is half as deep.
const maxDepth = 64

// Parse reads one JSON value. A fault is a syntax error: no more can be said
// of such a text.
func Parse(data []byte) (*Node, adit.Faults) {
	if !utf8.Valid(data) {
		return nil, syntax("is not UTF-8", "save the file as UTF-8")
	}
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		return nil, syntax(message(data, err), "mend the JSON; NaN and Infinity are not numbers")
	}
	// From here on the text is known to be JSON, so that the walk need not
	// look for what cannot be there.
	w := &walker{data: data}
	root := w.value("$", 0)
	if w.err != nil {
		return nil, syntax(w.err.Error(), "write it in the range of a double, 64 levels deep at most")
	}
	return root, nil
}

func syntax(what, remedy string) adit.Faults {
	return adit.Faults{{Where: "$", Rule: "json", Severity: adit.Wrong, What: what, Remedy: remedy}}
}

func message(data []byte, err error) string {
	var at *json.SyntaxError
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "is empty"
	case errors.As(err, &at):
		before := data[:min(int(at.Offset), len(data))]
		return fmt.Sprintf("line %d: %v", 1+bytes.Count(before, []byte{'\n'}), err)
	}
	return err.Error()
}

// A walker goes through valid JSON once.
type walker struct {
	data []byte
	at   int
	err  error
}

func (w *walker) space() {
	for w.at < len(w.data) {
		switch w.data[w.at] {
		case ' ', '\t', '\n', '\r':
			w.at++
		default:
			return
		}
	}
}

func (w *walker) value(path string, depth int) *Node {
	n := &Node{Path: path}
	if depth > maxDepth {
		w.err = fmt.Errorf("nested deeper than %d levels", maxDepth)
		w.at = len(w.data)
		return n
	}
	w.space()
	switch c := w.data[w.at]; c {
	case '{':
		w.object(n, depth)
	case '[':
		w.array(n, depth)
	case '"':
		n.Kind, n.Text = String, w.text()
	case 't', 'f':
		n.Kind, n.Yes = Bool, c == 't'
		w.at += len("true") + int(('t'-c)/('t'-'f'))
	case 'n':
		n.Kind = Null
		w.at += len("null")
	default:
		w.number(n)
	}
	return n
}

func (w *walker) object(n *Node, depth int) {
	n.Kind = Object
	for w.more('}') {
		key := w.text()
		w.space()
		w.at++ // the colon
		n.Members = append(n.Members, Member{key, w.value(n.Path+"."+key, depth+1)})
	}
}

func (w *walker) array(n *Node, depth int) {
	n.Kind = Array
	for w.more(']') {
		n.Items = append(n.Items, w.value(n.Path+"["+strconv.Itoa(len(n.Items))+"]", depth+1))
	}
}

// more passes an opening bracket or a comma and says whether a value follows.
func (w *walker) more(end byte) bool {
	w.space()
	if w.at >= len(w.data) || w.err != nil {
		return false
	}
	if w.data[w.at] != end {
		w.at++
		w.space()
	}
	if w.at < len(w.data) && w.data[w.at] == end {
		w.at++
		return false
	}
	return w.at < len(w.data)
}

func (w *walker) text() string {
	start := w.at
	plain := true
	for w.at++; w.data[w.at] != '"'; w.at++ {
		if w.data[w.at] == '\\' {
			plain = false
			w.at++
		}
	}
	w.at++
	if plain {
		return string(w.data[start+1 : w.at-1])
	}
	var s string
	if err := json.Unmarshal(w.data[start:w.at], &s); err != nil {
		w.err = err
	}
	return s
}

func (w *walker) number(n *Node) {
	start := w.at
	for w.at < len(w.data) && (w.data[w.at] >= '0' && w.data[w.at] <= '9' || bytes.IndexByte([]byte("+-.eE"), w.data[w.at]) >= 0) {
		w.at++
	}
	text := string(w.data[start:w.at])
	n.Kind = Number
	var err error
	if n.Number, err = strconv.ParseFloat(text, 64); err != nil {
		w.err = fmt.Errorf("%s: %s is too large a number", n.Path, text)
	}
}
