// Package limit bounds what is read of a file that somebody else wrote, so
// that a large one is an error and not the end of memory.
package limit

import (
	"bytes"
	"fmt"
	"io"

	"adit"
)

// ReadAll reads at most max bytes. A longer input is adit.Faults, found out
// after max+1 bytes.
func ReadAll(r io.Reader, max int64, remedy string) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, max+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if n > max {
		return nil, TooLarge("$", max, remedy)
	}
	return b.Bytes(), nil
}

// TooLarge is the fault of an input that is longer than max bytes.
func TooLarge(where string, max int64, remedy string) adit.Faults {
	return adit.Faults{{Where: where, Rule: "size", Severity: adit.Wrong, What: fmt.Sprintf("is longer than %d bytes", max), Remedy: remedy}}
}
