package main

import (
	"bytes"
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

type verifyFlags struct {
	logKey    string
	witnesses []string
	quorum    int
	event     string
	since     string
}

func ledgerVerify(s *session) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "check a pack, a proof or a whole ledger, offline",
		Long: `FILE is a pack of “adit ledger report”, a proof (c2sp.org/tlog-proof) with --event, or the folder of
a ledger. Everything is checked: hashes up to the signed checkpoint, every signature, every rule. What
was changed is named.

Without --log-key the key is taken from the file itself, which shows that the file is consistent and
not whose it is.

Exits with 1 where anything does not hold.`,
		Example: "  adit ledger verify lot-7.html --log-key example.org/tin+5a5…\n  adit ledger verify tin\n  adit ledger verify tin --since old-checkpoint",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.quorum > len(f.witnesses) || f.quorum < 0 {
				return wrong("--quorum %d: name as many witnesses with --witness", f.quorum)
			}
			info, err := os.Stat(args[0])
			if err == nil && info.IsDir() {
				return s.verifyLedger(cmd, args[0], f)
			}
			return s.verifyFile(args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.logKey, "log-key", "", "the log's public `KEY`, as its keeper publishes it")
	cmd.Flags().StringArrayVar(&f.witnesses, "witness", nil, "public `KEY` of a witness; may be repeated")
	cmd.Flags().IntVar(&f.quorum, "quorum", 0, "how many witnesses must have signed (`N`)")
	cmd.Flags().StringVar(&f.event, "event", "", "`FILE` of the event that a proof is of, as it was logged")
	cmd.Flags().StringVar(&f.since, "since", "", "`FILE` of an older checkpoint: the ledger must hold all that it held")
	return cmd
}

func (f verifyFlags) policy() journal.Policy {
	return journal.Policy{Log: f.logKey, Witnesses: f.witnesses, Quorum: f.quorum}
}

// maxPack bounds what is read of a file: a pack of 100,000 events is 300 MB.
const maxPack = 1 << 30

func (s *session) verifyFile(name string, f verifyFlags) error {
	data, err := s.readBytes(name, maxPack)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(data, []byte("c2sp.org/tlog-proof")) {
		return s.verifyProof(name, data, f)
	}
	r, err := pack.Verify(data, f.policy())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return s.answer(r, func(p *page) {
		p.line("%s holds: %s, all in the log of %s (%s) and signed; the origins of lot %s follow from them.", name, count(r.Events, "event"), r.Ledger, counted(int(r.Size), "entry", "entries"), r.Lot)
		if r.Vouched {
			p.text("Balance and alarms are signed by the keeper of the ledger.")
		} else {
			p.text("Balance and alarms are not signed by the keeper of the ledger: they show nothing.")
		}
		if len(r.Cosigned) > 0 {
			p.text("Witnesses: %s.", strings.Join(r.Cosigned, ", "))
		}
		if r.OwnKey {
			p.text("The log's key is from the file itself. Compare it with the one that its keeper publishes: %s", r.LogKey)
		}
	})
}

func (s *session) verifyProof(name string, proof []byte, f verifyFlags) error {
	if f.event == "" || f.logKey == "" {
		return wrong("a proof needs the event and the log's key: --event FILE --log-key KEY")
	}
	event, err := s.readBytes(f.event, 1<<20)
	if err != nil {
		return err
	}
	cp, index, err := journal.Check(proof, bytes.TrimSuffix(event, []byte("\n")), f.policy())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return s.answer(map[string]any{"log": cp.Origin, "index": index, "size": cp.Tree.N, "cosigned_by": cp.Cosigned}, func(p *page) {
		p.line("%s is entry %d of %s (%s).", f.event, index, cp.Origin, counted(int(cp.Tree.N), "entry", "entries"))
	})
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
