// Package objects lets a bucket be read as a folder of files.
package objects

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"path"
	"time"
)

// FS reads the object of a name whole; fs.ErrNotExist where there is none.
type FS func(ctx context.Context, name string) ([]byte, error)

// patience is how long one object may take: a tile has 8 kB, and a bundle of
// entries at most 16 MB.
const patience = time.Minute

func (f FS) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	data, err := f(ctx, name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return data, nil
}

func (f FS) Open(name string) (fs.File, error) {
	data, err := f.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &object{bytes.NewReader(data), path.Base(name)}, nil
}

// An object is open, and its own fs.FileInfo.
type object struct {
	*bytes.Reader
	name string
}

var _ io.Seeker = (*object)(nil) // http.FileServerFS asks for it

func (o *object) Stat() (fs.FileInfo, error) { return o, nil }
func (o *object) Close() error               { return nil }
func (o *object) Name() string               { return o.name }
func (o *object) Mode() fs.FileMode          { return 0o444 }
func (o *object) ModTime() time.Time         { return time.Time{} }
func (o *object) IsDir() bool                { return false }
func (o *object) Sys() any                   { return nil }
