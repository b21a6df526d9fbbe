// Package docs holds the documents of this folder, so that the program can show
// them without the repository.
package docs

import "embed"

// Files are the documents.
//
//go:embed *.md math/*.md decisions/*.md
var Files embed.FS
