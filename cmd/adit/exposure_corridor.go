package main

import (
	"context"

	"adit/exposure"
	"adit/internal/table"
	"adit/lp"
	"adit/partner"
	"adit/world"
)

// corridorOut is a corridor switched on, and what follows of it.
type corridorOut struct {
	*partner.Route
	Before corridorSide `json:"before"`
	After  corridorSide `json:"after"`
}

// corridorSide is exposure without or with the corridor; null is not asked for.
type corridorSide struct {
	Face      float64         `json:"face_value_share"`
	Mined     float64         `json:"mined_share"`
	Processed float64         `json:"processed_share"`
	HHI       *float64        `json:"hhi_mined"`
	Losses    []exposure.Loss `json:"n_minus_1"`
}

func sideOf(x *exposure.Answer) corridorSide {
	return corridorSide{x.Against.FaceValueShare, x.Against.Mined.Share, x.Against.Processed.Share, x.HHI.Mined, x.NMinus1}
}

// openCorridor switches a corridor on in a copy of the network; without a name
// the network is handed on as it is.
func openCorridor(ctx context.Context, id string, v view, n *world.Network, q exposure.Question, solver lp.Solver) (*world.Network, *corridorOut, error) {
	if id == "" {
		return n, nil, nil
	}
	c, err := partner.FindCorridor(v.atlas, id)
	if err != nil {
		return n, nil, err
	}
	r, err := c.Open(v.atlas, n)
	if err != nil {
		return n, nil, err
	}
	q.Bounds, q.Draws, q.Paths = false, 0, 1
	before, err := exposure.Run(ctx, n.Network, q, solver)
	if err != nil {
		return n, nil, err
	}
	with := *n
	with.Network = r.Net
	return &with, &corridorOut{Route: r, Before: sideOf(before)}, nil
}

func (c *corridorOut) set(x *exposure.Answer) {
	if c != nil {
		c.After = sideOf(x)
	}
}

// mostShifts is how many changed flows a page shows.
const mostShifts = 12

// page tells what the corridor is, which flows it changes, and what follows.
func (c *corridorOut) page(p *page, v view) {
	if c == nil {
		return
	}
	p.title("With the corridor %s", c.Name)
	corridorPage(p, v, c.Corridor)
	if c.Note != "" {
		p.field("", c.Note)
	}
	for _, n := range c.Notes {
		p.text("%s.", n)
	}
	if len(c.Changes) > 0 {
		t := table.New(table.Text("Flow"), table.Number("without (t)"), table.Number("with (t)"), table.Number("change (t)"))
		for _, x := range first(c.Changes, mostShifts) {
			t.Row(x.Lane, table.Tonnes(x.Before), table.Tonnes(x.After), table.Tonnes(x.After-x.Before))
		}
		p.table(t)
		p.text("%s; what each country sends and gets of a form stays as it is (docs/decisions/0039).", count(len(c.Changes), "flow")+" change")
		if c.Full {
			p.text("The corridor is full: its added capacity holds the change down.")
		}
	}
	c.exposurePage(p, v)
	p.line("")
}

func (c *corridorOut) exposurePage(p *page, v view) {
	t := table.New(table.Text(""), table.Number("without (%)"), table.Number("with (%)"))
	t.Row("face value, "+v.lensName(), percent2(c.Before.Face), percent2(c.After.Face))
	t.Row("mined there", percent2(c.Before.Mined), percent2(c.After.Mined))
	t.Row("processed there", percent2(c.Before.Processed), percent2(c.After.Processed))
	for _, l := range first(c.Before.Losses, 3) {
		t.Row("unmet without "+v.atlas.PlaceName(l.Place)+", shared", percent2(l.Shared), percent2(lossOf(c.After.Losses, l)))
	}
	p.table(t)
}

// lossOf is what is lost without the same country; one that is no longer listed
// is below the threshold.
func lossOf(list []exposure.Loss, of exposure.Loss) float64 {
	for _, l := range list {
		if l.Place == of.Place {
			return l.Shared
		}
	}
	return 0
}

func percent2(share float64) string { return table.Percent(share) }
