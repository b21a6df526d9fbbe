package gcp

import (
	"fmt"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/spanner"
	"github.com/fsouza/fake-gcs-server/fakestorage"

	"adit/cloud/storagetest"
	"adit/ledger/journal"
)

func TestStorage(t *testing.T) {
	bucket, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bucket.Stop)
	t.Setenv("STORAGE_EMULATOR_HOST", bucket.URL())
	dead = 8 * time.Second
	var n atomic.Int64
	storagetest.Run(t, "gcp", storagetest.Case{
		Open: Open,
		Address: func(t *testing.T) string {
			t.Setenv("SPANNER_EMULATOR_HOST", fakeSpanner(t))
			name := fmt.Sprintf("log%d", n.Add(1))
			bucket.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: name})
			return "gcp://" + name + "/tin?database=projects/p/instances/i/databases/d"
		},
		Die: func(_ *testing.T, l journal.Lock) { l.(*lease).stop() },
		SetState: func(t *testing.T, at string, size int64) {
			u, err := url.Parse(at)
			if err != nil {
				t.Fatal(err)
			}
			db, err := spanner.NewClient(t.Context(), u.Query().Get("database"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Apply(t.Context(), []*spanner.Mutation{spanner.Update("IntCoord", []string{"id", "seq"}, []any{0, size})}); err != nil {
				t.Fatal(err)
			}
		},
	})
}
