package untp

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
)

// An Attestation is what a ledger takes of a conformity credential, or gives to
// one: who was found to conform to which scheme.
type Attestation struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Kind        string       `json:"kind"`     // attestationType: "certification"
	Assessor    string       `json:"assessor"` // assessorLevel: "3rdParty"
	Level       string       `json:"level"`    // assessmentLevel
	To          Party        `json:"to"`
	Scheme      Party        `json:"scheme"`
	Assessments []Assessment `json:"assessments,omitempty"`
}

// An Assessment is one of an attestation.
type Assessment struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Date       string  `json:"date"` // "2026-03-01"
	Conforms   *bool   `json:"conforms,omitempty"`
	Criteria   []Party `json:"criteria,omitempty"`
	Topics     []Topic `json:"topics,omitempty"`
	Scores     []Score `json:"scores,omitempty"`
	Facilities []Party `json:"facilities,omitempty"`
}

// A Topic is one of UNTP's list.
type Topic struct {
	ID         string `json:"id,omitempty"`
	Name       string `json:"name"`
	Definition string `json:"definition,omitempty"`
}

// A Score is how well a metric was met, as a grade of the scheme.
type Score struct {
	Metric     Party  `json:"metric"`
	Code       string `json:"code,omitempty"`
	Definition string `json:"definition,omitempty"`
}

// Facilities are all that were assessed.
func (a Attestation) Facilities() (all []Party) {
	for _, s := range a.Assessments {
		for _, f := range s.Facilities {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// Failed names the assessments that say conformance false.
func (a Attestation) Failed() (names []string) {
	for _, s := range a.Assessments {
		if s.Conforms != nil && !*s.Conforms {
			names = append(names, cmp.Or(s.Name, s.ID))
		}
	}
	return names
}

// Attestation reads a conformity credential, with what it says beyond.
func (c *Credential) Attestation() (Attestation, adit.Faults, error) {
	if c.Type != ConformityType {
		return Attestation{}, nil, exchange.Refuse("$.type", "type", "hand in a "+ConformityType, "this is a %s", c.Type)
	}
	o := c.view.Fork().Object("credentialSubject")
	if o == nil {
		return Attestation{}, nil, exchange.Refuse("$.credentialSubject", "missing", "ask the issuer for it", "no attestation")
	}
	a := Attestation{ID: o.Need("id"), Name: o.Need("name"), Kind: o.Need("attestationType"), Assessor: o.Need("assessorLevel"), Level: o.Need("assessmentLevel"),
		To: party(o.Object("issuedToParty")), Scheme: party(o.Object("referenceScheme"))}
	o.Each("conformityAssessment", func(s *exchange.View) {
		a.Assessments = append(a.Assessments, readAssessment(s))
	})
	o.Skip("type", "description")
	o.Done()
	return a, o.Lost(), o.Wrong()
}

func readAssessment(s *exchange.View) Assessment {
	a := Assessment{ID: s.Text("id"), Name: s.Text("name"), Date: s.Text("assessmentDate")}
	if s.Has("conformance") {
		yes := s.Flag("conformance")
		a.Conforms = &yes
	}
	s.Each("assessmentCriteria", func(v *exchange.View) {
		a.Criteria = append(a.Criteria, party(v))
		v.Skip("type")
	})
	s.Each("conformityTopic", func(v *exchange.View) {
		a.Topics = append(a.Topics, Topic{v.Text("id"), v.Text("name"), v.Text("definition")})
		v.Skip("type")
	})
	s.Each("assessedPerformance", func(v *exchange.View) {
		one := Score{Metric: party(v.Object("metric"))}
		if grade := v.Object("score"); grade != nil {
			one.Code, one.Definition = grade.Text("code"), grade.Text("definition")
			grade.Skip("type")
			grade.Done()
		}
		v.Skip("type")
		a.Scores = append(a.Scores, one)
	})
	s.Each("assessedFacility", func(v *exchange.View) {
		if p := party(v.Object("facility")); p.ID != "" {
			a.Facilities = append(a.Facilities, p)
		}
		v.Skip("type")
	})
	s.Skip("type", "description")
	return a
}

// WriteAttestation writes a conformity credential, unsigned.
func WriteAttestation(a Attestation, i Issuer) ([]byte, error) {
	subject := dict{"type": []string{"ConformityAttestation"}, "id": a.ID, "name": a.Name, "attestationType": a.Kind,
		"assessorLevel": a.Assessor, "assessmentLevel": a.Level, "issuedToParty": named("Party", a.To), "referenceScheme": named("ConformityScheme", a.Scheme)}
	var all []dict
	for n, s := range a.Assessments {
		if _, err := time.Parse(time.DateOnly, s.Date); err != nil || s.ID == "" || s.Name == "" {
			return nil, exchange.Refuse(fmt.Sprintf("$.assessments[%d]", n), "missing", "state id, name and date (2026-03-01) of each assessment", "id %.60q, name %.60q, date %.40q", s.ID, s.Name, s.Date)
		}
		all = append(all, assessment(s))
	}
	if all != nil {
		subject["conformityAssessment"] = all
	}
	return i.credential(ConformityType, a.Name, subject)
}

func assessment(s Assessment) dict {
	criteria, topics, scores := []dict{}, []dict{}, []dict{}
	for _, c := range s.Criteria {
		criteria = append(criteria, named("Criterion", c))
	}
	for _, c := range s.Topics {
		topics = append(topics, given(dict{"type": []string{"ConformityTopic"}}, "id", c.ID, "name", c.Name, "definition", c.Definition))
	}
	for _, c := range s.Scores {
		one := dict{"metric": named("PerformanceMetric", c.Metric)}
		if c.Code != "" || c.Definition != "" {
			one["score"] = given(dict{}, "code", c.Code, "definition", c.Definition)
		}
		scores = append(scores, one)
	}
	out := dict{"type": []string{"ConformityAssessment"}, "id": s.ID, "name": s.Name, "assessmentDate": s.Date, "assessmentCriteria": criteria, "conformityTopic": topics, "assessedPerformance": scores}
	var sites []dict
	for _, f := range s.Facilities {
		sites = append(sites, dict{"facility": named("Facility", f)})
	}
	if sites != nil {
		out["assessedFacility"] = sites
	}
	if s.Conforms != nil {
		out["conformance"] = *s.Conforms
	}
	return out
}

// given adds the texts that are not empty.
func given(d dict, pairs ...string) dict {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			d[pairs[i]] = pairs[i+1]
		}
	}
	return d
}

// Site is the ledger's name of a facility.
func Site(uri string) ledger.SiteID { return ledger.SiteID(exchange.ID("site", uri)) }

func named(kind string, p Party) dict {
	return dict{"type": []string{kind}, "id": p.ID, "name": p.Name}
}
