package epcis

import (
	"regexp"
	"strings"

	"adit/ledger"
	"adit/ledger/exchange"
)

// A quantity is one line of what an event is about.
type quantity struct {
	id      string
	kg      float64
	weighed bool
}

// quantities reads a list of single objects and one of amounts of a class.
func quantities(v *exchange.View, epcs, amounts string) []quantity {
	var all []quantity
	for _, id := range v.Texts(epcs) {
		all = append(all, quantity{id: id})
	}
	v.Each(amounts, func(q *exchange.View) {
		one := quantity{id: q.Need("epcClass")}
		value, given := q.Number("quantity")
		unit := q.Text("uom")
		one.kg, one.weighed = exchange.Kilograms(value, unit)
		if !one.weighed && given {
			q.Lose("uom", "state a mass, such as KGM of UN/ECE Recommendation 20", "%g %.10q is no mass", value, unit)
		}
		all = append(all, one)
	})
	return all
}

// numbered reads quantities of which each must be a lot.
func numbered(v *exchange.View, epcs, amounts string) []quantity {
	all := quantities(v, epcs, amounts)
	for _, q := range all {
		if model.MatchString(q.id) {
			v.Fault(amounts, "lot", "ask the sender for the lot number", "%.100q is a class of products, not a lot", q.id)
		}
	}
	return all
}

// model matches classes without a number: a pattern, or a GTIN on its own.
var model = regexp.MustCompile(`^urn:epc:idpat:|/01/\d{8,14}$`)

func ids(all []quantity) []ledger.LotID {
	var out []ledger.LotID
	for _, q := range all {
		out = append(out, ledger.LotID(exchange.ID("lot", q.id)))
	}
	return out
}

// outputs are lots that an event makes.
func (r *reader) outputs(v *exchange.View, epcs, amounts string) []ledger.Lot {
	material := r.material(v)
	var out []ledger.Lot
	for _, q := range numbered(v, epcs, amounts) {
		if !q.weighed {
			v.Fault(amounts, "missing", "ask the sender what it weighs, in a unit of mass", "lot %.100q is made without a mass", q.id)
			continue
		}
		l := ledger.Lot{ID: ledger.LotID(exchange.ID("lot", q.id)), Material: material, Mass: r.assume.Mass(q.kg)}
		if l.Material == "" {
			l.Material = product(q.id)
		}
		out = append(out, l)
	}
	if len(out) > 0 {
		v.Lose(amounts, "state the measured uncertainty, moisture and grades when you record it", "an uncertainty of %g of the mass is assumed, and no grade is known", r.assume.Sigma)
	} else if v.Wrong() == nil {
		v.Fault(amounts, "no-output", "hand in both halves of the transformation as one event", "nothing comes out")
	}
	return out
}

func (r *reader) material(v *exchange.View) string {
	o := v.Object("ilmd")
	if o == nil {
		return ""
	}
	m := o.Text(materialKey)
	o.Done()
	return m
}

// product names what a lot is of by its class, without the lot's number.
func product(id string) string {
	if rest, ok := strings.CutPrefix(id, "urn:epc:class:lgtin:"); ok {
		if at := strings.LastIndex(rest, "."); at > 0 {
			return "urn:epc:idpat:sgtin:" + rest[:at] + ".*"
		}
	}
	if m := digitalLink.FindString(id); m != "" {
		return m
	}
	return id
}

// digitalLink matches a GS1 Digital Link up to its GTIN.
var digitalLink = regexp.MustCompile(`^https?://\S+/01/\d{8,14}(?:/|$)`)

// dealings are the parties and places of a transfer.
type dealings struct{ party, place string }

func transfer(v *exchange.View, list, key string) dealings {
	var d dealings
	v.Each(list, func(s *exchange.View) {
		switch kind := word(s.Text("type"), "SDT", "sdt"); kind {
		case "possessing_party":
			d.party = s.Need(key)
		case "location":
			d.place = s.Need(key)
		default:
			s.Lose("type", "declare the parties", "the ledger follows possession: who else is %.40q stays behind", kind)
			s.Skip(key)
		}
	})
	return d
}
