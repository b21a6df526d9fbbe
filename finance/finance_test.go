package finance

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"adit"
	"adit/atlas"
)

const today = "2026-11-27"

func desk(t testing.TB, on string) *Desk {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return Open(a, on)
}

// with opens the atlas with rows of a publisher of its own beside it.
func with(t testing.TB, table, rows string) *Desk {
	t.Helper()
	var head []string
	for _, c := range atlas.SchemaOf(table).Columns {
		head = append(head, c.Name)
	}
	own := fstest.MapFS{"own/" + table + ".csv": {Data: []byte(strings.Join(head, ",") + "\n" + rows)}}
	a, err := atlas.Open(atlas.Embedded(), own)
	if err != nil {
		t.Fatal(err)
	}
	return Open(a, today)
}

func TestNoFaults(t *testing.T) {
	if f := desk(t, today).faults; len(f) > 0 {
		t.Error(f)
	}
}

// The list of active projects of the Development Finance Corporation, counted
// and summed by hand over its columns “NAICS Sector” and “Committed”: 15 of
// 1,416 projects and 2,994.465 of 59,325.887 M USD are in the sector of mining.
// Four of the 15 are oil and gas: PetroTel Oman (150 and 300), HKN Energy (49)
// and Rovuma LNG (1,500). Of the 11 others 575 M USD are helium with natural
// gas (Tetra4).
func TestPortfolioByHand(t *testing.T) {
	p := desk(t, today).DFC()
	for name, c := range map[string]struct {
		got   Part
		count int
		usd   float64
	}{
		"all": {p.Of, 1416, 59325.886954}, "sector": {p.Sector, 15, 2994.465}, "rest": {p.Rest, 4, 1999},
		"tied": {p.Tied, 11, 995.465}, "beyond": {p.Beyond, 2, 553 + 5.77125},
	} {
		if c.got.Count != c.count || math.Abs(c.got.USDM-c.usd) > 1e-5 {
			t.Errorf("%s: %+v, want %d and %g", name, c.got, c.count, c.usd)
		}
	}
	count, amount := p.Sector.Share(p.Of)
	if math.Abs(count-0.010593) > 1e-6 || math.Abs(amount-0.050475) > 1e-6 {
		t.Errorf("mining is %.6f of projects and %.6f of money", count, amount)
	}
}

// Lobito: a loan of 553 M USD (dfc.gov, “DFC approves 42 transactions”, third
// quarter of fiscal year 2024; list of active projects, 9000116004). It is
// filed under construction, not mining.
func TestLobito(t *testing.T) {
	d := desk(t, today)
	i := slices.IndexFunc(d.Money, func(m Money) bool { return m.Project == "cu-ago-lobito" })
	m := d.Money[i]
	if *m.USDM != 553 || m.State != Committed || m.Instrument != "loan" || m.LenderID != "9000116004" {
		t.Errorf("%+v", m)
	}
	for _, r := range d.DFC().Rows {
		if r.ID == m.LenderID && r.Sector != "Construction" {
			t.Errorf("%+v", r)
		}
	}
}

func finding(t *testing.T, d *Desk, project, offer string) Finding {
	t.Helper()
	p, err := d.Project(project)
	if err != nil {
		t.Fatal(err)
	}
	all := d.Judge(p.Subject)
	return all[slices.IndexFunc(all, func(f Finding) bool { return f.Offer.ID == offer })]
}

func rules(f Finding) string {
	var ids []string
	for _, r := range f.Reasons {
		ids = append(ids, r.Rule)
	}
	return strings.Join(ids, " ")
}

// Five projects, each clause read by hand. Angola is of lower-middle income and
// Kazakhstan of upper-middle (World Bank, January 2023), so that the first is a
// less developed country and the second may be an advancing one (22 U.S.C.
// 9601); Australia is of high income.
func TestEligibilityByHand(t *testing.T) {
	d := desk(t, today)
	for _, c := range []struct {
		project, offer string
		want           Verdict
		rules          string
	}{
		{"cu-ago-lobito", "dfc-loan", Eligible, "dfc-abroad dfc-less-developed"},
		{"cu-ago-lobito", "dpa-grant", NotEligible, "dpa-source"},
		{"w-kaz-katpar", "dfc-loan", Eligible, "dfc-abroad"},
		{"w-kaz-katpar", "exim-import", Unknown, "exim-import-offtake"},
		{"ree-aus-nolans", "dfc-equity", Unknown, "dfc-wealthy"},
		{"ree-aus-nolans", "dpa-grant", Eligible, "dpa-source dpa-determination-waived"},
		{"ree-aus-nolans", "nds-purchase", Unknown, "nds-source"},
		{"sb-usa-stibnite", "dfc-loan", NotEligible, "dfc-abroad"},
		{"sb-usa-stibnite", "nds-purchase", Eligible, "nds-need"},
		{"sb-usa-stibnite", "doe-guarantee", Unknown, "doe-technology"},
		{"gr-moz-balama", "dfc-insurance", Eligible, "dfc-abroad dfc-less-developed"},
		{"gr-moz-balama", "doe-guarantee", NotEligible, "doe-place"},
	} {
		f := finding(t, d, c.project, c.offer)
		if f.Verdict != c.want || rules(f) != c.rules {
			t.Errorf("%s, %s: %s by %s, want %s by %s", c.project, c.offer, f.Verdict, rules(f), c.want, c.rules)
		}
	}
}

// What a verdict is open for is named, and a clause that may not be about a
// country does not fail it.
func TestMissingFiguresAreNamed(t *testing.T) {
	d := desk(t, today)
	f := finding(t, d, "w-kaz-katpar", "exim-import")
	if len(f.Reasons) != 1 || !strings.Contains(f.Reasons[0].Missing[0], "us_offtake_share") {
		t.Errorf("%+v", f.Reasons)
	}
	f = finding(t, d, "w-kaz-katpar", "dfc-loan")
	if len(f.Acts) != 1 || !f.Acts[0].Perhaps || !strings.Contains(f.Acts[0].Missing[0], "gni_per_capita_usd of KAZ") {
		t.Errorf("%+v", f.Acts)
	}
}

// A law is of its days: Australia was closed to the Development Finance
// Corporation until the act of December 2025, and to Title III until that of
// December 2023.
func TestLawHasDates(t *testing.T) {
	for _, c := range []struct {
		on, offer string
		want      Verdict
		rule      string
	}{
		{"2025-06-30", "dfc-loan", NotEligible, "dfc-income-2018"},
		{"2025-12-17", "dfc-loan", NotEligible, "dfc-income-2018"},
		{"2025-12-18", "dfc-loan", Unknown, "dfc-wealthy"},
		{"2023-12-21", "dpa-grant", NotEligible, "dpa-source-old"},
		{"2023-12-22", "dpa-grant", Eligible, "dpa-source"},
		{"2020-01-01", "exim-domestic", Unknown, ""}, // no clause of that day
	} {
		f := finding(t, desk(t, c.on), "ree-aus-nolans", c.offer)
		if f.Verdict != c.want || !strings.HasPrefix(rules(f), c.rule) {
			t.Errorf("%s, %s: %s by %q, want %s by %q", c.on, c.offer, f.Verdict, rules(f), c.want, c.rule)
		}
	}
}

// 25% of a cost of 1,105 M USD (Eneabba) is 276.25 M USD.
func TestLimitInDollars(t *testing.T) {
	f := finding(t, desk(t, today), "ree-aus-eneabba", "dfc-loan")
	i := slices.IndexFunc(f.Limits, func(l Limit) bool { return l.Of == "project_cost" })
	if i < 0 || f.Limits[i].USDM == nil || *f.Limits[i].USDM != 276.25 {
		t.Errorf("%+v", f.Limits)
	}
}

// Income groups change on days. Namibia went from upper-middle to lower-middle
// on 1 July 2025; Ukraine from lower-middle to upper-middle a year before.
func TestIncome(t *testing.T) {
	for on, want := range map[string][2]string{
		"2024-06-30": {"upper_middle", "lower_middle"}, "2024-07-01": {"upper_middle", "upper_middle"}, "2025-07-01": {"lower_middle", "upper_middle"},
	} {
		d := desk(t, on)
		if n, u := d.Income("NAM").Group, d.Income("UKR").Group; n != want[0] || u != want[1] {
			t.Errorf("%s: Namibia %s, Ukraine %s, want %v", on, n, u, want)
		}
	}
	if in := desk(t, today).Income("OTH"); in.Group != "" || len(in.Class) != 0 {
		t.Errorf("several countries are of income %+v", in)
	}
}

// Totals of any money are the sums of their parts by state, whatever parts it.
func TestTotalsAreSumsOfParts(t *testing.T) {
	d := desk(t, today)
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var some []Money
		for _, m := range d.Money {
			if r.IntN(2) == 0 {
				some = append(some, m)
			}
		}
		r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		whole := Total(some)
		for _, key := range []func(Money) string{Country, Minerals, Instrument, Agency} {
			for _, s := range States {
				usd, rows, unknown := 0.0, 0, 0
				for _, p := range By(some, key) {
					usd += p.Totals[s].USDM
					rows += p.Totals[s].Rows
					unknown += p.Totals[s].Unknown
				}
				if w := whole[s]; math.Abs(usd-w.USDM) > 1e-6 || rows != w.Rows || unknown != w.Unknown {
					t.Fatalf("%s: parts %g, %d, %d, whole %+v", s, usd, rows, unknown, *w)
				}
			}
		}
	}
}

// The money of a project by state is what its row of table projects says, read
// by rule from the same words; where the rules would not read it, more is here.
func TestMoneyAgreesWithProjects(t *testing.T) {
	d := desk(t, today)
	read := 0
	for r := range d.a.Rows("projects") {
		for state, column := range map[State]string{Letter: "public_letter_m_usd", Committed: "public_committed_m_usd", Disbursed: "public_disbursed_m_usd"} {
			want, ok := r.Number(column)
			if !ok {
				continue
			}
			var own []Money
			for _, m := range d.Money {
				if m.Project == r.Get("id") {
					own = append(own, m)
				}
			}
			if got := Total(own)[state].USDM; math.Abs(got-want) > 1e-9 {
				t.Errorf("%s: %s %g M USD, table projects says %g", r.Get("id"), state, got, want)
			}
			read++
		}
	}
	if read < 58 {
		t.Errorf("only %d amounts of table projects", read)
	}
}

// One capex counts once: the site of Clarksville is seven rows and one capex.
func TestCapexOnce(t *testing.T) {
	d := desk(t, today)
	site := d.Projects(func(p Project) bool { return strings.HasPrefix(p.ID, "multi-usa-clarksville") })
	if c := Capex(site); c.USDM != 6600 || c.Counted != 1 || c.Shared != 6 || c.Unknown != 0 {
		t.Errorf("%+v of %d projects", c, len(site))
	}
}

// Elk Creek: 10 M USD are committed, but for scandium and titanium too, so that
// no tonne has them alone. Electra: 20 M USD over 6,500 t are 3,077 USD/t.
func TestPerTonne(t *testing.T) {
	d := desk(t, today)
	p, _ := d.Project("nb-usa-elkcreek")
	if v := PerTonne(p, d.Money, Committed); v != nil {
		t.Errorf("shared money gives %g a tonne", *v)
	}
	p, _ = d.Project("co-can-electra")
	if v := PerTonne(p, d.Money, Committed); v == nil || math.Abs(*v-3076.923) > 0.001 {
		t.Errorf("%v", v)
	}
	if v := PerTonne(p, d.Money, Letter); v != nil {
		t.Error("no letter gives a cost")
	}
}

// More committed than the published cost is doubted: Stibnite, 2,980 of 1,300.
func TestDoubt(t *testing.T) {
	d := desk(t, today)
	p, _ := d.Project("sb-usa-stibnite")
	var own []Money
	for _, m := range d.Money {
		if m.Project == p.ID {
			own = append(own, m)
		}
	}
	if Doubt(p, Total(own)) == "" || Doubt(p, Total(nil)) != "" {
		t.Error("doubt")
	}
}

func TestConcentration(t *testing.T) {
	one := 100.0
	m := []Money{{Agency: "A", State: Committed, USDM: &one}, {Agency: "B", State: Committed, USDM: &one}, {Agency: "B", State: Letter, USDM: &one}}
	if v := Concentration(By(m, Agency), Committed); v == nil || *v != 0.5 {
		t.Errorf("%v", v)
	}
	if v := Concentration(By(m, Agency), Disbursed); v != nil {
		t.Errorf("no money is concentrated: %v", *v)
	}
}

// A country's page: its class, its money, who lends there, and the lists' own
// gaps.
func TestCountry(t *testing.T) {
	d := desk(t, today)
	ago := d.Country("AGO")
	if ago.Income.Group != "lower_middle" || ago.Totals[Committed].USDM != 556.4 || len(ago.Lending) != 0 {
		t.Errorf("%+v %+v", ago.Income, *ago.Totals[Committed])
	}
	cod := d.Country("COD")
	if len(cod.Lending) != 1 || cod.Lending[0].USDM != 29800 || len(cod.Lending[0].Places) != 2 {
		t.Errorf("%+v", cod.Lending)
	}
	if len(d.Lending("")) != 2 {
		t.Error("rows of lending")
	}
	own := d.OwnedBy("CHN", []adit.PlaceID{"CHN"})
	if len(own.Held) < 20 {
		t.Error("of the plants in China few are Chinese")
	}
}

func TestUnknownProject(t *testing.T) {
	_, err := desk(t, today).Project("ree-bra-seraverde")
	if u, ok := err.(*adit.UnknownError); !ok || !slices.Contains(u.Near, "ree-bra-serraverde") {
		t.Errorf("%v", err)
	}
}

// Every fault of the tables has its rule's name, and a rule that cannot be read
// makes the verdict unknown, not eligible.
func TestFaults(t *testing.T) {
	const tail = ",reported,high,adit,,\n"
	for name, c := range map[string]struct{ table, row, want string }{
		"missing figure":    {"eligibility_rules", "x,dfc-loan,,,,moon_phase=full,,,,a clause" + tail, "eligibility-rule"},
		"no comparison":     {"eligibility_rules", "x,dfc-loan,,,place,,,,,a clause" + tail, "eligibility-rule"},
		"no number":         {"eligibility_rules", "x,dfc-loan,,,,capex_m_usd<=much,,,,a clause" + tail, "eligibility-rule"},
		"no value":          {"eligibility_rules", "x,dfc-loan,,,,place=,,,,a clause" + tail, "eligibility-rule"},
		"unknown offer":     {"eligibility_rules", "x,dfc-moon,,,,place=USA,,,,a clause" + tail, "unknown-offer"},
		"share above one":   {"eligibility_rules", "x,dfc-loan,,,,,,project_cost,25,a clause" + tail, "eligibility-rule"},
		"limit of nothing":  {"eligibility_rules", "x,dfc-loan,,,,,,,0.5,a clause" + tail, "eligibility-rule"},
		"ends before start": {"eligibility_rules", "x,dfc-loan,2026-01-01,2025-01-01,,,,,,a clause" + tail, "dates"},
		"instrument":        {"instruments", "x,gift,DFC,USA,a gift" + tail, "unknown-instrument"},
		"state":             {"public_money", "x,,,name,USA,,DFC,USA,loan,promised,5,,,,2026" + tail, "unknown-state"},
		"money instrument":  {"public_money", "x,,,name,USA,,DFC,USA,gift,letter,5,,,,2026" + tail, "unknown-instrument"},
		"project":           {"public_money", "x,moon,,,USA,,DFC,USA,loan,letter,5,,,,2026" + tail, "unknown-project"},
		"part of nothing":   {"public_money", "x,,,name,USA,,DFC,USA,loan,disbursed,5,,moon,,2026" + tail, "part-of"},
		"above commitment":  {"public_money", "x,,,name,USA,,DOE,USA,loan,disbursed,2000,,li-usa-thackerpass-1,,2026" + tail, "above-commitment"},
		"another amount":    {"public_money", "x,,,name,AGO,,DFC,USA,loan,committed,500,,,9000116004,2026" + tail, "amount"},
		"not on the list":   {"public_money", "x,,,name,AGO,,DFC,USA,loan,committed,500,,,moon,2026" + tail, "unknown-commitment"},
	} {
		d := with(t, c.table, c.row)
		if !slices.ContainsFunc(d.faults, func(f adit.Fault) bool {
			return f.Rule == c.want && strings.HasPrefix(f.Where, "own/") || f.Rule == c.want
		}) {
			t.Errorf("%s: faults %v, want %s", name, d.faults, c.want)
		}
	}
	f := finding(t, with(t, "eligibility_rules", "x,dfc-loan,,,,moon_phase=full,,,,a clause"+tail), "cu-ago-lobito", "dfc-loan")
	if f.Verdict != Unknown || !strings.Contains(f.Reasons[0].Missing[0], `no figure "moon_phase"`) {
		t.Errorf("%s %+v", f.Verdict, f.Reasons)
	}
}

func FuzzConditions(f *testing.F) {
	for _, s := range []string{"place!=CHN|RUS and owner!=CHN", "us_offtake_share>=0.01", "income=", "=", " and ", "place=USA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cs, err := parseConditions(text)
		for _, c := range cs {
			if err == nil && (figures[c.figure] == nil || slices.Contains(c.values, "")) {
				t.Errorf("%q is read as %+v", text, c)
			}
		}
	})
}

func BenchmarkProject(b *testing.B) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	Open(a, today) // load
	for b.Loop() {
		d := Open(a, today)
		p, _ := d.Project("ree-aus-nolans")
		d.Judge(p.Subject)
		d.DFC()
	}
}
