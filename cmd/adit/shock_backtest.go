package main

import (
	"context"
	"slices"
	"strings"

	"adit/backtest"
	"adit/internal/progress"
	"adit/internal/table"
	"adit/stress"
)

// backtestOut is the record with what it was made from.
type backtestOut struct {
	*backtest.Record
	Asked   parameters  `json:"asked"`
	Sources []sourceRow `json:"sources"`
}

// backtest replays the events of table backtests, or those of some minerals.
func (s *session) backtest(ctx context.Context, names []string) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	ids, err := mineralIDs(v, names)
	if err != nil {
		return err
	}
	events, faults := backtest.Events(v.atlas)
	if err := faults.Err(); err != nil {
		return err
	}
	events = eventsOf(events, ids)
	if len(events) == 0 {
		return unanswered("no event of table backtests is about %s", strings.Join(ids, ", "))
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	s.progress.Start("replaying events", progress.Items)
	done := 0
	rec, err := backtest.Run(ctx, events, func(ctx context.Context, e backtest.Event) (backtest.Path, error) {
		done++
		s.progress.Update(int64(done), int64(len(events)))
		return stress.Replay(ctx, v.atlas, solver, e)
	})
	if err != nil {
		return err
	}
	out := backtestOut{rec, parameters{Set: s.set}, sources(v.atlas, []string{"adit", "adit-facts"})}
	return s.answer(out, func(p *page) { backtestPage(p, rec) })
}

// eventsOf picks the events of some minerals; all where none is named.
func eventsOf(events []backtest.Event, ids []string) []backtest.Event {
	if len(ids) == 0 {
		return events
	}
	return slices.DeleteFunc(events, func(e backtest.Event) bool {
		return !slices.ContainsFunc(e.Minerals, func(m string) bool { return slices.Contains(ids, m) })
	})
}

func backtestPage(p *page, rec *backtest.Record) {
	p.title("Past events replayed from what was known before them: %s hit, %d missed, %d cannot be tested", count(rec.Hits, "check"), rec.Misses, rec.NotTestable)
	t := table.New(table.Text("Event"), table.Text("Start"), table.Wrapped("What must be seen"), table.Number("Predicted"), table.Wrapped("Observed"), table.Text("Verdict"))
	for _, r := range rec.Results {
		for _, c := range r.Checks {
			t.Row(r.ID, r.Start, c.Check, c.PredictedText(), c.Observed, string(c.Outcome))
		}
	}
	p.table(t)
	p.text("Each event's vintage, notes and sources: --json, and docs/backtests.md. No parameter is fitted to an event; a miss stays a miss.")
}
