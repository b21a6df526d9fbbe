package web

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"adit/docs"
)

func site1(t testing.TB) http.Handler {
	t.Helper()
	h, err := Pages("test", docs.Files)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, target string) (*http.Response, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	b, _ := io.ReadAll(w.Result().Body)
	return w.Result(), string(b)
}

// Every page of the navigation is there, names itself, and asks nobody else for
// anything.
func TestPages(t *testing.T) {
	h := site1(t)
	for _, p := range pages {
		r, body := get(h, p.Path)
		if r.StatusCode != 200 || !strings.Contains(body, `<title>`+strings.ReplaceAll(p.Title, "&", "&amp;")+` – adit</title>`) || strings.Count(body, "aria-current") != 1 {
			t.Errorf("%s: %d", p.Path, r.StatusCode)
		}
		if strings.Contains(body, "<style") || regexp.MustCompile(`<script[^>]*>[^<]`).MatchString(body) || regexp.MustCompile(`(src|href)="(https?:)?//`).MatchString(body) && p.Name != "docs" {
			t.Errorf("%s: inline, or from elsewhere", p.Path)
		}
		for _, m := range regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(body, -1) {
			if r, _ := get(h, m[1]); r.StatusCode != 200 || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") && !strings.HasSuffix(m[1], ".txt") {
				t.Errorf("%s: %d %v", m[1], r.StatusCode, r.Header)
			}
		}
	}
	for _, target := range []string{"/nothing", "/docsx", "/docs/nothing", "/docs/../go", "/docs/math/../../go", "/assets/", "/assets/none.js", "/assets/%2e%2e/web.go", "/assets/..%2fweb.go", "/docs/%2e%2e/docs", "/docs/a%00b"} {
		if r, body := get(h, target); r.StatusCode == 200 || strings.Contains(body, "package ") {
			t.Errorf("%s: %d", target, r.StatusCode)
		}
	}
}

// Every document is shown, and its links lead somewhere.
func TestDocuments(t *testing.T) {
	h := site1(t)
	_, index := get(h, "/docs")
	shown := 0
	err := fs.WalkDir(docs.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		shown++
		address := "/docs/" + strings.TrimSuffix(name, ".md")
		r, body := get(h, address)
		if r.StatusCode != 200 || !strings.Contains(index, `href="`+address+`"`) || !strings.Contains(body, "<h1 id=") || strings.Contains(index, ">"+name+"<") {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
		for _, m := range regexp.MustCompile(`href="(/docs[^"#]*)`).FindAllStringSubmatch(body, -1) {
			if r, _ := get(h, m[1]); r.StatusCode != 200 {
				t.Errorf("%s links to %s: %d", name, m[1], r.StatusCode)
			}
		}
		return nil
	})
	if err != nil || shown < 20 {
		t.Errorf("%d documents, %v", shown, err)
	}
}

func TestRender(t *testing.T) {
	got := render("math/x.md", []byte("# A\n\nT_ij and x_j are not `T_ij` nor place_share; [b](b.md#c) [d](../data.md) [e](https://example.org/)\n\n<script>alert(1)</script>\n\n|a|\n|-|\n|x_1|\n\n    x_i,t−1 = Σ_{k∈K} y_k\n"))
	for _, want := range []string{`<i>T</i><sub>ij</sub> and <i>x</i><sub>j</sub> are not <code>T_ij</code> nor place_share`, `href="/docs/math/b#c"`, `href="/docs/data"`, `href="https://example.org/"`, `<div class="scroll" tabindex="0"><table>`, `<td><i>x</i><sub>1</sub></td>`, `x<sub>i,t−1</sub> = Σ<sub>k∈K</sub> y<sub>k</sub>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "<script") {
		t.Error("raw HTML comes through")
	}
	if l, err := newLibrary(fstest.MapFS{"x.md": {Data: []byte("no title")}}); err != nil || !strings.Contains(string(l.index), ">x.md<") {
		t.Error("a document without a title is not listed by its name")
	}
}

// What a first visit transfers is small.
func TestFirstViewIsSmall(t *testing.T) {
	h := site1(t)
	_, body := get(h, "/")
	total := len(body)
	err := fs.WalkDir(dist, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dist, name)
		total += len(data)
		return err
	})
	if err != nil || total > 1<<20 {
		t.Errorf("all that a visitor could load before any data: %d bytes, %v", total, err)
	}
}
