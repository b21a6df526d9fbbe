package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"adit/ledger/journal"
)

type cosignFlags struct{ key, logKey, seen, to string }

func ledgerCosign(s *session) *cobra.Command {
	var f cosignFlags
	cmd := &cobra.Command{
		Use:   "cosign REQUEST",
		Short: "as a witness, countersign the checkpoint of somebody else's ledger",
		Long: `Reads the request of “adit ledger witness --request”, checks that the ledger holds all that this
witness signed of it before, and writes the signature. What was last signed is kept in the file of
--seen, one a ledger: without it, a witness would sign two histories. Keep it as carefully as the key,
which “adit ledger key NAME --witness” makes.`,
		Example: "  adit ledger cosign ask.txt --key witness.key --log-key example.org/tin+5a5…+A… \\\n    --seen tin.seen --to answer.txt",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if f.key == "" || f.logKey == "" || f.seen == "" || f.to == "" {
				return wrong("whose signature over which ledger? --key FILE --log-key KEY --seen FILE --to FILE")
			}
			return s.ledgerCosign(args[0], f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "`FILE` of the witness's key")
	fl.StringVar(&f.logKey, "log-key", "", "the log's public `KEY`, as its keeper publishes it")
	fl.StringVar(&f.seen, "seen", "", "`FILE` of the checkpoint last signed; made at the first")
	fl.StringVar(&f.to, "to", "", "`FILE` to write the answer to")
	return cmd
}

func (s *session) ledgerCosign(request string, f cosignFlags) error {
	ask, err := s.readBytes(request, 1<<16)
	if err != nil {
		return err
	}
	key, err := os.ReadFile(f.key)
	if err != nil {
		return err
	}
	policy := journal.Policy{Log: f.logKey}
	var last, now journal.Checkpoint
	var answer []byte
	err = replacing(f.seen, func(seen []byte) (signed []byte, err error) {
		if seen != nil {
			if last, err = policy.Open(seen); err != nil {
				return nil, fmt.Errorf("%s: %w", f.seen, err)
			}
		}
		signed, err = journal.NewWitness(strings.TrimSpace(string(key)), last.Tree).Cosign(ask, policy)
		if err != nil {
			return nil, fmt.Errorf("%s: %w; the last signed is over %s", request, err, counted(int(last.Tree.N), "entry", "entries"))
		}
		answer = journal.Answer(signed)
		now, err = policy.Open(signed)
		return signed, err
	})
	if err != nil {
		return err
	}
	s.changed = true
	if err := os.WriteFile(f.to, answer, 0o644); err != nil {
		return err
	}
	return s.answer(map[string]any{"file": f.to, "log": now.Origin, "last": last.Tree.N, "size": now.Tree.N, "root": now.Tree.Hash.String()}, func(p *page) {
		p.line("%s: signed %s over %s, which hold the %s signed before.", f.to, now.Origin, counted(int(now.Tree.N), "entry", "entries"), thousands(int(last.Tree.N)))
	})
}

// replacing replaces a file by what f makes of it (nil where there is none),
// safe on the disk before it returns. Two processes that did so at once would
// both start from the older text, so the second is refused.
func replacing(name string, f func(old []byte) ([]byte, error)) error {
	next := name + ".new"
	w, err := os.OpenFile(next, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there: another process is signing, or died while it was; remove it once none is, and ask again", next)
	}
	if err != nil {
		return err
	}
	old, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	var text []byte
	if err == nil {
		text, err = f(old)
	}
	if err == nil {
		_, err = w.Write(text)
	}
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return os.Rename(next, name)
}
