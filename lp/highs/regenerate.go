//go:build ignore

// Regenerate fetches the npm package highs at the version below and writes
// highs.wasm.gz (its WebAssembly module, compressed), names.json (what its
// minified imports and exports are called, read off highs.js) and LICENSE-highs-js.
// It needs npm and the network; users and tests need neither.
//
// To move to another version, change version, run it once to learn the hash, set
// wasmSHA256 in wasm.go, run it again, and run the tests.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

const version = "1.15.3"

func main() {
	log.SetFlags(0)
	files := unpack(fetch())
	wasm := files["package/build/highs.wasm"]
	checkHash(wasm)
	write("highs.wasm.gz", compress(wasm))
	write("names.json", names(string(files["package/build/highs.js"])))
	write("LICENSE-highs-js", files["package/LICENSE"])
}

// fetch is the package as npm packs it.
func fetch() []byte {
	dir, err := os.MkdirTemp("", "highs")
	check(err)
	defer os.RemoveAll(dir)
	cmd := exec.Command("npm", "pack", "--silent", "highs@"+version)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	check(cmd.Run())
	b, err := os.ReadFile(filepath.Join(dir, "highs-"+version+".tgz"))
	check(err)
	return b
}

func unpack(tgz []byte) map[string][]byte {
	z, err := gzip.NewReader(bytes.NewReader(tgz))
	check(err)
	files := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			return files
		}
		check(err)
		files[h.Name], err = io.ReadAll(t)
		check(err)
	}
}

// checkHash compares with the hash that wasm.go pins, the one place where it stands.
func checkHash(wasm []byte) {
	source, err := os.ReadFile("wasm.go")
	check(err)
	sum := fmt.Sprintf("%x", sha256.Sum256(wasm))
	if !strings.Contains(string(source), `"`+sum+`"`) {
		log.Fatalf("highs.wasm of highs@%s has sha256 %s, which is not what wasm.go pins", version, sum)
	}
}

var (
	importTable = regexp.MustCompile(`wasmImports=\{([^}]*)\}`)
	importPair  = regexp.MustCompile(`([\w$]+):([\w$]+)`)
	startExport = regexp.MustCompile(`wasmExports\["(\w+)"\]\(\)`) // called, not named
	exportPair  = regexp.MustCompile(`\b(\w+)(?:=Module\["\w+"\])?=wasmExports\["([^"]+)"\]`)
)

// names maps imports from minified to real name, exports the other way round,
// for each direction is asked only once. Emscripten's leading "_" is left out.
func names(js string) []byte {
	var n struct {
		Imports map[string]string `json:"imports"`
		Exports map[string]string `json:"exports"`
	}
	n.Imports, n.Exports = map[string]string{}, map[string]string{}
	table := importTable.FindStringSubmatch(js)
	if table == nil {
		log.Fatal("highs.js has no table of imports where it was")
	}
	for _, p := range importPair.FindAllStringSubmatch(table[1], -1) {
		n.Imports[p[1]] = strings.TrimLeft(p[2], "_")
	}
	for _, p := range exportPair.FindAllStringSubmatch(js, -1) {
		n.Exports[strings.TrimLeft(p[1], "_")] = p[2]
	}
	start := startExport.FindStringSubmatch(js)
	if start == nil {
		log.Fatal("highs.js does not call its constructors where it did")
	}
	n.Exports["(constructors)"] = start[1]
	b, err := json.MarshalIndent(n, "", " ")
	check(err)
	return append(b, '\n')
}

func compress(b []byte) []byte {
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	check(err)
	_, err = w.Write(b)
	check(err)
	check(w.Close())
	return z.Bytes()
}

func write(name string, b []byte) { check(os.WriteFile(name, b, 0o644)) }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
