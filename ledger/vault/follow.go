package vault

import (
	"context"
	"io/fs"

	"adit/ledger"
)

// A Follower reads a ledger that others may be recording into, and whenever it
// is asked what came since. It is not for concurrent use.
//
//	f, err := vault.Follow(os.DirFS("tin"))
//	grew, err := f.Refresh(ctx, nil, func(index int64, p *ledger.Prepared) { … })
type Follower struct {
	*Opened
	at *state
}

// Follow opens the ledger in a folder. Nothing of it is read before the first
// Refresh.
func Follow(fsys fs.FS) (*Follower, error) {
	o, err := Read(fsys)
	if err != nil {
		return nil, err
	}
	return &Follower{o, newState(o.Manifest)}, nil
}

// Refresh looks whether the checkpoint changed, and calls f with each event
// that came and is not void, in the order of the log. A checkpoint that does
// not hold all that was read before is an error, and so is one that witnesses
// of the policy have yet to sign: the book stays as it was. After an error half
// way it is over what f was called with, and the next Refresh goes on.
func (r *Follower) Refresh(ctx context.Context, progress Progress, f func(index int64, p *ledger.Prepared)) (grew bool, err error) {
	if r.Log, err = r.Log.Newer(); err != nil {
		return false, err
	}
	before := r.at.size
	if before < r.Log.Size() {
		err = r.at.walk(ctx, r.Log, false, progress, f)
	}
	return r.at.size > before, err
}

// Book is what follows from the events read so far.
func (r *Follower) Book() *ledger.Book { return r.at.book }

// Void returns the events of the log that the book refuses.
func (r *Follower) Void() []Void { return r.at.void }
