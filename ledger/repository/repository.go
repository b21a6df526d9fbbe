// Package repository lets others read a ledger and record into it over HTTP, as
// a repository of EPCIS 2.0 does (GS1's OpenAPI, "REST Bindings/openapi.yaml"
// of github.com/gs1/EPCIS):
//
//	GET  /                                      what there is
//	POST /capture, GET /capture, /capture/{id}  many events at once, and what became of them
//	POST /events                                one event
//	GET  /events, /events/{id}                  events, by EPCIS's query parameters
//	GET  /eventTypes, /epcs, /bizSteps, /bizLocations, /readPoints, /dispositions
//	                                            and below each its …/{value}/events
//	GET  /log/checkpoint, /log/tile/…           the log itself (c2sp.org/tlog-tiles)
//
// Named queries and subscriptions are answered with 501. Without Config.Record
// it is read-only. An event of others is signed with the recorder's key and
// recorded if the ledger's rules allow it; one that adit wrote comes with its
// own signatures. An event that says nothing to a ledger cannot be stored, and
// counts as an error of its capture job.
package repository

import (
	"context"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"adit/ledger"
	"adit/ledger/epcis"
	"adit/ledger/exchange"
	"adit/ledger/vault"
)

// Config is what a repository is made of.
type Config struct {
	Log fs.FS // the folder of the ledger's log
	Now func() time.Time

	// Entry reads an event that was added, as it was logged: of millions, what
	// queries ask is kept in memory, and not the events.
	Entry func(ctx context.Context, index int64) ([]byte, error)

	// Record puts events into the ledger, all of them or each that is accepted;
	// nil where nothing may be recorded. Sign signs what comes unsigned.
	Record func(ctx context.Context, raw [][]byte, all bool) ([]vault.Receipt, error)
	Sign   func(*ledger.Event) error
	Assume exchange.Assume
}

// A Repository answers requests.
type Repository struct {
	config Config

	mu     sync.RWMutex // guards what follows
	events []entry
	byID   map[string]int64
	jobs   []Job
}

// entry is where an event stands in the log, and what a query asks of it.
type entry struct {
	index int64
	facts epcis.Facts
}

// New returns a repository without events: Add brings them.
func New(c Config) *Repository { return &Repository{config: c, byID: map[string]int64{}} }

// Add takes an event in that the ledger holds, if EPCIS has a form for it.
func (r *Repository) Add(index int64, e *ledger.Event) {
	facts, ok := epcis.Describe(e)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID[facts.ID] = index
	r.events = append(r.events, entry{index, facts})
}

// Handler returns the routes.
func (r *Repository) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", r.root)
	mux.HandleFunc("POST /capture", r.capture)
	mux.HandleFunc("GET /capture", r.listJobs)
	mux.HandleFunc("GET /capture/{id}", r.job)
	mux.HandleFunc("POST /events", r.captureOne)
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, req *http.Request) { r.query(w, req, nil) })
	mux.HandleFunc("GET /events/{id}", r.one)
	for _, res := range resources {
		mux.HandleFunc("GET /"+res.name, func(w http.ResponseWriter, req *http.Request) { r.list(w, req, res) })
		mux.HandleFunc("GET /"+res.name+"/{value}", func(w http.ResponseWriter, req *http.Request) { r.below(w, req, res) })
		mux.HandleFunc("GET /"+res.name+"/{value}/events", func(w http.ResponseWriter, req *http.Request) { r.query(w, req, &res) })
	}
	mux.HandleFunc("/queries", notImplemented)
	mux.HandleFunc("/queries/", notImplemented)
	if r.config.Log != nil {
		files := http.StripPrefix("/log/", http.FileServerFS(r.config.Log))
		mux.Handle("GET /log/checkpoint", files)
		mux.Handle("GET /log/tile/", noListing(files))
	}
	return versions(mux)
}

// noListing serves files and no folders.
func noListing(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path[len(req.URL.Path)-1] == '/' {
			refuse(w, http.StatusNotFound, "NoSuchNameException", "no such tile")
			return
		}
		files.ServeHTTP(w, req)
	})
}
