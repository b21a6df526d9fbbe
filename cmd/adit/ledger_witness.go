package main

import (
	"context"
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

type witnessFlags struct {
	request, answer string
	last            int64
}

func ledgerWitness(s *session) *cobra.Command {
	var f witnessFlags
	cmd := &cobra.Command{
		Use:   "witness [URL] KEY",
		Short: "let a witness countersign the ledger's checkpoint",
		Long: `Sends the checkpoint to a witness on the network (c2sp.org/tlog-witness) with the proof that the ledger
only grew since what the witness last signed, checks its signature against KEY as the witness publishes
it, and adds it to the checkpoint. A log that showed different people different histories would need
every witness to take part.

Without a network it goes by files: --request FILE writes what the witness asks for, with --last N for
the size that it last signed; it answers with “adit ledger cosign”, and --answer FILE adds that.

The next checkpoint starts without: ask again when events were recorded. Name the witness's key in
ledger.json (witnesses, quorum) so that verify and trace ask for it.`,
		Example: "  adit ledger witness https://witness.example.org witness.example.org+1c9a…+BA… --ledger tin\n" +
			"  adit ledger witness witness.example.org+1c9a…+BA… --request ask.txt --last 120 --ledger tin\n  adit ledger witness witness.example.org+1c9a…+BA… --answer answer.txt --ledger tin",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			byFile := f.request != "" || f.answer != ""
			switch {
			case byFile == (len(args) == 2) || f.request != "" && f.answer != "":
				return wrong("give URL and KEY of a witness on the network, or its KEY with --request FILE or --answer FILE")
			case f.request != "":
				return s.witnessRequest(folder(cmd), f)
			case f.answer != "":
				return s.witnessAnswer(cmd.Context(), folder(cmd), args[0], f.answer)
			}
			return s.ledgerWitness(cmd.Context(), folder(cmd), journal.Post{URL: args[0], Key: args[1]})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.request, "request", "", "`FILE` to write the request to")
	fl.StringVar(&f.answer, "answer", "", "`FILE` with the witness's answer")
	fl.Int64Var(&f.last, "last", 0, "`SIZE` of the ledger that the witness last signed")
	return cmd
}

// ownLog opens the log of a ledger for its keeper: the signatures that its
// policy asks for may be still to come.
func ownLog(dir string) (*journal.Log, vault.Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, "ledger.json"))
	if err != nil {
		return nil, vault.Manifest{}, fmt.Errorf("%s: name the folder of a ledger: %w", dir, err)
	}
	m, err := vault.ReadManifest(text)
	if err != nil {
		return nil, m, inFile(filepath.Join(dir, "ledger.json"), err)
	}
	policy := m.Policy()
	policy.Quorum = 0
	files, err := m.Files(os.DirFS(dir))
	if err != nil {
		return nil, m, err
	}
	log, err := journal.View(files, policy)
	return log, m, err
}

func (s *session) ledgerWitness(ctx context.Context, dir string, post journal.Post) error {
	if !strings.HasPrefix(post.URL, "https://") && !strings.HasPrefix(post.URL, "http://") {
		return wrong("%.60q: write the witness's address with https://", post.URL)
	}
	log, m, err := ownLog(dir)
	if err != nil {
		return err
	}
	cp, err := log.Ask(ctx, http.DefaultClient, post, 0)
	if err != nil {
		return err
	}
	return s.publishCosigned(ctx, dir, log, cp, m, post.Key)
}

func (s *session) publishCosigned(ctx context.Context, dir string, log *journal.Log, cp journal.Checkpoint, m vault.Manifest, key string) error {
	if err := log.Publish(ctx, m.Storage, filepath.Join(dir, "log"), cp); err != nil {
		return err
	}
	s.changed = true
	name, _, _ := strings.Cut(key, "+")
	listed := slices.Contains(m.Witnesses, key)
	return s.answer(map[string]any{"witness": name, "size": cp.Tree.N, "root": cp.Tree.Hash.String(), "in_policy": listed}, func(p *page) {
		p.line("%s signed the checkpoint over %s.", name, counted(int(cp.Tree.N), "entry", "entries"))
		if !listed {
			p.text("Its key is not in ledger.json: verify takes no notice of it until it is named there, or with --witness.")
		}
	})
}

func (s *session) witnessRequest(dir string, f witnessFlags) error {
	log, _, err := ownLog(dir)
	if err != nil {
		return err
	}
	c, err := log.ProveSince(f.last)
	if err != nil {
		return fmt.Errorf("--last %d: %w", f.last, err)
	}
	if err := os.WriteFile(f.request, c.Text(), 0o644); err != nil {
		return err
	}
	return s.answer(map[string]any{"file": f.request, "last": f.last, "size": log.Size()}, func(p *page) {
		p.line("%s asks for a signature over %s, after %s.", f.request, counted(int(log.Size()), "entry", "entries"), thousands(int(f.last)))
	})
}

func (s *session) witnessAnswer(ctx context.Context, dir, key, file string) error {
	log, m, err := ownLog(dir)
	if err != nil {
		return err
	}
	lines, err := s.readBytes(file, 1<<16)
	if err != nil {
		return err
	}
	cp, err := log.Cosigned(key, lines)
	if err != nil {
		return fmt.Errorf("%s: of the witness: %w", file, err)
	}
	return s.publishCosigned(ctx, dir, log, cp, m, key)
}
