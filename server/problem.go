package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// A Problem is a failure as a client sees it (RFC 9457).
type Problem struct {
	Status int      `json:"status"`
	Title  string   `json:"title"`
	Detail string   `json:"detail,omitempty" doc:"What is wrong, in words."`
	Param  string   `json:"param,omitempty" doc:"The parameter that is at fault."`
	Near   []string `json:"near,omitempty" doc:"Names that look like the one that nothing has."`
	Faults any      `json:"faults,omitempty" doc:"Every fault of a document: where, rule, what, remedy."`

	RetryAfter time.Duration `json:"-"`
}

func (p *Problem) Error() string { return p.Detail }

// problem makes one from a format.
func problem(status int, format string, args ...any) *Problem {
	return &Problem{Status: status, Detail: fmt.Sprintf(format, args...)}
}

// Failures of the server's own. What a verb's errors mean its maker says with
// Config.Explain.
var (
	errBusy  = &Problem{Status: http.StatusServiceUnavailable, Detail: "too many runs wait already", RetryAfter: 15 * time.Second}
	errLimit = &Problem{Status: http.StatusServiceUnavailable, Detail: "the run took longer than this server allows: ask for less, or run it on the command line"}
	errStop  = &Problem{Status: http.StatusServiceUnavailable, Detail: "the server is stopping", RetryAfter: 10 * time.Second}
	errInner = &Problem{Status: http.StatusInternalServerError, Detail: "something failed that the request is not to blame for; the server's log says what"}
)

// explain turns any error into a Problem. Errors that nobody has explained are
// logged and not shown: they may name files of the machine.
func (s *Server) explain(err error) *Problem {
	var p *Problem
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &large):
		return problem(http.StatusRequestEntityTooLarge, "the body is larger than %d bytes", large.Limit)
	case errors.Is(err, context.DeadlineExceeded):
		return errLimit
	case errors.Is(err, context.Canceled):
		return errStop
	}
	if p = s.config.Explain(err); p != nil {
		return p
	}
	s.config.Log.Error("run failed", "error", err)
	return errInner
}

// refuse answers with a problem.
func refuse(w http.ResponseWriter, p *Problem) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(p.RetryAfter.Seconds())))
	}
	w.WriteHeader(p.Status)
	w.Write(p.body())
}

func (p *Problem) body() []byte {
	shown := *p
	if shown.Title == "" {
		shown.Title = http.StatusText(p.Status)
	}
	b, err := json.Marshal(shown)
	if err != nil {
		panic("server: problem: " + err.Error())
	}
	return b
}
