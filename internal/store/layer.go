package store

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"

	"adit/atlas"
)

// Layer returns tables as atlas.Open takes them, held in memory: what an atlas
// would be with them, before they are accepted.
func Layer(publisher string, tables []*atlas.Table) (fs.FS, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, t := range tables {
		f, err := z.CreateHeader(&zip.FileHeader{Name: publisher + "/" + t.Schema.Name + ".csv", Method: zip.Store})
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", publisher, err)
		}
		if err := t.Write(f); err != nil {
			return nil, fmt.Errorf("layer %s: %w", publisher, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("layer %s: %w", publisher, err)
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}
