package stress

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"adit"
)

// Draws ask for the expected loss over an ensemble and over the bands of all
// levers (S7).
type Draws struct {
	Ensemble *adit.Ensemble // resolved; without foresight
	N        int            // how often all levers are drawn
	Seed     uint64

	// Keep is a file to which every finished chunk of draws is written, and from
	// which a run that was interrupted goes on; "" keeps nothing. Editions name
	// what else the figures rest on (data, program, replaced figures): draws of
	// other editions are not taken up.
	Keep     string
	Editions []string

	// Told is told how many of the draws that were left are done; nil is allowed.
	Told func(done, of int)
}

// An InterruptedError says how much of a run is kept.
type InterruptedError struct {
	Done, Of int    // draws
	Keep     string // "" for nothing kept
	Err      error
}

func (e *InterruptedError) Error() string {
	if e.Keep == "" {
		return fmt.Sprintf("interrupted after %d of %d draws; nothing is kept: with --keep FILE a run can go on", e.Done, e.Of)
	}
	return fmt.Sprintf("interrupted; %d of %d draws are kept in %s: the same call goes on from there", e.Done, e.Of, e.Keep)
}

func (e *InterruptedError) Unwrap() error { return e.Err }

// A chunk is some draws of one study: the losses of each case in which
// something happens, by draw.
type chunk struct {
	Mineral string     `json:"mineral"`
	Chunk   int        `json:"chunk"`
	Losses  [][]Losses `json:"losses"`
}

// Expect runs an ensemble on studies of one mineral each (OpenEach) and ranks
// them by expected loss. Every chunk starts from a cold solver and is told by
// its number alone, so the answer does not depend on how many cores there are
// or how often it was interrupted.
//
// Errors: adit.Faults for what cannot be drawn; *InterruptedError; a failed
// check, with the draw that failed.
func Expect(ctx context.Context, studies []*Study, d Draws) (*Expectation, error) {
	if err := d.faults(studies).Err(); err != nil {
		return nil, err
	}
	k, err := d.open(studies)
	if err != nil {
		return nil, err
	}
	w := &drawing{studies: studies, draws: d, keep: k, done: make([][]*chunk, len(studies))}
	w.takeKept()
	if err := cmp.Or(w.run(ctx), k.Close()); err != nil {
		return nil, err
	}
	return w.expectation(), nil
}

func (d *Draws) faults(studies []*Study) adit.Faults {
	var fs adit.Faults
	fault := func(where, rule, remedy, format string, args ...any) {
		fs = append(fs, adit.Fault{Where: where, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
	}
	if d.N < 1 {
		fault("draws", "draws", "draw 1 or more", "%d draws", d.N)
	}
	if d.Ensemble.Base.Foresight == adit.FullForesight {
		fault("$.foresight", "foresight", "write none: an ensemble is run period by period", "foresight is full")
	}
	if len(studies) == 0 {
		fault("minerals", "none-priced", "name a mineral that can be priced", "no mineral can be priced")
	}
	return fs
}

// A drawing is the state of an ensemble's run.
type drawing struct {
	studies []*Study
	draws   Draws
	keep    *keeper
	told    func()

	mu   sync.Mutex
	done [][]*chunk // by study, by number; nil where it is still to be drawn
	errs []failure
}

// A failure is of a task, by its place in the order of tasks.
type failure struct {
	task int
	err  error
}

// takeKept takes up what an earlier run has drawn.
func (w *drawing) takeKept() {
	for i, st := range w.studies {
		w.done[i] = make([]*chunk, chunks(w.draws.N))
		for c := range w.done[i] {
			w.done[i][c] = w.keep.find(st.Minerals[0], c)
		}
	}
}

// run draws what is not kept, chunks side by side. After an error no new chunk
// begins.
func (w *drawing) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	tasks, n := w.left()
	w.told = tally(w.draws.Told, n)
	next := make(chan int)
	var all sync.WaitGroup
	for range min(len(tasks), runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := range next {
				if err := w.draw(ctx, tasks[i]); err != nil {
					w.fail(i, err)
					stop(err)
				}
			}
		})
	}
	for i := range tasks {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	all.Wait()
	return w.outcome(ctx)
}

// A task is one chunk of one study.
type task struct{ study, chunk int }

// left lists the chunks to be drawn, and how many draws they are.
func (w *drawing) left() (tasks []task, draws int) {
	for i := range w.done {
		for c := range w.done[i] {
			if w.done[i][c] == nil {
				tasks = append(tasks, task{i, c})
				draws += sizeOf(c, w.draws.N)
			}
		}
	}
	return tasks, draws
}

func (w *drawing) draw(ctx context.Context, t task) error {
	c, err := w.studies[t.study].chunk(ctx, &w.draws, t.chunk, w.told)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done[t.study][t.chunk] = c
	return w.keep.put(c)
}

func (w *drawing) fail(task int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errs = append(w.errs, failure{task, err})
}

// outcome is the first chunk's error that is not only that another stopped all.
func (w *drawing) outcome(ctx context.Context) error {
	slices.SortFunc(w.errs, func(a, b failure) int { return cmp.Compare(a.task, b.task) })
	for _, f := range w.errs {
		if !errors.Is(f.err, context.Canceled) && !errors.Is(f.err, context.DeadlineExceeded) {
			return f.err
		}
	}
	if ctx.Err() == nil {
		return nil
	}
	_, left := w.left()
	of := len(w.studies) * w.draws.N
	return &InterruptedError{Done: of - left, Of: of, Keep: w.draws.Keep, Err: ctx.Err()}
}

// chunk draws one chunk: every case in which something happens, in every draw.
// Where nothing happens the market is the observed one by construction (S7b),
// and needs no solver.
func (st *Study) chunk(ctx context.Context, d *Draws, number int, told func()) (*chunk, error) {
	cases := st.repeatCases(d.Ensemble)
	defer closeAll(cases)
	out := &chunk{Mineral: st.Minerals[0], Chunk: number}
	for i, p := range positions(st.Models[0].Levers, d.Seed, number, sizeOf(number, d.N)) {
		net, losses := st.Network(p), make([]Losses, len(cases))
		for k, c := range cases {
			r, err := c.on(ctx, net, p)
			if err == nil {
				losses[k], err = st.losses(r)
			}
			if err != nil {
				return nil, fmt.Errorf("%s, draw %d of seed %d, %s: %w", st.Minerals[0], number*chunkSize+i+1, d.Seed, c.s.Name, err)
			}
		}
		out.Losses = append(out.Losses, losses)
		told()
	}
	return out, nil
}

// repeatCases are the cases in which something happens, in order.
func (st *Study) repeatCases(e *adit.Ensemble) []*Repeater {
	var out []*Repeater
	for i := range e.Cases {
		if len(e.Cases[i].Disruptions) > 0 {
			out = append(out, NewRepeater(st, e.Scenario(i)))
		}
	}
	return out
}

func closeAll(all []*Repeater) {
	for _, r := range all {
		r.Close() // a program that is given up: nothing rests on it
	}
}
