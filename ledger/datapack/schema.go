package datapack

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"adit"
)

// A Schema checks documents.
type Schema struct {
	name string
	s    *jsonschema.Schema
}

// Schema compiles a schema of the pack, found as File finds it.
func (p *Pack) Schema(name string) (*Schema, error) {
	found, err := p.find(name)
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(loader{p})
	c.UseRegexpEngine(compilePattern)
	c.RegisterFormat(&jsonschema.Format{Name: "uri", Validate: checkURI})
	c.AssertFormat()
	s, err := c.Compile(scheme + found)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", found, err)
	}
	return &Schema{found, s}, nil
}

// scheme names files of the pack towards the compiler, which wants URLs.
const scheme = "pack:///"

type loader struct{ pack *Pack }

// Load gives the compiler a file by path or by $id.
func (l loader) Load(url string) (any, error) {
	name, ok := strings.CutPrefix(url, scheme)
	if !ok {
		name = l.pack.ids[url]
	}
	data, ok := l.pack.files[name]
	if !ok {
		return nil, fmt.Errorf("%s is not in the data pack: add that file to it", url)
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(data))
}

// A pattern runs with look-ahead, which GS1's schema needs and package regexp
// leaves out, and so needs a time limit.
type pattern struct{ *regexp2.Regexp }

func (p pattern) MatchString(s string) bool {
	ok, err := p.Regexp.MatchString(s)
	return ok && err == nil
}

func compilePattern(s string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(s, regexp2.ECMAScript)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = time.Second
	return pattern{re}, nil
}

// blank is a blank node of RDF, which EPCIS uses as an id.
var blank = regexp.MustCompile(`^_:[A-Za-z0-9][A-Za-z0-9._-]*$`)

func checkURI(v any) error {
	s, ok := v.(string)
	if !ok || blank.MatchString(s) {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return err
	}
	if !u.IsAbs() {
		return fmt.Errorf("%q has no scheme", s)
	}
	return nil
}

// maxFaults bounds a list that nobody would read to its end.
const maxFaults = 100

// Check checks a document. The error is adit.Faults with every place that does
// not fit, up to maxFaults.
func (s *Schema) Check(doc []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return adit.Faults{{Where: "$", Rule: "json", Severity: adit.Wrong, What: err.Error(), Remedy: "mend the JSON"}}
	}
	var ve *jsonschema.ValidationError
	if err := s.s.Validate(v); errors.As(err, &ve) {
		return s.faults(nil, ve)
	} else if err != nil {
		return fmt.Errorf("schema %s: %w", s.name, err)
	}
	return nil
}

// faults lists the leaves of a tree of errors: the branches only say that
// something below is wrong.
func (s *Schema) faults(all adit.Faults, e *jsonschema.ValidationError) adit.Faults {
	if len(e.Causes) == 0 && len(all) < maxFaults {
		what := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		at := strings.Join(e.ErrorKind.KeywordPath(), "/")
		return append(all, adit.Fault{Where: place(e.InstanceLocation), Rule: "schema", Severity: adit.Wrong, What: what,
			Remedy: fmt.Sprintf("see %s in %s", at, s.name)})
	}
	for _, c := range e.Causes {
		all = s.faults(all, c)
	}
	return all
}

func place(tokens []string) string {
	var b strings.Builder
	b.WriteString("$")
	for _, t := range tokens {
		if strings.Trim(t, "0123456789") == "" && t != "" {
			b.WriteString("[" + t + "]")
		} else {
			b.WriteString("." + t)
		}
	}
	return b.String()
}
