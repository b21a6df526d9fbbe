//go:build ignore

// This program writes docs/data.md.
package main

import (
	"bytes"
	"log"
	"os"

	"adit/internal/datadoc"
)

func main() {
	var b bytes.Buffer
	if err := datadoc.Write(&b); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("../../docs/data.md", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
