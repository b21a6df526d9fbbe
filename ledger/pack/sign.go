package pack

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"adit/ledger/journal"
)

// Sign lets the keeper of the ledger vouch for what a pack says beyond its
// events: balance, alarms, date. The key is the log's.
func (d *Data) Sign(signerKey string) error {
	signer, err := note.NewSigner(signerKey)
	if err != nil {
		return fmt.Errorf("pack: key: %w", err)
	}
	body, err := d.body()
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: body}, signer)
	d.Keeper = string(signed)
	return err
}

// body is what the keeper signs: three lines that no checkpoint can be.
func (d *Data) body() (string, error) {
	unsigned := *d
	unsigned.Keeper = ""
	text, err := json.Marshal(&unsigned)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(text)
	return fmt.Sprintf("%s\n%s\n%s\n", Format, d.Ledger, base64.StdEncoding.EncodeToString(hash[:])), nil
}

// vouched reports whether the keeper signed the pack; an error where the
// signature does not fit.
func (d *Data) vouched(logKey string) (bool, error) {
	if d.Keeper == "" {
		return false, nil
	}
	v, err := note.NewVerifier(logKey)
	if err != nil {
		return false, err
	}
	want, err := d.body()
	if err != nil {
		return false, err
	}
	n, err := journal.OpenNote([]byte(d.Keeper), note.VerifierList(v))
	if err != nil || n.Text != want {
		return false, errors.New("pack: its keeper's signature does not fit: the file was changed")
	}
	return true, nil
}
