package limit_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"adit"
	"adit/internal/limit"
)

type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	return len(p), nil
}

// A gigabyte is refused after the first bytes over the limit, and takes no
// more memory than a few times the limit.
func TestGigabyte(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	source := &endless{}
	_, err := limit.ReadAll(io.LimitReader(source, 1<<30), 1<<20, "split the file")
	runtime.ReadMemStats(&after)
	var faults adit.Faults
	if !errors.As(err, &faults) || faults[0].Rule != "size" || faults[0].Remedy != "split the file" {
		t.Fatalf("error %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 16<<20 || source.read > 4<<20 {
		t.Errorf("%d bytes allocated, %d read", got, source.read)
	}
}

func TestExact(t *testing.T) {
	if b, err := limit.ReadAll(strings.NewReader("four"), 4, ""); err != nil || string(b) != "four" {
		t.Errorf("%q, %v", b, err)
	}
}
