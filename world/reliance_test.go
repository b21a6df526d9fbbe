package world

import (
	"context"
	"errors"
	"slices"
	"testing"

	"adit"
	"adit/atlas"
)

// tolerance is how many points a network's reliance may lie from the published:
// stock changes are not in it, and a customs code is one of several that USGS
// adds up.
const tolerance = 5

// lessDependent are minerals whose network may show less dependence than is
// published, and why.
var lessDependent = map[string]string{}

// moreDependent are minerals whose network may show more dependence than is
// published, and why.
var moreDependent = map[string]string{
	"boron":       "exports of refined borax (HS 2840) are in no trade edition, and output is the least that reliance allows",
	"rare_earths": "exports of compounds are published together with concentrates alone (MCS 2026, Rare Earths)",
	"silicon":     "HS 280469 has 165,311 t coming in, the Summaries 117,000 t; output is the least that reliance allows",
}

// What is published of a year lies between the two shares of a network: its
// own net import reliance, (I − E)/(P + I − E) (E1), is not above it, and
// I/(P + I), which is never less, not below it. Output from new scrap would
// break the second, as USGS leaves it out; missing output from old scrap the first.
func TestRelianceIsAsPublished(t *testing.T) {
	a, w, s := openWorld(t)
	checked := 0
	for _, m := range Minerals(a) {
		least, most, known := published(a, m, 2024)
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
		arrives, leaves, made := n.comes("USA")
		gross, net := float64(100*arrives/(arrives+made)), float64(100*(arrives-leaves)/max(arrives-leaves+made, 1e-9))
		if (gross < least-tolerance) != (lessDependent[m] != "") {
			t.Errorf("%s: %.0f%% of United States supply is imported, and published net import reliance is at least %g%%: %s", m, gross, least, lessDependent[m])
		}
		if (net > most+tolerance) != (moreDependent[m] != "") {
			t.Errorf("%s: net import reliance is %.0f%%, and published at most %g%%: %s", m, net, most, moreDependent[m])
		}
		checked++
	}
	if checked < 30 {
		t.Errorf("only %d minerals have a published reliance", checked)
	}
}

// published is the lowest and the highest end of what the latest edition
// publishes of a mineral in a year, in any form, and whether anything is.
func published(a *atlas.Atlas, mineral string, year adit.Year) (least, most float64, known bool) {
	edition := ""
	for r := range a.Rows("reliance") {
		source := r.Get("source")
		if r.Get("mineral") != mineral || r.Get("statistic") != "net_import_reliance" || r.Place() != "USA" || r.Year() != year || r.Get("flag") == "NA" || source < edition {
			continue
		}
		if source > edition {
			edition, least, most, known = source, 100, 0, true
		}
		f := r.Figure("value")
		least, most = min(least, max(f.Low, 0)), max(most, min(f.High, 100))
	}
	return least, most, known
}

// comes adds what arrives at a place, leaves it and is made there, in the forms
// that final uses take. Alloy made from imported ore alone is an import: the ore
// is one.
func (n *Network) comes(place adit.PlaceID) (arrives, leaves, made adit.Tonnes) {
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
		if used[l.Material] && l.From == place {
			leaves += l.Flow
		}
	}
	for _, x := range n.Processes {
		own := len(x.Inputs) == 0 || n.makes(place, x.Inputs[0].Material)
		if own && x.Place == place && used[x.Outputs[0].Material] && x.Outputs[0].Material.Form() != "use" {
			made += x.Activity
		}
	}
	return arrives, leaves, made
}

func (n *Network) makes(place adit.PlaceID, m adit.MaterialID) bool {
	return slices.ContainsFunc(n.Processes, func(x adit.Process) bool { return x.Place == place && x.Makes(m) })
}
