package flows

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"strings"

	"adit/atlas"
)

// A Row is told each row of a CSV and its place.
type Row func(c *atlas.CSV, where string) error

// CSV reads a raw CSV file of UTF-8 that has the columns needed, and hands each
// row over with its place. Rows with too few or too many columns become faults.
// The last line must be whole: a file that was cut off inside a number would
// otherwise be read as another number. A file named .gz is unpacked as it is
// read.
func CSV(ctx context.Context, in *atlas.Input, f atlas.File, log *Log, need []string, each Row) (sum string, err error) {
	return Read(ctx, in, f, func(s *Stream) error {
		t, err := unpack(s, f.Name)
		if err != nil {
			return err
		}
		if err := rows(t, f.Name, log, need, each); err != nil {
			return err
		}
		if t.last != '\n' {
			return fmt.Errorf("%s: the last line has no line end: the file is cut off; fetch it again, or add the line end", f.Name)
		}
		return nil
	})
}

// Texts is CSV for files that end with a name and not with a number: some
// publishers leave out the last line end.
func Texts(ctx context.Context, in *atlas.Input, f atlas.File, log *Log, need []string, each Row) (sum string, err error) {
	return Read(ctx, in, f, func(s *Stream) error {
		t, err := unpack(s, f.Name)
		if err != nil {
			return err
		}
		return rows(t, f.Name, log, need, each)
	})
}

// A tail remembers the last byte that was read through it.
type tail struct {
	r    io.Reader
	last byte
}

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if n > 0 {
		t.last = p[n-1]
	}
	return n, err
}

func unpack(s *Stream, name string) (*tail, error) {
	if !strings.HasSuffix(name, ".gz") {
		return &tail{r: s}, nil
	}
	z, err := gzip.NewReader(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &tail{r: z}, nil
}

func rows(r io.Reader, name string, log *Log, need []string, each Row) error {
	c, err := atlas.NewCSV(r, name, atlas.UTF8)
	if err != nil {
		return err
	}
	defer func() { log.Take(c) }()
	if err := c.Need(need...); err != nil {
		return err
	}
	for {
		more, err := c.Next()
		if err != nil || !more {
			return err
		}
		if err := each(c, At(name, c.Line)); err != nil {
			return err
		}
	}
}
