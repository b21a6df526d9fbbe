package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
)

const schemas = "#/components/schemas/"

// describe is the OpenAPI document of the verbs: what they take by their
// parameters, what they answer by the types that they print.
func describe(c Config) ([]byte, error) {
	d := &describer{registry: huma.NewMapRegistry(schemas, typeName)}
	d.problem = d.registry.Schema(reflect.TypeFor[Problem](), true, "")
	api := &huma.OpenAPI{OpenAPI: "3.1.0", Info: &huma.Info{Title: c.Title, Version: c.Version,
		Description: "Each path is a verb of the command line: its answer is, byte for byte, what the verb prints with --json.\n\n" +
			"With Accept: text/event-stream the same path tells steps on the way (place in the queue, then progress), and then the answer or the problem. " +
			"A request that goes away stops its run."},
		Servers: []*huma.Server{{URL: "/api/v1"}}, Paths: map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: d.registry, SecuritySchemes: map[string]*huma.SecurityScheme{
			"token": {Type: "http", Scheme: "bearer", Description: "Only of servers that listen beyond loopback."}}},
		Security: []map[string][]string{{}, {"token": {}}},
	}
	for i := range c.Verbs {
		d.add(api, &c.Verbs[i])
	}
	d.mend()
	return json.MarshalIndent(api, "", " ")
}

type describer struct {
	registry huma.Registry
	problem  *huma.Schema
}

// add describes a verb: its path, the path with what may stand at its end, GET,
// and POST where it takes documents.
func (d *describer) add(api *huma.OpenAPI, v *Verb) {
	answer := d.answer(v)
	var documents []Param
	end, plain := "", true
	for _, p := range v.Params {
		if p.Type == Document {
			documents = append(documents, p)
			plain = plain && !p.Required
		}
		if p.InPath {
			end = p.Name
		}
	}
	for _, tail := range []string{"", end}[:1+min(len(end), 1)] {
		item := &huma.PathItem{}
		path := "/" + v.Name
		if tail != "" {
			path += "/{" + tail + "}"
		}
		if plain {
			item.Get = d.operation(v, http.MethodGet, tail, answer)
		}
		if len(documents) > 0 {
			item.Post = d.operation(v, http.MethodPost, tail, answer)
			item.Post.RequestBody = body(documents)
		}
		api.Paths[path] = item
	}
}

func (d *describer) answer(v *Verb) *huma.Schema {
	var all []*huma.Schema
	for _, t := range v.Answers {
		all = append(all, d.registry.Schema(t, true, v.Name))
	}
	switch len(all) {
	case 0:
		return nil // a file in no JSON
	case 1:
		return all[0]
	}
	return &huma.Schema{AnyOf: all}
}

func (d *describer) operation(v *Verb, method, tail string, answer *huma.Schema) *huma.Operation {
	op := &huma.Operation{OperationID: operationID(v, method, tail), Summary: v.Summary, Description: v.Doc, Tags: []string{v.Name}, Responses: map[string]*huma.Response{
		"200":     {Description: "The answer.", Content: map[string]*huma.MediaType{}},
		"default": {Description: "Why there is none.", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: d.problem}}},
	}}
	if answer != nil {
		op.Responses["200"].Content["application/json"] = &huma.MediaType{Schema: answer}
	}
	for _, kind := range v.Types {
		op.Responses["200"].Content[kind] = &huma.MediaType{}
	}
	for _, p := range v.Params {
		if p.Type == Document {
			continue
		}
		param := &huma.Param{Name: p.Name, In: "query", Description: p.Doc, Required: p.Required, Schema: p.schema()}
		if p.InPath && tail == p.Name {
			param.In, param.Required = "path", true
		}
		op.Parameters = append(op.Parameters, param)
	}
	return op
}

func operationID(v *Verb, method, tail string) string {
	id := strings.ReplaceAll(v.Name, "/", "-")
	if tail != "" {
		id += "-of"
	}
	if method == http.MethodPost {
		id += "-with-documents"
	}
	return id
}

func (p *Param) schema() *huma.Schema {
	one := &huma.Schema{Type: string(p.Type)}
	for _, e := range p.Enum {
		one.Enum = append(one.Enum, e)
	}
	one.Default = p.fallback()
	if p.Repeat {
		return &huma.Schema{Type: "array", Items: one}
	}
	return one
}

// fallback is the default in its own type.
func (p *Param) fallback() any {
	if p.Default == "" || p.Repeat {
		return nil
	}
	switch p.Type {
	case Integer, Number:
		if v, err := strconv.ParseFloat(p.Default, 64); err == nil {
			return v
		}
	case Boolean:
		if v, err := strconv.ParseBool(p.Default); err == nil {
			return v
		}
	}
	return p.Default
}

// body is an object of named documents, or a form of them.
func body(documents []Param) *huma.RequestBody {
	object := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	required := false
	for _, p := range documents {
		object.Properties[p.Name] = &huma.Schema{Description: p.Doc}
		if p.Required {
			object.Required = append(object.Required, p.Name)
			required = true
		}
	}
	return &huma.RequestBody{Required: required, Description: "Documents where the command line takes files: docs/data.md has their formats.",
		Content: map[string]*huma.MediaType{"application/json": {Schema: object}, "multipart/form-data": {Schema: object}}}
}

// typeName names a schema by package and type: exposure.Answer is
// ExposureAnswer.
func typeName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	if name == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	name = strings.Map(func(r rune) rune { // of a generic type
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	path := strings.Split(t.PkgPath(), "/")
	return upper(path[len(path)-1]) + upper(name)
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// mend adds what the registry leaves out, to every type that it knows and to
// those that it learns meanwhile.
func (d *describer) mend() {
	mended := map[string]bool{}
	for again := true; again; {
		again = false
		for _, name := range slices.Sorted(maps.Keys(d.registry.Map())) {
			if mended[name] {
				continue
			}
			mended[name], again = true, true
			t := d.registry.TypeFromRef(schemas + name)
			for t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
			if t.Kind() == reflect.Struct {
				d.mendStruct(d.registry.Map()[name], t)
			}
		}
	}
}

// mendStruct makes a pointer to a struct that is printed when it is nil null,
// and adds the fields of embedded types that have no exported name.
func (d *describer) mendStruct(s *huma.Schema, t reflect.Type) {
	for tag, f := range printedFields(t) {
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		optional := strings.Contains(options, "omitempty")
		p := s.Properties[tag]
		if p == nil || f.depth == 0 { // a field of its own hides an embedded one
			p = d.registry.Schema(f.Type, true, tag)
			s.Properties[tag] = p
			if !optional {
				s.Required = append(s.Required, tag)
			}
		}
		if p.Ref != "" && f.Type.Kind() == reflect.Pointer && !optional {
			s.Properties[tag] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
		}
	}
	slices.Sort(s.Required)
	s.Required = slices.Compact(s.Required)
}

// A printedField is a field as JSON has it, and how deep it is embedded.
type printedField struct {
	reflect.StructField
	depth int
}

// printedFields are the fields of a struct by their names in JSON; of two with
// one name the outer one is printed.
func printedFields(t reflect.Type) map[string]printedField {
	fields := map[string]printedField{}
	gather(t, 0, fields)
	return fields
}

func gather(t reflect.Type, depth int, into map[string]printedField) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case tag == "-":
			continue
		case tag == "" && f.Anonymous && isStruct(f.Type):
			gather(f.Type, depth+1, into)
			continue
		case !f.IsExported():
			continue
		case tag == "":
			tag = f.Name
		}
		if other, ok := into[tag]; !ok || depth < other.depth {
			into[tag] = printedField{f, depth}
		}
	}
}

func isStruct(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct
}
