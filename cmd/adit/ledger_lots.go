package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"adit"
	"adit/internal/table"
	"adit/ledger"
	"adit/ledger/pack"
)

type lotsFlags struct {
	site, element, party string
	top                  int
}

func ledgerLots(s *session) *cobra.Command {
	var f lotsFlags
	cmd := &cobra.Command{
		Use:   "lots",
		Short: "what lies where, and what share of it is proven",
		Long: `Lists the lots that are there, and sums them up by site: of each element how much lies there, how much
of it is traced to mines and recyclers that the registrar declared, and how much claims which custody
model of ISO 22095. Shares are of even mixing; “trace LOT” gives bounds. What states no element is
counted, and nothing is said of it.`,
		Example: "  adit ledger lots --ledger tin\n  adit ledger lots --site acme/smelter --element Sn --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.top < 0 {
				return wrong("--top %d: 0 is all", f.top)
			}
			src, _, err := s.readLedger(cmd.Context(), folder(cmd))
			if err != nil {
				return err
			}
			if err := haveNamed(src, f.site, f.party); err != nil {
				return err
			}
			return s.lotsAnswer(s.lots(src, f), f)
		},
	}
	cmd.Flags().StringVar(&f.site, "site", "", "only this `SITE`")
	cmd.Flags().StringVar(&f.element, "element", "", "only lots that state this `ELEMENT`")
	cmd.Flags().StringVar(&f.party, "party", "", "only lots that this `PARTY` holds")
	cmd.Flags().IntVar(&f.top, "top", 0, "list so many lots (`N`), the largest; sites are summed over all (0: all)")
	return cmd
}

type lotsOut struct {
	Ledger string     `json:"ledger"`
	Count  int        `json:"count"` // lots that are there; lots has at most --top of them
	Sites  []*siteOut `json:"sites"`
	Lots   []lotOut   `json:"lots"`
}

// siteOut is a site and what lies there.
type siteOut struct {
	Site     ledger.SiteID  `json:"site"`
	Kind     string         `json:"kind"`
	Party    ledger.PartyID `json:"party"`
	Country  adit.PlaceID   `json:"country"`
	Name     string         `json:"name,omitempty"`
	Lat      *float64       `json:"lat"` // null: not declared
	Lon      *float64       `json:"lon"`
	Status   ledger.Status  `json:"status,omitempty"` // of a mine
	Lots     int            `json:"lots"`
	Unstated int            `json:"lots_without_elements"`
	Elements []*elementHere `json:"elements"`
}

// elementHere is how much of an element lies at a site.
type elementHere struct {
	Element ledger.Element             `json:"element"`
	Lots    int                        `json:"lots"`
	Kg      float64                    `json:"kg"`
	SigmaKg float64                    `json:"sigma_kg"`
	Traced  float64                    `json:"traced_kg"`
	Models  map[ledger.Account]float64 `json:"claimed_kg"` // "" is no claim
}

type lotOut struct {
	Lot      ledger.LotID   `json:"lot"`
	Material string         `json:"material"`
	Site     ledger.SiteID  `json:"site"`
	Holder   ledger.PartyID `json:"holder"`
	Since    time.Time      `json:"since"`
	GrossKg  float64        `json:"gross_kg"`
	Account  ledger.Account `json:"account"`
	Claimed  float64        `json:"claimed_share"` // of it, by that model
	Waste    bool           `json:"waste,omitempty"`
	Elements []lotElement   `json:"elements"`
}

type lotElement struct {
	Element ledger.Element `json:"element"`
	Kg      float64        `json:"kg"`
	SigmaKg float64        `json:"sigma_kg"`
	Traced  adit.Share     `json:"traced_share"`
}

// lots lists what is there. Products are summed; waste is listed and no supply.
func (s *session) lots(src pack.Source, f lotsFlags) lotsOut {
	out := lotsOut{Ledger: src.Book.Name(), Sites: []*siteOut{}, Lots: []lotOut{}}
	traced := s.tracedTo(src)
	sites := map[ledger.SiteID]*siteOut{}
	for h := range src.Book.Lots() {
		l := lotOf(h, traced)
		if f.site != "" && h.Site != ledger.SiteID(f.site) || f.party != "" && h.Holder != ledger.PartyID(f.party) || f.element != "" && !l.states(ledger.Element(f.element)) {
			continue
		}
		if sites[h.Site] == nil {
			sites[h.Site] = siteOf(src.Book, h.Site)
		}
		sites[h.Site].add(l, ledger.Element(f.element))
		out.Lots = append(out.Lots, l)
	}
	for _, id := range slices.Sorted(maps.Keys(sites)) {
		out.Sites = append(out.Sites, sites[id])
	}
	out.Count = len(out.Lots)
	slices.SortStableFunc(out.Lots, func(a, b lotOut) int { return -cmp.Compare(a.GrossKg, b.GrossKg) })
	if f.top > 0 && out.Count > f.top {
		out.Lots = out.Lots[:f.top]
	}
	return out
}

// tracedTo returns what share of an element of a lot is traced to declared mines
// and recyclers; each element is traced once, for all lots.
func (s *session) tracedTo(src pack.Source) func(ledger.LotID, ledger.Element) adit.Share {
	g, byElement := s.graph(src), map[ledger.Element]map[ledger.LotID]adit.Share{}
	counts := func(id ledger.SiteID) bool {
		f, ok := src.Book.Facility(id, time.Unix(1<<40, 0)) // what it is, whenever it was declared
		return ok && (f.Kind == "mine" || f.Kind == "recycler")
	}
	return func(lot ledger.LotID, e ledger.Element) adit.Share {
		if byElement[e] == nil {
			byElement[e] = g.Traced(e, counts)
		}
		return byElement[e][lot]
	}
}

func lotOf(h ledger.Held, traced func(ledger.LotID, ledger.Element) adit.Share) lotOut {
	l := lotOut{Lot: h.ID, Material: h.Material, Site: h.Site, Holder: h.Holder, Since: h.Since, GrossKg: h.Mass.Kg, Account: h.Account, Claimed: h.Claimed(), Waste: h.Waste, Elements: []lotElement{}}
	for _, e := range ledger.Elements(&h.Lot) {
		if a, ok := h.Contained(e); ok {
			l.Elements = append(l.Elements, lotElement{e, a.Kg, a.Sigma, traced(h.ID, e)})
		}
	}
	return l
}

func (l lotOut) states(e ledger.Element) bool {
	return slices.ContainsFunc(l.Elements, func(x lotElement) bool { return x.Element == e })
}

func siteOf(b *ledger.Book, id ledger.SiteID) *siteOut {
	out := &siteOut{Site: id, Elements: []*elementHere{}}
	if f, ok := b.Facility(id, time.Unix(1<<40, 0)); ok {
		out.Kind, out.Party, out.Country, out.Name, out.Status = f.Kind, f.Party, f.Place.Country, f.Place.Name, f.Status
		if f.Place.Located() {
			out.Lat, out.Lon = &f.Place.Lat, &f.Place.Lon
		}
	}
	return out
}

// add counts a lot; only is the one element that was asked for, or "".
func (y *siteOut) add(l lotOut, only ledger.Element) {
	y.Lots++
	if len(l.Elements) == 0 {
		y.Unstated++
	}
	for _, x := range l.Elements {
		if l.Waste || only != "" && x.Element != only {
			continue
		}
		i := slices.IndexFunc(y.Elements, func(e *elementHere) bool { return e.Element == x.Element })
		if i < 0 {
			i = len(y.Elements)
			y.Elements = append(y.Elements, &elementHere{Element: x.Element, Models: map[ledger.Account]float64{}})
		}
		e := y.Elements[i]
		sum := ledger.Amount{Kg: e.Kg, Sigma: e.SigmaKg}.Plus(ledger.Amount{Kg: x.Kg, Sigma: x.SigmaKg})
		e.Kg, e.SigmaKg = sum.Kg, sum.Sigma
		e.Lots++
		e.Traced += x.Kg * float64(x.Traced)
		if claimed := x.Kg * l.Claimed; claimed > 0 {
			e.Models[l.Account] += claimed
		}
		if rest := x.Kg * (1 - l.Claimed); rest > 0 {
			e.Models[""] += rest
		}
	}
	slices.SortFunc(y.Elements, func(a, b *elementHere) int { return cmp.Compare(a.Element, b.Element) })
}

func (s *session) lotsAnswer(out lotsOut, f lotsFlags) error {
	return s.answer(out, func(p *page) {
		if out.Count == 0 {
			p.line("No lot is there.")
			return
		}
		p.title("What lies where")
		t := table.New(table.Wrapped("Site"), table.Text("Kind"), table.Text("In"), table.Text("El."), table.Number("Lots"), table.Number("kg"), table.Number("Traced (%)"), table.Wrapped("Claimed model (%)"))
		for _, y := range out.Sites {
			for _, e := range y.Elements {
				t.Row(string(y.Site), y.Kind, string(y.Country), string(e.Element), thousands(e.Lots), kilograms(e.Kg), percents(e.Traced/e.Kg), shares(e.Models, e.Kg, modelName))
			}
			if y.Unstated > 0 {
				t.Row(string(y.Site), y.Kind, string(y.Country), "·", thousands(y.Unstated), "·", "·", "·")
			}
		}
		p.table(t)
		p.line("")
		p.title("%s", count(out.Count, "lot"))
		lots := table.New(table.Wrapped("Lot"), table.Wrapped("Material"), table.Wrapped("At"), table.Wrapped("Held by"), table.Number("Gross kg"), table.Wrapped("Contained (kg)"), table.Wrapped("Claims"))
		for _, l := range out.Lots {
			lots.Row(string(l.Lot), l.Material, string(l.Site), string(l.Holder), kilograms(l.GrossKg), l.contained(), modelName(l.Account))
		}
		p.table(lots)
		if n := out.Count - len(out.Lots); n > 0 {
			p.text("and %s more, smaller ones; --top 0 lists all", thousands(n))
		}
	})
}

func (l lotOut) contained() string {
	text := ""
	for i, x := range l.Elements {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %s", x.Element, kilograms(x.Kg))
	}
	return cmp.Or(text, "·")
}
