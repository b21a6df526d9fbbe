package journal

import (
	"bytes"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// Every byte of a signed note counts, the spare bits of base64 included,
// whatever the signature happens to end with.
func TestOpenNoteIsStrict(t *testing.T) {
	s, v := testKey("example.org/log")
	signer, err := note.NewSigner(s)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(v)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 64 {
		text, err := note.Sign(&note.Note{Text: string(rune('a'+i%26)) + string(rune('a'+i/26)) + "\n"}, signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenNote(text, note.VerifierList(verifier)); err != nil {
			t.Fatal(err)
		}
		for bit := range 8 {
			for at := len(text) - 6; at < len(text); at++ {
				bad := bytes.Clone(text)
				bad[at] ^= 1 << bit
				if _, err := OpenNote(bad, note.VerifierList(verifier)); err == nil {
					t.Fatalf("bit %d of byte %d changed, and nobody saw: %q", bit, at, text)
				}
			}
		}
	}
}
