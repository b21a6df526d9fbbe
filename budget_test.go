package adit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The size budgets of CONTRIBUTING.md. They are warnings: a test log, never a
// failure.
const (
	medianLines   = 12  // of functions
	ninetiethPct  = 45  // of functions
	fileLines     = 400 // of a file
	exportedNames = 25  // of a package
	packageCount  = 20
)

// A measure is the size of one package.
type measure struct {
	functions []int
	exported  int
}

func TestBudgets(t *testing.T) {
	sizes := map[string]*measure{}
	var all []int
	eachFile(t, parser.ParseComments|parser.SkipObjectResolution, func(name, pkg string, fset *token.FileSet, file *ast.File) {
		m := sizes[pkg]
		if m == nil {
			m = &measure{}
			sizes[pkg] = m
		}
		if n := fset.Position(file.FileEnd).Line; n > fileLines {
			t.Logf("warning: %s has %d lines, the budget is %d", name, n, fileLines)
		}
		for _, d := range file.Decls {
			m.add(fset, d)
		}
	})
	for _, pkg := range slices.Sorted(maps.Keys(sizes)) {
		m := sizes[pkg]
		all = append(all, m.functions...)
		if m.exported > exportedNames && !strings.HasPrefix(pkg, "internal/") {
			t.Logf("warning: package %s exports %d names, the budget is %d", pkg, m.exported, exportedNames)
		}
		if median, p90 := quantile(m.functions, 0.5), quantile(m.functions, 0.9); median > medianLines || p90 > ninetiethPct {
			t.Logf("warning: package %s has functions of median %d and p90 %d lines, the budget is %d and %d", pkg, median, p90, medianLines, ninetiethPct)
		}
	}
	if len(sizes) > packageCount {
		t.Logf("warning: %d packages, the budget is %d", len(sizes), packageCount)
	}
	t.Logf("%d functions, median %d lines, p90 %d", len(all), quantile(all, 0.5), quantile(all, 0.9))
}

// add counts a declaration. Methods of an exported type are its own affair.
func (m *measure) add(fset *token.FileSet, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		m.functions = append(m.functions, fset.Position(d.End()).Line-fset.Position(d.Pos()).Line+1)
		if d.Recv == nil && d.Name.IsExported() {
			m.exported++
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					m.exported++
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.IsExported() {
						m.exported++
					}
				}
			}
		}
	}
}

func quantile(values []int, q float64) int {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1))]
}
