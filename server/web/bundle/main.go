// Command bundle builds the pages' scripts and styles: TypeScript of src and
// the npm packages of package.json, to dist, which is committed and embedded.
//
//	cd server/web && npm ci --ignore-scripts && go generate .
//
// Names in dist carry a hash of what is inside. NOTICES.txt gathers the
// licences of the packages that ended up in the bundle.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	files, err := build(dir)
	if err != nil {
		log.Fatal(err)
	}
	dist := filepath.Join(dir, "dist")
	if err := os.RemoveAll(dist); err != nil {
		log.Fatal(err)
	}
	for name, data := range files {
		name = filepath.Join(dist, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, len(data))
	}
}
