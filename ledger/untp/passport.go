package untp

import (
	"fmt"
	"slices"

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
	if c.Type != passportType {
		return Passport{}, nil, exchange.Refuse("$.type", "type", "hand in a "+passportType, "this is a %s", c.Type)
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
	return i.credential(passportType, "Passport of "+string(p.Lot), subject)
}

// An Attestation is what a ledger takes of a conformity credential: who was
// found to conform to which scheme.
type Attestation struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`     // attestationType: "certification"
	Assessor   string   `json:"assessor"` // assessorLevel: "3rdParty"
	Level      string   `json:"level"`    // assessmentLevel
	To         Party    `json:"to"`
	Scheme     Party    `json:"scheme"`
	Facilities []Party  `json:"facilities,omitempty"`
	Failed     []string `json:"failed,omitempty"` // assessments that say conformance false
}

// Attestation reads a conformity credential, with what it says beyond.
func (c *Credential) Attestation() (Attestation, adit.Faults, error) {
	if c.Type != conformityType {
		return Attestation{}, nil, exchange.Refuse("$.type", "type", "hand in a "+conformityType, "this is a %s", c.Type)
	}
	o := c.view.Fork().Object("credentialSubject")
	if o == nil {
		return Attestation{}, nil, exchange.Refuse("$.credentialSubject", "missing", "ask the issuer for it", "no attestation")
	}
	a := Attestation{ID: o.Need("id"), Name: o.Need("name"), Kind: o.Need("attestationType"), Assessor: o.Need("assessorLevel"), Level: o.Need("assessmentLevel"),
		To: party(o.Object("issuedToParty")), Scheme: party(o.Object("referenceScheme"))}
	o.Each("conformityAssessment", func(s *exchange.View) {
		if name := s.Text("name"); s.Has("conformance") && !s.Flag("conformance") {
			a.Failed = append(a.Failed, name)
		}
		s.Each("assessedFacility", func(f *exchange.View) {
			if p := party(f.Object("facility")); p.ID != "" && !slices.Contains(a.Facilities, p) {
				a.Facilities = append(a.Facilities, p)
			}
		})
	})
	o.Skip("type", "description")
	o.Done()
	return a, o.Lost(), o.Wrong()
}

// WriteAttestation writes a conformity credential, unsigned. UNTP wants
// criteria, dates and performance of each assessment, which a ledger does not
// know: so it states none, and the facilities alone cannot be written.
func WriteAttestation(a Attestation, i Issuer) ([]byte, adit.Faults, error) {
	var lost adit.Faults
	for n, f := range a.Facilities {
		lost = append(lost, exchange.Lost(fmt.Sprintf("$.facilities[%d]", n), "let the assessor write the assessment", "that %s was assessed", f.ID))
	}
	if len(a.Failed) > 0 {
		return nil, nil, exchange.Refuse("$.failed", "inexpressible", "let the assessor write it", "a failed assessment must not be left out")
	}
	text, err := i.credential(conformityType, a.Name, dict{"type": []string{"ConformityAttestation"}, "id": a.ID, "name": a.Name, "attestationType": a.Kind,
		"assessorLevel": a.Assessor, "assessmentLevel": a.Level, "issuedToParty": named("Party", a.To), "referenceScheme": named("ConformityScheme", a.Scheme)})
	return text, lost, err
}

func named(kind string, p Party) dict {
	return dict{"type": []string{kind}, "id": p.ID, "name": p.Name}
}
