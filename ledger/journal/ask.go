package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

// A Post is a witness on the network: where it listens, and its key.
type Post struct {
	URL string // below it is add-checkpoint (c2sp.org/tlog-witness)
	Key string // as the witness publishes it
}

// maxAnswer bounds what a witness may say: a few lines of signatures.
const maxAnswer = 16 << 10

// Ask sends a witness the log's checkpoint with the proof that it extends what
// the witness last signed, and returns the checkpoint with the witness's
// signature added. What it last signed it says itself: the first request
// supposes the size given, and is answered with 409 and the right one.
func (l *Log) Ask(ctx context.Context, client *http.Client, post Post, last int64) (Checkpoint, error) {
	if _, err := fnote.NewVerifierForCosignatureV1(post.Key); err != nil {
		return Checkpoint{}, fmt.Errorf("key of witness %s: %w", post.URL, err)
	}
	for range 3 { // it may sign for others in between
		request, err := l.ProveSince(last)
		if err != nil {
			return Checkpoint{}, fmt.Errorf("witness %s signed a longer log: %w", post.URL, err)
		}
		status, text, err := send(ctx, client, post.URL, request.Text())
		switch {
		case err != nil:
			return Checkpoint{}, fmt.Errorf("witness %s: %w", post.URL, err)
		case status == http.StatusOK:
			cp, err := l.Cosigned(post.Key, text)
			if err != nil {
				return cp, fmt.Errorf("witness %s: %w", post.URL, err)
			}
			return cp, nil
		case status == http.StatusConflict:
			if last, err = parseSize(strings.TrimSuffix(string(text), "\n")); err != nil {
				return Checkpoint{}, fmt.Errorf("witness %s: 409 without the size that it last signed", post.URL)
			}
		default:
			return Checkpoint{}, fmt.Errorf("witness %s: %s", post.URL, refusal(status))
		}
	}
	return Checkpoint{}, fmt.Errorf("witness %s: it keeps saying that it signed another size", post.URL)
}

// refusal puts the statuses of c2sp.org/tlog-witness in words.
func refusal(status int) string {
	switch status {
	case http.StatusForbidden:
		return "403: it does not know this log's key"
	case http.StatusNotFound:
		return "404: it does not know this log"
	case http.StatusUnprocessableEntity:
		return "422: the proof does not hold for what it signed before: it has seen another history of this log"
	case http.StatusTooManyRequests:
		return "429: too often; ask later"
	}
	return fmt.Sprintf("%d %s", status, http.StatusText(status))
}

func send(ctx context.Context, client *http.Client, url string, body []byte) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(url, "/")+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	return res.StatusCode, text, err
}

// Cosigned adds the lines of signatures that a witness answers with to the
// log's checkpoint, and checks that the one of its key is among them and holds.
func (l *Log) Cosigned(key string, lines []byte) (Checkpoint, error) {
	v, err := fnote.NewVerifierForCosignatureV1(key)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("its key: %w", err)
	}
	for line := range bytes.Lines(lines) {
		if !bytes.HasPrefix(line, []byte("— ")) || !bytes.HasSuffix(line, []byte("\n")) {
			return Checkpoint{}, errors.New("its answer is no signature")
		}
	}
	text := l.cp.Text
	for line := range strings.Lines(string(lines)) {
		if !strings.Contains(text, line) {
			text += line
		}
	}
	n, err := OpenNote([]byte(text), note.VerifierList(v))
	if err != nil || len(n.Sigs) != 1 {
		return Checkpoint{}, errors.New("its signature does not fit its key and the checkpoint that is there now")
	}
	cp := l.cp
	cp.Text = text
	return cp, nil
}

// Handler answers add-checkpoint. What it last signed is in memory alone: who
// runs it for others keeps Last.
func (w *Witness) Handler(policy Policy) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(res http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(io.LimitReader(req.Body, maxAnswer))
		if err != nil || req.Method != http.MethodPost {
			http.Error(res, "post a checkpoint", http.StatusBadRequest)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		c, err := ParseConsistency(body)
		if err == nil && c.Old != w.Last.N {
			res.Header().Set("Content-Type", "text/x.tlog.size")
			res.WriteHeader(http.StatusConflict)
			fmt.Fprintf(res, "%d\n", w.Last.N)
			return
		}
		signed, err := w.Cosign(body, policy)
		if err != nil {
			http.Error(res, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		_, _ = res.Write(Answer(signed))
	})
}
