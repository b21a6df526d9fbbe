package vc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gowebpki/jcs"
	"github.com/piprate/json-gold/ld"

	"adit"
)

func canonicalJSON(o object) ([]byte, error) { return canonical(o) }

// canonical is RFC 8785. The transform takes objects and arrays alone, so that
// what is compared is wrapped.
func canonical(v any) ([]byte, error) {
	text, err := json.Marshal([]any{v})
	if err != nil {
		return nil, err
	}
	out, err := jcs.Transform(text)
	if err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	return out[1 : len(out)-1], nil
}

// maxRDF bounds a document to be made into RDF, and patience how long that may
// take: the number of steps can grow with the factorial of its blank nodes
// (RDF Dataset Canonicalization, 7.1).
const (
	maxRDF   = 256 << 10
	patience = 10 * time.Second
)

// canonicalRDF is RDFC-1.0 over JSON-LD, strictly: what RDF would drop in
// silence is not covered by a signature, so it is refused.
func canonicalRDF(o object, contexts map[string][]byte) ([]byte, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	if len(text) > maxRDF {
		return nil, refuse("$", "size", "use "+JCS2022+" for large documents", "%d bytes are more than can be made into RDF, %d", len(text), maxRDF)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	if faults := unsafeLD(nil, "$", doc, true); faults != nil {
		return nil, faults
	}
	return inTime(func() ([]byte, error) { return normalize(doc, contexts) })
}

// inTime gives up on f, which cannot be stopped, when patience ends.
func inTime(f func() ([]byte, error)) ([]byte, error) {
	type answer struct {
		text []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := f()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-time.After(patience):
		return nil, refuse("$", "time", "give ids to its parts, or use "+JCS2022, "making it into RDF took more than %s", patience)
	}
}

func normalize(doc map[string]any, contexts map[string][]byte) ([]byte, error) {
	p, opts := ld.NewJsonLdProcessor(), ld.NewJsonLdOptions("")
	opts.DocumentLoader = loader(contexts)
	opts.SafeMode = true
	opts.Algorithm = ld.AlgorithmURDNA2015
	opts.Format = "application/n-quads"
	expanded, err := p.Expand(doc, opts)
	if err != nil {
		return nil, refuse("$", "json-ld", "use terms that the contexts define", "%v", err)
	}
	if faults := relative(nil, "$", expanded); faults != nil {
		return nil, faults
	}
	out, err := p.Normalize(expanded, opts)
	if err != nil {
		return nil, refuse("$", "json-ld", "use terms that the contexts define", "%v", err)
	}
	quads, ok := out.(string)
	if !ok {
		return nil, fmt.Errorf("json-gold: canonical form of type %T", out)
	}
	return []byte(quads), nil
}

// unsafeLD lists what would let a signed document be read in two ways: contexts
// of its own, blank node names, and nulls.
func unsafeLD(faults adit.Faults, where string, v any, root bool) adit.Faults {
	switch v := v.(type) {
	case nil:
		return append(faults, refuse(where, "json-ld", "leave it out: RDF has no null, so it would not be signed", "is null")...)
	case string:
		if strings.HasPrefix(v, "_:") {
			faults = append(faults, refuse(where, "json-ld", "give it an id that is a URI", "%.40q is a blank node", v)...)
		}
	case []any:
		for i, item := range v {
			faults = unsafeLD(faults, fmt.Sprintf("%s[%d]", where, i), item, false)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			if k == "@context" {
				faults = contextFaults(faults, where+".@context", v[k], root)
				continue
			}
			faults = unsafeLD(faults, where+"."+k, v[k], false)
		}
	}
	return faults
}

func contextFaults(faults adit.Faults, where string, v any, root bool) adit.Faults {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	for _, item := range items {
		if _, isURL := item.(string); !isURL || !root {
			return append(faults, refuse(where, "context", "name contexts by URL, at the top alone: one inside could give words another meaning", "a context of the document's own")...)
		}
	}
	return faults
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// relative lists ids and types that are no absolute IRI: RDF drops them.
func relative(faults adit.Faults, where string, v any) adit.Faults {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			faults = relative(faults, fmt.Sprintf("%s[%d]", where, i), item)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			if k == "@id" || k == "@type" {
				faults = relativeIRI(faults, where+"."+k, v[k])
			} else {
				faults = relative(faults, where+"."+k, v[k])
			}
		}
	}
	return faults
}

func relativeIRI(faults adit.Faults, where string, v any) adit.Faults {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	for _, item := range items {
		s, _ := item.(string)
		if u, err := url.Parse(s); err != nil || !u.IsAbs() {
			faults = append(faults, refuse(where, "json-ld", "write an absolute URI, or a word that the contexts define", "%.60q would be dropped from what is signed", s)...)
		}
	}
	return faults
}

// loader serves the contexts that were handed in.
type loader map[string][]byte

func (l loader) LoadDocument(u string) (*ld.RemoteDocument, error) {
	data, ok := l[u]
	if !ok {
		return nil, ld.NewJsonLdError(ld.LoadingDocumentFailed, "no context "+u+": hand it in with a data pack")
	}
	doc, err := ld.DocumentFromReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return &ld.RemoteDocument{DocumentURL: u, Document: doc}, nil
}
