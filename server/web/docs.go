package web

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A library shows documents: reading is docs/reading.md, math/shock is
// docs/math/shock.md.
type library struct {
	files fs.FS
	kept  sync.Map // name → template.HTML
	index template.HTML
}

// shelves are the parts of the table of contents.
var shelves = []struct{ title, pattern string }{
	{"Reading and data", "*.md"},
	{"Equations", "math/*.md"},
	{"Decisions", "decisions/*.md"},
}

// newLibrary makes the table of contents.
func newLibrary(files fs.FS) (*library, error) {
	l := &library{files: files}
	var b strings.Builder
	b.WriteString("<h1>How are the figures made, and how are they read?</h1>\n")
	for _, shelf := range shelves {
		names, err := fs.Glob(files, shelf.pattern)
		if err != nil {
			return nil, err
		}
		if i := slices.Index(names, "reading.md"); i > 0 {
			names = slices.Insert(slices.Delete(names, i, i+1), 0, "reading.md") // where one begins
		}
		fmt.Fprintf(&b, "<h2>%s</h2>\n<ul>\n", shelf.title)
		for _, name := range names {
			title, err := l.title(name)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "<li><a href=\"/docs/%s\">%s</a></li>\n", strings.TrimSuffix(name, ".md"), html.EscapeString(title))
		}
		b.WriteString("</ul>\n")
	}
	l.index = template.HTML(b.String())
	return l, nil
}

func (l *library) title(name string) (string, error) {
	data, err := fs.ReadFile(l.files, name)
	if err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(string(data), "\n")
	if title, ok := strings.CutPrefix(first, "# "); ok {
		return numbered.ReplaceAllString(title, "$1. "), nil
	}
	return name, nil // a test asks for titles; a page is no reason not to serve
}

// numbered is the number of a decision, which its title writes in several ways.
var numbered = regexp.MustCompile(`^0*(\d+)[.:]? `)

// page renders a document; ok is false where there is none.
func (l *library) page(name string) (body template.HTML, ok bool) {
	if name == "" {
		return l.index, true
	}
	if kept, ok := l.kept.Load(name); ok {
		return kept.(template.HTML), true
	}
	if !fs.ValidPath(name) {
		return "", false
	}
	data, err := fs.ReadFile(l.files, name+".md")
	if err != nil {
		return "", false
	}
	body = template.HTML("<p class=\"crumb\"><a href=\"/docs\">Docs</a></p>\n<article class=\"doc\">\n" + render(name, data) + "</article>")
	l.kept.Store(name, body)
	return body, true
}

// render turns Markdown into HTML. Raw HTML in it is left out.
func render(name string, data []byte) string {
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID(),
		parser.WithASTTransformers(util.Prioritized(links{name}, 100))))
	var b bytes.Buffer
	if err := md.Convert(data, &b); err != nil {
		panic("web: " + name + ": " + err.Error()) // a buffer takes all
	}
	out := wide.ReplaceAllString(b.String(), `<div class="scroll" tabindex="0">$0</div>`)
	return contents(dress(out, strings.HasPrefix(name, "math/")))
}

var part = regexp.MustCompile(`(?s)<h2 id="([^"]+)">(.*?)</h2>`)

// contents puts the parts of a long document under its title.
func contents(page string) string {
	parts := part.FindAllStringSubmatch(page, -1)
	head := strings.Index(page, "</h1>") + len("</h1>")
	if len(parts) < 6 || head < len("</h1>") {
		return page
	}
	var b strings.Builder
	b.WriteString("\n<nav class=\"contents\" aria-label=\"On this page\"><ul>\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "<li><a href=\"#%s\">%s</a></li>\n", p[1], p[2])
	}
	b.WriteString("</ul></nav>\n")
	return page[:head] + b.String() + page[head:]
}

var wide = regexp.MustCompile(`(?s)<table>.*?</table>`)

// links points links between documents at their pages. What is not among the
// documents is text alone: the repository is not here.
type links struct{ name string }

// Transform is called by goldmark.
func (l links) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && entering {
			link.Destination = []byte(l.target(string(link.Destination)))
		}
		return ast.WalkContinue, nil
	})
}

func (l links) target(to string) string {
	file, part, hash := strings.Cut(to, "#")
	if strings.Contains(to, "://") || !strings.HasSuffix(file, ".md") {
		return to
	}
	to = "/docs/" + strings.TrimSuffix(path.Join(path.Dir(l.name), file), ".md")
	if hash {
		to += "#" + part
	}
	return to
}

var (
	subscript = regexp.MustCompile(`(^|[^\p{L}\p{N}_])(\p{L})_(\p{L}{1,3}|\p{N}{1,2})($|[^\p{L}\p{N}_])`)
	// indexed is T_ij, level_i,t−1 or Σ_{τ∈H} in a block of equations.
	indexed = regexp.MustCompile(`([\p{L}Σ∏Π])_(?:\{([^}]*)\}|([\p{L}\p{N}]+(?:,[\p{L}\p{N}]+(?:[−+]\p{N}+)?)*))`)
)

// dress makes what stands between tags easier on the eye: T_ij gets a
// subscript in equations, in the text and in blocks. Code in the text stays as
// it is.
func dress(page string, equations bool) string {
	if !equations {
		return page
	}
	var b strings.Builder
	code, block := 0, 0
	for page != "" {
		at := strings.IndexByte(page, '<')
		if at < 0 {
			at = len(page)
		}
		b.WriteString(lowered(page[:at], code > 0, block > 0))
		page = page[at:]
		end := strings.IndexByte(page, '>') + 1
		if end == 0 {
			end = len(page)
		}
		tag := page[:end]
		code += opens(tag, "code")
		block += opens(tag, "pre")
		b.WriteString(tag)
		page = page[end:]
	}
	return b.String()
}

// opens is 1 for the tag that opens an element, -1 for the one that closes it.
func opens(tag, element string) int {
	switch {
	case strings.HasPrefix(tag, "<"+element):
		return 1
	case strings.HasPrefix(tag, "</"+element):
		return -1
	}
	return 0
}

// lowered writes the indices of a text as subscripts.
func lowered(words string, code, block bool) string {
	switch {
	case block:
		return indexed.ReplaceAllString(words, "$1<sub>$2$3</sub>")
	case code:
		return words
	}
	for range 2 { // neighbours share the letter between them
		words = subscript.ReplaceAllString(words, "$1<i>$2</i><sub>$3</sub>$4")
	}
	return words
}
