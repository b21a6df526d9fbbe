package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/pack"
	"adit/ledger/trace"
	"adit/ledger/vault"
	"adit/server"
)

// errNoLedger is the answer of a server without a ledger.
var errNoLedger = unanswered("no ledger is open: start adit serve --ledger FOLDER; adit ledger demo FOLDER makes one to look at")

// A heldLedger is the ledger of a server: read once, and when it is asked what
// came since. Its folder's private part is never opened.
type heldLedger struct {
	fsys fs.FS
	turn chan struct{} // holds one token: who has it may use what is below

	from    *vault.Follower
	events  []*ledger.Event
	index   []int64
	graph   *trace.Graph
	history *balance.History
}

// holdLedger opens a ledger for a server, and reads it.
func holdLedger(ctx context.Context, dir string, progress vault.Progress) (*heldLedger, error) {
	h := &heldLedger{fsys: os.DirFS(dir), turn: make(chan struct{}, 1), graph: trace.New()}
	var err error
	if h.from, err = vault.Follow(h.fsys); err == nil {
		h.history = balance.New(h.from.Book())
		err = h.refresh(ctx, progress)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return h, nil
}

func (h *heldLedger) refresh(ctx context.Context, progress vault.Progress) error {
	_, err := h.from.Refresh(ctx, progress, func(i int64, p *ledger.Prepared) {
		h.events, h.index = append(h.events, p.Event), append(h.index, i)
		h.graph.Add(p.Event)
		h.history.Add(p.Event)
	})
	return err
}

// during calls f with what is in the ledger now; one caller at a time, since
// neither books nor logs may be used by several.
func (h *heldLedger) during(ctx context.Context, f func() (server.Body, error)) (server.Body, error) {
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		return server.Body{}, ctx.Err()
	}
	defer func() { <-h.turn }()
	if err := h.refresh(ctx, nil); err != nil {
		return server.Body{}, err
	}
	return f()
}

func (h *heldLedger) source() pack.Source {
	return pack.Source{Policy: h.from.Manifest.Policy(), Log: h.from.Log, Book: h.from.Book(), Events: h.events, Index: h.index}
}

// state is what answers depend on: the checkpoint.
func (h *heldLedger) state() string {
	o, err := vault.Read(h.fsys)
	if err != nil {
		return err.Error() // the run says so
	}
	return o.Log.Checkpoint().Text
}

// onLedger makes a verb of the ledger wait for its turn, and ask anew once the
// ledger has grown.
func onLedger(e env, v server.Verb) server.Verb {
	h := e.kept.ledger
	if h == nil {
		return v
	}
	run := v.Run
	v.State = h.state
	v.Run = func(ctx context.Context, c server.Call, tell func(server.Step)) (server.Body, error) {
		return h.during(ctx, func() (server.Body, error) { return run(ctx, c, tell) })
	}
	return v
}

// openOut tells whether a ledger is open, and which.
type openOut struct {
	Open    bool      `json:"open"`
	Name    string    `json:"name,omitempty"`
	Entries int64     `json:"entries"`
	Void    int       `json:"void"` // entries that the ledger's rules refuse
	LogKey  string    `json:"log_key,omitempty"`
	Root    string    `json:"root,omitempty"`
	Last    time.Time `json:"last,omitzero"` // end of the latest event
	Signers []string  `json:"cosigned_by"`
}

// openVerb is asked by pages before anything else: that no ledger is open is no
// error.
func openVerb(e env) server.Verb {
	return onLedger(e, server.Verb{Name: "ledger/open", Summary: "whether this server has a ledger, and how far it reads", Answers: types(openOut{}),
		Run: func(context.Context, server.Call, func(server.Step)) (server.Body, error) {
			b, err := json.Marshal(e.kept.ledger.about())
			return server.Body{Bytes: b}, err
		}})
}

func (h *heldLedger) about() openOut {
	if h == nil {
		return openOut{Signers: []string{}}
	}
	cp := h.from.Log.Checkpoint()
	out := openOut{Open: true, Name: h.from.Book().Name(), Entries: h.from.Log.Size(), Void: len(h.from.Void()), LogKey: h.from.Manifest.LogKey, Root: cp.Tree.Hash.String(),
		Signers: append([]string{}, cp.Cosigned...)}
	for _, e := range h.events {
		if e.Until.After(out.Last) {
			out.Last = e.Until
		}
	}
	return out
}

// packVerb is “adit ledger report” as a download. The keeper's key stays where
// it is: what the pack says beyond its events is not signed, and it says so.
func packVerb(e env) server.Verb {
	params := []server.Param{{Name: "lot", Type: server.String, InPath: true, Required: true, Doc: "the lot"}, {Name: "element", Type: server.String, Doc: "follow this element (default: the lot's main one)"}}
	return onLedger(e, server.Verb{Name: "ledger/report", Summary: "a lot's due-diligence pack, as one file to keep", Params: params, Types: []string{mediaTypes["html"]}, Fleeting: true,
		Doc: "The file of “adit ledger report LOT --to FILE”, without sealed fields and without the signature of the ledger's keeper: his keys are nowhere near a server.",
		Run: func(ctx context.Context, c server.Call, _ func(server.Step)) (server.Body, error) {
			s := &session{env: e, verb: "adit ledger report", started: true, ctx: ctx}
			lot := strings.Join(c.Values["lot"], "")
			file, err := s.unsignedPack(ctx, lot, strings.Join(c.Values["element"], ""))
			if err != nil {
				return server.Body{}, &failure{s, err}
			}
			return server.Body{Bytes: file, Type: mediaTypes["html"], File: fileName(lot) + ".html"}, nil
		}})
}

func (s *session) unsignedPack(ctx context.Context, lot, element string) ([]byte, error) {
	src, _, err := s.readLedger(ctx, ".")
	if err != nil {
		return nil, err
	}
	a, err := s.atlas()
	if err != nil {
		return nil, err
	}
	d, err := pack.Build(src, ledger.LotID(lot), ledger.Element(element), s.now(), nil, balance.Options{Recovery: recoveries(a)})
	if err != nil {
		return nil, err
	}
	return pack.Render(d)
}

// fileName makes a name for a file of one for a lot.
func fileName(id string) string {
	return "lot-" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, id)
}
