package journal

import (
	"errors"
	"fmt"
	"strings"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Policy says whose word on a log is taken.
type Policy struct {
	Log       string   // the log's public key, as a note verifier key
	Witnesses []string // public keys of witnesses, as they publish them
	Quorum    int      // how many witnesses must have signed
}

// A Checkpoint is what a log's keeper signed: all entries, in one hash.
type Checkpoint struct {
	Origin     string
	Tree       tlog.Tree
	Cosigned   []string // names of the policy's witnesses that signed
	Unverified int      // signatures of others, which say nothing
	Text       string   // as signed, with all signatures
}

// Open checks a checkpoint against the policy.
func (p Policy) Open(text []byte) (Checkpoint, error) {
	keeper, witnesses, err := p.verifiers()
	if err != nil {
		return Checkpoint{}, err
	}
	n, err := OpenNote(text, note.VerifierList(append(witnesses, keeper)...))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", reason(err))
	}
	cp := Checkpoint{Text: string(text), Unverified: len(n.UnverifiedSigs)}
	signed := false
	for _, s := range n.Sigs {
		if s.Name == keeper.Name() && s.Hash == keeper.KeyHash() {
			signed = true
		} else {
			cp.Cosigned = append(cp.Cosigned, s.Name)
		}
	}
	if cp.Origin, cp.Tree, err = parseBody(n.Text); err != nil {
		return Checkpoint{}, err
	}
	switch {
	case !signed:
		return Checkpoint{}, errors.New("checkpoint: it is not signed by the log's own key")
	case cp.Origin != keeper.Name():
		return Checkpoint{}, fmt.Errorf("checkpoint: it is of log %q, the key is of %q", cp.Origin, keeper.Name())
	case len(cp.Cosigned) < p.Quorum:
		return Checkpoint{}, fmt.Errorf("checkpoint: %d of the policy's witnesses signed, %d must", len(cp.Cosigned), p.Quorum)
	}
	return cp, nil
}

// reason puts note's errors in words.
func reason(err error) error {
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return errors.New("no signature of a key that the policy knows: is it of this log?")
	case errors.As(err, &invalid):
		return fmt.Errorf("the signature of %s does not fit: text or signature was changed", invalid.Name)
	}
	return err
}

func (p Policy) verifiers() (note.Verifier, []note.Verifier, error) {
	keeper, err := note.NewVerifier(p.Log)
	if err != nil {
		return nil, nil, fmt.Errorf("key of the log %.60q: %w", p.Log, err)
	}
	var witnesses []note.Verifier
	for _, w := range p.Witnesses {
		v, err := fnote.NewVerifierForCosignatureV1(w)
		if err != nil {
			return nil, nil, fmt.Errorf("key of a witness %.60q: %w", w, err)
		}
		witnesses = append(witnesses, v)
	}
	return keeper, witnesses, nil
}

// Name returns the log's name, which its key carries.
func (p Policy) Name() string {
	name, _, _ := strings.Cut(p.Log, "+")
	return name
}

// parseBody reads origin, size and root: three lines, and extensions below
// that adit does not write and does not mind.
func parseBody(body string) (string, tlog.Tree, error) {
	origin, rest, ok := strings.Cut(body, "\n")
	lines := strings.SplitAfterN(rest, "\n", 3)
	if !ok || origin == "" || len(lines) < 3 {
		return "", tlog.Tree{}, errors.New("checkpoint: it has no origin, size and root")
	}
	// tlog.Tree is the same two lines below another first line.
	t, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines[0] + lines[1]))
	if err != nil {
		return "", tlog.Tree{}, errors.New("checkpoint: size or root cannot be read")
	}
	return origin, t, nil
}

// FormatBody writes what a checkpoint says.
func FormatBody(origin string, t tlog.Tree) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, t.N, t.Hash)
}
