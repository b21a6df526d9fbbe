package server

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// tick is how often a stream looks whether something changed.
const tick = 100 * time.Millisecond

// stream tells steps as server-sent events, then the answer or the problem:
//
//	event: step     {"place": 3, "label": "waiting", "done": 0, "total": 0}
//	event: answer   the same bytes as without streaming, a data line each
//	event: ready    instead of answer where that is no JSON: ask again, without streaming
//	event: problem  a Problem
func (s *Server) stream(w http.ResponseWriter, r *http.Request, q question) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	h.Set("Vary", "Accept-Encoding, Accept")
	e := &events{s: s, out: w, control: http.NewResponseController(w)}
	if takesGzip(r) { // an answer can have a megabyte, which zips to a tenth
		h.Set("Content-Encoding", "gzip")
		e.zip = gzip.NewWriter(w)
		e.out = e.zip
		defer e.zip.Close()
	}
	kept, f := s.answers.board(q)
	if kept != nil {
		e.answer(kept)
		return
	}
	defer s.answers.leave(q.key, f)
	e.watch(r, f)
}

type events struct {
	s       *Server
	out     io.Writer
	zip     *gzip.Writer // out, where the client takes that; else nil
	control *http.ResponseController
	told    Step
	last    time.Time
}

// watch tells steps until the run ends or the client goes.
func (e *events) watch(r *http.Request, f *flight) {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-f.done:
			if f.err != nil {
				e.send("problem", e.s.explain(f.err).body())
				return
			}
			e.answer(f.answer)
			return
		case <-clock.C:
			if e.step(f.step.Load()) != nil {
				return
			}
		}
	}
}

// beat is how long a stream may be silent: what stands between may think it dead.
const beat = 15 * time.Second

func (e *events) step(now *Step) error {
	switch {
	case now != nil && *now != e.told:
		e.told = *now
		data, err := json.Marshal(now)
		if err != nil {
			return err
		}
		return e.send("step", data)
	case time.Since(e.last) > beat:
		return e.raw([]byte(": still here\n\n"))
	}
	return nil
}

func (e *events) answer(a *answer) {
	if a.kind != jsonType {
		e.send("ready", []byte("{}"))
		return
	}
	body, err := a.plain()
	if err != nil {
		e.send("problem", e.s.explain(err).body())
		return
	}
	e.send("answer", body)
}

// send writes one event; every line of its data begins with "data:".
func (e *events) send(name string, data []byte) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "event: %s\n", name)
	for line := range bytes.Lines(data) {
		b.WriteString("data: ")
		b.Write(bytes.TrimSuffix(line, []byte("\n")))
		b.WriteByte('\n')
	}
	if bytes.HasSuffix(data, []byte("\n")) { // else the client's text ends without it
		b.WriteString("data:\n")
	}
	b.WriteByte('\n')
	return e.raw(b.Bytes())
}

func (e *events) raw(b []byte) error {
	e.last = time.Now()
	_ = e.control.SetWriteDeadline(e.last.Add(e.s.config.Patience))
	if _, err := e.out.Write(b); err != nil {
		return err
	}
	if e.zip != nil {
		if err := e.zip.Flush(); err != nil {
			return err
		}
	}
	return e.control.Flush()
}
