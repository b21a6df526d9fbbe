package repository

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/epcis"
	"adit/ledger/exchange"
)

// A Job is what became of a capture. It has ended when the client hears of it:
// the ledger answers when events are safe.
type Job struct {
	ID       string    `json:"captureID"`
	Created  time.Time `json:"createdAt"`
	Finished time.Time `json:"finishedAt"`
	Running  bool      `json:"running"`
	Success  bool      `json:"success"`
	OnError  string    `json:"captureErrorBehaviour"`
	Errors   []problem `json:"errors"`
}

// keepJobs bounds how many are remembered.
const keepJobs = 1000

func (r *Repository) capture(w http.ResponseWriter, req *http.Request) {
	onError := req.Header.Get("GS1-Capture-Error-Behaviour")
	if onError == "" {
		onError = "rollback"
	}
	if onError != "rollback" && onError != "proceed" {
		refuse(w, http.StatusBadRequest, "ValidationException", "GS1-Capture-Error-Behaviour is rollback or proceed, not %.20q", onError)
		return
	}
	d := r.read(w, req)
	if d == nil {
		return
	}
	if d.Len() > captureLimit {
		refuse(w, http.StatusRequestEntityTooLarge, "CaptureLimitExceededException", "%d events, the most is %d: split the document", d.Len(), captureLimit)
		return
	}
	job := Job{ID: rand.Text(), Created: r.config.Now().UTC(), OnError: onError}
	_, errs, err := r.record(req.Context(), d, onError == "rollback")
	if err != nil {
		refuse(w, http.StatusInternalServerError, "ImplementationException", "the ledger cannot be written to; what was recorded before is safe")
		return
	}
	job.Errors = append([]problem{}, errs...)
	job.Success, job.Finished = len(errs) == 0, r.config.Now().UTC()
	r.mu.Lock()
	if r.jobs = append(r.jobs, job); len(r.jobs) > keepJobs {
		r.jobs = r.jobs[1:]
	}
	r.mu.Unlock()
	w.Header().Set("Location", "/capture/"+job.ID)
	w.WriteHeader(http.StatusAccepted)
}

func (r *Repository) captureOne(w http.ResponseWriter, req *http.Request) {
	d := r.read(w, req)
	if d == nil {
		return
	}
	if d.Len() != 1 || strings.HasSuffix(d.Type, "Document") {
		refuse(w, http.StatusBadRequest, "ValidationException", "this takes one event; /capture takes documents")
		return
	}
	recorded, errs, err := r.record(req.Context(), d, true)
	switch {
	case err != nil:
		refuse(w, http.StatusInternalServerError, "ImplementationException", "the ledger cannot be written to; what was recorded before is safe")
	case len(errs) > 0:
		refuse(w, http.StatusBadRequest, "ValidationException", "%s", errs[0].Detail)
	default:
		text, _, err := epcis.WriteEvent(recorded[0])
		if err != nil {
			refuse(w, http.StatusInternalServerError, "ImplementationException", "%v", err)
			return
		}
		w.Header().Set("Location", "/events/"+url.PathEscape(exchange.URI("event", string(recorded[0].ID))))
		answer(w, req, http.StatusCreated, text)
	}
}

// read returns the document of a request, or answers why it cannot.
func (r *Repository) read(w http.ResponseWriter, req *http.Request) *epcis.Document {
	if r.config.Record == nil {
		refuse(w, http.StatusForbidden, "SecurityException", "this ledger is read-only here: its owner starts it with the key of a recorder")
		return nil
	}
	kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && kind != "application/ld+json" {
		refuse(w, http.StatusUnsupportedMediaType, "ImplementationException", "send application/json or application/ld+json")
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, fileLimit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		refuse(w, http.StatusRequestEntityTooLarge, "CaptureLimitExceededException", "the document is longer than %d bytes", fileLimit)
		return nil
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "ValidationException", "the document was cut")
		return nil
	}
	d, err := epcis.Read(bytes.NewReader(body))
	if err != nil {
		refuse(w, http.StatusBadRequest, "ValidationException", "%s", words(err))
		return nil
	}
	return d
}

// words writes faults on one line each, the first ten.
func words(err error) string {
	var faults adit.Faults
	if !errors.As(err, &faults) {
		return err.Error()
	}
	var b strings.Builder
	for i, f := range faults {
		if i == 10 {
			b.WriteString("…")
			break
		}
		b.WriteString(f.Where + ": " + f.Rule + ": " + f.What + "; " + f.Remedy + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// record puts a document's events into the ledger. The errors are those of
// single events; err is one of the disk.
func (r *Repository) record(ctx context.Context, d *epcis.Document, all bool) (recorded []*ledger.Event, errs []problem, err error) {
	var events []*ledger.Event
	var raw [][]byte
	for _, draft := range d.Drafts(r.config.Assume) {
		text, p := r.signed(draft)
		switch {
		case p != nil:
			errs = append(errs, *p)
		case text != nil:
			events, raw = append(events, draft.Event), append(raw, text)
		}
	}
	if len(raw) == 0 || all && len(errs) > 0 {
		return nil, errs, nil
	}
	receipts, err := r.config.Record(ctx, raw, all)
	if err != nil {
		return nil, errs, err
	}
	for i, receipt := range receipts {
		switch {
		case receipt.Refused == nil:
			recorded = append(recorded, events[i])
		case receipt.Again():
			recorded = append(recorded, events[i])
		default:
			errs = append(errs, newProblem(http.StatusBadRequest, "ValidationException", "event %s: %s", events[i].ID, words(receipt.Refused)))
		}
	}
	if all && len(errs) > 0 {
		return nil, errs, nil
	}
	for i, receipt := range receipts {
		if receipt.Refused == nil {
			r.Add(receipt.Index, events[i])
		}
	}
	return recorded, errs, nil
}

// signed returns the text of a draft as it is recorded; neither text nor
// problem where it is a part of another.
func (r *Repository) signed(d exchange.Draft) ([]byte, *problem) {
	switch {
	case len(d.Refused) > 0:
		p := newProblem(http.StatusBadRequest, "ValidationException", "%s", words(d.Refused))
		return nil, &p
	case d.In != "":
		return nil, nil
	case d.Event == nil:
		p := newProblem(http.StatusBadRequest, "ImplementationException", "%s: not stored: %s", d.Where, d.Lost[len(d.Lost)-1].What)
		return nil, &p
	}
	if !d.Whole {
		if err := r.config.Sign(d.Event); err != nil {
			p := newProblem(http.StatusInternalServerError, "ImplementationException", "%s: it cannot be signed", d.Where)
			return nil, &p
		}
	}
	text, err := d.Event.JSON()
	if err != nil {
		p := newProblem(http.StatusBadRequest, "ValidationException", "%s: %v", d.Where, err)
		return nil, &p
	}
	return text, nil
}

func (r *Repository) listJobs(w http.ResponseWriter, req *http.Request) {
	r.mu.RLock()
	jobs := append([]Job{}, r.jobs...)
	r.mu.RUnlock()
	part, ok := page(w, req, len(jobs))
	if ok {
		answer(w, req, http.StatusOK, jobs[part.from:part.until])
	}
}

func (r *Repository) job(w http.ResponseWriter, req *http.Request) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, j := range r.jobs {
		if j.ID == req.PathValue("id") {
			w.Header().Set("GS1-Capture-Error-Behaviour", j.OnError)
			answer(w, req, http.StatusOK, j)
			return
		}
	}
	refuse(w, http.StatusNotFound, "NoSuchNameException", "no such capture job; the last %d are remembered until the server stops", keepJobs)
}
