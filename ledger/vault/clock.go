package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"adit/ledger"
)

// tick is how often the last time seen is written.
const tick = time.Minute

func (v *Vault) clockFile() string { return filepath.Join(v.dir, "private", "clock") }

// checkClock reads the last time seen.
func (v *Vault) checkClock() error {
	text, err := os.ReadFile(v.clockFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	v.clock, err = time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("%s cannot be read; delete it if this computer's clock is right", v.clockFile())
	}
	_, err = v.time()
	return err
}

// time returns now, unless the clock went back: with a wrong clock, events of
// the future would pass and those of the present be refused.
func (v *Vault) time() (time.Time, error) {
	now := v.now()
	if now.Before(v.clock.Add(-ledger.Skew)) {
		return now, fmt.Errorf("this computer's clock went back: it says %s, and the ledger was written to at %s; set the clock, or delete %s if it was wrong then",
			now.UTC().Format(time.RFC3339), v.clock.UTC().Format(time.RFC3339), v.clockFile())
	}
	if now.Before(v.clock.Add(tick)) {
		return now, nil
	}
	v.clock = now
	return now, durable(v.clockFile(), []byte(now.UTC().Format(time.RFC3339)+"\n"), 0o600)
}
