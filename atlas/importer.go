package atlas

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"adit"
)

// An Importer turns the raw files of one publisher into tables. Parsing is a
// pure function of the files: no clock, no network, no other state.
type Importer struct {
	Name   string // the publisher, and the folder of its tables: "usgs-mcs"
	About  string // one line
	Wants  string // which files it takes, for help and for errors
	Import func(context.Context, *Input) (*Result, error)
}

// Input is what an importer may see.
type Input struct {
	Files    []File // sorted by name
	Places   *Names // spellings of places, to place ids
	Minerals *Names // names, symbols and synonyms of minerals, to mineral ids
	// Progress is told bytes read of all bytes; nil is allowed.
	Progress func(done, total int64)
}

// Result is what an importer found: tables, and every fault of the raw files.
// A row that could not be read is a fault, never a guess.
type Result struct {
	Tables []*Table
	Faults adit.Faults
}

// A File is one raw file, opened when it is its turn. Name is slash-separated
// and relative to the folder that was given.
type File struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// maxRawFile bounds what ReadAll takes into memory. Larger files must stream.
const maxRawFile = 64 << 20

// ReadAll reads a small raw file whole and returns its SHA-256 in hexadecimal.
func (f File) ReadAll() (data []byte, sum string, err error) {
	r, err := f.Stream()
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	data, err = io.ReadAll(io.LimitReader(r, maxRawFile+1))
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", f.Name, err)
	}
	if len(data) > maxRawFile {
		return nil, "", fmt.Errorf("read %s: larger than %d MiB, not a file of this publisher", f.Name, maxRawFile>>20)
	}
	return data, r.Sum(), nil
}

// Stream opens a raw file for reading once from start to end.
func (f File) Stream() (*HashReader, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Name, err)
	}
	return &HashReader{r: r, h: sha256.New()}, nil
}

// A HashReader hashes what is read through it.
type HashReader struct {
	r io.ReadCloser
	h hash.Hash
	n int64
}

func (h *HashReader) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.h.Write(p[:n])
	h.n += int64(n)
	return n, err
}

// Close closes the file.
func (h *HashReader) Close() error { return h.r.Close() }

// Sum returns the SHA-256 of what has been read, in hexadecimal.
func (h *HashReader) Sum() string { return hex.EncodeToString(h.h.Sum(nil)) }

// Done returns how many bytes have been read.
func (h *HashReader) Done() int64 { return h.n }
