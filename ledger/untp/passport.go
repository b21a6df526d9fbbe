package untp

import (
	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
)

// A Passport is what a ledger takes of a digital product passport, or gives
// to one.
type Passport struct {
	Lot      ledger.LotID  `json:"lot"`
	Material string        `json:"material"`
	Site     ledger.SiteID `json:"site"`
	Country  string        `json:"country"` // of production, two letters
	Kg       float64       `json:"kg,omitempty"`
	Of       []Part        `json:"of,omitempty"`
}

// A Part is a material of a product.
type Part struct {
	Name     string  `json:"name"`
	Country  string  `json:"country"`
	Share    float64 `json:"share"` // mass fraction
	Recycled float64 `json:"recycled,omitempty"`
	Code     string  `json:"code"` // in a classification
	Scheme   string  `json:"scheme"`
}

// Passport reads a digital product passport, with what it says beyond.
func (c *Credential) Passport() (Passport, adit.Faults, error) {
	if c.Type != PassportType {
		return Passport{}, nil, exchange.Refuse("$.type", "type", "hand in a "+PassportType, "this is a %s", c.Type)
	}
	o := c.view.Fork().Object("credentialSubject")
	if o == nil {
		return Passport{}, nil, exchange.Refuse("$.credentialSubject", "missing", "ask the issuer for it", "no product")
	}
	p := Passport{Lot: lotID(o), Material: o.Need("name"), Site: site(o, "producedAtFacility"), Country: country(o, "countryOfProduction")}
	if d := o.Object("dimensions"); d != nil {
		if w := d.Object("weight"); w != nil {
			p.Kg = weight(w)
		}
		d.Done()
	}
	sum := 0.0
	o.Each("materialProvenance", func(m *exchange.View) {
		p.Of = append(p.Of, readPart(m))
		sum += p.Of[len(p.Of)-1].Share
	})
	// Shares in sum may pass 1 by rounding alone.
	if sum > 1.005 {
		o.Fault("materialProvenance", "grade", "mass fractions sum to at most 1", "they sum to %g", sum)
	}
	o.Skip("type", "description")
	o.Done()
	return p, o.Lost(), o.Wrong()
}

func weight(w *exchange.View) float64 {
	value, given := w.Number("value")
	kg, ok := exchange.Kilograms(value, w.Text("unit"))
	if given && !ok {
		w.Fault("unit", "unit", "state a mass, such as KGM", "no mass")
	}
	w.Skip("type")
	w.Done()
	return kg
}

func readPart(m *exchange.View) Part {
	p := Part{Name: m.Need("name"), Country: country(m, "originCountry")}
	p.Share, p.Recycled = share(m, "massFraction"), share(m, "recycledMassFraction")
	if c := m.Object("materialType"); c != nil {
		p.Code, p.Scheme = c.Text("code"), c.Text("schemeId")
		c.Skip("type", "name", "definition", "schemeName")
		c.Done()
	}
	m.Skip("type")
	return p
}

func share(m *exchange.View, key string) float64 {
	x, _ := m.Number(key)
	if x < 0 || x > 1 {
		m.Fault(key, "share", "write a fraction from 0 to 1", "%s is %g", key, x)
		return 0
	}
	return x
}

func country(v *exchange.View, key string) string {
	c := v.Object(key)
	if c == nil {
		return ""
	}
	code := c.Text("countryCode")
	c.Skip("type", "countryName")
	c.Done()
	return code
}

// WritePassport writes a passport, unsigned.
func WritePassport(p Passport, scheme Party, i Issuer) ([]byte, error) {
	var parts []dict
	for _, m := range p.Of {
		parts = append(parts, dict{"name": m.Name, "originCountry": dict{"countryCode": m.Country}, "massFraction": m.Share, "recycledMassFraction": m.Recycled,
			"materialType": dict{"code": m.Code, "name": m.Name, "schemeId": m.Scheme, "schemeName": m.Scheme}})
	}
	subject := batch(p.Lot, p.Material)
	subject["idScheme"] = dict{"type": []string{"IdentifierScheme"}, "id": scheme.ID, "name": scheme.Name}
	subject["productCategory"] = []dict{class(p.Material, "urn:adit:material")}
	subject["producedAtFacility"] = facility(p.Site)
	subject["countryOfProduction"] = dict{"countryCode": p.Country}
	if p.Kg > 0 {
		subject["dimensions"] = dict{"weight": dict{"value": p.Kg, "unit": "KGM"}}
	}
	if parts != nil {
		subject["materialProvenance"] = parts
	}
	return i.credential(PassportType, "Passport of "+string(p.Lot), subject)
}
