package adit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// A jsonNode is a parsed JSON value that keeps what encoding/json throws away
// and a strict reader must see: repeated keys, key order and absent keys.
type jsonNode struct {
	path    string // "$.lanes[3].flow_t"
	kind    jsonKind
	text    string  // of a string
	number  float64 // of a number
	yes     bool    // of a bool
	members []jsonMember
	items   []*jsonNode
}

type jsonMember struct {
	key   string
	value *jsonNode
}

type jsonKind string

const (
	jsonNull   jsonKind = "null"
	jsonBool   jsonKind = "true or false"
	jsonNumber jsonKind = "a number"
	jsonString jsonKind = "a string"
	jsonArray  jsonKind = "an array"
	jsonObject jsonKind = "an object"
)

// maxNetworkFile bounds the memory that one file can ask for: a network of
// 100,000 nodes and 1,000,000 lanes is about 150 MB of JSON.
const maxNetworkFile = 512 << 20

// maxDepth bounds recursion; the deepest legal path has 6 levels.
const maxDepth = 64

// readJSON parses one JSON value that fills r. A fault is a syntax error: no
// more can be said of such a file.
func readJSON(r io.Reader) (*jsonNode, Faults) {
	in := &textReader{r: r}
	d := json.NewDecoder(in)
	d.UseNumber()
	root, err := readNode(d, "$", 0)
	if err == nil {
		if _, extra := d.Token(); extra != io.EOF {
			err = errors.New("something follows the end of the file")
		}
	}
	if err == nil {
		return root, nil
	}
	what, remedy := syntaxMessage(err, in.size), "mend the JSON; NaN and Infinity are not numbers"
	if errors.Is(err, errNotUTF8) {
		remedy = "save the file as UTF-8"
	}
	line := 1 + in.linesBefore(d.InputOffset())
	return nil, Faults{{Where: "$ line " + strconv.Itoa(line), Rule: "json", Severity: Wrong, What: what, Remedy: remedy}}
}

func syntaxMessage(err error, size int64) string {
	switch ends := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); {
	case ends && size == 0:
		return "is empty"
	case ends:
		return "ends too early"
	}
	return err.Error()
}

// A textReader passes UTF-8 on, counts its lines, and refuses the rest:
// encoding/json would replace a broken character without a word.
type textReader struct {
	r     io.Reader
	size  int64 // read so far, leading white space apart
	at    int64
	lines []int64 // offsets of line ends
	tail  []byte  // the start of a character cut by the end of a read
}

var errNotUTF8 = errors.New("is not UTF-8")

func (t *textReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			t.lines = append(t.lines, t.at+int64(i))
		}
	}
	t.at += int64(n)
	if t.size > 0 || len(bytes.TrimSpace(p[:n])) > 0 {
		t.size += int64(n)
	}
	if t.at > maxNetworkFile {
		return 0, fmt.Errorf("is larger than %d MiB: split the file", maxNetworkFile>>20)
	}
	if !t.valid(p[:n], err == io.EOF) {
		return 0, errNotUTF8
	}
	return n, err
}

// valid checks the characters that end in this read.
func (t *textReader) valid(p []byte, last bool) bool {
	text := append(t.tail, p...)
	t.tail = nil
	for len(text) > 0 {
		c, n := utf8.DecodeRune(text)
		if c == utf8.RuneError && n == 1 {
			if last || utf8.FullRune(text) {
				return false
			}
			t.tail = bytes.Clone(text)
			return true
		}
		text = text[n:]
	}
	return true
}

func (t *textReader) linesBefore(offset int64) int {
	n, _ := slices.BinarySearch(t.lines, offset)
	return n
}

func readNode(d *json.Decoder, path string, depth int) (*jsonNode, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	tok, err := d.Token()
	if err != nil {
		return nil, err
	}
	n := &jsonNode{path: path}
	switch t := tok.(type) {
	case nil:
		n.kind = jsonNull
	case bool:
		n.kind, n.yes = jsonBool, t
	case string:
		n.kind, n.text = jsonString, t
	case json.Number:
		n.kind = jsonNumber
		if n.number, err = t.Float64(); err != nil {
			return nil, fmt.Errorf("%s: %s is too large a number", path, t)
		}
	case json.Delim:
		if t == '{' {
			return n, n.readObject(d, depth)
		}
		return n, n.readArray(d, depth)
	}
	return n, nil
}

func (n *jsonNode) readObject(d *json.Decoder, depth int) error {
	n.kind = jsonObject
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		key := tok.(string)
		value, err := readNode(d, n.path+"."+key, depth+1)
		if err != nil {
			return err
		}
		n.members = append(n.members, jsonMember{key, value})
	}
	_, err := d.Token()
	return err
}

func (n *jsonNode) readArray(d *json.Decoder, depth int) error {
	n.kind = jsonArray
	for d.More() {
		item, err := readNode(d, n.path+"["+strconv.Itoa(len(n.items))+"]", depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := d.Token()
	return err
}
