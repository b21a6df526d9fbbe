package main

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"adit/internal/progress"
	"adit/internal/table"
)

// env is all that a verb may touch of the world outside.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	outTerminal, errTerminal bool

	getenv   func(string) string
	now      func() time.Time
	open     func(name string) (io.ReadCloser, error) // a file that a person names
	listen   func(addr string) (net.Listener, error)
	chromium func() (string, error)     // finds a browser that prints
	browse   func(address string) error // opens a browser
	embedded func() fs.FS               // the tables of the binary
	feeds    []feed                     // the importers

	kept   *kept                                           // what a server opened for all its runs, else nil
	encode func(s *session, v any, text func(*page)) error // takes an answer instead of standard output, else nil
	tell   func(progress.Step)                             // hears how far a run is instead of standard error, else nil
}

// errNoHome says that no data folder can be found.
var errNoHome = errors.New("no home folder: name a data folder with --data or ADIT_DATA")

// dataFolder is where a user's own editions lie: --data, else $ADIT_DATA, else
// adit in the place for such data.
func (e env) dataFolder(flag string) (string, error) {
	switch {
	case flag != "":
		return flag, nil
	case e.getenv("ADIT_DATA") != "":
		return e.getenv("ADIT_DATA"), nil
	case e.getenv("XDG_DATA_HOME") != "":
		return filepath.Join(e.getenv("XDG_DATA_HOME"), "adit"), nil
	case e.getenv("LOCALAPPDATA") != "":
		return filepath.Join(e.getenv("LOCALAPPDATA"), "adit"), nil
	case e.getenv("HOME") != "":
		return filepath.Join(e.getenv("HOME"), ".local", "share", "adit"), nil
	}
	return "", errNoHome
}

// style is bold only for a person who has not asked for plain text
// (https://no-color.org).
func (e env) style() table.Style {
	return table.Style{Bold: e.outTerminal && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"}
}

// openFile opens a file of the machine.
func openFile(name string) (io.ReadCloser, error) { return os.Open(name) }

// progress is a line on standard error, or nil where nobody watches.
func (e env) progress(quiet bool) *progress.Line {
	if e.tell != nil {
		return progress.Tell(e.tell)
	}
	if quiet || !e.errTerminal {
		return nil
	}
	return progress.New(e.stderr, e.now)
}
