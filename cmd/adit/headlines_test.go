package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"adit/atlas"
	"adit/brief"
)

// headlines is what stands between the markers of README.md.
var headlines = regexp.MustCompile(`(?s)(<!-- headline facts -->\n).*?(<!-- /headline facts -->)`)

// The claims of README.md are those of the brief, computed from the embedded
// tables. -update rewrites them.
func TestReadmeHeadlines(t *testing.T) {
	const name = "../../README.md"
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(headlines.FindAllString(string(data), -1)) != 1 {
		t.Fatal("README.md has not one place for the headline facts")
	}
	table := claimsTable(brief.Claims(a))
	fresh := headlines.ReplaceAllStringFunc(string(data), func(old string) string {
		parts := headlines.FindStringSubmatch(old)
		return parts[1] + table + parts[2]
	})
	switch {
	case fresh == string(data):
	case *update:
		if err := os.WriteFile(name, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md shows headline facts that adit no longer computes: run go test ./cmd/adit -run TestReadmeHeadlines -update. They would be:\n%s", table)
	}
}

// claimsTable is Markdown; a bar inside a cell would end it.
func claimsTable(claims []brief.Claim) string {
	cell := func(s string) string { return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`) }
	var b strings.Builder
	b.WriteString("| claim | claimed | the embedded data say | verdict | others |\n|---|---|---|---|---|\n")
	for _, c := range claims {
		fmt.Fprintf(&b, "| %s | %s | %s (%s) | %s | %s |\n", cell(c.Statement), cell(c.Claimed), cell(c.Ours),
			"`"+strings.Join(strings.Fields(c.Source), "`, `")+"`", cell(c.Verdict), cell(c.Others))
	}
	return b.String()
}
