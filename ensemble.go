package adit

import (
	"fmt"
	"io"
	"math"
)

// An Ensemble is a set of scenarios of one run, exactly one of which happens
// (S7).
type Ensemble struct {
	Name  string
	Base  Scenario // start, periods, foresight and lanes of every case
	Cases []Case
}

// A Case is what may happen, and how likely it is.
type Case struct {
	Name        string
	Probability float64
	Disruptions []Disruption
}

// Scenario returns a case as a scenario of its own.
func (e *Ensemble) Scenario(i int) *Scenario {
	s := e.Base
	s.Name, s.Disruptions = e.Cases[i].Name, e.Cases[i].Disruptions
	return &s
}

// ReadEnsemble reads an ensemble file: the keys of a scenario file with
// scenarios, each of a name, a probability and disruptions, in place of
// disruptions. Faults are told as by ReadScenario.
func ReadEnsemble(r io.Reader) (*Ensemble, error) {
	root, faults := readJSON(r)
	if faults != nil {
		return nil, faults
	}
	rd, e := &reader{}, &Ensemble{}
	if o := rd.object(root); o != nil {
		o.run(&e.Base)
		e.Name, e.Base.Name = e.Base.Name, ""
		o.each("scenarios", func(o *object) { e.Cases = append(e.Cases, o.chance(&e.Base)) })
		o.done()
		rd.checkCases(e.Cases)
	}
	if err := rd.faults.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

func (o *object) chance(base *Scenario) Case {
	p, _ := o.number("probability", true)
	return Case{Name: o.text("name", true), Probability: o.atLeast0("probability", p), Disruptions: o.disruptions(base)}
}

func (r *reader) checkCases(cases []Case) {
	seen, sum := map[string]bool{}, 0.0
	for i, c := range cases {
		if seen[c.Name] && c.Name != "" {
			r.fault(fmt.Sprintf("$.scenarios[%d].name", i), "duplicate-id", "give each its own name", "name %q is used twice", c.Name)
		}
		seen[c.Name] = true
		sum += c.Probability
	}
	if math.Abs(sum-1) > tolerance {
		r.fault("$.scenarios", "probabilities", `make them sum to 1; that nothing happens is a case too: {"name": "nothing happens", "probability": …}`, "probabilities sum to %g", sum)
	}
}
