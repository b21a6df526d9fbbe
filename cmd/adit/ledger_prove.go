package main

import (
	"os"
	"slices"

	"github.com/spf13/cobra"

	"adit"
	"adit/ledger"
)

func ledgerProve(s *session) *cobra.Command {
	to, event := "", ""
	cmd := &cobra.Command{
		Use:   "prove EVENT --to FILE --event-to FILE",
		Short: "write the proof that one event is in the log",
		Long: `Writes a proof of inclusion (c2sp.org/tlog-proof) and the event as it was logged, byte for byte. Whoever
has both and the log's key checks them offline with “adit ledger verify FILE --event FILE --log-key KEY”,
or with any other reader of such proofs, and learns nothing else of the ledger but its size.`,
		Example: "  adit ledger prove move-7 --to move-7.proof --event-to move-7.json --ledger tin",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if to == "" || event == "" {
				return wrong("where to write them? --to FILE for the proof, --event-to FILE for the event")
			}
			return s.ledgerProve(cmd, ledger.EventID(args[0]), to, event)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`FILE` to write the proof to")
	cmd.Flags().StringVar(&event, "event-to", "", "`FILE` to write the event to")
	return cmd
}

func (s *session) ledgerProve(cmd *cobra.Command, id ledger.EventID, to, event string) error {
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(src.Events, func(e *ledger.Event) bool { return e.ID == id })
	if at < 0 {
		names := make([]string, len(src.Events))
		for i, e := range src.Events {
			names[i] = string(e.ID)
		}
		return &adit.UnknownError{Kind: "event", ID: string(id), Near: adit.Nearest(string(id), names)}
	}
	proof, err := src.Log.Prove(src.Index[at])
	if err != nil {
		return err
	}
	raw, err := src.Log.Entry(src.Index[at])
	if err != nil {
		return err
	}
	if err := os.WriteFile(event, raw, 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(to, proof.Text(), 0o644); err != nil {
		return err
	}
	s.changed = true
	return s.answer(map[string]any{"file": to, "event": event, "index": src.Index[at], "size": src.Log.Size()}, func(p *page) {
		p.line("%s: %s is entry %d of %s; as it was logged in %s.", to, id, src.Index[at], counted(int(src.Log.Size()), "entry", "entries"), event)
	})
}
