//go:build !unix

package journal

import (
	"context"
	"errors"
)

// A Writer appends to a log; tessera's storage needs a POSIX system.
type Writer struct{}

// ErrLocked says that another process writes to the log.
var ErrLocked = errors.New("another process records into this ledger; wait until it is done, or stop it")

var errNoPOSIX = errors.New("log: recording needs a POSIX file system (Linux, macOS, BSD, or WSL on Windows); reading and verifying work here")

func Open(context.Context, string, string, Policy, string) (*Writer, error) { return nil, errNoPOSIX }

func (*Writer) Size() int64 { return 0 }

func (*Writer) Append(context.Context, [][]byte) (int64, error) { return 0, errNoPOSIX }

func (*Writer) Published(context.Context) error { return errNoPOSIX }

func (*Writer) Close(context.Context) error { return nil }

// Publish needs a POSIX system, as recording does.
func (*Log) Publish(string, Checkpoint) error { return errNoPOSIX }
