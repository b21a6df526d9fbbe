package server

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"sync/atomic"
)

// An answer is the bytes of a run, as they are kept.
type answer struct {
	zipped []byte
	size   int
	etag   string // weak: the same for the zipped and the plain bytes
	kind   string // media type
	file   string

	fleeting bool // for those who wait for it, and nobody after them
}

const jsonType = "application/json"

func newAnswer(body Body) *answer {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(body.Bytes) // a buffer takes all
	z.Close()
	sum := sha256.Sum256(body.Bytes)
	return &answer{b.Bytes(), len(body.Bytes), `W/"` + hex.EncodeToString(sum[:16]) + `"`, cmp.Or(body.Type, jsonType), body.File, false}
}

// plain is the body again.
func (a *answer) plain() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(a.zipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// answers keeps what was asked of late, and lets those who ask the same at the
// same time share one run. It is bounded by bytes; the longest unused goes first.
type answers struct {
	mu    sync.Mutex
	most  int
	bytes int
	kept  map[string]*list.Element // of *keptAnswer
	used  *list.List               // the latest in front
	runs  map[string]*flight
	base  context.Context // ends when the server stops
}

type keptAnswer struct {
	key string
	*answer
}

// A flight is a run on its way, and who waits for it.
type flight struct {
	done     chan struct{}
	answer   *answer
	err      error
	watchers int
	cancel   context.CancelFunc
	step     atomic.Pointer[Step]
}

func newAnswers(base context.Context, most int) *answers {
	return &answers{most: most, kept: map[string]*list.Element{}, used: list.New(), runs: map[string]*flight{}, base: base}
}

// find is an answer that is kept, or nil.
func (a *answers) find(key string) *answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.lookup(key)
}

func (a *answers) lookup(key string) *answer {
	e, ok := a.kept[key]
	if !ok {
		return nil
	}
	a.used.MoveToFront(e)
	return e.Value.(*keptAnswer).answer
}

// board joins the run of a question, or starts it. Who boards must leave.
func (a *answers) board(q question) (*answer, *flight) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if kept := a.lookup(q.key); kept != nil {
		return kept, nil
	}
	if f, ok := a.runs[q.key]; ok {
		f.watchers++
		return nil, f
	}
	ctx, cancel := context.WithCancel(a.base)
	f := &flight{done: make(chan struct{}), watchers: 1, cancel: cancel}
	a.runs[q.key] = f
	go a.fly(ctx, q, f)
	return nil, f
}

func (a *answers) fly(ctx context.Context, q question, f *flight) {
	body, err := q.run(ctx, func(s Step) { f.step.Store(&s) })
	f.err = err
	if err == nil {
		f.answer = newAnswer(body)
		f.answer.fleeting = q.fleeting
	}
	a.mu.Lock()
	if a.runs[q.key] == f {
		delete(a.runs, q.key)
	}
	if err == nil && !q.fleeting {
		a.keep(q.key, f.answer)
	}
	a.mu.Unlock()
	f.cancel()
	close(f.done)
}

// leave ends a run that nobody waits for any more: the solver stops.
func (a *answers) leave(key string, f *flight) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f.watchers--
	if f.watchers > 0 {
		return
	}
	f.cancel()
	if a.runs[key] == f {
		delete(a.runs, key)
	}
}

// keepCost is what an answer takes beside its bytes.
const keepCost = 512

func (a *answers) keep(key string, got *answer) {
	cost := func(k *keptAnswer) int { return len(k.zipped) + len(k.key) + keepCost }
	k := &keptAnswer{key, got}
	if cost(k) > a.most/4 || a.kept[key] != nil {
		return
	}
	a.kept[key] = a.used.PushFront(k)
	a.bytes += cost(k)
	for a.bytes > a.most {
		last := a.used.Back()
		old := a.used.Remove(last).(*keptAnswer)
		delete(a.kept, old.key)
		a.bytes -= cost(old)
	}
}
