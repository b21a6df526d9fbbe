package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// What is committed is what the sources make, wherever the npm packages are
// there to tell: they are not in the repository.
func TestBundleIsCurrent(t *testing.T) {
	if _, err := os.Stat("../node_modules"); err != nil {
		t.Skip("NOT TESTED: no npm packages; cd server/web && npm ci --ignore-scripts")
	}
	files, err := build("..")
	if err != nil {
		t.Fatal(err)
	}
	have, err := filepath.Glob("../dist/*")
	if err != nil || len(have) != len(files) {
		t.Errorf("dist has %d files, sources make %d: run go generate ./server/web (%v)", len(have), len(files), err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join("../dist", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not current: run go generate ./server/web", name)
		}
	}
}

func TestPackageOf(t *testing.T) {
	for path, want := range map[string]string{"echarts/lib/x.js": "echarts", "@a/b/c.js": "@a/b", "a/node_modules/d3-array/src/x.js": "d3-array"} {
		if got := packageOf(path); got != want {
			t.Errorf("%s belongs to %s, want %s", path, got, want)
		}
	}
}
