package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/table"
	"adit/ledger"
	"adit/ledger/trace"
	"adit/minerals"
)

func ledgerSupply(s *session) *cobra.Command {
	party := ""
	cmd := &cobra.Command{
		Use:   "supply",
		Short: "what share of a supply is proven, to which model, and what that is worth",
		Long: `Takes the lots that are there, or those that one party holds, and says for each element: how much of it
is traced to a declared mine, how much claims which custody model of ISO 22095, which countries it is
from, and beside them the first mine producer of the world in the atlas. Shares are of even mixing;
“trace LOT” gives bounds.

The premium is what somebody published that proven metal earns; for most minerals nobody has, and
unknown is not zero. “adit exposure MINERAL” shows what depends on the countries named.`,
		Example: "  adit ledger supply --ledger tin\n  adit ledger supply --party acme --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.ledgerSupply(cmd, ledger.PartyID(party))
		},
	}
	cmd.Flags().StringVar(&party, "party", "", "only lots that this `PARTY` holds")
	return cmd
}

// supply is one element's.
type supply struct {
	Element ledger.Element             `json:"element"`
	Kg      float64                    `json:"kg"`
	Lots    int                        `json:"lots"`
	Traced  float64                    `json:"traced_kg"` // to mines and recyclers that the registrar declared
	Mined   float64                    `json:"traced_to_mines_kg"`
	Models  map[ledger.Account]float64 `json:"claimed_kg"`
	From    map[adit.PlaceID]float64   `json:"from_kg"`

	Mineral  string    `json:"mineral,omitempty"`
	First    *producer `json:"first_mine_producer"` // null: the atlas does not say
	Premiums []premium `json:"premiums"`            // empty: unknown
}

type producer struct {
	Place  adit.PlaceID `json:"place"`
	Share  float64      `json:"share"`
	Year   adit.Year    `json:"year"`
	Figure string       `json:"figure"`
}

// premium is what proven metal earns, as somebody published it.
type premium struct {
	Scheme string  `json:"scheme"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Year   string  `json:"year"`
	Figure string  `json:"figure"`
}

func (s *session) ledgerSupply(cmd *cobra.Command, party ledger.PartyID) error {
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	g := s.graph(src)
	byElement := map[ledger.Element]*supply{}
	unstated := 0
	for h := range src.Book.Lots() {
		if h.Waste || party != "" && h.Holder != party {
			continue
		}
		if len(h.Content) == 0 {
			unstated++
		}
		for _, e := range ledger.Elements(&h.Lot) {
			if byElement[e] == nil {
				byElement[e] = &supply{Element: e, Models: map[ledger.Account]float64{}, From: map[adit.PlaceID]float64{}, Premiums: []premium{}}
			}
			byElement[e].add(src.Book, g, h, e)
		}
	}
	out := []*supply{}
	for _, e := range slices.Sorted(maps.Keys(byElement)) {
		byElement[e].link(a)
		out = append(out, byElement[e])
	}
	return s.supplyAnswer(a, out, unstated)
}

func (y *supply) add(book *ledger.Book, g *trace.Graph, h ledger.Held, e ledger.Element) {
	amount, ok := h.Contained(e)
	if !ok || amount.Kg == 0 {
		return
	}
	y.Kg += amount.Kg
	y.Lots++
	y.Models[h.Account] += amount.Kg
	back, err := g.Back(h.ID, e)
	if err != nil {
		return // nothing is known of where it is from
	}
	for _, o := range back.Origins {
		f, ok := book.Facility(o.Site, h.Since)
		if !ok || f.Kind != "mine" && f.Kind != "recycler" {
			continue
		}
		kg := amount.Kg * float64(o.Share)
		y.Traced += kg
		if f.Kind == "mine" {
			y.Mined += kg
			y.From[f.Place.Country] += kg
		}
	}
}

// link finds the element's mineral in the atlas, who mines most of it, and what
// is published about premiums.
func (y *supply) link(a *atlas.Atlas) {
	for r := range a.Rows("minerals") {
		if r.Get("symbol") == string(y.Element) {
			y.Mineral = r.Get("mineral")
		}
	}
	if y.Mineral == "" {
		return
	}
	for _, top := range minerals.TopProducers(a, y.Mineral) {
		if top.Stage == "mine" {
			y.First = &producer{top.Place, top.Share, top.Year, top.Figure}
			break
		}
	}
	for r := range a.Rows("trace_premiums") {
		if v, ok := r.Number("value"); ok && r.Get("mineral") == y.Mineral {
			y.Premiums = append(y.Premiums, premium{r.Get("scheme"), v, r.Get("unit"), r.Get("year"), r.ID("value")})
		}
	}
}

type supplyOut struct {
	Elements []*supply `json:"elements"`
	Unstated int       `json:"lots_without_elements"`
}

func (s *session) supplyAnswer(a *atlas.Atlas, all []*supply, unstated int) error {
	return s.answer(supplyOut{all, unstated}, func(p *page) {
		if unstated > 0 {
			p.text("%s no element: what of it is proven is unknown.", countState(unstated))
		}
		if len(all) == 0 && unstated == 0 {
			p.line("No lot is there.")
		}
		if len(all) == 0 {
			return
		}
		t := table.New(table.Text("El."), table.Number("Lots"), table.Number("kg"), table.Number("Traced (%)"), table.Number("To mines (%)"), table.Wrapped("Claimed model (%)"), table.Wrapped("From (%)"))
		for _, y := range all {
			t.Row(string(y.Element), thousands(y.Lots), kilograms(y.Kg), percents(y.Traced/y.Kg), percents(y.Mined/y.Kg), shares(y.Models, y.Kg, modelName), shares(y.From, y.Kg, func(c adit.PlaceID) string { return string(c) }))
		}
		p.table(t)
		p.line("")
		for _, y := range all {
			p.field(string(y.Element)+" premium", premiumText(y))
			if y.First != nil {
				p.field("world", fmt.Sprintf("%s mines %s%% (%d, %s); adit exposure %s", a.PlaceName(y.First.Place), percents(y.First.Share), y.First.Year, y.First.Figure, y.Mineral))
			}
		}
	})
}

func countState(n int) string {
	if n == 1 {
		return "1 lot states"
	}
	return thousands(n) + " lots state"
}

func premiumText(y *supply) string {
	var out []string
	for _, m := range y.Premiums {
		text := fmt.Sprintf("%g %s", m.Value, m.Unit)
		if m.Unit == "1" {
			text = fmt.Sprintf("%g%% of the price", 100*m.Value)
		}
		out = append(out, fmt.Sprintf("%s, %s (%s, %s)", text, m.Scheme, m.Year, m.Figure))
	}
	return cmp.Or(strings.Join(out, "; "), "unknown: nobody published one that adit knows")
}

func modelName(a ledger.Account) string { return cmp.Or(string(a), "none") }

// shares prints parts of a whole, the largest first.
func shares[K cmp.Ordered](parts map[K]float64, whole float64, name func(K) string) string {
	keys := slices.Sorted(maps.Keys(parts))
	slices.SortStableFunc(keys, func(x, y K) int { return cmp.Compare(parts[y], parts[x]) })
	var out []string
	for _, k := range keys {
		out = append(out, name(k)+" "+percents(parts[k]/whole))
	}
	return cmp.Or(strings.Join(out, ", "), "·")
}
