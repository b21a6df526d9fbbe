//go:build ignore

// This program packs data/*/*.csv into tables.zip.
package main

import (
	"bytes"
	"log"
	"os"

	"adit/atlas"
)

func main() {
	var b bytes.Buffer
	if err := atlas.Pack(&b, os.DirFS("data")); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("tables.zip", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
