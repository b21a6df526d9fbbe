package world

import (
	"cmp"
	"slices"
	"strings"

	"adit"
	"adit/reconcile"
)

// An Explanation walks a quantity of a network back to figures.
type Explanation struct {
	Subject  string          // "antimony/metal THA>USA" or "antimony/metal USA"
	Tonnes   adit.Tonnes     // as it stands in the network
	Observed adit.Observed   // bounds and basis
	Figures  []string        // ids of the figures it rests on; none where R2 derived it
	Rule     string          // how the figures became the quantity
	Move     *reconcile.Move // what reconciling changed; nil where it left it
	Parts    []Part          // of a node: what arrives and is made there, largest first
}

// A Part is one contribution to what a node has.
type Part struct {
	ID     string // to be explained in turn
	How    string // "made there" or "arrives"
	Tonnes adit.Tonnes
	Basis  adit.Basis
}

// IsQuantity reports whether an id names a quantity of a network, and of which
// mineral: "mineral/form PLACE" or "mineral/form FROM>TO".
func IsQuantity(id string) (mineral string, ok bool) {
	material, _, ok := strings.Cut(id, " ")
	if !ok || strings.Contains(material, ":") {
		return "", false
	}
	mineral, form, ok := strings.Cut(material, "/")
	return mineral, ok && mineral != "" && form != ""
}

// Explain explains a lane, or a node with what is made and arrives there. An id
// that the network lacks is an *adit.UnknownError.
func (n *Network) Explain(id string) (*Explanation, error) {
	for i := range n.Lanes {
		if l := &n.Lanes[i]; l.ID == id {
			return n.explained(id, "lane", l.Flow, l.Observed, n.flowRule(l)), nil
		}
	}
	material, place, _ := strings.Cut(id, " ")
	return n.explainNode(id, adit.MaterialID(material), adit.PlaceID(place))
}

func (n *Network) explained(id, kind string, t adit.Tonnes, o adit.Observed, rule string) *Explanation {
	e := &Explanation{Subject: id, Tonnes: t, Observed: o, Figures: strings.Fields(o.Figure), Rule: rule}
	for i := range n.Moves {
		if m := &n.Moves[i]; m.ID == id && m.Kind == kind {
			e.Move = m
		}
	}
	return e
}

// flowRule says how a flow came about.
func (n *Network) flowRule(l *adit.Lane) string {
	form := n.form(l.Material)
	switch figures := strings.Fields(l.Observed.Figure); {
	case len(figures) == 0:
		return "derived by R2: supply and need of its ends, their distance or customs values, scaled to known totals"
	case strings.HasPrefix(figures[0], "usgs-") && len(figures) > 1:
		return "published import share × published imports, contained " + form.MassOf
	case strings.HasPrefix(form.Trade, tradeWords["bundle"]):
		return "derived by R2 after a customs code that holds other metals too: between nothing and the whole of it"
	case strings.HasPrefix(form.Trade, "derived: trade of"):
		return form.Trade + "; gross tonnes × content, as " + form.MassOf
	default:
		return "gross tonnes of the customs code × content, as " + form.MassOf
	}
}

func (n *Network) form(m adit.MaterialID) Form {
	for _, f := range n.Forms {
		if f.Material == m {
			return f
		}
	}
	return Form{}
}

// explainNode lists what a place has of a material.
func (n *Network) explainNode(id string, m adit.MaterialID, place adit.PlaceID) (*Explanation, error) {
	e := &Explanation{Subject: id, Rule: "what arrives and is made there"}
	var near []string
	for i := range n.Processes {
		p := &n.Processes[i]
		if !p.Makes(m) {
			continue
		}
		near = append(near, p.ID)
		if place.Covers(p.Place) {
			if p.ID == id {
				e = n.explained(id, "process", 0, p.Observed, n.outputRule(p))
			}
			e.Parts = append(e.Parts, Part{p.ID, "made there", p.Output(m), p.Observed.Basis})
		}
	}
	for i := range n.Lanes {
		if l := &n.Lanes[i]; l.Material == m && place.Covers(l.To) && !place.Covers(l.From) {
			e.Parts = append(e.Parts, Part{l.ID, "arrives", l.Flow, l.Observed.Basis})
		}
	}
	if len(e.Parts) == 0 {
		return nil, &adit.UnknownError{Kind: "quantity", ID: id, Near: adit.Nearest(id, near)}
	}
	if len(e.Parts) > 1 { // bounds and basis are of what is made there, not of the sum
		e.Observed.Low, e.Observed.High, e.Observed.Basis = 0, 0, ""
		if len(e.Figures) > 0 {
			e.Rule = "what arrives and is made there; the figure is of what is made there, " + e.Rule
		}
	}
	e.Tonnes = 0
	for _, p := range e.Parts {
		e.Tonnes += p.Tonnes
	}
	slices.SortStableFunc(e.Parts, func(a, b Part) int { return cmp.Compare(b.Tonnes, a.Tonnes) })
	return e, nil
}

// outputRule says how an output came about.
func (n *Network) outputRule(p *adit.Process) string {
	switch {
	case p.Observed.Basis == adit.Withheld:
		return "withheld; the middle of the interval that imports, exports and published reliance leave (E1)"
	case p.Observed.Figure == "":
		return "implied: it sends more than it is known to make and get, or is of unknown origin"
	case strings.HasPrefix(p.Observed.Figure, "eu-crm"):
		return "the study's share of the world's tonnes"
	}
	return "as published, contained " + n.form(p.Outputs[0].Material).MassOf
}
