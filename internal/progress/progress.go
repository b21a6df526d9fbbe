// Package progress tells a person at a terminal that long work goes on: one
// line on standard error, rewritten in place and wiped at the end. Work of
// less than a second shows nothing.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	patience = 700 * time.Millisecond // work is silent for so long
	redraw   = 100 * time.Millisecond
)

// A Unit says what is counted.
type Unit int

const (
	Items Unit = iota // "12 of 80"
	Bytes             // "12 of 80 MB"
)

// A Step is how far a piece of work is; 0 in Total is unknown.
type Step struct {
	Label       string
	Done, Total int64
}

// A Line is the progress of one piece of work after another. It is safe for
// concurrent use. The nil Line shows nothing.
type Line struct {
	w    io.Writer
	now  func() time.Time
	tell func(Step) // instead of drawing

	mu      sync.Mutex
	label   string
	unit    Unit
	started time.Time
	drawn   time.Time
	shown   bool
}

// New returns a line on w, which must be a terminal; now is the clock.
func New(w io.Writer, now func() time.Time) *Line { return &Line{w: w, now: now} }

// Tell returns a line that draws nothing and hands every step to f.
func Tell(f func(Step)) *Line { return &Line{tell: f, now: time.Now} }

// Start begins a piece of work and wipes what the last one left.
func (l *Line) Start(label string, unit Unit) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wipe()
	l.label, l.unit, l.started, l.drawn = label, unit, l.now(), time.Time{}
	if l.tell != nil {
		l.tell(Step{Label: label})
	}
}

// Update tells how much is done, of how much in all; 0 in all is unknown.
func (l *Line) Update(done, total int64) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tell != nil {
		l.tell(Step{l.label, done, total})
		return
	}
	t := l.now()
	if t.Sub(l.started) < patience || t.Sub(l.drawn) < redraw {
		return
	}
	l.drawn, l.shown = t, true
	fmt.Fprintf(l.w, "\r\x1b[K%s", l.text(done, total, t.Sub(l.started)))
}

// Say puts another label on the work that goes on.
func (l *Line) Say(label string) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.label = label
}

// Done wipes the line.
func (l *Line) Done() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wipe()
}

func (l *Line) wipe() {
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
	}
	l.shown = false
}

func (l *Line) text(done, total int64, spent time.Duration) string {
	if total <= 0 || done > total {
		return fmt.Sprintf("%s  %s", l.label, l.amount(done))
	}
	s := fmt.Sprintf("%s  %3d%%  %s of %s", l.label, 100*done/total, l.amount(done), l.amount(total))
	if done > 0 {
		s += "  " + left(time.Duration(float64(spent)*float64(total-done)/float64(done)))
	}
	return s
}

func (l *Line) amount(n int64) string {
	if l.unit == Bytes {
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprint(n)
}

// left is how long the rest takes if it goes on as before.
func left(d time.Duration) string {
	if d < time.Second {
		return "a moment left"
	}
	return d.Round(time.Second).String() + " left"
}
