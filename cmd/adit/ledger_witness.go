package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit/ledger/journal"
	"adit/ledger/vault"
)

func ledgerWitness(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "witness URL KEY",
		Short: "let a witness countersign the ledger's checkpoint",
		Long: `Sends the checkpoint to a witness on the network (c2sp.org/tlog-witness) with the proof that the ledger
only grew since what the witness last signed, checks its signature against KEY as the witness publishes
it, and adds it to the checkpoint. A log that showed different people different histories would need
every witness to take part.

The next checkpoint starts without: ask again when events were recorded. Name the witness's key in
ledger.json (witnesses, quorum) so that verify and trace ask for it.`,
		Example: "  adit ledger witness https://witness.example.org witness.example.org+1c9a…+BA… --ledger tin",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.ledgerWitness(cmd, folder(cmd), journal.Post{URL: args[0], Key: args[1]})
		},
	}
}

func (s *session) ledgerWitness(cmd *cobra.Command, dir string, post journal.Post) error {
	if !strings.HasPrefix(post.URL, "https://") && !strings.HasPrefix(post.URL, "http://") {
		return wrong("%.60q: write the witness's address with https://", post.URL)
	}
	text, err := os.ReadFile(filepath.Join(dir, "ledger.json"))
	if err != nil {
		return fmt.Errorf("%s: name the folder of a ledger: %w", dir, err)
	}
	m, err := vault.ReadManifest(text)
	if err != nil {
		return inFile(filepath.Join(dir, "ledger.json"), err)
	}
	policy := m.Policy()
	policy.Quorum = 0 // what it asks for is still to come
	files, err := m.Files(os.DirFS(dir))
	if err != nil {
		return err
	}
	log, err := journal.View(files, policy)
	if err != nil {
		return err
	}
	cp, err := log.Ask(cmd.Context(), http.DefaultClient, post, 0)
	if err != nil {
		return err
	}
	if err := log.Publish(cmd.Context(), m.Storage, filepath.Join(dir, "log"), cp); err != nil {
		return err
	}
	s.changed = true
	name, _, _ := strings.Cut(post.Key, "+")
	listed := slices.Contains(m.Witnesses, post.Key)
	return s.answer(map[string]any{"witness": name, "size": cp.Tree.N, "root": cp.Tree.Hash.String(), "in_policy": listed}, func(p *page) {
		p.line("%s signed the checkpoint over %s.", name, counted(int(cp.Tree.N), "entry", "entries"))
		if !listed {
			p.text("Its key is not in ledger.json: verify takes no notice of it until it is named there, or with --witness.")
		}
	})
}
