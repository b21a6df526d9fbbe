package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/ledger"
	"adit/ledger/journal"
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
		Short: "check a pack, a proof, a document or a whole ledger, offline",
		Long: `FILE is a pack of “adit ledger report”, a proof (c2sp.org/tlog-proof) with --event, or the folder of
a ledger. Everything is checked: hashes up to the signed checkpoint, every signature, every rule. What
was changed is named.

It may also be an event, a document of EPCIS 2.0 or a credential of UNTP: its form, whether it says what
the signed event inside it says, the signature of a credential where the key is at hand (did:key), and
with --ledger whether each event is recorded there. Of a data pack of schemas (zip) each must compile.

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
	cmd.Flags().StringVar(&f.since, "since", "", "`FILE` of an older checkpoint: the ledger must hold all that it held")
	return cmd
}

func (f verifyFlags) policy() journal.Policy {
	return journal.Policy{Log: f.logKey, Witnesses: f.witnesses, Quorum: f.quorum}
}

// maxPack bounds what is read of a file: a pack of 100,000 events is 300 MB.
const maxPack = 1 << 30

// A verdict is what checking a file came to.
type verdict struct {
	Kind    string          `json:"kind"`
	Holds   bool            `json:"holds"`
	Vouched string          `json:"vouched_by"` // whose signature or log stands for it; "": it is sound in itself, and that is all
	Fault   string          `json:"fault"`      // the place that does not hold, and why; "" where all does
	Checked []string        `json:"checked"`    // what was checked, and holds
	Beware  []string        `json:"not_shown"`  // what that does not show
	Pack    *pack.Result    `json:"pack,omitempty"`
	Proof   *proofResult    `json:"proof,omitempty"`
	Events  []*eventVerdict `json:"events,omitempty"` // of a document
	Lost    adit.Faults     `json:"lost,omitempty"`   // what of a document a ledger has no place for

	err error
}

type proofResult struct {
	Log      string   `json:"log"`
	Index    int64    `json:"index"`
	Size     int64    `json:"size"`
	Cosigned []string `json:"cosigned_by"`
}

func newVerdict(kind string) *verdict {
	return &verdict{Kind: kind, Checked: []string{}, Beware: []string{}}
}

// sound ends a check: what was checked holds, or err says what does not.
func (v *verdict) sound(err error) *verdict {
	if v.Holds = err == nil; err != nil {
		v.Fault, v.err, v.Checked, v.Vouched = err.Error(), err, []string{}, ""
	}
	return v
}

func (s *session) verifyFile(cmd *cobra.Command, name string, f verifyFlags) error {
	data, err := s.readBytes(name, maxPack)
	if err != nil {
		return err
	}
	v, err := s.check(cmd, data, f)
	switch {
	case err != nil:
		return err
	case !v.Holds && !s.json: // said as every failure is
		return fmt.Errorf("%s: %w", name, v.err)
	}
	err = s.answer(v, func(p *page) { p.line("%s holds: %s.", name, strings.Join(v.Checked, "; ")); v.rest(p) })
	if err == nil && !v.Holds {
		err = errNo
	}
	return err
}

// rest says what a check does not show, and what became of each event.
func (v *verdict) rest(p *page) {
	for _, text := range v.Beware {
		p.text("%s.", text)
	}
	for _, e := range v.Events {
		p.text("%s: %s", e.Where, e.text())
	}
}

// check finds out what a file is, and checks it.
func (s *session) check(cmd *cobra.Command, data []byte, f verifyFlags) (*verdict, error) {
	switch kind := kindOf(data); kind {
	case aProof:
		return s.checkProof(data, f)
	case aPack:
		return s.checkPack(cmd, data, f), nil
	case aDataPack:
		return checkDataPack(data), nil
	case aDocument, aToken, anEvent:
		return s.checkDocument(cmd, kind, data)
	}
	return nil, &fileError{"the file", errors.New("it is nothing that can be checked: neither a pack of adit, nor a proof, an event, a document of EPCIS or UNTP, or a data pack (zip) of schemas")}
}

// The kinds of files, as they are told to a reader.
const (
	aPack     = "pack"
	aProof    = "proof"
	aDataPack = "data pack"
	aDocument = "document"
	aToken    = "signed credential (vc+jwt)"
	anEvent   = "event"
)

func kindOf(data []byte) string {
	text := bytes.TrimSpace(data[:min(len(data), 64<<10)])
	switch {
	case bytes.HasPrefix(data, []byte("c2sp.org/tlog-proof")):
		return aProof
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return aDataPack
	case bytes.HasPrefix(text, []byte("<")) || bytes.Contains(data, []byte(`id="adit-pack"`)):
		return aPack
	case bytes.HasPrefix(text, []byte("ey")) && bytes.Count(text, []byte(".")) >= 2 || bytes.HasPrefix(text, []byte("{")) && bytes.Contains(text, []byte("EnvelopedVerifiableCredential")):
		return aToken
	case bytes.HasPrefix(text, []byte("{")) && bytes.Contains(text, []byte(ledger.Format)) && !isDocument(data):
		return anEvent
	case bytes.HasPrefix(text, []byte("{")):
		return aDocument
	}
	return ""
}

// checkPack checks a pack by the key that was given, else by that of the ledger
// that is open, where the pack says that it is of that one.
func (s *session) checkPack(cmd *cobra.Command, data []byte, f verifyFlags) *verdict {
	v := newVerdict(aPack)
	if name, key := s.openKey(cmd); f.logKey == "" && key != "" {
		if d, err := pack.Parse(data); err == nil && d.Ledger == name {
			f.logKey = key
		}
	}
	r, err := pack.Verify(data, f.policy())
	if err != nil {
		return v.sound(err)
	}
	v.Pack = r
	v.Checked = append(v.Checked, fmt.Sprintf("%s, all in the log of %s (%s) and signed", count(r.Events, "event"), r.Ledger, counted(int(r.Size), "entry", "entries")),
		"every rule of the ledger is kept", fmt.Sprintf("the origins of lot %s follow from them", r.Lot), "what the page shows is its data, to the last byte")
	if r.Openings > 0 {
		v.Checked = append(v.Checked, count(r.Openings, "sealed field")+" opened as committed to")
	}
	if r.Vouched {
		v.Checked = append(v.Checked, "balance and alarms are signed by the keeper of the ledger")
	} else {
		v.Beware = append(v.Beware, "Balance and alarms are not signed by the keeper of the ledger: they show nothing")
	}
	if len(r.Cosigned) > 0 {
		v.Checked = append(v.Checked, "witnesses: "+strings.Join(r.Cosigned, ", "))
	}
	if r.OwnKey {
		v.Beware = append(v.Beware, "The log's key is from the file itself. Compare it with the one that its keeper publishes: "+r.LogKey)
	} else {
		v.Vouched = "the log of " + r.Ledger
	}
	return v.sound(nil)
}

// openKey is the log's key of the ledger that is open, or that --ledger names.
func (s *session) openKey(cmd *cobra.Command) (name, key string) {
	switch {
	case s.kept != nil && s.kept.ledger != nil:
		m := s.kept.ledger.from.Manifest
		return m.Name, m.LogKey
	case s.kept == nil && cmd.Flag("ledger").Changed:
		if o, err := vault.Read(os.DirFS(folder(cmd))); err == nil {
			return o.Manifest.Name, o.Manifest.LogKey
		}
	}
	return "", ""
}

func (s *session) checkProof(proof []byte, f verifyFlags) (*verdict, error) {
	if f.event == "" || f.logKey == "" {
		return nil, wrong("a proof needs the event and the log's key: --event FILE --log-key KEY")
	}
	event, err := s.readBytes(f.event, 1<<20)
	if err != nil {
		return nil, err
	}
	v := newVerdict(aProof)
	cp, index, err := journal.Check(proof, bytes.TrimSuffix(event, []byte("\n")), f.policy())
	if err != nil {
		return v.sound(err), nil
	}
	v.Vouched = "the log of " + cp.Origin
	v.Proof = &proofResult{cp.Origin, index, cp.Tree.N, append([]string{}, cp.Cosigned...)}
	v.Checked = append(v.Checked, fmt.Sprintf("%s is entry %d of %s (%s)", f.event, index, cp.Origin, counted(int(cp.Tree.N), "entry", "entries")))
	v.Beware = append(v.Beware, "Who signed the event, and whether the ledger's rules allow it, a proof does not show")
	return v.sound(nil), nil
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
