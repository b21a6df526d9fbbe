package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"adit/internal/progress"
	"adit/ledger/trace"
	"adit/server"
)

// A showing is a verb that may be asked over HTTP, with the flags that may be
// given there. What is not listed cannot be reached: flags that name files of
// the machine are documents or nothing.
type showing struct {
	verb      string
	flags     string // names, with blanks
	documents string // flags or arguments that name a file
	hidden    string // flags that have no meaning over HTTP
	answers   []reflect.Type
	solves    bool
	fleeting  bool // its answers are kept nowhere
}

// common are the flags of every verb that this one heeds: a ledger has neither
// country nor year.
func (sh showing) common() string {
	if sh.ofLedger() {
		return "set"
	}
	return "country year against set"
}

func (sh showing) ofLedger() bool { return strings.HasPrefix(sh.verb, "ledger ") }

// maxDropped bounds a file that is to be checked: a pack of 10,000 events has
// some 30 MB.
const maxDropped = 64 << 20

// verbsShown is the whole API. To show a verb, add a line; a test fails for a
// flag that is neither shown nor hidden.
func verbsShown() []showing {
	return []showing{
		{verb: "brief", flags: "on plan quick", answers: types(briefOut{}), solves: true},
		{verb: "exposure", flags: "all stage moves flows corridor place material processed-as n-1 threshold draws seed no-bounds", documents: "network", hidden: "export",
			answers: types(exposureOut{}, exposureAllOut{}), solves: true},
		{verb: "shock", flags: "ban licence quota outage tariff demand control to leakage from for period foresight place material tornado all backtest draws seed",
			documents: "scenario network ensemble", hidden: "csv keep", answers: types(shockOut{}, allOut{}, backtestOut{}, ensembleOut{}), solves: true},
		{verb: "plan", flags: "minerals in budget from by target instrument periods no-stockpile named files risk gap time-limit include exclude frontier frontier-to alternatives within what-if " +
			"stockpile-only years defence-share defence essential-share reliability", documents: "candidates network scenarios", hidden: "csv save",
			answers: types(planOut{}, stockpileOut{}, planFilesOut{}), solves: true},
		{verb: "screen", flags: "mineral in what-if by top running no-risk", hidden: "csv", answers: types(screenOut{}), solves: true},
		{verb: "finance", flags: "mineral instrument on risk", answers: types(financeOut{}), solves: true},
		{verb: "policy", flags: "agency due mineral on controls tariff from rate", hidden: "ics", answers: types(policyOut{}, tariffOut{}), solves: true},
		{verb: "partners", flags: "by weight top", answers: types(partnersOut{}), solves: true},
		{verb: "minerals", flags: "list edition tier diff record", answers: types(mineralsAnswer{}, diffAnswer{}, recordAnswer{})},
		{verb: "sources", answers: types(sourcesAnswer{})},
		{verb: "check", documents: "FILE", answers: types(checkAnswer{})},
		{verb: "why", answers: types(whyAnswer{}, quantityOut{}), solves: true},
		{verb: "version", answers: types(versionAnswer{})},
		{verb: "ledger lots", flags: "site element party top", answers: types(lotsOut{})},
		{verb: "ledger trace", flags: "element forward events", answers: types(traceOut{}, trace.Forward{})},
		{verb: "ledger show", flags: "element events", answers: types(showOut{})},
		{verb: "ledger balance", flags: "period site element claims", answers: types(balanceOut{}, claimsOut{})},
		{verb: "ledger alarms", flags: "site only-alarms benford", answers: types(alarmsOut{}, benfordOut{})},
		{verb: "ledger supply", flags: "party", answers: types(supplyOut{})},
		{verb: "ledger verify", flags: "log-key witness quorum", documents: "FILE event", hidden: "since", answers: types(verdict{}), fleeting: true},
	}
}

func types(values ...any) []reflect.Type {
	var all []reflect.Type
	for _, v := range values {
		all = append(all, reflect.TypeOf(v))
	}
	return all
}

// served turns the verbs that are shown into those of the server, which run with what e
// holds.
func served(e env) []server.Verb {
	root := (&session{env: e}).root()
	var all []server.Verb
	for _, sh := range verbsShown() {
		cmd, _, err := root.Find(strings.Fields(sh.verb))
		if err != nil {
			panic("adit: serve: " + err.Error()) // no such verb
		}
		params := paramsOf(cmd, sh)
		v := server.Verb{Name: strings.ReplaceAll(sh.verb, " ", "/"), Summary: cmd.Short, Doc: cmd.Long, Params: params, Answers: sh.answers, Solves: sh.solves, Fleeting: sh.fleeting,
			Types: slices.Sorted(maps.Values(mediaTypes)),
			Run: func(ctx context.Context, c server.Call, tell func(server.Step)) (server.Body, error) {
				return ask(ctx, e, argsOf(sh, params, c), c, tell)
			}}
		switch {
		case sh.fleeting: // reads what was sent, and the ledger for a moment at most
			v.Body = maxDropped
		case sh.ofLedger():
			v = onLedger(e, v)
		}
		all = append(all, v)
	}
	return all
}

// paramsOf are the arguments and shown flags of a verb.
func paramsOf(cmd *cobra.Command, sh showing) []server.Param {
	params := argumentsOf(cmd, sh)
	for _, name := range strings.Fields(sh.flags + " " + sh.documents + " " + sh.common()) {
		f := cmd.Flag(name)
		if f == nil {
			continue // an argument
		}
		p := paramOf(f)
		if slices.Contains(strings.Fields(sh.documents), name) {
			p.Type = server.Document
		}
		params = append(params, p)
	}
	return append(params, formats...)
}

func paramOf(f *pflag.Flag) server.Param {
	_, doc := pflag.UnquoteUsage(f)
	p := server.Param{Name: f.Name, Type: server.String, Default: f.DefValue, Doc: doc}
	switch f.Value.Type() {
	case "bool":
		p.Type = server.Boolean
	case "int", "uint64":
		p.Type = server.Integer
	case "float64":
		p.Type = server.Number
	case "stringSlice", "stringArray":
		p.Repeat = true
	}
	return p
}

// argumentsOf reads “partners [MINERAL] [PLACE]”: what a verb takes after its
// name. The first may stand in the address; of PROJECT|PLACE the last names it.
func argumentsOf(cmd *cobra.Command, sh showing) []server.Param {
	var params []server.Param
	for i, usage := range strings.Fields(cmd.Use)[1:] {
		if strings.HasPrefix(usage, "-") {
			break // flags that must be given
		}
		name := strings.Trim(usage, "[].…")
		name = name[strings.LastIndex(name, "|")+1:]
		p := server.Param{Name: strings.ToLower(name), Type: server.String, InPath: i == 0, Doc: "what the verb is asked about", Enum: cmd.ValidArgs,
			Repeat: strings.ContainsAny(usage, ".…"), Required: !strings.HasPrefix(usage, "[")}
		if slices.Contains(strings.Fields(sh.documents), name) {
			p.Type, p.InPath = server.Document, false
		}
		params = append(params, p)
	}
	return params
}

// argsOf is the command line of a call. Flags carry their values with “=”, and
// arguments stand behind “--”: nothing that is asked can be taken for a flag.
func argsOf(sh showing, params []server.Param, c server.Call) []string {
	args := append(strings.Fields(sh.verb), "--json")
	var last []string
	for _, p := range params {
		flag := strings.Contains(" "+sh.flags+" "+sh.documents+" "+sh.common()+" ", " "+p.Name+" ")
		if slices.ContainsFunc(formats, func(f server.Param) bool { return f.Name == p.Name }) {
			continue
		}
		given := c.Values[p.Name]
		if _, ok := c.Documents[p.Name]; ok && p.Type == server.Document {
			given = []string{p.Name}
		}
		for _, v := range given {
			if flag {
				args = append(args, "--"+p.Name+"="+v)
			} else {
				last = append(last, v)
			}
		}
	}
	return append(append(args, "--"), last...)
}

// ask runs a verb as the command line does, with documents in place of files.
func ask(ctx context.Context, e env, args []string, c server.Call, tell func(server.Step)) (server.Body, error) {
	var out bytes.Buffer
	var body server.Body
	if format := strings.Join(c.Values["format"], ""); format != "" && format != "json" {
		d := download{format: format, table: strings.Join(c.Values["table"], ""), verb: args[0]}
		e.encode = func(s *session, v any, text func(*page)) (err error) { body, err = d.make(s, v, text); return err }
	}
	e.stdin, e.stdout, e.stderr = strings.NewReader(""), &out, io.Discard
	e.outTerminal, e.errTerminal = false, false
	e.open = func(name string) (io.ReadCloser, error) {
		data, ok := c.Documents[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
	e.tell = func(s progress.Step) { tell(server.Step{Label: s.Label, Done: s.Done, Total: s.Total}) }
	s, err := execute(ctx, e, args)
	if err != nil && !errors.Is(err, errNo) { // a no is printed: it is an answer
		return body, &failure{s, err}
	}
	if e.encode == nil {
		body.Bytes = out.Bytes()
	}
	return body, nil
}

// A failure is an error of a run, with how far the run came.
type failure struct {
	session *session
	error
}

func (f *failure) Unwrap() error { return f.error }
