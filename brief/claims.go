package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/minerals"
)

// A Claim is a statement in circulation, with the atlas's own figure beside it
// and what others found. A claim that holds for one edition or definition only
// says which.
type Claim struct {
	Statement string `json:"statement"`
	Claimed   string `json:"claimed"`
	Ours      string `json:"ours"`
	Verdict   string `json:"verdict"` // reproduced, contradicted, or in part
	Others    string `json:"others"`  // attributed single figures of the table headlines
	Source    string `json:"source"`  // of ours
}

const (
	reproduced   = "reproduced"
	contradicted = "contradicted"
	inPart       = "in part"
)

// claims computes each headline claim from the tables.
func claims(a *atlas.Atlas) []Claim {
	list := []Claim{
		miningClaim(a), processingClaim(a), defenceClaim(a),
		relianceClaim(a, "gallium", "100%", func(f adit.Figure, _ string) bool { return f.Low >= 100 }),
		relianceClaim(a, "germanium", "50%", func(_ adit.Figure, flag string) bool { return flag == "50" }),
		relianceClaim(a, "antimony", "83%", func(f adit.Figure, _ string) bool { return f.Value == 83 }),
		tiersClaim(a),
	}
	for i := range list {
		list[i].Others = others(a, list[i].Statement)
	}
	return list
}

// others returns what the table headlines says that other sources found.
func others(a *atlas.Atlas, statement string) string {
	for r := range a.Rows("headlines") {
		if r.Get("statement") == statement {
			return r.Get("found")
		}
	}
	return ""
}

func miningClaim(a *atlas.Atlas) Claim {
	c := Claim{Statement: "China share of REE mining", Claimed: "about 60%", Verdict: contradicted}
	for _, t := range minerals.TopProducers(a, "rare_earths") {
		if t.Stage == "mine" && t.Place == "CHN" {
			c.Ours = fmt.Sprintf("%.1f%% of rare-earth oxides mined, %d", 100*t.Share, t.Year)
			c.Source = t.Source
			c.Verdict = verdict(t.Share > 0.55 && t.Share < 0.65)
		}
	}
	return c
}

func processingClaim(a *atlas.Atlas) Claim {
	c := Claim{Statement: "China share of REE processing", Claimed: "over 90%", Verdict: inPart}
	light, heavy := chinaRefines(a, "neodymium"), chinaRefines(a, "dysprosium")
	c.Ours = fmt.Sprintf("%.1f%% of light (neodymium), %.0f%% of heavy (dysprosium), average 2016–20", light, heavy)
	c.Source = "eu-crm-2023"
	if light > 90 && heavy > 90 {
		c.Verdict = reproduced
	}
	return c
}

func chinaRefines(a *atlas.Atlas, mineral string) float64 {
	for r := range a.Rows("supply_shares") {
		if r.Get("mineral") == mineral && r.Get("stage") == "refinery" && r.Place() == "CHN" && r.Get("statistic") == "global-supply-share" {
			v, _ := r.Number("value")
			return v
		}
	}
	return 0
}

// defenceClaim counts the twelve defence minerals of which China is the first
// producer at every stage and at the first stage that statistics know.
func defenceClaim(a *atlas.Atlas) Claim {
	c := Claim{Statement: "China top producer in 11 of 12 defense minerals (not arsenic trioxide)", Claimed: "11"}
	first, n := 0, 0
	var not []string
	used := map[string]bool{}
	for _, id := range listed(a, "defence-12") {
		tops := minerals.TopProducers(a, id)
		if len(tops) == 0 {
			continue
		}
		n++
		used[tops[0].Source] = true
		if tops[0].Place == "CHN" {
			first++
		} else {
			not = append(not, fmt.Sprintf("%s (%s %.0f%%)", a.MineralName(id), a.PlaceName(tops[0].Place), 100*tops[0].Share))
		}
	}
	c.Ours = fmt.Sprintf("%d of %d at the first stage that is counted; not %s", first, n, strings.Join(not, ", "))
	c.Verdict = verdict(first == 11 && n == 12)
	c.Source = strings.Join(sorted(used), " ")
	return c
}

func sorted(set map[string]bool) []string {
	var ids []string
	for id := range set {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func listed(a *atlas.Atlas, list string) []string {
	var ids []string
	for r := range a.Rows("lists") {
		if r.Get("list") == list && !slices.Contains(ids, r.Get("mineral")) {
			ids = append(ids, r.Get("mineral"))
		}
	}
	slices.Sort(ids)
	return ids
}

// relianceClaim compares with every edition and year: a claim may hold for one
// vintage.
func relianceClaim(a *atlas.Atlas, mineral, claimed string, holds func(adit.Figure, string) bool) Claim {
	c := Claim{Statement: "US net import reliance " + mineral, Claimed: claimed, Verdict: contradicted}
	var ours, used []string
	hits, all := 0, 0
	for _, edition := range []string{"usgs-mcs-2024-salient", "usgs-mcs-2025-salient", "usgs-mcs-2026"} {
		var values []string
		for r := range a.Rows("reliance") {
			if r.Get("mineral") != mineral || r.Get("source") != edition || r.Get("statistic") != "net_import_reliance" {
				continue
			}
			all++
			if holds(r.Figure("value"), r.Get("flag")) {
				hits++
			}
			values = append(values, r.Get("year")+" "+cmp.Or(r.Get("flag"), r.Get("value"))+"%")
		}
		if len(values) > 0 {
			ours = append(ours, fmt.Sprintf("%s (MCS %s)", series(values), edition[9:13]))
			used = append(used, edition)
		}
	}
	c.Ours, c.Source = strings.Join(ours, "; "), strings.Join(used, " ")
	switch {
	case hits == all && hits > 0:
		c.Verdict = reproduced
	case hits > 0 || mineral == "germanium": // >50 neither is 50 nor excludes what lies just above it
		c.Verdict = inPart
	}
	return c
}

// series prints "2021 81%", "2022 81%" … as a span where all years agree.
func series(values []string) string {
	slices.Sort(values)
	first, last := values[0], values[len(values)-1]
	for _, v := range values {
		if v[5:] != first[5:] {
			return strings.Join(values, ", ")
		}
	}
	return fmt.Sprintf("%s in %s–%s", first[5:], first[:4], last[2:4])
}

// tiersClaim counts the fifty minerals of 2022 by edition, and the list of 2025
// with rare earths as one, as the latest edition is quoted.
func tiersClaim(a *atlas.Atlas) Claim {
	c := Claim{Statement: "12 of 50 at 100% and 29 more over 50%", Claimed: "12 and 29", Verdict: contradicted, Source: "usgs-mcs-2024-fig2 usgs-mcs-2025-fig2 usgs-mcs-2026"}
	var ours []string
	for _, edition := range []int{2024, 2025, 2026} {
		survey, err := minerals.Survey(a, minerals.Question{List: "us-2022", Edition: edition})
		if err != nil {
			continue
		}
		full, most := survey.Tiers.All[minerals.Full], survey.Tiers.All[minerals.Most]
		ours = append(ours, fmt.Sprintf("%d and %d (MCS %d)", full, most, edition))
		if full == 12 && most == 29 {
			c.Verdict = inPart
		}
	}
	if survey, err := minerals.Survey(a, minerals.Question{List: "us-2025", Edition: 2026}); err == nil {
		ours = append(ours, fmt.Sprintf("%d and %d of the list of 2025, rare earths as one (MCS 2026)", survey.Tiers.Commodity[minerals.Full], survey.Tiers.Commodity[minerals.Most]))
	}
	c.Ours = strings.Join(ours, "; ")
	return c
}

func verdict(holds bool) string {
	if holds {
		return reproduced
	}
	return contradicted
}
