package adit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	data, err := io.ReadAll(io.LimitReader(r, maxNetworkFile+1))
	switch {
	case err != nil:
		return nil, syntaxFault(nil, 0, "cannot be read: "+err.Error(), "check the file and its rights")
	case len(data) > maxNetworkFile:
		return nil, syntaxFault(nil, 0, fmt.Sprintf("is larger than %d MiB", maxNetworkFile>>20), "split the network")
	case len(bytes.TrimSpace(data)) == 0:
		return nil, syntaxFault(nil, 0, "is empty", "write a network as docs/data.md shows")
	}
	if at := firstInvalidUTF8(data); at >= 0 {
		return nil, syntaxFault(data, int64(at), "is not UTF-8", "save the file as UTF-8")
	}
	return parseJSON(data)
}

func parseJSON(data []byte) (*jsonNode, Faults) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	root, err := readNode(d, "$", 0)
	if err == nil {
		if _, extra := d.Token(); extra != io.EOF {
			err = errors.New("something follows the end of the network")
		}
	}
	if err != nil {
		return nil, syntaxFault(data, d.InputOffset(), syntaxMessage(err), "mend the JSON; NaN and Infinity are not numbers")
	}
	return root, nil
}

func syntaxMessage(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "ends too early"
	}
	return err.Error()
}

func syntaxFault(data []byte, offset int64, what, remedy string) Faults {
	line := 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
	return Faults{{Where: "$ line " + strconv.Itoa(line), Rule: "json", Severity: Wrong, What: what, Remedy: remedy}}
}

func firstInvalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
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
