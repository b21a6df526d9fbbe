package exposure_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"adit/atlas"
	"adit/exposure"
)

func embedded(t *testing.T) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// HHI × 10,000 of production in 2023, world tables of USGS Mineral Commodity
// Summaries 2025, as docs/validation.md gives them. Shares are of the sum of the
// rows, since published totals are rounded; what the source calls other countries
// is many small suppliers (low) or one (high). The published figures are the low
// reading.
func TestPublishedHHI(t *testing.T) {
	a := embedded(t)
	var out strings.Builder
	for _, c := range []struct {
		mineral, form, stage string
		want                 float64
	}{
		{"gallium", "primary", "refinery", 9626},
		{"niobium", "", "mine", 8617},
		{"tungsten", "", "mine", 6930},
		{"graphite", "natural", "mine", 6314},
		{"cobalt", "", "mine", 5505},
		{"platinum", "", "mine", 5134},
		{"rare_earths", "", "mine", 4874},
		{"antimony", "", "mine", 3890},
		{"nickel", "", "mine", 3173},
		{"lithium", "", "mine", 2823},
		{"copper", "", "mine", 1032},
	} {
		low, high := exposure.HHI(produced(a, c.mineral, c.form, c.stage), nil)
		fmt.Fprintf(&out, "\n%-12s %5.0f to %5.0f, published %5.0f", c.mineral, 1e4*low, 1e4*high, c.want)
		if math.Abs(1e4*low-c.want) > 0.5 || high < low {
			t.Errorf("%s: %.1f to %.1f, published %.0f", c.mineral, 1e4*low, 1e4*high, c.want)
		}
	}
	t.Log(out.String())
}

// produced are the shares of the rows of one world table.
func produced(a *atlas.Atlas, mineral, form, stage string) []exposure.Origin {
	var list []exposure.Origin
	sum := 0.0
	for r := range a.Rows("production") {
		if r.Get("mineral") != mineral || r.Get("form") != form || r.Get("stage") != stage || r.Get("source") != "usgs-mcs-2025" ||
			r.Year() != 2023 || r.Get("unit") != "t" || r.Place() == "WLD" {
			continue
		}
		if v, ok := r.Number("value"); ok && !slices.ContainsFunc(list, func(o exposure.Origin) bool { return o.Place == r.Place() }) {
			list, sum = append(list, exposure.Origin{Place: r.Place(), Share: v}), sum+v
		}
	}
	for i := range list {
		list[i].Share /= sum
	}
	return list
}

// The EU's published supply risk of 5.6 (study of 2023) for the six heavy rare
// earths that China alone refines, from the study's own shares, recycling rate
// and substitution index; WGI of China −0.33 (docs/validation.md).
func TestPublishedSupplyRisk(t *testing.T) {
	a := embedded(t)
	for _, mineral := range []string{"erbium", "europium", "holmium", "lutetium", "thulium", "ytterbium"} {
		var suppliers []exposure.Supplier
		for r := range a.Rows("supply_shares") {
			if r.Get("mineral") == mineral && r.Get("stage") == "refinery" && r.Get("statistic") == "global-supply-share" {
				v, _ := r.Number("value")
				suppliers = append(suppliers, exposure.Supplier{Share: v / 100, WGI: -0.33, Trade: 1})
			}
		}
		if len(suppliers) != 1 || suppliers[0].Share != 1 {
			t.Errorf("%s: the study has %v, not one supplier", mineral, suppliers)
			continue
		}
		scores := scored(a, mineral)
		got := exposure.SupplyRisk(suppliers, suppliers, scores["eu-import-reliance"]/100, scores["end-of-life-recycling-input-rate"]/100, scores["substitution-index-sr"])
		if math.Abs(got-5.6034) > 5e-5 || scores["supply-risk"] != 5.6 {
			t.Errorf("%s: %.4f, published %g", mineral, got, scores["supply-risk"])
		}
	}
}

// scored are a mineral's scores of 2023, those of processing where there are two.
func scored(a *atlas.Atlas, mineral string) map[string]float64 {
	scores := map[string]float64{}
	for r := range a.Rows("criticality") {
		if r.Get("mineral") == mineral && r.Get("source") == "eu-crm-2023" && r.Year() == 2023 && r.Get("stage") != "mine" {
			if v, ok := r.Number("value"); ok {
				scores[r.Get("statistic")] = v
			}
		}
	}
	return scores
}

// The thresholds SR ≥ 1 and EI ≥ 2.8 on the embedded scores of 2023 give 32
// groups; with copper and nickel, which are strategic, the published 34.
func TestCriticalGroups(t *testing.T) {
	a := embedded(t)
	critical := map[string]bool{}
	for r := range a.Rows("lists") {
		if r.Get("list") != "eu-2023" {
			continue
		}
		s := scored(a, r.Get("mineral"))
		critical[r.Get("mineral")] = s["supply-risk"] >= 1 && s["economic-importance"] >= 2.8
	}
	passing := 0
	for mineral, passes := range critical {
		if passes {
			passing++
		} else if mineral != "copper" && mineral != "nickel" {
			t.Errorf("%s is on the list below the thresholds", mineral)
		}
	}
	if passing != 32 || len(critical) != 34 {
		t.Errorf("%d groups pass the thresholds and %d are listed, published 32 and 34", passing, len(critical))
	}
}
