package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
from, and beside them the first mine producer of the world in the atlas. Shares are those of even
mixing; the bounds in brackets hold however it mixed, for the supply as a whole. Waste is left out.

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
	Traced  trace.Part                 `json:"traced"` // to mines and recyclers that the registrar declared
	Mined   trace.Part                 `json:"traced_to_mines"`
	Exact   bool                       `json:"exact_bounds"`
	Models  map[ledger.Account]float64 `json:"claimed_kg"`
	From    []fromCountry              `json:"from"` // mines; the largest first

	lots []ledger.LotID

	Mineral  string    `json:"mineral,omitempty"`
	First    *producer `json:"first_mine_producer"` // null: the atlas does not say
	Premiums []premium `json:"premiums"`            // empty: unknown
}

type fromCountry struct {
	Country adit.PlaceID `json:"country"`
	trace.Part
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
	Low    float64 `json:"low"` // the value, where nobody stated a bound
	High   float64 `json:"high"`
	Unit   string  `json:"unit"`
	Year   string  `json:"year"`
	Figure string  `json:"figure"`
	Note   string  `json:"note"` // what it is of
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
	out := supplyOut{Elements: []*supply{}}
	for h := range src.Book.Lots() {
		switch {
		case party != "" && h.Holder != party:
			continue
		case h.Waste:
			out.Waste++
			continue
		case len(h.Content) == 0:
			out.Unstated++
		}
		for _, e := range ledger.Elements(&h.Lot) {
			if byElement[e] == nil {
				byElement[e] = &supply{Element: e, Models: map[ledger.Account]float64{}, From: []fromCountry{}, Premiums: []premium{}}
			}
			byElement[e].add(h)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(byElement)) {
		if byElement[e].Lots == 0 {
			continue // of a grade of nought
		}
		if err := byElement[e].trace(g, src.Book, s.now()); err != nil {
			return err
		}
		byElement[e].link(a)
		out.Elements = append(out.Elements, byElement[e])
	}
	return s.supplyAnswer(a, out)
}

func (y *supply) add(h ledger.Held) {
	if amount, ok := h.Contained(y.Element); ok && amount.Kg > 0 {
		y.Kg += amount.Kg
		y.Lots++
		claimed := amount.Kg * h.Claimed()
		if claimed > 0 {
			y.Models[h.Account] += claimed
		}
		if rest := amount.Kg - claimed; rest > 0 {
			y.Models[""] += rest
		}
		y.lots = append(y.lots, h.ID)
	}
}

// trace says how much is from declared sites, all lots together.
func (y *supply) trace(g *trace.Graph, book *ledger.Book, now time.Time) error {
	pool, err := g.Pool(y.lots, y.Element)
	if err != nil {
		return err
	}
	y.Exact = pool.Exact()
	kind := func(site ledger.SiteID) string {
		f, _ := book.Facility(site, now)
		return f.Kind
	}
	mined := map[adit.PlaceID]bool{}
	for _, site := range pool.Sites() {
		if f, _ := book.Facility(site, now); f.Kind == "mine" {
			mined[f.Place.Country] = true
		}
	}
	y.Traced = pool.From(func(site ledger.SiteID) bool { return kind(site) == "mine" || kind(site) == "recycler" })
	y.Mined = pool.From(func(site ledger.SiteID) bool { return kind(site) == "mine" })
	for _, country := range slices.Sorted(maps.Keys(mined)) {
		y.From = append(y.From, fromCountry{country, pool.From(func(site ledger.SiteID) bool {
			f, _ := book.Facility(site, now)
			return f.Kind == "mine" && f.Place.Country == country
		})})
	}
	slices.SortStableFunc(y.From, func(x, z fromCountry) int { return cmp.Compare(z.Kg, x.Kg) })
	return nil
}

// link finds the element's mineral in the atlas, who mines most of it, and what
// is published about premiums.
func (y *supply) link(a *atlas.Atlas) {
	if y.Mineral = mineralOf(a, y.Element); y.Mineral == "" {
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
			m := premium{r.Get("scheme"), v, v, v, r.Get("unit"), r.Get("year"), r.ID("value"), r.Get("note")}
			if low, ok := r.Number("low"); ok {
				m.Low = low
			}
			if high, ok := r.Number("high"); ok {
				m.High = high
			}
			y.Premiums = append(y.Premiums, m)
		}
	}
}

type supplyOut struct {
	Elements []*supply `json:"elements"`
	Unstated int       `json:"lots_without_elements"`
	Waste    int       `json:"lots_of_waste"` // slag and tailings, left out
}

func (s *session) supplyAnswer(a *atlas.Atlas, out supplyOut) error {
	return s.answer(out, func(p *page) {
		all := out.Elements
		if out.Unstated > 0 {
			p.text("%s no element: what of it is proven is unknown.", countState(out.Unstated))
		}
		if out.Waste > 0 {
			p.text("Waste is left out: %s.", count(out.Waste, "lot"))
		}
		if len(all) == 0 && out.Unstated == 0 {
			p.line("No lot is there.")
		}
		if len(all) == 0 {
			return
		}
		t := table.New(table.Text("El."), table.Number("Lots"), table.Number("kg"), table.Number("Traced (%)"), table.Number("To mines (%)"), table.Wrapped("Claimed model (%)"), table.Wrapped("From (%)"))
		for _, y := range all {
			from := make([]string, len(y.From))
			for i, c := range y.From {
				from[i] = string(c.Country) + " " + partOf(c.Part, y.Kg) // the head says %
			}
			t.Row(string(y.Element), thousands(y.Lots), kilograms(y.Kg), partOf(y.Traced, y.Kg), partOf(y.Mined, y.Kg), shares(y.Models, y.Kg, modelName), cmp.Or(strings.Join(from, ", "), "·"))
		}
		p.table(t)
		if slices.ContainsFunc(all, func(y *supply) bool { return !y.Exact }) {
			p.text(outerBounds)
		}
		p.line("")
		for _, y := range all {
			p.field(string(y.Element)+" premium", premiumText(y))
			if y.First != nil {
				p.field("world", fmt.Sprintf("%s mines %s%% (%d, %s); adit exposure %s", a.PlaceName(y.First.Place), percents(y.First.Share), y.First.Year, y.First.Figure, y.Mineral))
			}
		}
	})
}

// partOf prints a part of a whole, with its bounds where they differ.
func partOf(p trace.Part, whole float64) string {
	low, high := percents(p.Low/whole), percents(p.High/whole)
	if low == high {
		return percents(p.Kg / whole)
	}
	return fmt.Sprintf("%s (%s–%s)", percents(p.Kg/whole), low, high)
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
		scale, unit := 1., " "+m.Unit
		if m.Unit == "1" {
			scale, unit = 100, "% of the price"
		}
		text := fmt.Sprintf("%g%s", scale*m.Value, unit)
		if m.Low < m.High {
			text = fmt.Sprintf("%g (%g–%g)%s", scale*m.Value, scale*m.Low, scale*m.High, unit)
		}
		if m.Note != "" {
			text += ", " + m.Note
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
