package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/store"
	"adit/internal/table"
)

// importFlags are what only this verb has.
type importFlags struct {
	accept, skipFaulty, undo, list bool
	into                           string
}

func importVerb(s *session) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import [SOURCE FILE|FOLDER…]",
		Short: "bring new data: see what would change, accept it, go back",
		Long: `Reads raw files of a publisher, checks them and shows what would change. Nothing is written before
--accept. Then the new edition takes the place of the publisher's tables in your data folder, the
raw files are kept by their hash, and --undo brings the edition before back. The tables inside the
binary are never touched.

Any fault of the raw files stops the import, unless --skip-faulty leaves the faulty rows out.
SOURCE all takes one folder that holds the raw files of every source. Without arguments the
sources are listed with the files they want.`,
		Example: "  adit import\n  adit import baci BACI_HS17_V202701/\n  adit import baci BACI_HS17_V202701/ --accept\n  adit import --undo baci\n  adit import --list",
		RunE:    func(cmd *cobra.Command, args []string) error { return s.imports(cmd.Context(), f, args) },
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return s.feedNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Args = func(_ *cobra.Command, args []string) error { return f.check(args) }
	cmd.Flags().BoolVar(&f.accept, "accept", false, "take the new edition into use")
	cmd.Flags().BoolVar(&f.skipFaulty, "skip-faulty", false, "leave faulty rows out and say how many")
	cmd.Flags().BoolVar(&f.undo, "undo", false, "bring back the edition before the last import of SOURCE")
	cmd.Flags().BoolVar(&f.list, "list", false, "list which editions are open, embedded or yours")
	cmd.Flags().StringVar(&f.into, "into", "", "write the tables into this `FOLDER` at once, for developers of adit")
	return cmd
}

// check refuses calls that mean nothing.
func (f importFlags) check(args []string) error {
	switch {
	case f.undo && f.list, f.list && len(args) > 0, f.undo && (f.accept || f.into != ""), f.accept && f.into != "":
		return errors.New("these flags do not go together")
	case f.undo && len(args) != 1:
		return errors.New("--undo takes one SOURCE")
	case !f.undo && len(args) == 1:
		return fmt.Errorf("which files of %s? name files or a folder", args[0])
	case len(args) > 0 && args[0] == everything && len(args) != 2:
		return errors.New("all takes one folder")
	case len(args) == 0 && (f.accept || f.into != "" || f.skipFaulty):
		return errors.New("name a SOURCE and its files")
	}
	return nil
}

// everything is the SOURCE that stands for all of them.
const everything = "all"

// imports sends each form of the call to its own function.
func (s *session) imports(ctx context.Context, f importFlags, args []string) error {
	switch {
	case f.list:
		return s.importList()
	case len(args) == 0:
		return s.importSources()
	case f.undo:
		return s.importUndo(args[0])
	case args[0] == everything:
		return s.importAll(ctx, f, args[1])
	}
	feed, err := s.feed(args[0])
	if err != nil {
		return err
	}
	files, err := collect(args[1:])
	if err != nil {
		return err
	}
	answer, err := s.importOne(ctx, f, feed, files)
	if err != nil {
		return err
	}
	return s.imported(answer, answer)
}

func (s *session) feedNames() []string {
	names := []string{everything}
	for _, f := range s.feeds {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

// feed finds an importer by name. An unknown one is misuse: no data could
// make it known.
func (s *session) feed(name string) (feed, error) {
	for _, f := range s.feeds {
		if f.Name == name {
			return f, nil
		}
	}
	return feed{}, misuseError{&adit.UnknownError{Kind: "source", ID: name, Near: adit.Nearest(name, s.feedNames())}}
}

// importAll imports every source whose raw files lie under one root.
func (s *session) importAll(ctx context.Context, f importFlags, root string) error {
	all := struct {
		Imports []importAnswer `json:"imports"`
	}{[]importAnswer{}}
	for _, feed := range s.feeds {
		if len(feed.raw) == 0 {
			continue
		}
		files, err := collectUnder(root, feed.raw)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			fmt.Fprintf(s.stderr, "%s: %s: no files under %s; left as it is\n", s.verb, feed.Name, root)
			continue
		}
		answer, err := s.importOne(ctx, f, feed, files)
		if err != nil {
			// What was written before must not go unsaid.
			return errors.Join(err, s.imported(all, all.Imports...))
		}
		all.Imports = append(all.Imports, answer)
	}
	if len(all.Imports) == 0 {
		return wrong("%s holds no raw files of any source; “adit import” lists them", root)
	}
	return s.imported(all, all.Imports...)
}

// importUndo needs no importer: an edition can be undone after its source has
// left the program.
func (s *session) importUndo(name string) error {
	st, err := s.store()
	if err != nil {
		return err
	}
	n, err := st.Undo(name)
	if errors.Is(err, store.ErrNothingToUndo) {
		if _, err := s.feed(name); err != nil {
			return err
		}
		return fmt.Errorf("%s: nothing to undo: the embedded edition is open", name)
	}
	if err != nil {
		return err
	}
	answer := struct {
		Source  string `json:"source"`
		Edition string `json:"edition_of"`
		Number  int    `json:"import"`
	}{name, "embedded", n}
	now := "the embedded edition"
	if n > 0 {
		answer.Edition, now = "user", fmt.Sprintf("your import %d", n)
	}
	return s.answer(answer, func(p *page) { p.line("%s: %s is open again", name, now) })
}

// A feedOut is an importer in JSON.
type feedOut struct {
	Source string `json:"source"`
	About  string `json:"about"`
	Wants  string `json:"wants"`
}

func (s *session) importSources() error {
	answer := struct {
		Sources []feedOut `json:"sources"`
	}{[]feedOut{}}
	t := table.New(table.Text("Source"), table.Wrapped("What"), table.Wrapped("Files it wants"))
	for _, f := range s.feeds {
		answer.Sources = append(answer.Sources, feedOut{f.Name, f.About, f.Wants})
		t.Row(f.Name, f.About, f.Wants)
	}
	return s.answer(answer, func(p *page) { p.table(t) })
}

// An editionOut says in JSON what is open of a publisher.
type editionOut struct {
	Publisher string   `json:"publisher"`
	Edition   string   `json:"edition_of"` // embedded or user
	Number    int      `json:"import"`     // 0 for the embedded edition
	Rows      int      `json:"rows"`
	Sources   []string `json:"sources"`
}

// importList counts rows, so that an edition that came out short is seen.
func (s *session) importList() error {
	layers, active, err := s.layers()
	if err != nil {
		return err
	}
	a, err := atlas.Open(layers...)
	if err != nil {
		return err
	}
	rows := map[string]int{}
	for _, schema := range atlas.Schemas {
		for r := range a.Rows(schema.Name) {
			rows[r.Publisher]++
		}
	}
	answer := struct {
		Publishers []editionOut `json:"publishers"`
	}{}
	t := table.New(table.Text("Publisher"), table.Text("Edition"), table.Number("Rows"), table.Wrapped("Sources in it"))
	for _, p := range a.Publishers() {
		out, open := editionOut{Publisher: p, Edition: "embedded", Rows: rows[p], Sources: []string{}}, "embedded"
		for _, v := range active {
			if v.Publisher == p {
				out.Edition, out.Number, open = "user", v.Number, fmt.Sprintf("yours, %d", v.Number)
			}
		}
		for r := range a.Rows("sources") {
			if r.Publisher == p {
				out.Sources = append(out.Sources, r.Get("source"))
			}
		}
		answer.Publishers = append(answer.Publishers, out)
		t.Row(p, open, table.Count(rows[p]), strings.Join(out.Sources, ", "))
	}
	return s.answer(answer, func(p *page) { p.table(t) })
}
