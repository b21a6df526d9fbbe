package stress

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// keepFormat changes whenever the same request would draw other numbers, or
// write them otherwise.
const keepFormat = 1

// A keepHead is the first line of a file of kept draws.
type keepHead struct {
	Format  int    `json:"adit_draws"`
	Request string `json:"request_sha256"`
}

// A keeper holds a file of finished chunks: a line that says what they are of,
// and a line of JSON each. A line is on disk before the next chunk is begun by
// whoever drew it, so that an interruption costs no finished chunk.
type keeper struct {
	file   *os.File
	chunks map[chunkID]*chunk
	fits   func(*chunk) bool
}

type chunkID struct {
	mineral string
	number  int
}

// request hashes all that the draws follow from: the ensemble, the seed, and the
// priced networks with their bands.
func (d *Draws) request(studies []*Study) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "format %d, %d draws, seed %d, editions %q\n", keepFormat, d.N, d.Seed, d.Editions)
	for i := range d.Ensemble.Cases {
		fmt.Fprintf(h, "case of probability %v\n", d.Ensemble.Cases[i].Probability)
		if err := d.Ensemble.Scenario(i).Write(h); err != nil {
			return "", err
		}
	}
	for _, st := range studies {
		if err := st.describe(h); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// describe writes what a study rests on.
func (st *Study) describe(w io.Writer) error {
	fmt.Fprintf(w, "minerals %q, country %s, year %d, need %v %v\n", st.Minerals, st.Country, st.Year, st.need.Base.Share, st.need.Base.Residual)
	for k, m := range st.Models {
		fmt.Fprintf(w, "levers %v\n", m.Levers)
		for _, u := range st.Patterns[k].Uses {
			fmt.Fprintf(w, "use %q %v %v %q %q %q\n", u.Name, u.Share, u.Substitutable, u.Industries, u.NAICS, u.Sector)
		}
	}
	return st.Network(nil).Write(w)
}

// open reads the chunks of the file that keeps them, or begins one.
func (d *Draws) open(studies []*Study) (*keeper, error) {
	if d.Keep == "" {
		return &keeper{}, nil
	}
	hash, err := d.request(studies)
	if err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	head, err := json.Marshal(keepHead{keepFormat, hash})
	if err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	k := &keeper{chunks: map[chunkID]*chunk{}, fits: d.fits}
	if k.file, err = os.OpenFile(d.Keep, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	if err := k.load(append(head, '\n')); err != nil {
		return nil, errors.Join(fmt.Errorf("keep: %s: %w", filepath.Base(d.Keep), err), k.file.Close())
	}
	return k, nil
}

// load reads all whole lines and cuts off a torn last one: the write that an
// interruption of the machine broke.
func (k *keeper) load(head []byte) error {
	data, err := io.ReadAll(k.file)
	if err != nil {
		return err
	}
	if len(data) < len(head) && bytes.HasPrefix(head, data) { // new, or torn in its first line
		return errors.Join(k.file.Truncate(0), k.write(head))
	}
	whole := bytes.LastIndexByte(data, '\n') + 1
	lines := bytes.SplitAfter(data[:whole], []byte("\n"))
	if err := refuseOther(lines[0], head); err != nil {
		return err
	}
	for i, line := range lines[1:] {
		if len(line) > 0 {
			if err := k.read(line); err != nil {
				return fmt.Errorf("line %d: %w; delete the line, and what it held is drawn again", i+2, err)
			}
		}
	}
	return k.file.Truncate(int64(whole))
}

// refuseOther keeps the draws of another request, and files of anything else,
// from being taken up or written to.
func refuseOther(first, head []byte) error {
	var h keepHead
	switch {
	case bytes.Equal(first, head):
		return nil
	case json.Unmarshal(first, &h) == nil && h.Request != "":
		return errors.New("holds the draws of another request (minerals, country, year, seed, number, ensemble, data or program differ): name another file, or delete it")
	}
	return errors.New("is no file of draws: name another")
}

func (k *keeper) read(line []byte) error {
	c := &chunk{}
	if err := json.Unmarshal(line, c); err != nil {
		return err
	}
	if !k.fits(c) {
		return errors.New("is no whole chunk of draws")
	}
	k.chunks[chunkID{c.Mineral, c.Chunk}] = c
	return nil
}

// fits reports whether a chunk has as many draws and cases as it must.
func (d *Draws) fits(c *chunk) bool {
	if c.Chunk < 0 || c.Chunk >= chunks(d.N) || len(c.Losses) != sizeOf(c.Chunk, d.N) {
		return false
	}
	eventful := 0
	for i := range d.Ensemble.Cases {
		if len(d.Ensemble.Cases[i].Disruptions) > 0 {
			eventful++
		}
	}
	return !slices.ContainsFunc(c.Losses, func(l []Losses) bool { return len(l) != eventful })
}

// find returns a kept chunk, or nil.
func (k *keeper) find(mineral string, number int) *chunk { return k.chunks[chunkID{mineral, number}] }

// put appends a chunk and sees it onto the disk.
func (k *keeper) put(c *chunk) error {
	if k.file == nil {
		return nil
	}
	line, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	if err := k.write(append(line, '\n')); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return nil
}

func (k *keeper) write(line []byte) error {
	if _, err := k.file.Write(line); err != nil {
		return err
	}
	return k.file.Sync()
}

// Close closes the file.
func (k *keeper) Close() error {
	if k.file == nil {
		return nil
	}
	return k.file.Close()
}
