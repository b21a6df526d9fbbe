// Package datadoc writes docs/data.md: every table of the atlas, column by
// column, from the schemas that the tables are checked against.
package datadoc

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"adit"
	"adit/atlas"
)

//go:generate go run generate.go

var (
	//go:embed network.md
	network string
	//go:embed scenario.md
	scenario string
	//go:embed candidates.md
	candidates string
)

// Write writes the page.
func Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n", intro)
	for _, s := range atlas.Schemas {
		schema(b, s)
	}
	fmt.Fprintf(b, "## Kinds of columns\n\n| kind | holds |\n|---|---|\n")
	for _, k := range kinds {
		fmt.Fprintf(b, "| %s | %s |\n", k.kind, k.holds)
	}
	fmt.Fprintf(b, "\nUnits: `%s`.\n\nBases, best first: `%s`.\n\n", strings.Join(atlas.Units, "`, `"), strings.Join(bases(), "`, `"))
	b.WriteString(strings.TrimSpace(network) + "\n\n" + strings.TrimSpace(scenario) + "\n\n" + strings.TrimSpace(candidates) + "\n")
	return b.Flush()
}

const intro = `# Data

Generated from ` + "`atlas.Schemas`" + ` by ` + "`go generate ./internal/datadoc`" + `; a test keeps it current. ` + "`adit check`" + ` checks every cell
against it and names file and line of each fault.

A table is a CSV file, ` + "`<publisher>/<table>.csv`" + `, UTF-8, LF, sorted, with a header. Blank is unknown, never zero. One
publisher's tables are written by its importer and by nothing else. Rows are the same where their key is.

## Ids of figures

Every number has an id, which ` + "`adit why`" + ` explains and ` + "`--set`" + ` replaces: source, table, the cells of the key in order,
a mark of the source's own words (` + "`detail`" + `) where it has any, and the column unless it is ` + "`value`" + `:

` + "```" + `
usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024
baci-2024:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t
` + "```" + `

## Tables
`

func schema(b *bufio.Writer, s *atlas.Schema) {
	fmt.Fprintf(b, "### %s\n\n%s. Key: `%s`.\n\n| column | kind | required | meaning |\n|---|---|---|---|\n",
		s.Name, upper(s.About), strings.Join(s.Key, "`, `"))
	for _, c := range s.Columns {
		required := ""
		if c.Required {
			required = "yes"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", c.Name, c.Kind, required, strings.ReplaceAll(c.About, "|", "\\|"))
	}
	b.WriteString("\n")
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

var kinds = []struct {
	kind  atlas.Kind
	holds string
}{
	{atlas.Text, "any text in UTF-8"},
	{atlas.Word, "an identifier of letters, digits and `_ . / + -`"},
	{atlas.Mineral, "an id of the table minerals"},
	{atlas.Place, "an id of the table places (ISO 3166-1 alpha-3, OTH, WLD), or a site inside one"},
	{atlas.AYear, "a calendar year"},
	{atlas.Number, "a finite decimal number"},
	{atlas.Mass, "a number, 0 or more"},
	{atlas.Date, "2024, 2024-12 or 2024-12-03"},
	{atlas.Basis, "how a figure is known; see below"},
	{atlas.Source, "an id of the table sources"},
	{atlas.Unit, "a unit; see below"},
	{atlas.List, "texts separated by `;`"},
}

func bases() []string {
	var names []string
	for _, b := range adit.Bases {
		names = append(names, string(b))
	}
	return names
}
