package journal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A Proof shows that an entry is in a log (c2sp.org/tlog-proof).
type Proof struct {
	Index      int64
	Hashes     []tlog.Hash // from the leaf up
	Checkpoint string      // as signed
}

// The first lines of the two kinds of proof. That of consistency is the
// request by which a log asks a witness to sign (c2sp.org/tlog-witness).
const (
	proofLine = "c2sp.org/tlog-proof@v1"
	oldWord   = "old "
)

// Prove returns the proof that the entry is there.
func (l *Log) Prove(index int64) (Proof, error) {
	if index < 0 || index >= l.Size() {
		return Proof{}, fmt.Errorf("prove: no entry %d, there are %d", index, l.Size())
	}
	hashes, err := tlog.ProveRecord(l.Size(), index, l.hashes())
	if err != nil {
		return Proof{}, l.damage(index/width, err)
	}
	return Proof{index, hashes, l.cp.Text}, nil
}

// Text writes the proof.
func (p Proof) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nindex %d\n", proofLine, p.Index)
	writeHashes(&b, p.Hashes)
	fmt.Fprintf(&b, "\n%s", p.Checkpoint)
	return b.Bytes()
}

func writeHashes(b *bytes.Buffer, hashes []tlog.Hash) {
	for _, h := range hashes {
		b.WriteString(h.String() + "\n")
	}
}

// maxProof bounds a proof's hashes: a tree of 2⁶³ entries is that deep.
const maxProof = 63

// ParseProof reads a proof. It checks nothing but the form.
func ParseProof(text []byte) (Proof, error) {
	head, checkpoint, ok := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || lines[0] != proofLine {
		return Proof{}, fmt.Errorf("proof: it does not begin with %q and hold a checkpoint below an empty line", proofLine)
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:] // opaque to us
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return Proof{}, errors.New("proof: a line “index N” is missing")
	}
	index, err := parseSize(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return Proof{}, fmt.Errorf("proof: index: %w", err)
	}
	hashes, err := parseHashes(lines[1:])
	if err != nil {
		return Proof{}, fmt.Errorf("proof: %w", err)
	}
	return Proof{index, hashes, checkpoint}, nil
}

// parseSize reads a decimal without sign and leading zeros: one text for one
// number.
func parseSize(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("%.40q is no size", s)
	}
	return n, nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	if len(lines) > maxProof {
		return nil, fmt.Errorf("%d hashes are more than any tree asks for", len(lines))
	}
	var hashes []tlog.Hash
	for i, line := range lines {
		b, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(b) != tlog.HashSize {
			return nil, fmt.Errorf("hash %d cannot be read", i+1)
		}
		hashes = append(hashes, tlog.Hash(b))
	}
	return hashes, nil
}

// Check checks that an entry is in the log, by a proof and the policy alone,
// and returns the checkpoint and the entry's index.
func Check(proof, entry []byte, policy Policy) (Checkpoint, int64, error) {
	p, err := ParseProof(proof)
	if err != nil {
		return Checkpoint{}, 0, err
	}
	cp, err := policy.Open([]byte(p.Checkpoint))
	if err != nil {
		return Checkpoint{}, 0, err
	}
	if err := checkInclusion(p.Hashes, cp.Tree, p.Index, tlog.RecordHash(entry)); err != nil {
		return Checkpoint{}, 0, fmt.Errorf("proof: entry %d: %w", p.Index, err)
	}
	return cp, p.Index, nil
}

func checkInclusion(hashes []tlog.Hash, t tlog.Tree, index int64, leaf tlog.Hash) error {
	if index >= t.N {
		return fmt.Errorf("the tree has %d entries", t.N)
	}
	if err := tlog.CheckRecord(hashes, t.N, t.Hash, index, leaf); err != nil {
		return errors.New("the hashes do not lead from this entry to the checkpoint's root: entry or proof was changed")
	}
	return nil
}

// A Consistency shows that a log only grew between two checkpoints.
type Consistency struct {
	Old        int64
	Hashes     []tlog.Hash
	Checkpoint string // the newer one
}

// ProveSince returns the proof that the log at an older size is a part of this.
func (l *Log) ProveSince(old int64) (Consistency, error) {
	if old < 0 || old > l.Size() {
		return Consistency{}, fmt.Errorf("prove: the log has %d entries, not %d: it was cut or is another", l.Size(), old)
	}
	c := Consistency{Old: old, Checkpoint: l.cp.Text}
	if old == 0 || old == l.Size() {
		return c, nil
	}
	var err error
	if c.Hashes, err = tlog.ProveTree(l.Size(), old, l.hashes()); err != nil {
		return Consistency{}, l.damage(old/width, err)
	}
	return c, nil
}

// Text writes the proof.
func (c Consistency) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%d\n", oldWord, c.Old)
	writeHashes(&b, c.Hashes)
	fmt.Fprintf(&b, "\n%s", c.Checkpoint)
	return b.Bytes()
}

// ParseConsistency reads a proof. It checks nothing but the form.
func ParseConsistency(text []byte) (Consistency, error) {
	head, checkpoint, ok := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || !strings.HasPrefix(lines[0], oldWord) {
		return Consistency{}, errors.New("proof of consistency: it does not begin with “old N” and hold a checkpoint below an empty line")
	}
	old, err := parseSize(strings.TrimPrefix(lines[0], oldWord))
	if err != nil {
		return Consistency{}, fmt.Errorf("proof of consistency: %w", err)
	}
	hashes, err := parseHashes(lines[1:])
	if err != nil {
		return Consistency{}, fmt.Errorf("proof of consistency: %w", err)
	}
	return Consistency{old, hashes, checkpoint}, nil
}

// Extends checks that a newer tree holds an older one as its beginning.
func (c Consistency) Extends(old, newer tlog.Tree) error {
	switch {
	case c.Old != old.N:
		return fmt.Errorf("the proof starts at %d entries, the older checkpoint has %d", c.Old, old.N)
	case old.N > newer.N:
		return fmt.Errorf("the log had %d entries and has %d: it was cut", old.N, newer.N)
	}
	return checkConsistency(c.Hashes, old, newer)
}

func checkConsistency(hashes []tlog.Hash, old, newer tlog.Tree) error {
	if old.N == 0 || old.N == newer.N {
		empty := old.N == 0 && old.Hash == tlog.Hash(emptyRoot)
		if len(hashes) > 0 || !empty && (old.N == 0 || old.Hash != newer.Hash) {
			return errors.New("the two checkpoints contradict each other")
		}
		return nil
	}
	if err := tlog.CheckTree(hashes, newer.N, newer.Hash, old.N, old.Hash); err != nil {
		return errors.New("the newer checkpoint does not hold the older one's entries: history was changed, or the proof was")
	}
	return nil
}
