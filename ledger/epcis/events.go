package epcis

import (
	"slices"

	"adit/ledger"
	"adit/ledger/exchange"
)

// object reads an ObjectEvent.
func (r *reader) object(v *exchange.View, e *ledger.Event) *ledger.Event {
	switch action := v.Need("action"); action {
	case "ADD":
		v.Text("bizStep")
		e.Party, e.Site = r.party(v), site(v)
		e.Make = &ledger.Make{Process: process(v), Outputs: r.outputs(v, "epcList", "quantityList")}
		return e
	case "DELETE":
		v.Fault("action", "inexpressible", "record a make that turns the lots into waste", "the ledger has no event in which lots only end")
		return nil
	case "OBSERVE":
	default:
		v.Fault("action", "action", "write ADD, OBSERVE or DELETE", "the action is %.20q", action)
		return nil
	}
	switch s := step(v); s {
	case "shipping", "receiving":
		return r.move(v, e, s)
	case "stock_taking", "cycle_counting":
		return r.stocktake(v, e)
	default:
		return nothing(v, "bizStep", "an observation changes no lot")
	}
}

func process(v *exchange.View) string {
	if p := v.Text(processKey); p != "" {
		return p
	}
	if s := step(v); s != "" {
		return s
	}
	v.Fault("bizStep", "missing", "ask the sender what was done", "no bizStep")
	return ""
}

func (r *reader) transformation(v *exchange.View, e *ledger.Event) {
	e.Party, e.Site = r.party(v), site(v)
	inputs := r.unpacked(v, numbered(v, "inputEPCList", "inputQuantityList"))
	outputs := r.outputs(v, "outputEPCList", "outputQuantityList")
	if v.Has("transformationID") {
		v.Text("transformationID")
		v.Lose("transformationID", "hand in a transformation as one event", "events that belong together by it are taken one by one")
	}
	if len(inputs) == 0 {
		v.Fault("inputQuantityList", "no-input", "hand in both halves of the transformation as one event", "nothing goes in")
	}
	if action := v.Text(actionKey); action != "" {
		v.Text("bizStep")
		e.Modify = &ledger.Modify{Action: ledger.Action(action), Inputs: ids(inputs), Outputs: outputs}
		return
	}
	e.Make = &ledger.Make{Process: process(v), Inputs: ids(inputs), Outputs: outputs}
}

// stocktake reads counts by element. Other counts name lots, which the ledger
// knows, and no mass of an element.
func (r *reader) stocktake(v *exchange.View, e *ledger.Event) *ledger.Event {
	counted := []ledger.Counted{}
	for _, q := range quantities(v, "epcList", "quantityList") {
		element := exchange.ID("element", q.id)
		if element == q.id || !q.weighed {
			return nothing(v, "quantityList", "the ledger counts elements, as urn:adit:element:Sn in kilograms")
		}
		counted = append(counted, ledger.Counted{Element: ledger.Element(element), Kg: q.kg, SigmaKg: q.kg * r.assume.Sigma})
	}
	e.Party, e.Site, e.Stocktake = r.party(v), site(v), &ledger.Stocktake{Counted: counted}
	return e
}

// transaction reads a claim that adit wrote; other business transactions do
// not change a lot.
func (r *reader) transaction(v *exchange.View, e *ledger.Event) *ledger.Event {
	act := v.Text(actKey)
	if act == "" {
		return nothing(v, "bizTransactionList", "a business transaction changes no lot")
	}
	c := &ledger.Claim{Act: act, Account: ledger.Account(v.Text(accountKey)), Element: ledger.Element(exchange.ID("element", v.Text("urn:adit:element")))}
	v.Each("bizTransactionList", func(b *exchange.View) {
		b.Skip("type")
		c.Certificate = exchange.ID("certificate", b.Need("bizTransaction"))
	})
	for _, q := range numbered(v, "epcList", "quantityList") {
		c.Lot, c.Kg = ledger.LotID(exchange.ID("lot", q.id)), q.kg
	}
	if c.Certificate == "" || c.Lot == "" {
		v.Fault("bizTransactionList", "missing", "name one certificate and one lot", "a claim without certificate or lot")
	}
	v.Skip("action", "bizStep")
	e.Party, e.Claim = r.party(v), c
	if v.Has("readPoint") || v.Has("bizLocation") {
		e.Site = site(v)
	}
	return e
}

// aggregation keeps in mind what lies in what.
func (r *reader) aggregation(v *exchange.View) *ledger.Event {
	parent, action := v.Text("parentID"), v.Need("action")
	var inside []string
	for _, q := range quantities(v, "childEPCs", "childQuantityList") {
		inside = append(inside, q.id)
	}
	switch {
	case parent == "":
	case action == "ADD":
		r.packed[parent] = append(r.packed[parent], inside...)
	case action == "DELETE" && len(inside) == 0:
		delete(r.packed, parent)
	case action == "DELETE":
		r.packed[parent] = slices.DeleteFunc(r.packed[parent], func(id string) bool { return slices.Contains(inside, id) })
	}
	return nothing(v, "action", "packing changes no lot: what is in the box keeps its name")
}

// unpacked puts the lots in a container in its place, as far as this document
// says what is in it.
func (r *reader) unpacked(v *exchange.View, all []quantity) []quantity {
	var out []quantity
	for _, q := range all {
		inside := r.packed[q.id]
		if len(inside) == 0 {
			out = append(out, q)
			continue
		}
		v.Lose("epcList", "keep the document if the box matters", "%s stands for the %d lots in it", q.id, len(inside))
		for _, id := range inside {
			out = append(out, quantity{id: id})
		}
	}
	return out
}
