package server

import (
	"context"
	"slices"
	"sync"
)

// A queue lets so many run at once; the others wait in the order in which they
// came, and hear their place.
type queue struct {
	mu      sync.Mutex
	free    int
	cores   int
	most    int // that may wait
	waiting []*ticket
}

type ticket struct {
	turn chan struct{} // closed when it may run
	tell func(place int)
}

func newQueue(cores, most int) *queue { return &queue{free: cores, cores: cores, most: most} }

// enter waits for a core, and returns how to give it back.
func (q *queue) enter(ctx context.Context, tell func(place int)) (leave func(), err error) {
	t := &ticket{make(chan struct{}), tell}
	if err := q.join(t); err != nil {
		return nil, err
	}
	select {
	case <-t.turn:
		return sync.OnceFunc(q.next), nil
	case <-ctx.Done():
		q.abandon(t)
		return nil, ctx.Err()
	}
}

func (q *queue) join(t *ticket) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.free > 0:
		q.free--
		close(t.turn)
	case len(q.waiting) >= q.most:
		return errBusy
	default:
		q.waiting = append(q.waiting, t)
		t.tell(len(q.waiting))
	}
	return nil
}

// next hands a core to the first who waits.
func (q *queue) next() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.free++
		return
	}
	first := q.waiting[0]
	q.waiting = q.waiting[1:]
	first.tell(0)
	close(first.turn)
	q.places()
}

// abandon takes out who no longer waits. If its turn came at the same moment,
// the core goes on to the next.
func (q *queue) abandon(t *ticket) {
	q.mu.Lock()
	at := slices.Index(q.waiting, t)
	if at >= 0 {
		q.waiting = slices.Delete(q.waiting, at, at+1)
		q.places()
	}
	q.mu.Unlock()
	if at < 0 {
		q.next()
	}
}

func (q *queue) places() {
	for i, t := range q.waiting {
		t.tell(i + 1)
	}
}

// length tells how many run and how many wait.
func (q *queue) length() (running, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.cores - q.free, len(q.waiting)
}
