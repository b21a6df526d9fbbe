package cepii

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Sheet returns the cells of the first sheet of an Excel workbook of 1997 to
// 2003, given as such or alone in a zip.
func Sheet(raw []byte) ([][]string, error) {
	if bytes.HasPrefix(raw, []byte("PK")) {
		var err error
		if raw, err = unzip(raw); err != nil {
			return nil, err
		}
	}
	c, err := openCompound(raw)
	if err != nil {
		return nil, err
	}
	b, err := c.stream("Workbook")
	if err != nil {
		return nil, err
	}
	return cells(b)
}

func unzip(raw []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return strings.HasSuffix(strings.ToLower(f.Name), ".xls") })
	if i < 0 {
		return nil, errors.New("no .xls inside the zip")
	}
	r, err := z.File[i].Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	xls, err := io.ReadAll(io.LimitReader(r, maxRaw+1))
	if err == nil && len(xls) > maxRaw {
		err = fmt.Errorf("%s unpacks to more than %d MiB", z.File[i].Name, maxRaw>>20)
	}
	return xls, err
}
