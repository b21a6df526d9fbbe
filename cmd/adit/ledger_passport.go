package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
	"adit/ledger/pack"
	"adit/ledger/trace"
	"adit/ledger/untp"
)

// elementScheme is what the code of a passport's material is of.
const elementScheme = "urn:adit:element"

// passport is what the ledger knows of a lot, in the words of UNTP, and what it
// knows beyond.
func (s *session) passport(src pack.Source, lot ledger.LotID) (untp.Passport, adit.Faults, error) {
	a, err := s.atlas()
	if err != nil {
		return untp.Passport{}, nil, err
	}
	codes := map[adit.PlaceID]string{}
	for r := range a.Rows("places") {
		codes[adit.PlaceID(r.Get("place"))] = r.Get("iso2")
	}
	var made *ledger.Event
	for _, e := range src.Events {
		if slices.ContainsFunc(outputs(e), func(l ledger.Lot) bool { return l.ID == lot }) {
			made = e
		}
	}
	w := passportWriter{book: src.Book, graph: s.graph(src), codes: codes}
	return w.write(lot, made)
}

func outputs(e *ledger.Event) []ledger.Lot {
	switch {
	case e.Make != nil:
		return e.Make.Outputs
	case e.Modify != nil:
		return e.Modify.Outputs
	}
	return nil
}

type passportWriter struct {
	book  *ledger.Book
	graph *trace.Graph
	codes map[adit.PlaceID]string // ISO 3166-1 alpha-2
	lost  adit.Faults
}

func (w *passportWriter) write(id ledger.LotID, made *ledger.Event) (untp.Passport, adit.Faults, error) {
	held, ok := w.book.Lot(id)
	if !ok || made == nil {
		if _, err := w.graph.Back(id, ""); err != nil {
			return untp.Passport{}, nil, err
		}
		return untp.Passport{}, nil, fmt.Errorf("lot %s was used up: a passport is of a lot that is there", id)
	}
	site, _ := w.book.Facility(made.Site, made.Until)
	p := untp.Passport{Lot: id, Material: held.Material, Site: made.Site, Country: w.codes[site.Place.Country], Kg: held.Mass.Kg}
	if p.Country == "" {
		return p, nil, fmt.Errorf("lot %s was made at %s, in %q, of which the atlas has no two-letter code: a passport needs one", id, made.Site, site.Place.Country)
	}
	w.lose("$.dimensions.weight", "its uncertainty, %.3g kg", held.Mass.SigmaKg)
	if held.Account != "" {
		w.lose("$", "that it claims to be %s for %s %% of its content", held.Account, percents(held.Claimed()))
	}
	for _, e := range ledger.Elements(&held.Lot) {
		w.element(&p, e, made)
	}
	return p, w.lost, nil
}

func (w *passportWriter) lose(where, format string, args ...any) {
	w.lost = append(w.lost, exchange.Lost(where, "“adit ledger report” writes all of it", format, args...))
}

// element adds what is known of where one element is from: a part for each
// country.
func (w *passportWriter) element(p *untp.Passport, e ledger.Element, made *ledger.Event) {
	back, err := w.graph.Back(p.Lot, e)
	if err != nil {
		return // it states none of it
	}
	parts := map[string]*untp.Part{}
	unknown := float64(back.Lost)
	for _, o := range back.Origins {
		site, _ := w.book.Facility(o.Site, made.Until)
		code, share := w.codes[site.Place.Country], float64(o.Share)*back.Kg/p.Kg
		if code == "" || site.Kind != "mine" && site.Kind != "recycler" {
			unknown += float64(o.Share)
			continue
		}
		if parts[code] == nil {
			parts[code] = &untp.Part{Name: string(e), Country: code, Code: string(e), Scheme: elementScheme}
		}
		parts[code].Share += share
		if site.Kind == "recycler" {
			parts[code].Recycled += share
		}
	}
	for _, code := range slices.Sorted(maps.Keys(parts)) {
		part := parts[code]
		// UNTP's recycled fraction is one of this material, not of the product.
		part.Share, part.Recycled = round6(part.Share), round6(part.Recycled/cmp.Or(part.Share, 1))
		p.Of = append(p.Of, *part)
	}
	w.lose("$.materialProvenance", "the bounds of where its %s is from: the fractions are those of even mixing", e)
	if unknown > 1e-9 {
		w.lose("$.materialProvenance", "that of %s %% of its %s the origin is unknown", percents(unknown), e)
	}
}

// round6 keeps what a scale can tell.
func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }
