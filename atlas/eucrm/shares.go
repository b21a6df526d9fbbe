package eucrm

import (
	"strings"

	"adit/atlas/intake"
)

// stages are the study's letters. What it calls processing is refining or
// smelting, whichever makes the traded material.
var stages = map[string]string{"E": "mine", "P": "refinery"}

func globalShare(rd *reader, r intake.Row) { share(rd, r, "global-supply-share") }

// sourcingShare reads whose goods the EU uses, its own included. The place is
// the origin; the EU as the buyer is in the statistic's name.
func sourcingShare(rd *reader, r intake.Row) { share(rd, r, "eu-sourcing-share") }

func share(rd *reader, r intake.Row, statistic string) {
	m, ok := rd.material(r, r.Get("Material"))
	if !ok {
		return
	}
	at, ok := rd.place(r, r.Get("Country"))
	if !ok {
		return
	}
	stage, ok := stages[r.Get("Stage")]
	if !ok {
		r.Refuse("stage", "stages are E and P", "unknown stage %q", r.Get("Stage"))
		return
	}
	f, err := percent(r.Get("Share"))
	if err != nil {
		r.Refuse("share", "shares look like 4%% or <0.1%%", "%v", err)
		return
	}
	if f.unmarked {
		r.Doubt("unit", "compare with the printed study", "share %q has no percent sign; read as percent", r.Get("Share"))
	}
	t, err := intake.Within(r.Get("t"), 0.1, 10)
	if err != nil {
		r.Refuse("trade-parameter", "t is about 0.8 to 1.5", "%v", err)
		return
	}
	if !rd.keys.Fresh(r, statistic, m.mineral, m.form, stage, at) {
		return
	}
	r.Keep()
	rd.table("supply_shares").Add("mineral", m.mineral, "form", m.form, "stage", stage, "place", at,
		"statistic", statistic, "detail", m.printed(r.Get("Material")), "year", "2020", "value", f.value, "low", f.low, "high", f.high, "unit", "%",
		"basis", "estimated", "flag", f.flag, "source", source, "locator", "annex", "note", "study average 2016–20")
	if t != 1 { // 1 is the rule: most countries
		rd.parameter(m, stage, at, "as used in "+statistic, t)
	}
}

// A printed is a percentage as the study prints it.
type printed struct {
	value, low, high, flag string
	unmarked               bool
}

// percent reads "4%", "0.4%", "<0.1%" and ">0%". A bound is an interval with no
// value of its own.
func percent(s string) (printed, error) {
	number, marked := strings.CutSuffix(s, "%")
	bare := strings.TrimLeft(number, "<>")
	x, err := intake.Within(bare, 0, 100)
	if err != nil {
		return printed{}, err
	}
	p := printed{unmarked: !marked}
	switch number[:len(number)-len(bare)] {
	case "":
		p.value = intake.Format(x)
	case "<":
		p.low, p.high, p.flag = "0", intake.Format(x), s
	case ">":
		p.low, p.high, p.flag = intake.Format(x), "100", s
		if x == 0 {
			p.high = intake.Format(roundsTo)
		}
	default:
		_, err = intake.Number(number)
	}
	return p, err
}

// roundsTo bounds ">0%", which the study prints for what would round to zero.
const roundsTo = 0.5

// parameter stores the study's trade parameter t of a country: below 1 for
// members of the EU and partners of free trade, above 1 where exports are
// restricted.
func (rd *reader) parameter(m material, stage, at, detail string, t float64) {
	key := strings.Join([]string{m.mineral, m.form, stage, at, detail}, "|")
	if rd.keys[key] {
		return // a second spelling of one material
	}
	rd.keys[key] = true
	rd.table("criticality").Add("mineral", m.mineral, "form", m.form, "stage", stage, "place", at,
		"statistic", "trade-parameter-t", "detail", detail, "year", "2020", "value", intake.Format(t), "unit", "1",
		"basis", "estimated", "source", source, "locator", "annex")
}

var scopes = map[string]string{"world": "global supply, annex on t", "eu": "EU sourcing, annex on t"}

var categories = map[string]string{"primary": "mine", "refined": "refinery"}

// tradeParameter reads the annex on t, which differs from the t printed beside
// the shares in some places; both are kept apart by detail.
func tradeParameter(rd *reader, r intake.Row) {
	m, ok := rd.material(r, r.Get("material"))
	if !ok {
		return
	}
	at, ok := rd.place(r, r.Get("country"))
	if !ok {
		return
	}
	scope, stage := scopes[r.Get("scope")], categories[r.Get("category")]
	t, err := intake.Within(r.Get("t"), 0.1, 10)
	if err != nil || scope == "" || stage == "" {
		r.Refuse("trade-parameter", "scope is world or eu, category primary or refined, t about 0.8 to 1.5",
			"scope %q, category %q, t %q", r.Get("scope"), r.Get("category"), r.Get("t"))
		return
	}
	if !rd.keys.Fresh(r, scope, m.mineral, m.form, stage, at) {
		return
	}
	r.Keep()
	rd.parameter(m, stage, at, scope, t)
}

// fold is a name without regard to case and kinds of space; some cells of the
// study have a line end inside.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
