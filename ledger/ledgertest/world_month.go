package ledgertest

import (
	"time"

	"adit/ledger"
)

// put adds an event that takes a time of its own.
func (w *World) put(e *ledger.Event) { w.Add(e) }

// weigh states a true mass of tin with the errors of a scale and an assay.
func (w *World) weigh(id ledger.LotID, material string, kg, grade float64) ledger.Lot {
	gross := kg / grade
	stated := ledger.Lot{ID: id, Material: material, Mass: ledger.Mass{Kg: gross * w.normal(.003)}}
	stated.Mass.SigmaKg = stated.Mass.Kg * .003
	assay := min(.9999, grade*w.normal(.01))
	stated.Content = []ledger.Content{{Element: "Sn", Grade: assay, Sigma: assay * .01}}
	return stated
}

// mineMonth digs and sends one lot.
func (w *World) mineMonth(m *mine) {
	start := w.monthStart()
	if m.expands > 0 && w.month == m.expands {
		w.Now = start
		m.licence *= w.between(1.4, 2)
		w.licence(m)
	}
	kg := m.licence / 12 * m.use * w.normal(.12)
	switch {
	case w.cheats(m.fraud, "above-capacity"): // the year comes to so much above the licence
		kg = m.licence / 12 * (1 + m.fraud.Size) * w.normal(.02)
	case m.fraud != nil && m.fraud.Kind == "volume-step" && !start.Before(m.fraud.From):
		kg *= 1 + m.fraud.Size
	}
	kg = max(kg, 50)
	id := w.lotID("ore")
	lot := w.weigh(id, "tin/concentrate", kg, .6)
	dug := start.AddDate(0, 0, 20).Add(time.Duration(w.rand.IntN(72)) * time.Hour)
	p := ledger.PartyID("p-" + string(m.id))
	w.put(&ledger.Event{ID: ledger.EventID("e-" + id), From: start, Until: dug, Party: p, Site: m.id, Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{lot}}})
	w.haul(m, lot, kg, dug)
}

// haul brings a lot to the smelter, which weighs it again.
func (w *World) haul(m *mine, lot ledger.Lot, kg float64, dug time.Time) {
	s := w.smelters[m.smelter]
	km := distance(m.place, s.place)
	hours := km/w.between(15, 45) + 2
	if w.cheats(m.fraud, "too-fast") && w.month%4 == 0 {
		hours = km / 110 * (1 - m.fraud.Size) // nothing is on the road that fast
	}
	left := dug.Add(time.Duration(1+w.rand.IntN(24)) * time.Hour)
	arrived := left.Add(time.Duration(hours * float64(time.Hour))).Truncate(time.Second)
	again := w.weigh(lot.ID, lot.Material, kg, .6)
	move := &ledger.Move{To: ledger.PartyID("p-" + string(s.id)), ToSite: s.id, Lots: []ledger.LotID{lot.ID}, Mode: "road"}
	// Two honest measurements differ by more than three standard
	// uncertainties now and then; the book refuses the larger one then, and
	// the parties weigh once more.
	if d := again.Mass.Kg*again.Content[0].Grade - lot.Mass.Kg*lot.Content[0].Grade; d < .03*kg && again.Mass.Kg-lot.Mass.Kg < .01*lot.Mass.Kg {
		move.Received = []ledger.Weighed{{Lot: lot.ID, Mass: again.Mass, Content: again.Content}}
		lot = again
	}
	w.put(&ledger.Event{ID: ledger.EventID("m-" + lot.ID), From: left, Until: arrived, Party: ledger.PartyID("p-" + string(m.id)), Site: m.id, Move: move})
	s.waiting = append(s.waiting, lot)
	s.truth[lot.ID] = kg
	if arrived.After(s.latest) {
		s.latest = arrived
	}
}

// smeltMonth smelts what has come and sells what was made the month before.
func (w *World) smeltMonth(s *smelter) {
	w.sell(s)
	var ids []ledger.LotID
	stated, truth := 0.0, 0.0
	for _, l := range s.waiting {
		ids = append(ids, l.ID)
		stated += l.Mass.Kg * l.Content[0].Grade
		truth += s.truth[l.ID]
		delete(s.truth, l.ID)
	}
	recovery := s.recovery * w.normal(.01)
	if w.cheats(s.fraud, "recovery") {
		recovery = s.fraud.Size * w.normal(.002)
	}
	begun := s.latest.Add(time.Hour)
	ended := s.latest.Add(60 * time.Hour)
	if w.rand.IntN(100) == 0 { // a clerk notes the whole week as one
		begun = s.latest.Add(-30 * time.Hour)
	}
	if w.cheats(s.fraud, "output-before-input") && s.fraud.From.AddDate(0, 3, 0).After(w.monthStart()) {
		begun, ended = s.latest.Add(-90*time.Hour), s.latest.Add(-20*time.Hour)
	}
	id := w.lotID("tin")
	metal := w.weigh(id, "tin/metal", min(truth*recovery, stated*.99), .999)
	p := ledger.PartyID("p-" + string(s.id))
	w.put(&ledger.Event{ID: ledger.EventID("s-" + id), From: begun, Until: ended, Party: p, Site: s.id,
		Make: &ledger.Make{Process: "smelting", Inputs: ids, Outputs: []ledger.Lot{metal}}})
	s.waiting = nil
	s.truth[id] = min(truth*recovery, stated*.99)
	s.stock = append(s.stock, metal)
	if w.month%3 == 0 {
		w.certify(s, metal)
	}
}

// certify issues a certificate and spends it, once if all is well.
func (w *World) certify(s *smelter, l ledger.Lot) {
	kg := l.Mass.Kg * l.Content[0].Grade
	p := ledger.PartyID("p-" + string(s.id))
	add := func(act, suffix, number string, by ledger.PartyID, kg float64) {
		w.put(&ledger.Event{ID: ledger.EventID(act + suffix + string(l.ID)), Party: by, Claim: &ledger.Claim{Act: act, Certificate: number, Account: ledger.BookAndClaim, Element: "Sn", Kg: kg, Lot: l.ID}})
	}
	number := "cert-" + string(l.ID)
	add("issue", "-", number, "scheme", kg)
	add("spend", "-", number, p, kg)
	if w.cheats(s.fraud, "claim-spent-twice") && s.fraud.From.AddDate(0, 3, 0).After(w.monthStart()) {
		add("spend", "-again-", number, p, kg)
	}
	if w.cheats(s.fraud, "over-certified") && s.fraud.From.AddDate(0, 3, 0).After(w.monthStart()) {
		add("issue", "-more-", number+"-b", "scheme", kg*s.fraud.Size)
	}
}

// sell keeps the three newest lots of metal.
func (w *World) sell(s *smelter) {
	for len(s.stock) > 3 {
		l := s.stock[0]
		s.stock = s.stock[1:]
		delete(s.truth, l.ID)
		w.put(&ledger.Event{ID: ledger.EventID("x-" + l.ID), From: w.monthStart(), Until: w.monthStart().AddDate(0, 0, 30), Party: ledger.PartyID("p-" + string(s.id)), Site: s.id,
			Move: &ledger.Move{To: "maker", ToSite: "factory", Lots: []ledger.LotID{l.ID}, Mode: "sea"}})
	}
}

// countStock counts what truly lies there.
func (w *World) countStock(s *smelter) {
	kg := 0.0
	for _, l := range s.stock {
		kg += s.truth[l.ID]
	}
	if w.cheats(s.fraud, "stock-gap") {
		kg *= 1 - s.fraud.Size // sold without a record
	}
	at := s.latest.Add(61 * time.Hour)
	w.put(&ledger.Event{ID: ledger.EventID("c-" + w.lotID("count")), From: at, Until: at, Party: ledger.PartyID("p-" + string(s.id)), Site: s.id,
		Stocktake: &ledger.Stocktake{Counted: []ledger.Counted{{Element: "Sn", Kg: kg * w.normal(.01), SigmaKg: kg * .01}}}})
}
