package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"adit"
)

const (
	longest = 500 // bytes of one value
	values  = 200 // of one request
)

// read makes a call of a request, or says which parameter is at fault.
func (v *Verb) read(r *http.Request, rest string) (Call, error) {
	c := Call{Values: map[string][]string{}}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return c, problem(http.StatusBadRequest, "the query of the address is not well formed: write %%26 for & and %%25 for %% within a value")
	}
	if rest != "" {
		if err := v.readPath(rest, query); err != nil {
			return c, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		p := v.param(name)
		if p == nil {
			return c, v.unknown(name)
		}
		if c.Values[name], err = p.read(query[name]); err != nil {
			return c, err
		}
	}
	if r.Method == http.MethodPost {
		if c.Documents, err = v.readBody(r); err != nil {
			return c, err
		}
	}
	return c, v.complete(c)
}

// readPath adds what the address ends in to the query.
func (v *Verb) readPath(rest string, query url.Values) error {
	for _, p := range v.Params {
		if !p.InPath {
			continue
		}
		if query.Has(p.Name) {
			return &Problem{Status: http.StatusUnprocessableEntity, Param: p.Name, Detail: p.Name + " is given twice: in the address and in its query"}
		}
		query[p.Name] = []string{rest}
		if p.Repeat {
			query[p.Name] = strings.Split(rest, ",")
		}
		return nil
	}
	return problem(http.StatusNotFound, "/%s takes nothing after its name", v.Name)
}

func (v *Verb) param(name string) *Param {
	for i := range v.Params {
		if v.Params[i].Name == name && v.Params[i].Type != Document {
			return &v.Params[i]
		}
	}
	return nil
}

func (v *Verb) unknown(name string) error {
	var names []string
	for _, p := range v.Params {
		if p.Name == name { // a document
			return &Problem{Status: http.StatusUnprocessableEntity, Param: name, Detail: fmt.Sprintf("%s is a document: POST it as {%q: …}", name, name)}
		}
		names = append(names, p.Name)
	}
	p := &Problem{Status: http.StatusUnprocessableEntity, Param: clip(name), Near: adit.Nearest(clip(name), names)}
	p.Detail = (&adit.UnknownError{Kind: "parameter", ID: clip(name), Near: p.Near}).Error()
	return p
}

// clip keeps an error short, whatever it is about.
func clip(s string) string {
	if len(s) <= 60 {
		return strings.ToValidUTF8(s, "�")
	}
	return strings.ToValidUTF8(s[:60], "") + "…"
}

// read checks the values of a parameter. What they mean the verb knows.
func (p *Param) read(given []string) ([]string, error) {
	wrong := func(format string, args ...any) error {
		return &Problem{Status: http.StatusUnprocessableEntity, Param: p.Name, Detail: p.Name + ": " + fmt.Sprintf(format, args...)}
	}
	if len(given) > 1 && !p.Repeat {
		return nil, wrong("given twice")
	}
	if len(given) > values {
		return nil, wrong("more than %d values", values)
	}
	for i, s := range given {
		switch {
		case len(s) > longest:
			return nil, wrong("longer than %d bytes", longest)
		case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
			return nil, wrong("holds bytes that are no text")
		case p.Type == Boolean && s == "":
			given[i] = "true"
		case !p.takes(s):
			return nil, wrong("%q is no %s", clip(s), p.Type)
		case len(p.Enum) > 0 && !slices.Contains(p.Enum, s):
			return nil, &Problem{Status: http.StatusUnprocessableEntity, Param: p.Name, Near: adit.Nearest(clip(s), p.Enum),
				Detail: fmt.Sprintf("%s: %q is none of %s", p.Name, clip(s), strings.Join(p.Enum, ", "))}
		}
	}
	return given, nil
}

func (p *Param) takes(s string) bool {
	var err error
	switch p.Type {
	case Integer:
		_, err = strconv.ParseInt(s, 10, 64)
	case Number:
		var v float64
		v, err = strconv.ParseFloat(s, 64)
		return err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
	case Boolean:
		_, err = strconv.ParseBool(s)
	}
	return err == nil
}

// complete says which parameter is missing.
func (v *Verb) complete(c Call) error {
	for _, p := range v.Params {
		if p.Required && len(c.Values[p.Name]) == 0 && len(c.Documents[p.Name]) == 0 {
			return &Problem{Status: http.StatusUnprocessableEntity, Param: p.Name, Detail: p.Name + " is missing: " + p.Doc}
		}
	}
	return nil
}

// readBody reads the documents of a POST: a JSON object of them, by the names
// of their parameters, or the parts of a form.
func (v *Verb) readBody(r *http.Request) (map[string][]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		return v.readObject(r.Body)
	case err == nil && kind == "multipart/form-data":
		return v.readForm(r)
	}
	return nil, problem(http.StatusUnsupportedMediaType, "send application/json, an object of named documents, or multipart/form-data")
}

func (v *Verb) readObject(body io.Reader) (map[string][]byte, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, bodyError(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, problem(http.StatusBadRequest, "the body is no JSON object of named documents: %v", err)
	}
	documents := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if err := v.takesDocument(name); err != nil {
			return nil, err
		}
		documents[name] = raw[name]
	}
	return documents, nil
}

func (v *Verb) readForm(r *http.Request) (map[string][]byte, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, problem(http.StatusBadRequest, "the form is not well formed")
	}
	documents := map[string][]byte{}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return documents, nil
		}
		if err != nil {
			return nil, bodyError(err)
		}
		name := part.FormName()
		if err := v.takesDocument(name); err != nil {
			return nil, err
		}
		if _, twice := documents[name]; twice {
			return nil, problem(http.StatusUnprocessableEntity, "document %s is given twice", name)
		}
		if documents[name], err = io.ReadAll(part); err != nil {
			return nil, bodyError(err)
		}
	}
}

// bodyError is what is wrong with a body that could not be read.
func bodyError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return problem(http.StatusBadRequest, "the body did not arrive whole, or is not well formed")
}

func (v *Verb) takesDocument(name string) error {
	var names []string
	for _, p := range v.Params {
		if p.Type != Document {
			continue
		}
		if p.Name == name {
			return nil
		}
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return problem(http.StatusUnprocessableEntity, "/%s takes no documents: put parameters into the address", v.Name)
	}
	return &Problem{Status: http.StatusUnprocessableEntity, Param: clip(name), Near: names, Detail: fmt.Sprintf("no document is called %q: name %s", clip(name), strings.Join(names, ", "))}
}

// key is the same for calls that have the same answer.
// The day is in it: what is due, and which law is in force, changes with it.
func (v *Verb) key(version, day string, c Call) string {
	h := sha256.New()
	fmt.Fprintln(h, day)
	if v.State != nil {
		fmt.Fprintf(h, "%q\n", v.State())
	}
	for _, name := range slices.Sorted(maps.Keys(c.Documents)) {
		sum := sha256.Sum256(c.Documents[name])
		fmt.Fprintf(h, "%q %x\n", name, sum)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Values)) {
		fmt.Fprintf(h, "%q %q\n", name, c.Values[name])
	}
	return v.Name + " " + version + " " + hex.EncodeToString(h.Sum(nil))
}
