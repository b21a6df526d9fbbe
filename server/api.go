package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"adit"
)

// api routes /v1/VERB and what describes it.
func (s *Server) api() http.Handler {
	description, err := describe(s.config)
	if err != nil {
		panic("server: " + err.Error()) // verbs that cannot be described
	}
	described := newAnswer(Body{Bytes: description})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, "/v1/")
		switch {
		case ok && name == "openapi.json":
			s.send(w, r, described)
		case ok && name == "queue":
			s.sendQueue(w)
		case ok:
			s.verb(w, r, name)
		default:
			refuse(w, problem(http.StatusNotFound, "nothing is here: see /api/v1/openapi.json"))
		}
	})
}

// verb finds the verb of an address and answers.
func (s *Server) verb(w http.ResponseWriter, r *http.Request, path string) {
	v, rest := s.find(path)
	if v == nil {
		refuse(w, s.unknownVerb(path))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, cmp.Or(v.Body, s.config.Body))
	c, err := v.read(r, rest)
	if err != nil {
		refuse(w, s.explain(err))
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // all is read: the run may last
	ask := s.question(v, c)
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		s.stream(w, r, ask)
		return
	}
	got, err := s.await(r.Context(), ask)
	switch {
	case r.Context().Err() != nil:
		panic(http.ErrAbortHandler) // nobody listens, and nothing may look like an answer
	case err != nil:
		refuse(w, s.explain(err))
	default:
		s.send(w, r, got)
	}
}

// breath is between two of them: a page that waited for one draws it meanwhile,
// and wants a core.
const breath = 400 * time.Millisecond

// warm asks the questions of Config.Warm, one after the other.
func (s *Server) warm(ctx context.Context) {
	for i, target := range s.config.Warm {
		if i > 0 {
			select {
			case <-time.After(breath):
			case <-ctx.Done():
				return
			}
		}
		if err := s.warmOne(ctx, target); err != nil && ctx.Err() == nil {
			s.config.Log.Warn("not warm", "target", target, "error", err)
		}
	}
}

func (s *Server) warmOne(ctx context.Context, target string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	v, rest := s.find(r.URL.Path)
	if v == nil {
		return s.unknownVerb(target)
	}
	c, err := v.read(r, rest)
	if err != nil {
		return err
	}
	_, err = s.await(ctx, s.question(v, c))
	return err
}

// find returns the verb whose name the path begins with, and the rest.
func (s *Server) find(path string) (*Verb, string) {
	for i := range s.config.Verbs {
		v := &s.config.Verbs[i]
		if path == v.Name {
			return v, ""
		}
		if rest, ok := strings.CutPrefix(path, v.Name+"/"); ok && rest != "" {
			return v, rest
		}
	}
	return nil, ""
}

func (s *Server) unknownVerb(path string) *Problem {
	var names []string
	for _, v := range s.config.Verbs {
		names = append(names, v.Name)
	}
	name, _, _ := strings.Cut(path, "/")
	e := &adit.UnknownError{Kind: "verb", ID: clip(name), Near: adit.Nearest(clip(name), names)}
	return &Problem{Status: http.StatusNotFound, Detail: e.Error(), Near: e.Near}
}

// A question is a call on its way to its answer.
type question struct {
	key      string
	fleeting bool
	run      func(ctx context.Context, tell func(Step)) (Body, error)
}

func (s *Server) question(v *Verb, c Call) question {
	q := question{v.key(s.config.Version, s.config.Now().UTC().Format(time.DateOnly), c), v.Fleeting,
		func(ctx context.Context, tell func(Step)) (Body, error) { return s.run(ctx, v, c, tell) }}
	if s.config.Shelf != "" && v.shelved(c) {
		q.run = s.fromShelf(q)
	}
	return q
}

// shelved tells which answers are worth a place on disk, and may lie there: what
// takes long, and rests on nothing but its parameters.
func (v *Verb) shelved(c Call) bool {
	return v.Solves && !v.Fleeting && v.State == nil && len(c.Documents) == 0
}

// fromShelf is the run of a question whose answer may lie on disk, and does so
// afterwards. A disk that fails costs time, not the answer.
func (s *Server) fromShelf(q question) func(context.Context, func(Step)) (Body, error) {
	shelf := &shelf{s.config.Shelf, shelfBytes}
	return func(ctx context.Context, tell func(Step)) (Body, error) {
		if body, ok := shelf.get(q.key); ok {
			return body, nil
		}
		body, err := q.run(ctx, tell)
		if err == nil {
			if err := shelf.put(q.key, body); err != nil {
				s.config.Log.Debug("answer not kept on disk", "error", err)
			}
		}
		return body, err
	}
}

// shelfBytes is the most that answers take on disk: some thousand briefs.
const shelfBytes = 64 << 20

// await waits for the answer; the run ends when nobody waits for it.
func (s *Server) await(ctx context.Context, q question) (*answer, error) {
	kept, f := s.answers.board(q)
	if kept != nil {
		return kept, nil
	}
	defer s.answers.leave(q.key, f)
	select {
	case <-f.done:
		return f.answer, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run waits for a core and runs the verb, within the limit.
func (s *Server) run(ctx context.Context, v *Verb, c Call, tell func(Step)) (body Body, err error) {
	q := s.quick
	if v.Solves {
		q = s.solving
	}
	leave, err := q.enter(ctx, func(place int) { tell(Step{Place: place, Label: "waiting"}) })
	if err != nil {
		return Body{}, err
	}
	defer leave()
	ctx, done := context.WithTimeout(ctx, s.config.Limit)
	defer done()
	defer func() {
		if fault := recover(); fault != nil {
			s.config.Log.Error("run failed", "verb", v.Name, "fault", fault, "stack", string(debug.Stack()))
			body, err = Body{}, errInner
		}
	}()
	body, err = v.Run(ctx, c, tell)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // whatever the verb calls it
	}
	return body, err
}

// send answers a request with bytes, zipped where the client takes that.
func (s *Server) send(w http.ResponseWriter, r *http.Request, a *answer) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	if a.file != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.file}))
	}
	h.Set("Vary", "Accept-Encoding, Accept")
	if a.fleeting {
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "private, no-cache") // ask again, and be told that nothing changed
		h.Set("ETag", a.etag)
	}
	if !a.fleeting && matches(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.zipped
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
	} else {
		var err error
		if body, err = a.plain(); err != nil {
			refuse(w, s.explain(err))
			return
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	s.write(w, body)
}

// write gives a slow client so long for each part, and no longer.
func (s *Server) write(w http.ResponseWriter, body []byte) {
	control := http.NewResponseController(w)
	for part := range slices.Chunk(body, 64<<10) {
		_ = control.SetWriteDeadline(time.Now().Add(s.config.Patience))
		if _, err := w.Write(part); err != nil {
			return
		}
	}
	_ = control.SetWriteDeadline(time.Time{})
}

func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}

// sendQueue tells how busy the server is.
func (s *Server) sendQueue(w http.ResponseWriter) {
	running, waiting := s.solving.length()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(map[string]int{"cores": s.config.Cores, "running": running, "waiting": waiting})
}
