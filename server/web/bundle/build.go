package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// build returns the files of dist.
func build(dir string) (map[string][]byte, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(root, "dist")
	r := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: []string{"src/app.ts", "src/app.css"}, Outdir: out,
		Bundle: true, Splitting: true, Format: api.FormatESModule, Target: api.ES2022, Write: false, Metafile: true,
		MinifySyntax: true, MinifyWhitespace: true, MinifyIdentifiers: true, LegalComments: api.LegalCommentsNone, Charset: api.CharsetUTF8,
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		Loader: map[string]api.Loader{".json": api.LoaderJSON, ".svg": api.LoaderDataURL},
	})
	if len(r.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(r.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage}), ""))
	}
	files := map[string][]byte{}
	for _, f := range r.OutputFiles {
		name, err := filepath.Rel(out, f.Path)
		if err != nil {
			return nil, err
		}
		files[filepath.ToSlash(name)] = f.Contents
	}
	if files["NOTICES.txt"], err = notices(root, r.Metafile); err != nil {
		return nil, err
	}
	return files, nil
}

// notices are the licences of the packages whose bytes are in the output.
func notices(root, metafile string) ([]byte, error) {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct {
				Bytes int `json:"bytesInOutput"`
			}
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	packages := map[string]bool{}
	for _, o := range meta.Outputs {
		for name, in := range o.Inputs {
			if _, rest, ok := strings.Cut(name, "node_modules/"); ok && in.Bytes > 0 {
				packages[packageOf(rest)] = true
			}
		}
	}
	var b strings.Builder
	b.WriteString("The scripts of these pages hold parts of the packages below.\n")
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		text, err := licence(filepath.Join(root, "node_modules", name))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n== %s\n\n%s\n", name, strings.TrimSpace(text))
	}
	return []byte(b.String()), nil
}

// packageOf is the package a file of node_modules belongs to: the last one,
// where one lies in another.
func packageOf(path string) string {
	if at := strings.LastIndex(path, "node_modules/"); at >= 0 {
		path = path[at+len("node_modules/"):]
	}
	parts := strings.SplitN(path, "/", 3)
	if strings.HasPrefix(path, "@") {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// licence is the version of a package with the texts of its licence and notice.
func licence(dir string) (string, error) {
	var about struct{ Version, License string }
	data, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(data, &about); err != nil {
		return "", err
	}
	text := "version " + about.Version + ", " + about.License + "\n"
	found := false
	for _, pattern := range []string{"LICEN[SC]E*", "NOTICE*", "COPYRIGHT*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return "", err
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				return "", err
			}
			text += "\n" + string(data)
			found = true
		}
	}
	if !found {
		return "", fmt.Errorf("%s has no licence text", dir)
	}
	return text, nil
}
