package progress

import (
	"strings"
	"testing"
	"time"
)

// Short work is silent; long work is one line, wiped at the end.
func TestLine(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	l := New(&out, func() time.Time { return now })
	l.Start("reading", Bytes)
	l.Update(1e6, 10e6)
	if out.Len() > 0 {
		t.Errorf("work of no time shows %q", out.String())
	}
	now = now.Add(2 * time.Second)
	l.Update(4e6, 10e6)
	l.Update(5e6, 10e6) // too soon to draw again
	if got, want := out.String(), "\r\x1b[Kreading   40%  4.0 MB of 10.0 MB  3s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	l.Done()
	if !strings.HasSuffix(out.String(), "\r\x1b[K") {
		t.Error("the line stays when the work is done")
	}
}

func TestUnknownTotal(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	l := New(&out, func() time.Time { return now })
	l.Start("solving", Items)
	now = now.Add(time.Second)
	l.Update(12, 0)
	if got, want := out.String(), "\r\x1b[Ksolving  12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNil(t *testing.T) {
	var l *Line
	l.Start("x", Items)
	l.Update(1, 2)
	l.Done()
}
