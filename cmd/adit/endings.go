package main

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"

	"adit"
	"adit/baseline"
	"adit/leadtime"
	"adit/ledger/trace"
	"adit/plan"
	"adit/policy"
	"adit/server"
	"adit/world"
)

// The ways a run ends.
const (
	done   = 0
	no     = 1 // the answer is no, the data are bad, or something failed
	misuse = 2
)

// endings says how each kind of error ends a run: with which code, and with
// which status over HTTP. The first that fits counts. Any other error is a
// failure that the caller is not to blame for.
var endings = []struct {
	is           func(error) bool
	exit, status int
}{
	{is[misuseError], misuse, http.StatusUnprocessableEntity},
	{is[*leadtime.RangeError], misuse, http.StatusUnprocessableEntity},
	{is[*fileError], no, http.StatusUnprocessableEntity},
	{is[*adit.UnknownError], no, http.StatusNotFound},
	{is[adit.Faults], no, http.StatusUnprocessableEntity},
	{is[*world.MissingError], no, http.StatusUnprocessableEntity},
	{is[*baseline.MissingError], no, http.StatusUnprocessableEntity},
	{is[*policy.NotRunnableError], no, http.StatusUnprocessableEntity},
	{is[*plan.InfeasibleError], no, http.StatusUnprocessableEntity},
	{is[*trace.AbsentError], no, http.StatusUnprocessableEntity},
	{is[*noAnswerError], no, http.StatusUnprocessableEntity},
}

func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// code maps errors to exit codes. Before a verb starts, cobra's errors are all
// about flags and arguments.
func (s *session) code(err error) int {
	for _, e := range endings {
		if s.started && e.is(err) {
			return e.exit
		}
	}
	if !s.started {
		return misuse
	}
	return no
}

// explain says what the error of a run means to who asked over HTTP, or nil
// where nobody foresaw it.
func explain(err error) *server.Problem {
	var f *failure
	if !errors.As(err, &f) {
		return nil
	}
	p := &server.Problem{Detail: f.Error()}
	var unknown *adit.UnknownError
	if errors.As(err, &unknown) {
		p.Near = unknown.Near
	}
	var faults adit.Faults
	if errors.As(err, &faults) {
		p.Faults = faults
	}
	for _, e := range endings {
		if e.is(err) {
			p.Status = e.status
			return p
		}
	}
	if !f.session.started {
		p.Status = http.StatusUnprocessableEntity
		return p
	}
	return nil
}

// A misuseError is a call that no data could answer.
type misuseError struct{ error }

func (e misuseError) Unwrap() error { return e.error }

// wrong is a call that means nothing; it exits with 2.
func wrong(format string, args ...any) error { return misuseError{fmt.Errorf(format, args...)} }

// A noAnswerError is a question that the data have no answer to.
type noAnswerError struct{ error }

// unanswered says that there is no answer, and why.
func unanswered(format string, args ...any) error { return &noAnswerError{fmt.Errorf(format, args...)} }

// A fileError is what is wrong with a file that was given.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string { return fmt.Sprintf("%s:\n%v", filepath.Base(e.name), e.err) }
func (e *fileError) Unwrap() error { return e.err }
