package highs

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
)

//go:generate go run regenerate.go

// wasmSHA256 is the sha256 of build/highs.wasm in the npm package highs 1.15.3.
const wasmSHA256 = "528be4365bea1d4188988646b244263f50320df55782e14d6af5bce7cd45c840"

// Compressed it is 1.2 MB instead of 3.5, for 20 ms at load.
//
//go:embed highs.wasm.gz
var wasmGzip []byte

//go:embed names.json
var namesJSON []byte

// names says what the minified imports and exports of the module are called:
// imports from minified to real name, exports from real to minified.
type names struct {
	Imports map[string]string `json:"imports"`
	Exports map[string]string `json:"exports"`
}

// embedded unpacks the module and its names. The hash is checked here rather than
// in a test alone: names.json is right for this one module only.
func embedded() (wasm []byte, n names, err error) {
	z, err := gzip.NewReader(bytes.NewReader(wasmGzip))
	if err != nil {
		return nil, n, err
	}
	if wasm, err = io.ReadAll(z); err != nil {
		return nil, n, err
	}
	if sum := sha256.Sum256(wasm); hex.EncodeToString(sum[:]) != wasmSHA256 {
		return nil, n, errors.New("the embedded highs.wasm is not the pinned one")
	}
	return wasm, n, json.Unmarshal(namesJSON, &n)
}
