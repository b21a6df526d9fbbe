package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/journal"
	"adit/ledger/mineralreport"
	"adit/ledger/pack"
	"adit/ledger/vault"
)

type reportFlags struct {
	element    string
	to         string
	cmrt, emrt string
	disclose   []string
}

func ledgerReport(s *session) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report LOT --to FILE",
		Short: "write a lot's due-diligence pack, or fill a CMRT or EMRT",
		Long: `Writes one HTML file that opens in any browser, offline: where the lot is from with bounds, the
events behind it as they were signed, proofs that they are in the log, assays, and balance and alarms
of the sites it passed. The keeper's key signs it. “adit ledger verify FILE” checks it to the last byte.

--disclose EVENT shows the sealed fields of an event, --disclose EVENT:FIELD one of them.

--cmrt TEMPLATE or --emrt TEMPLATE fills a copy of the template that you downloaded instead, with the
smelters behind the lot, or without a lot all of the ledger's, the mines behind them, and those answers
that the events prove.`,
		Example: "  adit ledger report lot-7 --ledger tin --to lot-7.html\n  adit ledger report lot-7 --to lot-7.html --disclose sale-3:price_usd\n  adit ledger report --cmrt RMI_CMRT_6.5.xlsx --to acme.xlsx --ledger tin",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.to == "":
				return wrong("where to write it? --to FILE")
			case f.cmrt != "" && f.emrt != "":
				return wrong("one template at a time: --cmrt or --emrt")
			case f.cmrt != "":
				return s.templateReport(cmd, args, mineralreport.CMRT, f.cmrt, f.to)
			case f.emrt != "":
				return s.templateReport(cmd, args, mineralreport.EMRT, f.emrt, f.to)
			case len(args) == 0:
				return wrong("of which lot?")
			}
			return s.ledgerReport(cmd, args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.element, "element", "", "follow this `ELEMENT` (default: the lot's main one)")
	cmd.Flags().StringVar(&f.to, "to", "", "`FILE` to write")
	cmd.Flags().StringVar(&f.cmrt, "cmrt", "", "fill this CMRT `TEMPLATE` (tin, tantalum, tungsten, gold)")
	cmd.Flags().StringVar(&f.emrt, "emrt", "", "fill this EMRT `TEMPLATE` (cobalt, copper, graphite, lithium, nickel)")
	cmd.Flags().StringArrayVar(&f.disclose, "disclose", nil, "sealed fields to show: `EVENT` or EVENT:FIELD; may be repeated")
	return cmd
}

func (s *session) ledgerReport(cmd *cobra.Command, lot string, f reportFlags) error {
	dir := folder(cmd)
	src, _, err := s.readLedger(cmd.Context(), dir)
	if err != nil {
		return err
	}
	openings, err := disclosed(dir, f.disclose)
	if err != nil {
		return err
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	d, err := pack.Build(src, ledger.LotID(lot), ledger.Element(f.element), s.now(), openings, balance.Options{Recovery: recoveries(a)})
	if err != nil {
		return err
	}
	// A copy without the log's key makes packs that nobody vouches for.
	key, err := os.ReadFile(filepath.Join(dir, "private", "log.key"))
	if err == nil {
		err = d.Sign(strings.TrimSpace(string(key)))
	} else if os.IsNotExist(err) {
		err = nil
	}
	if err != nil {
		return err
	}
	return s.writePack(d, f.to)
}

func (s *session) writePack(d *pack.Data, to string) error {
	file, err := pack.Render(d)
	if err != nil {
		return err
	}
	// What was written is checked as its reader will check it.
	r, err := pack.Verify(file, journal.Policy{})
	if err != nil {
		return fmt.Errorf("the pack would not verify, and was not written: %w", err)
	}
	if err := os.WriteFile(to, file, 0o644); err != nil {
		return err
	}
	return s.answer(map[string]any{"file": to, "bytes": len(file), "events": r.Events, "alarms": len(d.Alarms), "signed_by_keeper": r.Vouched, "made": d.Made.Format(time.RFC3339)}, func(p *page) {
		p.line("%s: %s, %s and warnings, %s bytes", to, count(r.Events, "event"), count(len(d.Alarms), "alarm"), thousands(len(file)))
	})
}

// disclosed finds the openings that were asked for.
func disclosed(dir string, fields []string) ([]ledger.Opening, error) {
	var all []ledger.Opening
	for _, field := range fields {
		event, name, one := strings.Cut(field, ":")
		found, err := vault.Openings(dir, ledger.EventID(event))
		if err != nil {
			return nil, err
		}
		n := len(all)
		for _, o := range found {
			if !one || o.Name == name {
				all = append(all, o)
			}
		}
		if len(all) == n {
			return nil, fmt.Errorf("--disclose %s: this ledger keeps no such sealed field", field)
		}
	}
	return all, nil
}
