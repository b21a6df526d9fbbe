package vault

import "path/filepath"

// SnapshotEvery lets a snapshot be written after so many events, and returns
// how to undo that.
func SnapshotEvery(n int64) (restore func()) {
	before := snapshotMin
	snapshotMin = n
	return func() { snapshotMin = before }
}

// SnapshotFile is where it lies.
func SnapshotFile(dir string) string { return filepath.Clean(snapshotFile(dir)) }

// Replayed is how many events were read that no snapshot held, when opened.
func (v *Vault) Replayed() int64 { return v.log.Size() - v.snapshot }
