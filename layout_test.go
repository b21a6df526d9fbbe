package adit_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var rewrite = flag.Bool("readme", false, "rewrite the package table of README.md")

// A layer is what a package may import besides the standard library.
type layer struct {
	ours   []string // packages of this module; "." is the root
	others []string // modules of others, each with a reason in docs/decisions
}

// layers is the architecture: arrows point down only. A package without a line
// fails, and so does an import that its line does not list. A line that ends
// in /* stands for every folder below that has none of its own.
var layers = map[string]layer{
	".": {},

	"lp":                {},
	"lp/cbc":            {ours: []string{"lp"}},
	"lp/clp":            {ours: []string{"lp"}},
	"lp/highs":          {ours: []string{"lp"}, others: []string{"github.com/tetratelabs/wazero"}},
	"lp/lptest":         {ours: []string{"lp"}, others: []string{"pgregory.net/rapid"}},
	"market":            {ours: []string{".", "lp"}},
	"shock":             {ours: []string{".", "lp", "market"}},
	"plan":              {ours: []string{".", "lp", "market"}},
	"exposure":          {ours: []string{".", "lp", "market", "internal/sparse"}},
	"reconcile":         {ours: []string{".", "lp"}},
	"world":             {ours: []string{".", "atlas", "lp", "reconcile"}},
	"minerals":          {ours: []string{".", "atlas"}},
	"baseline":          {ours: []string{".", "atlas", "market", "world"}},
	"stress":            {ours: []string{".", "atlas", "backtest", "baseline", "economy", "lp", "policy", "shock", "world"}},
	"economy":           {ours: []string{".", "atlas", "lp"}},
	"policy":            {ours: []string{".", "atlas"}},
	"backtest":          {ours: []string{".", "atlas"}},
	"leadtime":          {ours: []string{".", "atlas"}},
	"screen":            {ours: []string{".", "atlas", "baseline", "leadtime", "lp", "shock", "stress", "world"}},
	"prospect":          {ours: []string{".", "atlas", "baseline", "leadtime", "lp", "policy", "screen", "stress", "world"}},
	"brief":             {ours: []string{".", "atlas", "exposure", "finance", "lp", "minerals", "partner", "plan", "policy", "prospect", "screen", "stress", "world"}},
	"server":            {ours: []string{"."}, others: []string{"github.com/danielgtaylor/huma"}},
	"server/web":        {others: []string{"github.com/yuin/goldmark"}},
	"docs":              {},
	"server/webtest":    {others: []string{"github.com/chromedp/chromedp", "github.com/chromedp/cdproto"}},
	"server/web/bundle": {others: []string{"github.com/evanw/esbuild"}},
	"cmd/adit":          {ours: []string{".", "atlas", "atlas/*", "backtest", "baseline", "brief", "docs", "exposure", "finance", "leadtime", "ledger", "ledger/balance", "ledger/datapack", "ledger/epcis", "ledger/exchange", "ledger/journal", "ledger/ledgertest", "ledger/mineralreport", "ledger/pack", "ledger/repository", "ledger/trace", "ledger/untp", "ledger/vault", "ledger/vc", "lp", "lp/highs", "minerals", "partner", "plan", "policy", "prospect", "reconcile", "screen", "server", "server/web", "shock", "stockpile", "stress", "tariff", "world", "internal/change", "internal/progress", "internal/report", "internal/sheet", "internal/store", "internal/strictjson", "internal/table"}, others: []string{"github.com/spf13/cobra", "github.com/spf13/pflag"}},
	"finance":           {ours: []string{".", "atlas"}},
	"partner":           {ours: []string{".", "atlas", "exposure", "leadtime", "lp", "policy", "screen", "world"}},
	"tariff":            {ours: []string{".", "atlas", "exposure", "lp", "policy", "stress", "world"}},
	"stockpile":         {ours: []string{".", "atlas", "baseline", "lp", "world"}},

	"ledger":            {ours: []string{".", "internal/strictjson"}, others: []string{"github.com/gowebpki/jcs"}},
	"ledger/ledgertest": {ours: []string{".", "ledger"}},
	"ledger/journal":    {others: []string{"github.com/transparency-dev/tessera", "github.com/transparency-dev/formats", "golang.org/x/mod", "k8s.io/klog"}},
	"ledger/balance":    {ours: []string{".", "ledger"}},
	"ledger/trace":      {ours: []string{".", "ledger"}},
	"ledger/pack":       {ours: []string{".", "ledger", "ledger/balance", "ledger/journal", "ledger/trace"}, others: []string{"golang.org/x/mod"}},
	"ledger/vault":      {ours: []string{".", "ledger", "ledger/journal", "internal/strictjson"}, others: []string{"golang.org/x/mod"}},
	"ledger/datapack":   {ours: []string{".", "internal/limit"}, others: []string{"github.com/dlclark/regexp2", "github.com/santhosh-tekuri/jsonschema", "golang.org/x/text"}},
	"ledger/vc":         {ours: []string{".", "internal/limit", "internal/strictjson"}, others: []string{"github.com/go-jose/go-jose", "github.com/gowebpki/jcs", "github.com/piprate/json-gold"}},
	"ledger/exchange":   {ours: []string{".", "ledger", "internal/limit", "internal/strictjson"}, others: []string{"github.com/gowebpki/jcs"}},
	"ledger/untp":       {ours: []string{".", "ledger", "ledger/exchange", "internal/limit"}},
	"ledger/epcis":      {ours: []string{".", "ledger", "ledger/exchange", "internal/limit"}, others: []string{"github.com/gowebpki/jcs"}},
	"ledger/repository": {ours: []string{".", "ledger", "ledger/epcis", "ledger/exchange", "ledger/vault"}},

	"ledger/mineralreport": {ours: []string{".", "ledger", "ledger/trace", "internal/limit"}, others: []string{"github.com/xuri/excelize"}},

	"atlas":        {ours: []string{"."}, others: []string{"golang.org/x/text"}},
	"atlas/intake": {ours: []string{".", "atlas"}},
	"atlas/flows":  {ours: []string{".", "atlas", "atlas/intake"}},
	"atlas/*":      {ours: []string{".", "atlas", "atlas/flows", "atlas/intake"}},

	"internal/sparse":     {},
	"internal/strictjson": {ours: []string{"."}},
	"internal/progress":   {},
	"internal/limit":      {ours: []string{"."}},
	"internal/table":      {ours: []string{"."}},
	"internal/report":     {ours: []string{"internal/table"}},
	"internal/sheet":      {others: []string{"github.com/parquet-go/parquet-go", "github.com/xuri/excelize"}},
	"internal/store":      {ours: []string{"atlas"}},
	"internal/change":     {ours: []string{".", "atlas"}},
	"internal/datadoc":    {ours: []string{".", "atlas"}},
	"internal/importtest": {ours: []string{".", "atlas", "atlas/intake"}},
	"internal/tradetest":  {ours: []string{".", "atlas", "internal/importtest"}, others: []string{"github.com/google/go-cmp"}},
}

const module = "adit"

// lineOf returns the name of the line that a package falls under.
func lineOf(pkg string) string {
	if _, ok := layers[pkg]; ok {
		return pkg
	}
	if star := path.Dir(pkg) + "/*"; pkg != "." {
		if _, ok := layers[star]; ok {
			return star
		}
	}
	return ""
}

// eachFile calls f with every file of code that is no test and no generator.
func eachFile(t *testing.T, mode parser.Mode, f func(name, pkg string, fset *token.FileSet, file *ast.File)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != "." || nested(name)):
			return fs.SkipDir
		case d.IsDir(), !strings.HasSuffix(name, ".go"), strings.HasSuffix(name, "_test.go"):
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, mode)
		if err != nil {
			return err
		}
		if !generator(file) {
			f(name, path.Dir(name), fset, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// nested reports the folder of another module, such as cloud.
func nested(dir string) bool {
	_, err := os.Stat(path.Join(dir, "go.mod"))
	return err == nil && dir != "."
}

// generator reports a program that go generate runs.
func generator(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < f.Package && c.Text == "//go:build ignore" {
				return true
			}
		}
	}
	return false
}

// Packages import downwards only, and others' modules only where a line says
// so.
func TestLayout(t *testing.T) {
	eachFile(t, parser.ImportsOnly|parser.ParseComments, func(name, pkg string, _ *token.FileSet, file *ast.File) {
		line := lineOf(pkg)
		if line == "" {
			t.Errorf("package %s has no line in layers", pkg)
			return
		}
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := forbidden(layers[line], imp); why != "" {
				t.Errorf("%s: package %s may not import %s: %s", name, pkg, imp, why)
			}
		}
	})
}

// forbidden says why a layer may not import a package, or "".
func forbidden(l layer, imp string) string {
	if imp == module || strings.HasPrefix(imp, module+"/") {
		rel := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/")
		if rel == "" {
			rel = "."
		}
		if slices.Contains(l.ours, rel) || slices.Contains(l.ours, lineOf(rel)) {
			return ""
		}
		return "arrows point down only"
	}
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return "" // standard library
	}
	for _, m := range l.others {
		if imp == m || strings.HasPrefix(imp, m+"/") {
			return ""
		}
	}
	return "a dependency needs a reason, and a place"
}

// Nothing imports in a circle by way of the lines, and every line names lines.
func TestLayersPointDown(t *testing.T) {
	state := map[string]int{}
	var visit func(string)
	visit = func(name string) {
		switch state[name] {
		case 1:
			t.Errorf("layers: a circle through %s", name)
			return
		case 2:
			return
		}
		state[name] = 1
		for _, below := range layers[name].ours {
			if _, ok := layers[below]; !ok {
				t.Errorf("layers: %s lists %s, which has no line", name, below)
			}
			visit(below)
		}
		state[name] = 2
	}
	for _, name := range slices.Sorted(maps.Keys(layers)) {
		visit(name)
	}
}

// packages returns what each package is, by its line: the first sentence of
// its documentation.
func packages(t *testing.T) map[string]string {
	t.Helper()
	about := map[string]string{}
	eachFile(t, parser.PackageClauseOnly|parser.ParseComments, func(_, pkg string, _ *token.FileSet, file *ast.File) {
		line := lineOf(pkg)
		if _, ok := about[line]; !ok && line != "" {
			about[line] = ""
		}
		if file.Doc != nil {
			_, is, _ := strings.Cut(strings.TrimPrefix((&doc.Package{}).Synopsis(file.Doc.Text()), "Package "), " ")
			about[line] = strings.TrimSuffix(strings.TrimPrefix(is, path.Base(pkg)+" "), ":")
		}
	})
	about["atlas/*"] = "one publisher each: how to read its files"
	return about
}

// packageTable is the table of README.md.
func packageTable(t *testing.T) string {
	var b strings.Builder
	b.WriteString("| package | what | may import |\n|---|---|---|\n")
	about := packages(t)
	for _, name := range slices.Sorted(maps.Keys(about)) {
		var imports []string
		for _, o := range layers[name].ours {
			imports = append(imports, "`"+o+"`")
		}
		for _, o := range layers[name].others {
			imports = append(imports, path.Base(o))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, strings.ReplaceAll(about[name], "|", "\\|"), strings.Join(imports, ", "))
	}
	return b.String()
}

// README.md shows the packages that there are, with the imports they may have.
func TestReadmePackages(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- packages -->\n", "<!-- /packages -->"
	head, rest, ok := strings.Cut(string(data), begin)
	have, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no %s … %s", strings.TrimSpace(begin), end)
	}
	want := packageTable(t)
	switch {
	case have == want:
	case *rewrite:
		if err := os.WriteFile("README.md", []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the package table of README.md is not current: run go test . -run TestReadmePackages -readme")
	}
}
