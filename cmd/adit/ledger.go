package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"adit/internal/progress"
	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/pack"
	"adit/ledger/trace"
	"adit/ledger/vault"
)

const aboutLedger = `A ledger is a folder: lots of material and the events that make, move and modify them, each signed
by its parties, in a log that nobody can change unseen. It refuses what makes mass out of nothing,
balances every element, and raises alarms where honest measurement does not explain the figures.
docs/ledger.md is the five minutes' introduction.`

// ledgerVerb is a verb of verbs. To add one, add a line.
func ledgerVerb(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger VERB",
		Short: "prove where a lot came from",
		Long:  aboutLedger,
		Example: "  adit ledger init tin --name example.org/tin\n  adit ledger record move-7.json --ledger tin\n" +
			"  adit ledger trace lot-7 --ledger tin\n  adit ledger report lot-7 --ledger tin --to lot-7.html\n  adit ledger verify lot-7.html",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownVerb(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(s.stderr)
			return misuseError{errNoVerb(cmd)}
		},
	}
	cmd.PersistentFlags().String("ledger", ".", "`FOLDER` of the ledger")
	for i, verb := range []func(*session) *cobra.Command{
		ledgerInit, ledgerKey, ledgerSign, ledgerRecord, ledgerImport, ledgerLots, ledgerTrace, ledgerShow, ledgerBalance, ledgerAlarms, ledgerVerify, ledgerReport, ledgerSupply, ledgerExport, ledgerProve, ledgerDID, ledgerStatus, ledgerServe, ledgerWitness, ledgerCosign, ledgerDemo,
	} {
		sub := verb(s)
		sub.Annotations = map[string]string{order: fmt.Sprintf("%02d", i)}
		sub.SilenceErrors, sub.SilenceUsage = true, true
		run := sub.RunE
		sub.RunE = func(cmd *cobra.Command, args []string) error {
			if err := deaf(cmd); err != nil {
				return err
			}
			return run(cmd, args)
		}
		s.ready(sub)
		cmd.AddCommand(sub)
	}
	return cmd
}

// deaf refuses flags of every verb that mean nothing to a ledger.
func deaf(cmd *cobra.Command) error {
	for _, name := range []string{"country", "year", "against"} {
		if cmd.Flags().Changed(name) {
			return wrong("--%s means nothing to a ledger", name)
		}
	}
	return nil
}

func folder(cmd *cobra.Command) string { return cmd.Flag("ledger").Value.String() }

// watch shows progress over events.
func (s *session) watch(label string) vault.Progress {
	s.progress.Start(label, progress.Items)
	return s.progress.Update
}

// readLedger reads a whole ledger, for verbs that answer from all of it.
func (s *session) readLedger(ctx context.Context, dir string) (pack.Source, []vault.Void, error) {
	if s.kept != nil { // a server reads its own, whatever a request names
		if s.kept.ledger == nil {
			return pack.Source{}, nil, errNoLedger
		}
		return s.kept.ledger.source(), s.kept.ledger.from.Void(), nil
	}
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		return pack.Source{}, nil, fmt.Errorf("%s: %w", dir, err)
	}
	src := pack.Source{Policy: o.Manifest.Policy(), Log: o.Log}
	var void []vault.Void
	src.Book, void, err = o.Events(ctx, s.watch("read events"), func(i int64, p *ledger.Prepared) {
		src.Events, src.Index = append(src.Events, p.Event), append(src.Index, i)
	})
	return src, void, err
}

// recording opens a ledger, calls f, and closes it.
func (s *session) recording(ctx context.Context, dir string, f func(v *vault.Vault) error) error {
	v, err := vault.Open(ctx, dir, s.now, s.watch("read events"))
	if err != nil {
		return err
	}
	if v.Snapshot != nil {
		fmt.Fprintf(s.stderr, "%s: the snapshot was passed over, and the whole log read: %v\n", s.verb, v.Snapshot)
	}
	s.changed = true
	err = f(v)
	return errors.Join(err, v.Close(context.WithoutCancel(ctx)))
}

// history feeds the balance.
func (s *session) history(src pack.Source) *balance.History {
	if s.kept != nil {
		return s.kept.ledger.history
	}
	h := balance.New(src.Book)
	for _, e := range src.Events {
		h.Add(e)
	}
	return h
}

// graph is which lots of a ledger were made of which.
func (s *session) graph(src pack.Source) *trace.Graph {
	if s.kept != nil {
		return s.kept.ledger.graph
	}
	g := trace.New()
	for _, e := range src.Events {
		g.Add(e)
	}
	return g
}
