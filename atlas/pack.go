package atlas

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"
)

// Pack writes the tables of a folder as the archive that the binary embeds.
// Names are sorted and times fixed, so that the same tables give the same
// bytes.
func Pack(w io.Writer, tables fs.FS) error {
	names, err := fs.Glob(tables, "*/*.csv")
	if err != nil {
		return fmt.Errorf("pack atlas: %w", err)
	}
	slices.Sort(names)
	z := zip.NewWriter(w)
	for _, name := range names {
		data, err := fs.ReadFile(tables, name)
		if err != nil {
			return fmt.Errorf("pack atlas: %w", err)
		}
		h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}
		f, err := z.CreateHeader(h)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			return fmt.Errorf("pack atlas: %w", err)
		}
	}
	return z.Close()
}
