package journal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// emptyRoot is the root of a tree without entries (RFC 6962, 2.1).
var emptyRoot = sha256.Sum256(nil)

// A Witness signs checkpoints of one log that extend the last it signed. It
// needs no network: requests and answers are files.
type Witness struct {
	Last tlog.Tree // the zero Tree before the first
	key  string
}

// NewWitness returns a witness with a signer key of x/mod/sumdb/note, as
// note.GenerateKey makes, that last signed that tree.
func NewWitness(signerKey string, last tlog.Tree) *Witness {
	if last.N == 0 {
		last.Hash = emptyRoot
	}
	return &Witness{last, signerKey}
}

// Cosign checks a proof of consistency from the last tree signed, and returns
// its checkpoint with one signature more.
func (w *Witness) Cosign(request []byte, policy Policy) ([]byte, error) {
	c, err := ParseConsistency(request)
	if err != nil {
		return nil, err
	}
	policy.Quorum = 0 // the others may not have signed yet
	cp, err := policy.Open([]byte(c.Checkpoint))
	if err != nil {
		return nil, err
	}
	if err := c.Extends(w.Last, cp.Tree); err != nil {
		return nil, fmt.Errorf("witness: not signed: %w", err)
	}
	text, err := w.sign(cp.Text, policy)
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	w.Last = cp.Tree
	return text, nil
}

// Answer is the witness's own line of a checkpoint that it cosigned: what it
// answers the keeper of the log with.
func Answer(cosigned []byte) []byte {
	return cosigned[bytes.LastIndexByte(cosigned[:len(cosigned)-1], '\n')+1:]
}

// NewWitnessKey makes a witness's key: the one that it keeps for itself, and
// the one that it publishes.
func NewWitnessKey(name string) (signer, verifier string, err error) {
	signer, verifier, err = note.GenerateKey(rand.Reader, name)
	if err == nil {
		verifier, err = fnote.VKeyToCosignatureV1(verifier)
	}
	return signer, verifier, err
}

func (w *Witness) sign(text string, policy Policy) ([]byte, error) {
	signer, err := fnote.NewSignerForCosignatureV1(w.key)
	if err != nil {
		return nil, err
	}
	keeper, witnesses, err := policy.verifiers()
	if err != nil {
		return nil, err
	}
	n, err := OpenNote([]byte(text), note.VerifierList(append(witnesses, keeper)...))
	if err != nil {
		return nil, err
	}
	return note.Sign(n, signer)
}
