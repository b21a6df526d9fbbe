package journal

import (
	"bytes"
	"encoding/base64"
	"errors"

	"golang.org/x/mod/sumdb/note"
)

// OpenNote is note.Open that takes signatures in one spelling alone. The last
// digit of base64 has bits that mean nothing, which note.Open lets be anything:
// a byte could be changed unseen.
func OpenNote(text []byte, known note.Verifiers) (*note.Note, error) {
	at := bytes.LastIndex(text, []byte("\n\n"))
	for line := range bytes.SplitSeq(text[at+1:], []byte("\n")) {
		i := bytes.LastIndexByte(line, ' ')
		if !bytes.HasPrefix(line, []byte("— ")) || i < 0 {
			continue // note.Open judges it
		}
		if _, err := base64.StdEncoding.Strict().DecodeString(string(line[i+1:])); err != nil {
			return nil, errors.New("a signature is not in plain base64: it was changed")
		}
	}
	return note.Open(text, known)
}
