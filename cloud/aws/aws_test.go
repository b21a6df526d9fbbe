package aws

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	gms "github.com/dolthub/go-mysql-server/sql"
	vitess "github.com/dolthub/vitess/go/mysql"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/sirupsen/logrus"

	"adit/cloud/storagetest"
	"adit/ledger/journal"
)

// fakeS3 is S3 in memory, for all that this process starts.
func fakeS3(t *testing.T) *s3mem.Backend {
	backend := s3mem.New()
	s := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(s.Close)
	t.Setenv("AWS_ENDPOINT_URL_S3", s.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "nobody")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "nothing")
	return backend
}

// fakeMySQL is a MySQL server in memory.
func fakeMySQL(t *testing.T) string {
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	databases := memory.NewDBProvider()
	s, err := server.NewServerWithHandler(server.Config{Listener: in}, sqle.NewDefault(databases), gms.NewContext, memory.NewSessionBuilder(databases), nil, mended)
	if err != nil {
		t.Fatal(err)
	}
	logrus.SetOutput(io.Discard)
	go s.Start()
	t.Cleanup(func() { s.Close() })
	return in.Addr().String()
}

// handler mends where the fake is unlike MySQL: transactions overwrite whole
// tables when they end, so that only one may be under way; it takes next for a
// keyword; and it does not number its error on a column that is there
// (ER_DUP_FIELDNAME), which tessera looks at.
type handler struct {
	vitess.Handler
	turn   chan struct{}
	within atomic.Pointer[vitess.Conn] // whose turn it is
}

func mended(h vitess.Handler) (vitess.Handler, error) {
	return &handler{Handler: h, turn: make(chan struct{}, 1)}, nil
}

func (h *handler) ConnectionClosed(c *vitess.Conn) {
	h.Handler.ConnectionClosed(c)
	if h.within.Load() == c {
		h.next()
	}
}

func (h *handler) next() {
	h.within.Store(nil)
	<-h.turn
}

func (h *handler) ComQuery(ctx context.Context, c *vitess.Conn, query string, callback vitess.ResultSpoolFn) error {
	transaction := h.within.Load() == c
	if !transaction {
		h.turn <- struct{}{}
		h.within.Store(c)
	}
	err := h.query(ctx, c, query, callback)
	switch {
	case query == "START TRANSACTION" && err == nil:
	case !transaction, query == "COMMIT", query == "ROLLBACK":
		h.next()
	}
	return err
}

var keyword = regexp.MustCompile(`\bnext\b`)

func (h *handler) query(ctx context.Context, c *vitess.Conn, query string, callback vitess.ResultSpoolFn) error {
	if strings.Contains(query, "SeqCoord") {
		query = keyword.ReplaceAllString(query, "`next`")
	}
	err := h.Handler.ComQuery(ctx, c, query, callback)
	if err != nil && strings.Contains(err.Error(), "already exists") && strings.Contains(query, "ADD COLUMN") {
		return vitess.NewSQLError(1060, "42S21", "%v", err)
	}
	return err
}

func TestStorage(t *testing.T) {
	bucket, address := fakeS3(t), fakeMySQL(t)
	var n atomic.Int64
	storagetest.Run(t, "aws", storagetest.Case{
		Open: Open,
		Address: func(t *testing.T) string {
			name := fmt.Sprintf("log%d", n.Add(1))
			if err := bucket.CreateBucket(name); err != nil {
				t.Fatal(err)
			}
			exec(t, address, "", "CREATE DATABASE "+name)
			return "aws://" + name + "/tin?database=root@tcp(" + address + ")/" + name + "?interpolateParams=true" // no prepared statements: handler
		},
		Die: func(t *testing.T, l journal.Lock) {
			err := l.(lock).conn.Raw(func(c any) error { return c.(io.Closer).Close() })
			if err != nil {
				t.Fatal(err)
			}
		},
		SetState: func(t *testing.T, at string, size int64) {
			u, err := url.Parse(at)
			if err != nil {
				t.Fatal(err)
			}
			exec(t, address, u.Host, "UPDATE IntCoord SET seq = ?", size)
		},
	})
}

func exec(t *testing.T, address, database, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("mysql", "root@tcp("+address+")/"+database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}
