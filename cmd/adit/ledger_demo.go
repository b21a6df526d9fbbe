package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"adit/ledger/ledgertest"
	"adit/ledger/vault"
)

func ledgerDemo(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "demo FOLDER",
		Short: "make a small ledger to look at, with one fraud in it",
		Long: `Makes a ledger of an invented tin trade in an empty folder: three mines, a depot, a smelter, a recycler
and two makers over two years, 2024 and 2025. One mine sells more than its licence allows in the second
year; all else is honest, a miscount included. Parties, places and figures are made up, and their keys
can be computed by anyone: what is in it proves nothing.`,
		Example: "  adit ledger demo tin\n  adit ledger alarms --ledger tin\n  adit serve --ledger tin --open",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.ledgerDemo(cmd.Context(), args[0])
		},
	}
}

func (s *session) ledgerDemo(ctx context.Context, dir string) error {
	d, err := ledgertest.NewDemo("example.org/tin-demo")
	if err != nil {
		return err
	}
	m, err := vault.Init(dir, d.Name, "posix")
	if err != nil {
		return err
	}
	for _, o := range d.Openings { // first: a commitment that nobody can open is worth nothing
		if err := vault.KeepOpening(dir, o); err != nil {
			return err
		}
	}
	err = s.recording(ctx, dir, func(v *vault.Vault) error {
		receipts, err := v.Record(ctx, d.Raw)
		for _, r := range receipts {
			if err == nil && r.Refused != nil {
				err = fmt.Errorf("event %s: %w", r.Event, r.Refused)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.answer(map[string]any{"name": d.Name, "folder": dir, "log_key": m.LogKey, "events": len(d.Raw)}, func(p *page) {
		p.line("Ledger %s in %s: %s, all invented.", d.Name, dir, count(len(d.Raw), "event"))
		p.text("Look at it with adit serve --ledger %s --open, or find the fraud with adit ledger alarms --ledger %s", dir, dir)
	})
}
