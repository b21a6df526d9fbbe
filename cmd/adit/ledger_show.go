package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/internal/table"
	"adit/ledger"
	"adit/ledger/pack"
	"adit/ledger/trace"
)

type showFlags struct {
	element string
	events  int
}

func ledgerShow(s *session) *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   "show LOT",
		Short: "a lot, the ways it came and went, and the events that say so",
		Long: `Shows a lot as it was last measured and where it is, the steps behind it and ahead of it with the mass
that passed each, and the events that it rests on, with who signed them. Masses are of even mixing;
“trace LOT” gives bounds.`,
		Example: "  adit ledger show lot-7 --ledger tin\n  adit ledger show lot-7 --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.events < 0 {
				return wrong("--events %d: 0 is none", f.events)
			}
			src, _, err := s.readLedger(cmd.Context(), folder(cmd))
			if err != nil {
				return err
			}
			out, err := s.showLot(src, ledger.LotID(args[0]), f)
			if err != nil {
				return err
			}
			return s.showAnswer(out)
		},
	}
	cmd.Flags().StringVar(&f.element, "element", "", "follow this `ELEMENT` (default: the lot's main one)")
	cmd.Flags().IntVar(&f.events, "events", 500, "show at most so many events (`N`), those behind the lot first")
	return cmd
}

type showOut struct {
	Ledger string         `json:"ledger"`
	Lot    ledger.Lot     `json:"lot"`
	Site   ledger.SiteID  `json:"site"` // where it is, or was used up
	Holder ledger.PartyID `json:"holder"`
	Used   ledger.EventID `json:"used_by"` // "": it is there
	Ways   *trace.Ways    `json:"ways"`
	Sites  []*siteOut     `json:"sites"` // of the ways; what lies there is not counted
	Count  int            `json:"count"` // of events; events has at most --events of them
	Events []eventOut     `json:"events"`
}

// eventOut is an event with its place in the log and who signed it.
type eventOut struct {
	Index    int64         `json:"index"`
	Event    *ledger.Event `json:"event"`
	SignedBy []signerOut   `json:"signed_by"`
}

type signerOut struct {
	Key   ledger.KeyID   `json:"key"`
	Party ledger.PartyID `json:"party"`
}

func (s *session) showLot(src pack.Source, lot ledger.LotID, f showFlags) (showOut, error) {
	g := s.graph(src)
	out := showOut{Ledger: src.Book.Name(), Sites: []*siteOut{}, Events: []eventOut{}}
	var err error
	if out.Lot, out.Site, out.Holder, err = g.At(lot); err != nil {
		return out, err
	}
	out.Used, _ = g.Used(lot)
	var asked []ledger.EventID
	if len(out.Lot.Content) > 0 {
		if out.Ways, asked, err = waysOf(g, lot, ledger.Element(f.element)); err != nil {
			return out, err
		}
		out.addSites(src.Book)
	} else if asked, err = g.Closure(lot); err != nil {
		return out, err
	}
	out.addEvents(src, asked, f.events)
	return out, nil
}

// waysOf draws a lot's ways and names the events behind and ahead.
func waysOf(g *trace.Graph, lot ledger.LotID, e ledger.Element) (*trace.Ways, []ledger.EventID, error) {
	w, err := g.Ways(lot, e)
	if err != nil {
		return nil, nil, err
	}
	back, err := g.Back(lot, w.Element)
	if err != nil {
		return nil, nil, err
	}
	ahead, err := g.Forward(lot, w.Element)
	if err != nil {
		return nil, nil, err
	}
	return w, append(back.Events, ahead.Events...), nil
}

func (o *showOut) addSites(b *ledger.Book) {
	for _, n := range o.Ways.Nodes {
		if n.Site != "" && !slices.ContainsFunc(o.Sites, func(y *siteOut) bool { return y.Site == n.Site }) {
			o.Sites = append(o.Sites, siteOf(b, n.Site))
		}
	}
}

// addEvents adds the events asked for, and the claims on the lot, in the order
// of the log.
func (o *showOut) addEvents(src pack.Source, asked []ledger.EventID, most int) {
	want := map[ledger.EventID]bool{}
	for _, id := range asked {
		want[id] = true
	}
	owner := map[ledger.KeyID]ledger.PartyID{}
	for i, e := range src.Events {
		if d := e.Declare; d != nil && d.Key != nil {
			owner[d.Key.ID] = d.Key.Party
		}
		if !want[e.ID] && (e.Claim == nil || e.Claim.Lot != o.Lot.ID) {
			continue
		}
		if o.Count++; o.Count > most {
			continue
		}
		x := eventOut{Index: src.Index[i], Event: e, SignedBy: []signerOut{}}
		for _, sig := range e.Signatures {
			x.SignedBy = append(x.SignedBy, signerOut{sig.Key, owner[sig.Key]})
		}
		o.Events = append(o.Events, x)
	}
}

func (s *session) showAnswer(o showOut) error {
	return s.answer(o, func(p *page) {
		p.title("%s: %s kg of %s", o.Lot.ID, kilograms(o.Lot.Mass.Kg), o.Lot.Material)
		p.field("contains", lotOf(ledger.Held{Lot: o.Lot}, noShare).contained())
		p.field("claims", modelName(o.Lot.Account))
		where := fmt.Sprintf("%s, held by %s", o.Site, o.Holder)
		if o.Used != "" {
			where = fmt.Sprintf("used up at %s by %s", o.Site, o.Used)
		}
		p.field("is", where)
		if o.Ways != nil {
			p.line("")
			p.title("The ways of its %s, %s kg", o.Ways.Element, kilograms(o.Ways.Kg))
			t := table.New(table.Number("Step"), table.Text("What"), table.Wrapped("Site"), table.Number("Lots"), table.Number("kg of it"))
			for _, n := range o.Ways.Nodes {
				t.Row(fmt.Sprint(n.Column), nodeText(n), string(n.Site), thousands(n.Count), kilograms(n.Kg))
			}
			p.table(t)
		}
		p.line("")
		p.title("%s", count(o.Count, "event"))
		t := table.New(table.Number("Entry"), table.Wrapped("Event"), table.Text("What"), table.Text("Until"), table.Wrapped("Site"), table.Wrapped("Signed by"))
		for _, x := range o.Events {
			t.Row(fmt.Sprint(x.Index), string(x.Event.ID), string(x.Event.Kind()), x.Event.Until.Format("2006-01-02"), string(x.Event.Site), x.signers())
		}
		p.table(t)
		if n := o.Count - len(o.Events); n > 0 {
			p.text("and %s more; --events %d shows all", thousands(n), o.Count)
		}
	})
}

func noShare(ledger.LotID, ledger.Element) (none adit.Share) { return none }

func (x eventOut) signers() string {
	var all []string
	for _, s := range x.SignedBy {
		all = append(all, string(s.Party))
	}
	return strings.Join(all, ", ")
}

func nodeText(n trace.Node) string {
	switch n.Kind {
	case trace.Itself:
		return "the lot"
	case trace.There:
		return "lies there"
	case trace.Gone:
		return "came out nowhere"
	case trace.Hidden:
		return "origin not recorded"
	}
	return n.Process
}
