// Package server answers questions over HTTP. It knows neither minerals nor the
// command line: it is handed verbs, and an API call is a run of the verb itself.
//
//	GET  /api/v1/exposure/antimony?country=DEU
//	POST /api/v1/shock/gallium              {"scenario": {…}}
//	GET  /api/v1/openapi.json
//
// A request passes guard (host, origin, token), then api (which verb, which
// parameters), then answers (kept, or on its way already), then the queue for a
// core, then Verb.Run. Every failure is one Problem.
package server

import (
	"context"
	"reflect"
)

// A Verb is a question.
type Verb struct {
	Name    string // in the address: "exposure", "ledger/trace"
	Summary string
	Doc     string
	Params  []Param
	Answers []reflect.Type // what Run's JSON is made from: one of these
	Types   []string       // media types that it may answer in beside JSON
	Solves  bool           // takes a core for long: waits in the queue

	// Fleeting answers are kept nowhere, here or by who asked, and neither is
	// what was sent: it may be confidential.
	Fleeting bool
	Body     int64         // most bytes of its documents; 0 is Config.Body
	State    func() string // what answers depend on beside the request and the version; nil: nothing

	Run func(ctx context.Context, c Call, tell func(Step)) (Body, error)
}

// A Body is an answer.
type Body struct {
	Bytes []byte
	Type  string // media type; "" is JSON
	File  string // name that a browser saves it under; "" where it is to be read
}

// A Param is a parameter of a verb.
type Param struct {
	Name     string
	Type     Type
	Default  string
	Doc      string
	Enum     []string
	Repeat   bool // several values
	InPath   bool // the last part of the address, several with commas
	Required bool
}

// A Type is what a parameter takes.
type Type string

const (
	String   Type = "string"
	Integer  Type = "integer"
	Number   Type = "number"
	Boolean  Type = "boolean"
	Document Type = "document" // a file for the command line; the body of a POST here
)

// A Call is a question with its parameters: well formed, and no more known of
// them than that.
type Call struct {
	Values    map[string][]string
	Documents map[string][]byte
}

// A Step is how far a run is. Place is its place in the queue, 0 when it runs.
type Step struct {
	Place int    `json:"place"`
	Label string `json:"label"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
}
