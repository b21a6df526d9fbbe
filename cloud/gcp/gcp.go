// Package gcp keeps a ledger's log in Google Cloud Storage, and the order of its
// entries in Spanner:
//
//	gcp://BUCKET/PREFIX?database=projects/P/instances/I/databases/D
//
// The database is for this log alone. Who may use them Google's libraries find
// out by themselves (application default credentials). Reading takes the bucket
// alone.
package gcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"time"

	"cloud.google.com/go/spanner"
	gcs "cloud.google.com/go/storage"
	tesseragcp "github.com/transparency-dev/tessera/storage/gcp"
	"golang.org/x/mod/sumdb/tlog"
	"google.golang.org/grpc/codes"

	"adit/cloud/objects"
	"adit/ledger/journal"
)

type storage struct {
	client         *gcs.Client
	bucket, prefix string
	database       string
}

// Open is a journal.Opener.
func Open(ctx context.Context, at *url.URL) (journal.Storage, error) {
	s := storage{bucket: at.Host, prefix: strings.Trim(at.Path, "/"), database: at.Query().Get("database")}
	if s.database == "" {
		return nil, errors.New("log: write gcp://BUCKET?database=projects/P/instances/I/databases/D")
	}
	var err error
	if s.client, err = gcs.NewClient(ctx, gcs.WithJSONReads()); err != nil {
		return nil, fmt.Errorf("log: Google Cloud Storage: %w", err)
	}
	return s, nil
}

func (s storage) object(name string) *gcs.ObjectHandle {
	return s.client.Bucket(s.bucket).Object(path.Join(s.prefix, name))
}

func (s storage) Files() fs.FS { return objects.FS(s.read) }

func (s storage) read(ctx context.Context, name string) ([]byte, error) {
	r, err := s.object(name).NewReader(ctx)
	if errors.Is(err, gcs.ErrObjectNotExist) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// write writes an object whole or not at all, and returns its generation.
func write(ctx context.Context, o *gcs.ObjectHandle, text []byte) (int64, error) {
	w := o.NewWriter(ctx)
	w.ContentType, w.CacheControl = "text/plain; charset=utf-8", "no-cache"
	_, err := w.Write(text)
	if err = errors.Join(err, w.Close()); err != nil {
		return 0, err
	}
	return w.Attrs().Generation, nil
}

// Publish writes as tessera writes its checkpoints.
func (s storage) Publish(ctx context.Context, text []byte) error {
	_, err := write(ctx, s.object("checkpoint"), text)
	return err
}

func (s storage) Driver(ctx context.Context) (journal.Driver, error) {
	d, err := tesseragcp.New(ctx, tesseragcp.Config{GCSClient: s.client, Bucket: s.bucket, BucketPrefix: s.prefix, Spanner: s.database})
	return journal.Driver{Driver: d, Every: 1200 * time.Millisecond, Widths: []int{1, 32, 1024}}, err
}

func (s storage) State(ctx context.Context) (journal.State, error) {
	state := journal.State{Where: "table IntCoord"}
	client, err := spanner.NewClient(ctx, s.database)
	if err != nil {
		return state, fmt.Errorf("log: Spanner: %w", err)
	}
	defer client.Close()
	row, err := client.Single().ReadRow(ctx, "IntCoord", spanner.Key{0}, []string{"seq", "rootHash"})
	var size int64
	var root []byte
	if err == nil {
		err = row.Columns(&size, &root)
	}
	switch {
	case spanner.ErrCode(err) == codes.NotFound: // neither table nor row
		return state, nil
	case err != nil:
		return state, fmt.Errorf("log: Spanner: %w", err)
	case len(root) != tlog.HashSize:
		return state, &journal.DamageError{Path: state.Where, What: "its root cannot be read; restore it from a copy"}
	}
	state.Tree = &tlog.Tree{N: size, Hash: tlog.Hash(root)}
	return state, nil
}
