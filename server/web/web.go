// Package web is what a browser gets: a shell for each page, rendered here, and
// scripts and styles built by bundle from src. It holds no logic of minerals:
// scripts ask the API.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
)

//go:generate go run ./bundle

//go:embed dist
var dist embed.FS

//go:embed shell.html
var shell string

// A Page is an entry of the navigation. What stands behind its path in an
// address belongs to it: /mineral/gallium.
type Page struct {
	Name  string // of its script: src/pages/NAME.ts
	Path  string
	Title string
	About string
}

// pages in the order of the navigation. To add a page, add a line, and a line
// in src/app.ts.
var pages = []Page{
	{"overview", "/", "Overview", "What does a country really depend on, mineral by mineral?"},
	{"mineral", "/mineral", "Mineral", "Who mines it, who refines it, who owns it, and through whom does it come?"},
	{"shock", "/shock", "Shock", "What happens if supply is cut: prices, who goes short, and for how long?"},
	{"plan", "/plan", "Plan", "Which projects and stocks close the gap for the least money?"},
	{"screen", "/screen", "Easy wins", "What can be had soon and for little?"},
	{"partners", "/partners", "Partners & policy", "With whom, and under which controls and orders?"},
	{"ledger", "/ledger", "Ledger", "Where did a lot come from, and can that be proven?"},
	{"sources", "/sources", "Sources & faults", "Where do the figures come from, how old are they, and what is missing?"},
	{"docs", "/docs", "Docs", "How are the figures made, and how are they read?"},
}

// view is what the shell is filled with.
type view struct {
	Pages    []Page
	Page     Page
	Script   string
	Style    string
	Version  string
	Body     template.HTML // rendered here; empty where the script does it
	NotFound bool
}

// site holds what all requests share.
type site struct {
	shell   *template.Template
	files   fs.FS
	script  string
	style   string
	version string
	docs    *library
}

// Pages serves the pages and their files, and documents under /docs.
func Pages(version string, docs fs.FS) (http.Handler, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	s := &site{files: files, version: version}
	if s.shell, err = template.New("shell").Parse(shell); err != nil {
		return nil, fmt.Errorf("shell of the pages: %w", err)
	}
	if s.docs, err = newLibrary(docs); err != nil {
		return nil, err
	}
	if s.script, err = entry(files, "app-*.js"); err != nil {
		return nil, err
	}
	if s.style, err = entry(files, "app-*.css"); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/assets/", http.StripPrefix("/assets/", http.HandlerFunc(s.asset)))
	mux.HandleFunc("/", s.page)
	return mux, nil
}

// entry finds a file of the bundle whose name carries a hash.
func entry(files fs.FS, pattern string) (string, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil || len(names) != 1 {
		return "", fmt.Errorf("the bundle has %d files %s: run go generate ./server/web", len(names), pattern)
	}
	return "/assets/" + names[0], nil
}

// asset serves a file of the bundle. Its name changes with what is inside, so
// that a browser never asks twice.
func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	if !fs.ValidPath(r.URL.Path) {
		http.NotFound(w, r)
		return
	}
	data, err := fs.ReadFile(s.files, r.URL.Path)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kinds := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".json": "application/json"}
	kind, ok := kinds[path.Ext(r.URL.Path)]
	if !ok {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(data)
}

// page fills the shell for an address.
func (s *site) page(w http.ResponseWriter, r *http.Request) {
	v := view{Pages: pages, Script: s.script, Style: s.style, Version: s.version}
	at := slices.IndexFunc(pages, func(p Page) bool {
		return r.URL.Path == p.Path || p.Path != "/" && strings.HasPrefix(r.URL.Path, p.Path+"/")
	})
	status := http.StatusOK
	if at >= 0 && pages[at].Name == "docs" {
		var ok bool
		if v.Body, ok = s.docs.page(strings.Trim(strings.TrimPrefix(r.URL.Path, "/docs"), "/")); !ok {
			at = -1
		}
	}
	if at < 0 {
		v.NotFound, status = true, http.StatusNotFound
		v.Page = Page{Name: "none", Title: "Not here"}
	} else {
		v.Page = pages[at]
	}
	var b bytes.Buffer
	if err := s.shell.Execute(&b, v); err != nil {
		panic("web: shell: " + err.Error()) // a template that does not fit its view
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}
