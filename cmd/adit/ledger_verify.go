package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"adit/ledger/journal"
	"adit/ledger/vault"
)

type verifyFlags struct {
	logKey    string
	witnesses []string
	quorum    int
	event     string
	did       string
	since     string
}

func ledgerVerify(s *session) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "check a pack, a proof, a document or a whole ledger, offline",
		Long: `FILE is a pack of “adit ledger report”, a proof (c2sp.org/tlog-proof) with --event, or the folder of
a ledger. Everything is checked: hashes up to the signed checkpoint, every signature, every rule. What
was changed is named.

It may also be an event, a document of EPCIS 2.0 or a credential of UNTP: its form, whether it says what
the signed event inside it says, the signature of a credential where the key is at hand (did:key, or with
--did), and with --ledger whether its events are recorded there, or whether the ledger says what a
passport says. Of a data pack of schemas (zip) each must compile.

Without --log-key the key is taken from the file itself, which shows that the file is consistent and
not whose it is.

Exits with 1 where anything does not hold.`,
		Example: "  adit ledger verify lot-7.html --log-key example.org/tin+5a5…\n  adit ledger verify tin\n  adit ledger verify tin --since old-checkpoint",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.quorum > len(f.witnesses) || f.quorum < 0 {
				return wrong("--quorum %d: name as many witnesses with --witness", f.quorum)
			}
			if s.kept == nil { // a server has documents, and no folders
				if info, err := os.Stat(args[0]); err == nil && info.IsDir() {
					return s.verifyLedger(cmd, args[0], f)
				}
			}
			return s.verifyFile(cmd, args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.logKey, "log-key", "", "the log's public `KEY`, as its keeper publishes it")
	cmd.Flags().StringArrayVar(&f.witnesses, "witness", nil, "public `KEY` of a witness; may be repeated")
	cmd.Flags().IntVar(&f.quorum, "quorum", 0, "how many witnesses must have signed (`N`)")
	cmd.Flags().StringVar(&f.event, "event", "", "`FILE` of the event that a proof is of, as it was logged")
	cmd.Flags().StringVar(&f.did, "did", "", "`FILE` of the DID document of who issued a credential")
	cmd.Flags().StringVar(&f.since, "since", "", "`FILE` of an older checkpoint: the ledger must hold all that it held")
	return cmd
}

func (f verifyFlags) policy() journal.Policy {
	return journal.Policy{Log: f.logKey, Witnesses: f.witnesses, Quorum: f.quorum}
}

func (s *session) verifyLedger(cmd *cobra.Command, dir string, f verifyFlags) error {
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if f.logKey != "" {
		if o.Log, err = journal.View(o.Log.Files(), f.policy()); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	if err := since(o.Log, f); err != nil {
		return err
	}
	book, void, err := o.Verify(cmd.Context(), s.watch("verify events"))
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(dir, "log"), err)
	}
	cp := o.Log.Checkpoint()
	answer := map[string]any{"ledger": book.Name(), "events": o.Log.Size(), "root": cp.Tree.Hash.String(), "cosigned_by": cp.Cosigned, "void": append([]vault.Void{}, void...)}
	err = s.answer(answer, func(p *page) {
		for _, v := range void {
			p.line("entry %d, event %s: void: %s", v.Index, v.Event, v.Why)
		}
		p.line("%s of %s: entries fit the signed root, %s", counted(int(o.Log.Size()), "entry", "entries"), book.Name(), counted(len(void), "is void", "are void"))
	})
	if err == nil && len(void) > 0 {
		err = errNo
	}
	return err
}

// since checks that a log still holds what an older checkpoint held.
func since(log *journal.Log, f verifyFlags) error {
	if f.since == "" {
		return nil
	}
	text, err := os.ReadFile(f.since)
	if err != nil {
		return err
	}
	old, err := journal.Policy{Log: log.Policy().Log}.Open(text)
	if err != nil {
		return fmt.Errorf("%s: %w", f.since, err)
	}
	c, err := log.ProveSince(old.Tree.N)
	if err == nil {
		err = c.Extends(old.Tree, log.Checkpoint().Tree)
	}
	if err != nil {
		return fmt.Errorf("since %s: %w", f.since, err)
	}
	return nil
}
