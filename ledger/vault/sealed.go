package vault

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"adit/ledger"
)

// Openings of sealed fields lie in private/openings.jsonl, one a line. They
// never go into the log.
func openingsFile(dir string) string { return filepath.Join(dir, "private", "openings.jsonl") }

// KeepOpening stores an opening, before the event that commits to it is
// recorded: the other way round, a crash would leave a commitment that nobody
// can open.
func KeepOpening(dir string, o ledger.Opening) error {
	text, err := json.Marshal(o)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(openingsFile(dir), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// Openings returns those of an event: what its owner may show to an auditor.
func Openings(dir string, event ledger.EventID) ([]ledger.Opening, error) {
	f, err := os.Open(openingsFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []ledger.Opening
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		o, err := ledger.ReadOpening(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", f.Name(), n, err)
		}
		if o.Event == event {
			all = append(all, o)
		}
	}
	return all, lines.Err()
}
