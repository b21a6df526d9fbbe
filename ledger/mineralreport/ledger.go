package mineralreport

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/trace"
)

// elements are those that the metals of the templates are in a ledger. Mica is a
// mineral without one.
var elements = map[string]ledger.Element{"Tantalum": "Ta", "Tin": "Sn", "Gold": "Au", "Tungsten": "W",
	"Cobalt": "Co", "Copper": "Cu", "Graphite": "C", "Lithium": "Li", "Nickel": "Ni"}

// covered are the Democratic Republic of the Congo and the countries that
// adjoin it (Dodd-Frank Act, section 1502 (e) (1)).
var covered = []adit.PlaceID{"COD", "AGO", "BDI", "CAF", "COG", "RWA", "SSD", "TZA", "UGA", "ZMB"}

// FromLedger makes a report of what a ledger shows of the events given: every
// smelter and refinery that made one of the template's metals, with the mines
// behind it. It answers only what the events prove. That a metal comes from a
// covered country can be proven; that nothing does cannot, since a ledger knows
// of nothing that was not recorded.
func FromLedger(kind Kind, book *ledger.Book, events []*ledger.Event, g *trace.Graph, country func(adit.PlaceID) string) *Report {
	r := &Report{Kind: kind, Company: map[string]string{}}
	for _, metal := range forms[kind].metals {
		if elements[metal] != "" {
			r.metal(metal, book, smeltings(book, events, elements[metal]), g, country)
		}
	}
	return r
}

// smeltings are the lots of an element that each smelter or refinery made.
func smeltings(book *ledger.Book, events []*ledger.Event, e ledger.Element) map[ledger.SiteID][]ledger.LotID {
	made := map[ledger.SiteID][]ledger.LotID{}
	for _, event := range events {
		if event.Make == nil {
			continue
		}
		f, ok := book.Facility(event.Site, event.Until)
		if !ok || f.Kind != "smelter" && f.Kind != "refinery" {
			continue
		}
		for i := range event.Make.Outputs {
			l := &event.Make.Outputs[i]
			if a, ok := l.Contained(e); ok && a.Kg > 0 && !l.Waste {
				made[event.Site] = append(made[event.Site], l.ID)
			}
		}
	}
	return made
}

func (r *Report) metal(metal string, book *ledger.Book, made map[ledger.SiteID][]ledger.LotID, g *trace.Graph, country func(adit.PlaceID) string) {
	proven := map[adit.PlaceID]bool{}
	for _, site := range slices.Sorted(maps.Keys(made)) {
		mines, untraced := origins(g, made[site], elements[metal])
		f := lastOf(book, site)
		s := Smelter{Metal: metal, Lookup: "Smelter not listed", Name: cmp.Or(f.Place.Name, string(site)), Country: country(f.Place.Country)}
		if smelterID.MatchString(string(site)) {
			s = Smelter{Number: string(site), Metal: metal}
		}
		var names, places []string
		recycled := len(mines) > 0 && untraced == 0
		for _, mine := range mines {
			m := lastOf(book, mine)
			recycled = recycled && m.Kind == "recycler"
			names = append(names, cmp.Or(m.Place.Name, string(mine)))
			places = append(places, country(m.Place.Country))
			proven[m.Place.Country] = proven[m.Place.Country] || m.Kind == "mine"
		}
		slices.Sort(places)
		s.Mine, s.MineCountry = strings.Join(names, "; "), strings.Join(slices.Compact(places), "; ")
		if recycled {
			s.Recycled, s.Mine, s.MineCountry = "Yes", "Recycled", "Recycled"
		}
		s.Comment = fmt.Sprintf("adit ledger %s: %d lots, origins traced of %d", book.Name(), len(made[site]), len(made[site])-untraced)
		r.Smelters = append(r.Smelters, s)
	}
	for _, c := range covered {
		if proven[c] && r.Kind == CMRT {
			r.Answers = append(r.Answers, Answer{Question: "3", Metal: metal, Answer: "Yes"})
			return
		}
	}
}

func lastOf(book *ledger.Book, site ledger.SiteID) ledger.Facility {
	f, _ := book.Facility(site, forever)
	return f
}

// origins are the sites that lots come from, and how many lots none is known of.
func origins(g *trace.Graph, lots []ledger.LotID, e ledger.Element) (sites []ledger.SiteID, untraced int) {
	for _, id := range lots {
		b, err := g.Back(id, e)
		if err != nil || len(b.Origins) == 0 {
			untraced++
			continue
		}
		for _, o := range b.Origins {
			sites = append(sites, o.Site)
		}
	}
	slices.Sort(sites)
	return slices.Compact(sites), untraced
}

// forever is later than any event.
var forever = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
