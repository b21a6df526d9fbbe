package gcp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	gcs "cloud.google.com/go/storage"
	"google.golang.org/api/googleapi"

	"adit/ledger/journal"
)

// A lease is a lock for as long as its holder rewrites an object: Google's
// storages have no lock that a dying process lets go of. Who finds the object
// waits whether it changes, so that nobody's clock is trusted.
type lease struct {
	object *gcs.ObjectHandle
	stop   context.CancelFunc
	done   chan struct{}

	mu         sync.Mutex // guards what follows
	generation int64      // of the object as it was last written
	renewed    time.Time
	lost       error
}

// dead is how long a lease stands that nobody renews. A holder stops writing
// after half of it, and renews it four times as often. Tests shorten it.
var dead = 20 * time.Second

func (s storage) Lock(ctx context.Context) (journal.Lock, error) {
	o := s.object("lock")
	found := gcs.Conditions{DoesNotExist: true}
	switch old, err := o.Attrs(ctx); {
	case errors.Is(err, gcs.ErrObjectNotExist):
	case err != nil:
		return nil, fmt.Errorf("log: lock: %w", err)
	default:
		if err := unchanged(ctx, o, old.Generation); err != nil {
			return nil, err
		}
		found = gcs.Conditions{GenerationMatch: old.Generation}
	}
	l := &lease{object: o, done: make(chan struct{})}
	if err := l.write(ctx, found); err != nil {
		return nil, err
	}
	ctx, l.stop = context.WithCancel(context.WithoutCancel(ctx))
	go l.renew(ctx)
	return l, nil
}

// unchanged waits until a lease must be a dead process's.
func unchanged(ctx context.Context, o *gcs.ObjectHandle, generation int64) error {
	for end := time.Now().Add(dead); time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(dead / 10):
		}
		now, err := o.Attrs(ctx)
		if errors.Is(err, gcs.ErrObjectNotExist) || err == nil && now.Generation != generation {
			return journal.ErrLocked
		}
		if err != nil {
			return fmt.Errorf("log: lock: %w", err)
		}
	}
	return nil
}

func (l *lease) write(ctx context.Context, found gcs.Conditions) error {
	host, _ := os.Hostname()
	began := time.Now()
	generation, err := write(ctx, l.object.If(found), fmt.Appendf(nil, "%s, process %d\n", host, os.Getpid()))
	var refused *googleapi.Error
	if errors.As(err, &refused) && refused.Code == http.StatusPreconditionFailed {
		return journal.ErrLocked
	}
	if err != nil {
		return fmt.Errorf("log: lock: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.generation, l.renewed = generation, began
	return nil
}

func (l *lease) renew(ctx context.Context) {
	defer close(l.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(dead / 8):
		}
		err := l.write(ctx, gcs.Conditions{GenerationMatch: l.generation})
		if errors.Is(err, journal.ErrLocked) {
			l.mu.Lock()
			l.lost = err
			l.mu.Unlock()
			return
		}
	}
}

func (l *lease) Held(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost == nil && time.Since(l.renewed) > dead/2 {
		return errors.New("the lock in the bucket could not be renewed")
	}
	return l.lost
}

func (l *lease) Close() error {
	l.stop()
	<-l.done
	err := l.object.If(gcs.Conditions{GenerationMatch: l.generation}).Delete(context.Background())
	if err != nil && l.lost == nil {
		return fmt.Errorf("log: lock: it could not be given back, and ends by itself in %v: %w", dead, err)
	}
	return nil
}
