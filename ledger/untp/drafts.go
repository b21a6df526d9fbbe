package untp

import (
	"encoding/json"
	"slices"
	"strings"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
)

// Drafts returns the ledger events that a traceability event credential holds.
// An event that cannot be one is refused, with its place.
func (c *Credential) Drafts(a exchange.Assume) ([]exchange.Draft, error) {
	if c.Type != EventType {
		return nil, exchange.Refuse("$.type", "type", "hand in a "+EventType, "a %s holds no events", c.Type)
	}
	var drafts []exchange.Draft
	var faults adit.Faults
	raw := c.subjects()
	i := 0
	c.view.Fork().Each("credentialSubject", func(v *exchange.View) {
		d, err := draft(v.Fork(), raw[i], a, c.Issuer)
		if f, ok := err.(adit.Faults); ok {
			faults = append(faults, f...)
		} else if err != nil {
			faults = append(faults, exchange.Refuse(v.Path, "event", "ask the sender for the document as it was written", "%v", err)...)
		}
		drafts = append(drafts, d)
		i++
	})
	if i != len(raw) {
		return nil, exchange.Refuse("$.credentialSubject", "type", "write an array of events", "it is no array of objects")
	}
	return drafts, faults.Err()
}

func draft(v *exchange.View, raw json.RawMessage, a exchange.Assume, issuer Party) (exchange.Draft, error) {
	d := exchange.Draft{Where: v.Path}
	if text := v.Text(eventKey); text != "" {
		e, err := exchange.Whole(v.Path, text, raw, func(e *ledger.Event) (any, error) {
			foreign, _, err := event(e)
			return foreign, err
		})
		d.Event, d.Whole = e, true
		return d, err
	}
	types := v.Texts("type")
	e := &ledger.Event{Format: ledger.Format, Ledger: a.Ledger, ID: ledger.EventID(exchange.ID("event", v.Need("id")))}
	e.Until = v.Time("eventDate")
	e.From = e.Until
	v.Lose("eventDate", "state the interval when you record it", "one moment stands for beginning and end")
	switch {
	case slices.Contains(types, "MakeEvent"):
		readMake(v, e, a, issuer)
	case slices.Contains(types, "MoveEvent"):
		readMove(v, e, issuer)
	case slices.Contains(types, "ModifyEvent"):
		v.Fault("type", "modify", "keep it as a document: it names one product, and not which lots went into which", "no mass follows from a ModifyEvent")
	default:
		v.Fault("type", "type", "write MakeEvent or MoveEvent", "the types are %.100q", types)
	}
	v.Each("relatedDocument", func(l *exchange.View) {
		readDocument(l, e)
	})
	v.Skip("type", "name", "description")
	v.Done()
	d.Event, d.Lost = e, v.Lost()
	return d, v.Wrong()
}

// readDocument takes a document whose hash is given: a link alone may serve
// another text tomorrow.
func readDocument(l *exchange.View, e *ledger.Event) {
	hash, ok := strings.CutPrefix(l.Text("digestMultibase"), sha256Prefix)
	title, media := l.Text("linkName"), l.Text("mediaType")
	l.Skip("type", "linkType")
	if !ok || len(hash) != 64 {
		l.Lose("linkURL", "get the file and add it by its SHA-256", "a document without a hash in base16: %.100q", l.Text("linkURL"))
		return
	}
	l.Skip("linkURL")
	e.Documents = append(e.Documents, ledger.Document{SHA256: hash, Title: title, Media: media})
}

// sha256Prefix is multibase base16 of the multihash prefix of SHA-256.
const sha256Prefix = "f1220"

func readMake(v *exchange.View, e *ledger.Event, a exchange.Assume, issuer Party) {
	process, scheme := activity(v)
	e.Party = related(v, issuer, "operator", "processor", "producer", "manufacturer")
	e.Site = site(v, "madeAtFacility")
	inputs, outputs := products(v, "inputProduct"), products(v, "outputProduct")
	if scheme == actionScheme {
		e.Modify = &ledger.Modify{Action: ledger.Action(process), Inputs: ids(inputs), Outputs: lots(outputs, a)}
		return
	}
	e.Make = &ledger.Make{Process: process, Inputs: ids(inputs), Outputs: lots(outputs, a)}
}

func readMove(v *exchange.View, e *ledger.Event, issuer Party) {
	mode, scheme := activity(v)
	e.Party = related(v, issuer, "consignor")
	e.Site = site(v, "fromFacility")
	m := &ledger.Move{To: related(v, Party{}, "consignee"), ToSite: site(v, "toFacility")}
	if scheme == modeScheme {
		m.Mode = mode
	}
	if m.To == "" {
		v.Fault("relatedParty", "missing", "ask the sender who received it", "no consignee")
	}
	moved := products(v, "movedProduct")
	m.Lots = ids(moved)
	for _, p := range moved {
		if p.weighed {
			p.view.Lose("quantity", "the balance goes by the mass that the lot was made with; record it as received if the receiver weighed it",
				"whether sender or receiver weighed %g kg is not said", p.kg)
		}
	}
	e.Move = m
}

func activity(v *exchange.View) (code, scheme string) {
	c := v.Object("activityType")
	if c == nil {
		v.Fault("activityType", "missing", "ask the sender what was done", "no activity")
		return "", ""
	}
	code, scheme = c.Need("code"), c.Text("schemeId")
	c.Skip("type", "name", "definition", "schemeName")
	c.Done()
	return code, scheme
}

// related returns the party of the first role that is there. The parties of
// other roles are lost.
func related(v *exchange.View, instead Party, roles ...string) ledger.PartyID {
	found := map[string]string{}
	v.Fork().Each("relatedParty", func(r *exchange.View) {
		if p := r.Object("party"); p != nil && found[r.Text("role")] == "" {
			found[r.Text("role")] = p.Text("id")
		}
	})
	v.Skip("relatedParty")
	if len(found) > 0 && !lists(v.Lost(), v.Path+".relatedParty") {
		v.Lose("relatedParty", "keep the document, and declare the parties", "the ledger takes ids of operator, consignor and consignee: names, register numbers and other roles stay behind")
	}
	for _, role := range roles {
		if id := found[role]; id != "" {
			return ledger.PartyID(exchange.ID("party", id))
		}
	}
	return ledger.PartyID(exchange.ID("party", instead.ID))
}

func lists(faults adit.Faults, where string) bool {
	return slices.ContainsFunc(faults, func(f adit.Fault) bool { return f.Where == where })
}

func site(v *exchange.View, key string) ledger.SiteID {
	f := v.Object(key)
	if f == nil {
		v.Fault(key, "missing", "ask the sender where it was", "no facility")
		return ""
	}
	id := f.Need("id")
	f.Skip("type", "name", "registeredId", "idScheme")
	f.Done()
	return Site(id)
}

// A product is one of an event's.
type product struct {
	view     *exchange.View
	id       ledger.LotID
	material string
	kg       float64
	weighed  bool
}

func products(v *exchange.View, key string) []product {
	var all []product
	v.Each(key, func(p *exchange.View) {
		one := product{view: p}
		if o := p.Object("product"); o != nil {
			one.id, one.material = lotID(o), o.Need("name")
			o.Skip("type", "modelNumber", "idGranularity")
			o.Done()
		} else {
			p.Fault("product", "missing", "ask the sender for it", "no product")
		}
		one.kg, one.weighed = quantity(p)
		p.Skip("type", "disposition")
		all = append(all, one)
	})
	return all
}

// lotID names a lot: by the product's id where that is a batch's or an item's,
// else with the number of the batch. A model alone is no lot: its name would
// come again with the next one.
func lotID(o *exchange.View) ledger.LotID {
	id, batch, item := o.Need("id"), o.Text("batchNumber"), o.Text("itemNumber")
	switch granularity := o.Text("idGranularity"); {
	case granularity == "batch" || granularity == "item":
		return ledger.LotID(exchange.ID("lot", id))
	case item != "":
		return ledger.LotID(id + "#item=" + item)
	case batch != "":
		return ledger.LotID(id + "#batch=" + batch)
	}
	o.Fault("idGranularity", "lot", "ask the sender for the batch number", "%.100q is a model, not a lot", id)
	return ""
}

func quantity(p *exchange.View) (float64, bool) {
	q := p.Object("quantity")
	if q == nil {
		return 0, false
	}
	value, given := q.Number("value")
	unit := q.Text("unit")
	q.Skip("type")
	q.Done()
	kg, ok := exchange.Kilograms(value, unit)
	if given && !ok {
		q.Fault("unit", "unit", "state a mass, such as KGM or TNE of UN/ECE Recommendation 20", "%g %.20q is no mass", value, unit)
	}
	return kg, given && ok
}

func ids(products []product) []ledger.LotID {
	var out []ledger.LotID
	for _, p := range products {
		out = append(out, p.id)
	}
	return out
}

func lots(products []product, a exchange.Assume) []ledger.Lot {
	var out []ledger.Lot
	for _, p := range products {
		if !p.weighed {
			p.view.Fault("quantity", "missing", "ask the sender what it weighs", "lot %q is made without a mass", p.id)
		}
		p.view.Lose("quantity", "state the measured uncertainty, moisture and grades when you record it", "an uncertainty of %g of the mass is assumed, and no grade is known", a.Sigma)
		out = append(out, ledger.Lot{ID: p.id, Material: p.material, Mass: a.Mass(p.kg)})
	}
	return out
}
