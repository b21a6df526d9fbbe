// Package aws keeps a ledger's log in S3, and the order of its entries in MySQL:
//
//	aws://BUCKET/PREFIX?database=USER@tcp(HOST:3306)/NAME
//
// The database is for this log alone. Who may use the bucket the AWS SDK finds
// out by itself: AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID and the like, or the
// role of the machine; AWS_ENDPOINT_URL_S3 names another service that speaks S3, by
// an IP address, or by a name below which each bucket has its own.
// The database's password is in ADIT_MYSQL_PASSWORD. What follows ? in the
// database's name are parameters of github.com/go-sql-driver/mysql, such as
// ?tls=true. Reading takes the bucket alone.
package aws

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/go-sql-driver/mysql"
	tesseraaws "github.com/transparency-dev/tessera/storage/aws"
	"golang.org/x/mod/sumdb/tlog"

	"adit/cloud/objects"
	"adit/ledger/journal"
)

// Password is the variable of the environment that has the database's.
const Password = "ADIT_MYSQL_PASSWORD"

type storage struct {
	client         *s3.Client
	bucket, prefix string
	database       string // with its password
}

// Open is a journal.Opener.
func Open(ctx context.Context, at *url.URL) (journal.Storage, error) {
	s := storage{bucket: at.Host, prefix: strings.Trim(at.Path, "/")}
	db, err := mysql.ParseDSN(at.Query().Get("database"))
	if err != nil || db.DBName == "" {
		return nil, errors.New("log: write aws://BUCKET?database=USER@tcp(HOST:3306)/NAME")
	}
	if db.Passwd != "" {
		return nil, fmt.Errorf("log: ledger.json is for everybody: leave the password out of it, and put it into %s", Password)
	}
	db.Passwd = os.Getenv(Password)
	s.database = db.FormatDSN()
	c, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("log: AWS: %w", err)
	}
	s.client = s3.NewFromConfig(c)
	return s, nil
}

func (s storage) key(name string) *string { return aws.String(path.Join(s.prefix, name)) }

func (s storage) Files() fs.FS { return objects.FS(s.read) }

func (s storage) read(ctx context.Context, name string) ([]byte, error) {
	o, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: s.key(name)})
	var none *types.NoSuchKey
	if errors.As(err, &none) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	defer o.Body.Close()
	return io.ReadAll(o.Body)
}

// Publish writes as tessera writes its checkpoints.
func (s storage) Publish(ctx context.Context, text []byte) error {
	_, err := s.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &s.bucket, Key: s.key("checkpoint"), Body: bytes.NewReader(text),
		ContentType: aws.String("text/plain; charset=utf-8"), CacheControl: aws.String("no-cache")})
	return err
}

func (s storage) Driver(ctx context.Context) (journal.Driver, error) {
	// Without idle connections it would open a new one for each query.
	d, err := tesseraaws.New(ctx, tesseraaws.Config{Bucket: s.bucket, BucketPrefix: s.prefix, DSN: s.database, MaxIdleConns: 2})
	return journal.Driver{Driver: d, Every: time.Second, Widths: []int{1, 32, 1024}}, err
}

// noSuchTable is MySQL's ER_NO_SUCH_TABLE.
const noSuchTable = 1146

func (s storage) State(ctx context.Context) (journal.State, error) {
	state := journal.State{Where: "table IntCoord"}
	db, err := sql.Open("mysql", s.database)
	if err != nil {
		return state, err
	}
	defer db.Close()
	var size int64
	var root []byte
	err = db.QueryRowContext(ctx, "SELECT seq, rootHash FROM IntCoord WHERE id = 0").Scan(&size, &root)
	var refused *mysql.MySQLError
	switch {
	case errors.Is(err, sql.ErrNoRows), errors.As(err, &refused) && refused.Number == noSuchTable:
		return state, nil
	case err != nil:
		return state, fmt.Errorf("log: database: %w", err)
	case len(root) != tlog.HashSize:
		return state, &journal.DamageError{Path: state.Where, What: "its root cannot be read; restore it from a copy"}
	}
	state.Tree = &tlog.Tree{N: size, Hash: tlog.Hash(root)}
	return state, nil
}
