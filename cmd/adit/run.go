package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/stress"
)

// verbs is the whole command line, in the order of its help. To add a verb,
// add a line.
func verbs() []func(*session) *cobra.Command {
	return []func(*session) *cobra.Command{
		briefVerb,
		exposureVerb,
		shockVerb,
		planVerb,
		screenVerb,
		partnersVerb,
		financeVerb,
		policyVerb,
		mineralsVerb,
		sourcesVerb,
		checkVerb,
		whyVerb,
		importVerb,
		ledgerVerb,
		serveVerb,
		versionVerb,
	}
}

// run is main without the process.
func run(ctx context.Context, e env, args []string) int {
	s, err := execute(ctx, e, args)
	if err == nil {
		return done
	}
	code := s.code(err)
	if !errors.Is(err, errNo) {
		s.complain(ctx, err, code)
	}
	return code
}

// execute runs the verb that the arguments name; the session tells how far it
// came.
func execute(ctx context.Context, e env, args []string) (*session, error) {
	s := &session{env: e, verb: "adit", args: args, ctx: ctx}
	s.progress = e.progress(false) // until --quiet is read
	root := s.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	s.progress.Done()
	s.close()
	return s, err
}

// errNo ends a run whose answer, already printed, is no.
var errNo = errors.New("no")

// listedBy says where to find the names of a kind when none looks like the one
// that was given.
var listedBy = map[string]string{
	"mineral":   "“adit minerals” lists them",
	"candidate": "--candidates lists them",
	"country":   "give its name or its ISO code of three letters, such as USA",
}

// complain prints an error as "adit VERB: message", faults one a line.
func (s *session) complain(ctx context.Context, err error, code int) {
	var faults adit.Faults
	var unknown *adit.UnknownError
	var broken *stress.InterruptedError
	switch {
	case errors.As(err, &broken):
		fmt.Fprintf(s.stderr, "%s: %v\n", s.verb, broken)
	case ctx.Err() != nil && s.changed:
		fmt.Fprintf(s.stderr, "%s: interrupted; what was written before stays\n", s.verb)
	case ctx.Err() != nil:
		fmt.Fprintf(s.stderr, "%s: interrupted; nothing was changed\n", s.verb)
	case errors.As(err, &faults):
		printFaults(s.stderr, faults, len(faults))
		fmt.Fprintf(s.stderr, "%s: %s\n", s.verb, tally(faults))
	case errors.As(err, &unknown) && len(unknown.Near) > 3:
		fmt.Fprintf(s.stderr, "%s: unknown %s %q; did you mean one of\n  %s\n", s.verb, unknown.Kind, unknown.ID, strings.Join(unknown.Near, "\n  "))
	case errors.As(err, &unknown) && len(unknown.Near) == 0 && listedBy[unknown.Kind] != "":
		fmt.Fprintf(s.stderr, "%s: %v; %s\n", s.verb, err, listedBy[unknown.Kind])
	default:
		fmt.Fprintf(s.stderr, "%s: %v\n", s.verb, err)
	}
	if code == misuse {
		fmt.Fprintf(s.stderr, "Run “%s” for help.\n", strings.TrimSpace("adit help "+strings.TrimPrefix(strings.TrimPrefix(s.verb, "adit"), " ")))
	}
}

// printFaults prints at most n faults, one a line, and how many are left out;
// errors rather than warnings.
func printFaults(w io.Writer, faults adit.Faults, n int) {
	if len(faults) > n {
		faults = slices.Clone(faults)
		slices.SortStableFunc(faults, func(a, b adit.Fault) int { return cmp.Compare(a.Severity, b.Severity) })
	}
	for _, f := range faults[:min(n, len(faults))] {
		fmt.Fprintf(w, "%s: %s: %s: %s; %s\n", f.Where, f.Severity, f.Rule, f.What, f.Remedy)
	}
	if more := len(faults) - n; more > 0 {
		fmt.Fprintf(w, "… and %d more; --json lists all\n", more)
	}
}

// tally counts faults by how bad they are.
func tally(faults adit.Faults) string {
	errs := 0
	for _, f := range faults {
		if f.Severity == adit.Wrong {
			errs++
		}
	}
	return count(errs, "error") + ", " + count(len(faults)-errs, "warning")
}

// count prints "1 row", "2 rows".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}
