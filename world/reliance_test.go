package world

import (
	"context"
	"errors"
	"slices"
	"testing"

	"adit"
	"adit/atlas"
)

// A network never shows the United States as less dependent than the lowest net
// import reliance that is published for any form of the mineral in the year:
// (I − E)/(P + I − E) is at most I/(P + I) (E1). Output from new scrap would:
// USGS leaves it out of reliance.
func TestRelianceIsNoLess(t *testing.T) {
	a, w, s := openWorld(t)
	checked := 0
	for _, m := range Minerals(a) {
		least, known := leastReliance(a, m, 2024)
		if !known {
			continue
		}
		n, err := w.Build(context.Background(), m, s)
		if missing := (*MissingError)(nil); errors.As(err, &missing) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		arrives, made := n.comes("USA")
		if got := float64(100 * arrives / (arrives + made)); got < least-1 {
			t.Errorf("%s: %.0f%% of United States supply is imported, and published net import reliance is at least %g%%", m, got, least)
		}
		checked++
	}
	if checked < 30 {
		t.Errorf("only %d minerals have a published reliance", checked)
	}
}

// leastReliance is the lowest end of what is published of a mineral, and
// whether anything is.
func leastReliance(a *atlas.Atlas, mineral string, year adit.Year) (least float64, known bool) {
	for r := range a.Rows("reliance") {
		if r.Get("mineral") != mineral || r.Get("statistic") != "net_import_reliance" || r.Place() != "USA" || r.Year() != year {
			continue
		}
		low, ok := r.Number("value")
		if !ok {
			low, ok = r.Number("low")
		}
		if !ok { // a net exporter, or a word
			low = 0
		}
		if !known || low < least {
			least, known = low, true
		}
	}
	return least, known
}

// comes adds what arrives at a place and is made there, in the forms that final
// uses take. Alloy made from imported ore alone is an import: the ore is one.
func (n *Network) comes(place adit.PlaceID) (arrives, made adit.Tonnes) {
	used := map[adit.MaterialID]bool{n.Target: true}
	for _, x := range n.Processes {
		if x.Place == place && x.Makes(n.Target) && n.Target.Form() == "use" {
			used[x.Inputs[0].Material] = true
		}
	}
	for _, l := range n.Lanes {
		if used[l.Material] && l.To == place {
			arrives += l.Flow
		}
	}
	for _, x := range n.Processes {
		own := len(x.Inputs) == 0 || n.makes(place, x.Inputs[0].Material)
		if own && x.Place == place && used[x.Outputs[0].Material] && x.Outputs[0].Material.Form() != "use" {
			made += x.Activity
		}
	}
	return arrives, made
}

func (n *Network) makes(place adit.PlaceID, m adit.MaterialID) bool {
	return slices.ContainsFunc(n.Processes, func(x adit.Process) bool { return x.Place == place && x.Makes(m) })
}
