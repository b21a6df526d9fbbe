//go:build !unix

package journal

import (
	"context"
	"errors"
	"io/fs"
	"os"
)

// folder is a log's folder on a system that tessera cannot write one on.
type folder struct{ dir string }

func openPosix(dir string) Storage { return folder{dir} }

var errNoPOSIX = errors.New("log: recording needs a POSIX file system (Linux, macOS, BSD, or WSL on Windows); reading and verifying work here")

func (f folder) Files() fs.FS { return os.DirFS(f.dir) }

func (folder) Lock(context.Context) (Lock, error) { return nil, errNoPOSIX }

func (folder) State(context.Context) (State, error) { return State{}, errNoPOSIX }

func (folder) Driver(context.Context) (Driver, error) { return Driver{}, errNoPOSIX }

func (folder) Publish(context.Context, []byte) error { return errNoPOSIX }
