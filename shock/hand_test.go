package shock_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/shock"
)

// A reckoned period is what was worked out by hand.
type reckoned struct {
	served map[string]float64
	price  map[string]float64
	flow   map[string]float64
	stock  map[string]float64
}

func compare(t *testing.T, a *shock.Answer, p *shock.Path, objective float64, periods ...reckoned) {
	t.Helper()
	if got := float64(p.Objective); math.Abs(got-objective) > 1e-7*math.Abs(objective)+1e-6 {
		t.Errorf("objective %.10g USD, by hand %.10g", got, objective)
	}
	for at, want := range periods {
		got := a.Print(p).Periods[at]
		same(t, got.Period+" served", got.Served, want.served)
		same(t, got.Period+" flow", got.Flow, want.flow)
		same(t, got.Period+" stock", got.Stock, want.stock)
		for node, usd := range want.price {
			if v := got.Price[node]; v == nil || math.Abs(*v-usd) > 1e-6*usd {
				t.Errorf("%s price of %s: %v, by hand %g", got.Period, node, v, usd)
			}
		}
	}
}

func same(t *testing.T, what string, got, want map[string]float64) {
	t.Helper()
	for id, v := range want {
		if math.Abs(got[id]-v) > 1e-6*math.Max(1, v) {
			t.Errorf("%s of %s: %g t, by hand %g t", what, id, got[id], v)
		}
	}
}

func scenario(periods int, period adit.Period, d ...adit.Disruption) *adit.Scenario {
	return &adit.Scenario{Start: adit.MonthOf(2025, 1), Periods: periods, Period: period, Foresight: adit.NoForesight, Disruptions: d}
}

// gallium is made in China at 200 and in Germany at 500 USD/t; a month's need of
// 110 t is worth 2,000 (55 t) and 900. Delivered, China's 100 t a month cost 210
// and Germany's 20 t cost 520. The file tells the cheaper step first, which changes nothing.
const gallium = `{
 "materials": [{"id": "gallium/primary"}],
 "processes": [
  {"id": "CN", "place": "CHN", "outputs": {"gallium/primary": 1}, "activity_t": 1200, "cost_usd_per_t": 200},
  {"id": "DE", "place": "DEU", "outputs": {"gallium/primary": 1}, "activity_t": 120, "capacity_t": 240, "cost_usd_per_t": 500}],
 "lanes": [
  {"id": "CN-US", "material": "gallium/primary", "from": "CHN", "to": "USA", "flow_t": 1200, "capacity_t": 1200, "cost_usd_per_t": 10},
  {"id": "DE-US", "material": "gallium/primary", "from": "DEU", "to": "USA", "flow_t": 120, "cost_usd_per_t": 20}],
 "demands": [{"id": "US", "place": "USA", "material": "gallium/primary", "sector": "334413", "amount_t": 1320,
   "steps": [{"amount_t": 660, "value_usd_per_t": 900}, {"amount_t": 660, "value_usd_per_t": 2000}]}]}`

// A licence that comes slowly: factors 0, 0.25, 0.5, 0.75, 1 of China's 100 t a
// month, beside 20 t from Germany.
//
//	month 1:  20 t, price 2,000:              20·2,000 − 20·520            =  29,600
//	month 2:  45 t, price 2,000:              45·2,000 − 25·210 − 20·520   =  74,350
//	month 3:  70 t, price 900:   55·2,000 + 15·900 − 50·210 − 20·520       = 102,600
//	month 4:  95 t, price 900:   55·2,000 + 40·900 − 75·210 − 20·520       = 119,850
//	month 5: 110 t, price 520:   55·2,000 + 55·900 − 100·210 − 10·520      = 133,300
//
// The undisturbed market is month 5 throughout.
func TestLicenceOnLanes(t *testing.T) {
	s := scenario(5, adit.Monthly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"CHN"}, Material: []adit.MaterialID{"gallium/"}},
		Path: []adit.PathPoint{{Months: 0, Factor: 0}, {Months: 2, Factor: 0.5}, {Months: 4, Factor: 1}}})
	a := run(t, read(t, gallium), s)
	month := func(served, price float64) reckoned {
		return reckoned{served: map[string]float64{"US": served}, price: map[string]float64{"gallium/primary@USA": price}}
	}
	compare(t, a, a.Shocked, 459_700, month(20, 2000), month(45, 2000), month(70, 900), month(95, 900), month(110, 520))
	compare(t, a, a.Baseline, 5*133_300, month(110, 520))
	if len(a.Unlimited) != 2 || a.Unlimited[0] != "CN" || a.Unlimited[1] != "DE-US" {
		t.Errorf("unlimited %v", a.Unlimited)
	}
}

// The same in one quarter: the mean factor of its months is 0.25, so China sends
// 75 of 300 t and Germany 60, all for the first half, which wants 165: 135·2,000
// − 75·210 − 60·520 = 223,050.
func TestLicenceInAQuarter(t *testing.T) {
	s := scenario(1, adit.Quarterly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"CHN"}},
		Path: []adit.PathPoint{{Months: 0, Factor: 0}, {Months: 2, Factor: 0.5}, {Months: 4, Factor: 1}}})
	a := run(t, read(t, gallium), s)
	compare(t, a, a.Shocked, 223_050, reckoned{served: map[string]float64{"US": 135}, price: map[string]float64{"gallium/primary@USA": 2000}})
}

// A tariff of 250 on Chinese goods leaves the price at Germany's 520: China pays
// it (delivered 460), 133,300 − 100·250 = 108,300. One of 500 on all: Germany's
// 1,020 is above the 900 of the second half, China's 710 is not: 100 t at 900,
// so the price rises by 380, less than the tariff: 55·2,000 + 45·900 − 100·710
// = 79,500.
func TestTariff(t *testing.T) {
	one := run(t, read(t, gallium), scenario(1, adit.Monthly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"CHN"}, To: []adit.PlaceID{"USA"}}, Factor: 1, Add: 250}))
	compare(t, one, one.Shocked, 108_300, reckoned{served: map[string]float64{"US": 110}, price: map[string]float64{"gallium/primary@USA": 520, "gallium/primary@CHN": 200}})
	all := run(t, read(t, gallium), scenario(1, adit.Monthly, adit.Disruption{Lanes: &adit.Selector{To: []adit.PlaceID{"USA"}}, Factor: 1, Add: 500}))
	compare(t, all, all.Shocked, 79_500, reckoned{served: map[string]float64{"US": 100}, price: map[string]float64{"gallium/primary@USA": 900}})
}

// A group is its members by the time that a run begins. Without Germany and
// France, China alone sends 100 t: 55·2,000 + 45·900 − 100·210 = 129,500. A
// lane without capacity is cut from its flow: of Germany's 10 t a month (120 a
// year) half is left, 5 t: 105 t, 55·2,000 + 50·900 − 100·210 − 5·520 = 131,400.
func TestGroupOfPlaces(t *testing.T) {
	eu := []adit.PlaceID{"DEU", "FRA"}
	a := run(t, read(t, gallium), scenario(1, adit.Monthly, adit.Disruption{Lanes: &adit.Selector{From: eu}, Factor: 0}))
	compare(t, a, a.Shocked, 129_500, reckoned{served: map[string]float64{"US": 100}, flow: map[string]float64{"DE-US": 0}})
	half := run(t, read(t, gallium), scenario(1, adit.Monthly, adit.Disruption{Lanes: &adit.Selector{From: eu}, Factor: 0.5}))
	compare(t, half, half.Shocked, 131_400, reckoned{served: map[string]float64{"US": 105}, flow: map[string]float64{"DE-US": 5}})
}

// A fifth more is wanted of each step: 66 t at 2,000 and 66 at 900 a month. Supply
// is 120 t: 66·2,000 + 54·900 − 100·210 − 20·520 = 149,200; 12 t are unmet.
func TestMoreIsWanted(t *testing.T) {
	a := run(t, read(t, gallium), scenario(1, adit.Monthly, adit.Disruption{Demands: &adit.Selector{Sector: []string{"334413"}}, Factor: 1.2}))
	compare(t, a, a.Shocked, 149_200, reckoned{served: map[string]float64{"US": 120}, price: map[string]float64{"gallium/primary@USA": 900}})
	if unmet := a.Print(a.Shocked).Periods[0].Unmet["US"]; math.Abs(unmet-12) > 1e-6 {
		t.Errorf("%g t unmet, by hand 12", unmet)
	}
}

// congo sends ore to China and Finland, which pay 30,000 and 25,000 USD/t. Ore
// costs 9,000, lanes 100 and 200. The mine is owned by China to 0.6.
const congo = `{
 "materials": [{"id": "cobalt/ore"}],
 "processes": [
  {"id": "mine", "place": "COD", "outputs": {"cobalt/ore": 1}, "activity_t": 100000, "capacity_t": 120000, "cost_usd_per_t": 9000,
   "owners": [{"place": "CHN", "share": 0.6}, {"place": "COD", "share": 0.4}]},
  {"id": "unowned", "place": "ZMB", "outputs": {"cobalt/ore": 1}, "activity_t": 1000, "capacity_t": 1000, "cost_usd_per_t": 9000}],
 "lanes": [
  {"id": "CD-CN", "material": "cobalt/ore", "from": "COD", "to": "CHN", "flow_t": 50000, "capacity_t": 50000, "cost_usd_per_t": 100},
  {"id": "CD-FI", "material": "cobalt/ore", "from": "COD", "to": "FIN", "flow_t": 50000, "capacity_t": 60000, "cost_usd_per_t": 200},
  {"id": "ZM-FI", "material": "cobalt/ore", "from": "ZMB", "to": "FIN", "flow_t": 1000, "cost_usd_per_t": 200}],
 "demands": [
  {"id": "China", "place": "CHN", "material": "cobalt/ore", "amount_t": 60000, "value_usd_per_t": 30000},
  {"id": "Finland", "place": "FIN", "material": "cobalt/ore", "amount_t": 70000, "value_usd_per_t": 25000}]}`

// A quota by year over two lanes: 18,000 t in 2025 go where they are worth most,
// 18,000·(30,000 − 9,100); in 2026 96,600 t fill China's lane (50,000) and leave
// Finland 46,600 of Congo. Zambia's 1,000 t are outside: 1,000·15,800 a year.
//
//	2025: 376,200,000 + 15,800,000 = 392,000,000
//	2026: 50,000·20,900 + 46,600·15,800 + 15,800,000 = 1,797,080,000
func TestQuotaByYear(t *testing.T) {
	s := scenario(2, adit.Yearly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"COD"}, To: []adit.PlaceID{"CHN", "FIN"}}, Factor: 1,
		Quota: map[adit.Year]adit.Tonnes{2025: 18000, 2026: 96600}})
	a := run(t, read(t, congo), s)
	compare(t, a, a.Shocked, 392e6+1797.08e6,
		reckoned{served: map[string]float64{"China": 18000, "Finland": 1000}, price: map[string]float64{"cobalt/ore@CHN": 30000, "cobalt/ore@COD": 9000}},
		reckoned{served: map[string]float64{"China": 50000, "Finland": 47600}, price: map[string]float64{"cobalt/ore@CHN": 30000, "cobalt/ore@FIN": 25000, "cobalt/ore@COD": 9000}})
}

// From October on, 2025 holds three months of an 18,000 t quota, 4,500 t, and nine
// in which the lanes may carry 9/12 of 110,000 t: 87,000 t together, of which
// China's lane takes 50,000 and Finland 37,000, with Zambia's 1,000 t 38,000.
func TestQuotaFromOctober(t *testing.T) {
	s := scenario(1, adit.Yearly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"COD"}}, Factor: 1,
		Quota: map[adit.Year]adit.Tonnes{0: 18000}, From: adit.MonthOf(2025, 10)})
	a := run(t, read(t, congo), s)
	compare(t, a, a.Shocked, 50_000*20_900+38_000*15_800, reckoned{served: map[string]float64{"China": 50000, "Finland": 38000}})
}

// The same lanes without a capacity in the file: what they carried in the nine
// free months is 9/12 of 100,000 t, so 79,500 t. A lane without limit had no
// quota at all in such a year.
func TestQuotaFromOctoberWithoutCapacity(t *testing.T) {
	net := read(t, congo)
	for i := range net.Lanes {
		net.Lanes[i].Capacity = adit.NoLimit
	}
	s := scenario(1, adit.Yearly, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"COD"}}, Factor: 1,
		Quota: map[adit.Year]adit.Tonnes{0: 18000}, From: adit.MonthOf(2025, 10)})
	a := run(t, net, s)
	compare(t, a, a.Shocked, 60_000*20_900+20_500*15_800, reckoned{served: map[string]float64{"China": 60000, "Finland": 20500}})
}

// Half of what China owns stands still: 120,000·(1 − 0.6·0.5) = 84,000 t, of which
// China takes the 50,000 of its lane. A mine without owners is not picked.
func TestOwner(t *testing.T) {
	a := run(t, read(t, congo), scenario(1, adit.Yearly, adit.Disruption{Processes: &adit.Selector{Owner: []adit.PlaceID{"CHN"}}, Factor: 0.5}))
	compare(t, a, a.Shocked, 50_000*20_900+35_000*15_800,
		reckoned{served: map[string]float64{"China": 50000, "Finland": 35000}, price: map[string]float64{"cobalt/ore@COD": 24800}})
	both := run(t, read(t, congo), scenario(1, adit.Yearly, adit.Disruption{Processes: &adit.Selector{Owner: []adit.PlaceID{"CHN", "COD"}}, Factor: 0.5}))
	compare(t, both, both.Shocked, 50_000*20_900+11_000*15_800, reckoned{served: map[string]float64{"China": 50000, "Finland": 11000}})
}

// place on lanes picks either end: Congo's lanes both start there, Finland's both
// end there. Without either kind there is China alone, or Zambia alone.
func TestPlaceAtEitherEnd(t *testing.T) {
	fi := run(t, read(t, congo), scenario(1, adit.Yearly, adit.Disruption{Lanes: &adit.Selector{Place: []adit.PlaceID{"FIN"}}, Factor: 0}))
	compare(t, fi, fi.Shocked, 50_000*20_900, reckoned{served: map[string]float64{"China": 50000, "Finland": 0}})
	cd := run(t, read(t, congo), scenario(1, adit.Yearly, adit.Disruption{Lanes: &adit.Selector{Place: []adit.PlaceID{"COD"}}, Factor: 0}))
	compare(t, cd, cd.Shocked, 1_000*15_800, reckoned{served: map[string]float64{"China": 0, "Finland": 1000}})
	if v := cd.Print(cd.Shocked).Periods[0].Price["cobalt/ore@COD"]; v != nil {
		t.Errorf("price %g where nothing flows or is wanted", *v)
	}
}

// Two halves of a factor overlap in one month: factors multiply, 0.5·0.5, and the
// quarter takes the mean of 1, 0.5 and 0.25 = 7/12 of China's 12,500 t a quarter.
func TestOverlapInAQuarter(t *testing.T) {
	china := &adit.Selector{To: []adit.PlaceID{"CHN"}}
	s := scenario(1, adit.Quarterly, adit.Disruption{Lanes: china, Factor: 0.5, From: adit.MonthOf(2025, 2)}, adit.Disruption{Lanes: china, Factor: 0.5, From: adit.MonthOf(2025, 3)})
	a := run(t, read(t, congo), s)
	compare(t, a, a.Shocked, 12_500*7/12.0*20_900+15_250*15_800, reckoned{flow: map[string]float64{"CD-CN": 12_500 * 7 / 12.0}})
}

// stored is a month's supply of 5 t at 100 USD, a need of 10 t worth 2,000 and 900,
// and a stock of 5 t. Supply ends after the first month.
const stored = `{
 "materials": [{"id": "m/metal"}],
 "processes": [{"id": "mine", "place": "USA", "outputs": {"m/metal": 1}, "activity_t": 60, "capacity_t": 60, "cost_usd_per_t": 100}],
 "demands": [{"id": "use", "place": "USA", "material": "m/metal", "amount_t": 120,
   "steps": [{"amount_t": 60, "value_usd_per_t": 2000}, {"amount_t": 60, "value_usd_per_t": 900}]}],
 "stocks": [{"id": "store", "place": "USA", "material": "m/metal", "level_t": 5%s}]}`

func outage() *adit.Scenario {
	return scenario(2, adit.Monthly, adit.Disruption{Processes: &adit.Selector{ID: []string{"mine"}}, Factor: 0, From: adit.MonthOf(2025, 2)})
}

// Who does not look ahead sells the stock in January for 900: 5·2,000 + 5·900 −
// 500 = 14,000, then nothing. Who does keeps it: 9,500, then 5·2,000 = 19,500 in
// all.
func TestForesight(t *testing.T) {
	net := read(t, replace(stored, ""))
	none := run(t, net, outage())
	compare(t, none, none.Shocked, 14_000,
		reckoned{served: map[string]float64{"use": 10}, stock: map[string]float64{"store": 0}},
		reckoned{served: map[string]float64{"use": 0}, stock: map[string]float64{"store": 0}})
	s := outage()
	s.Foresight = adit.FullForesight
	full := run(t, net, s)
	compare(t, full, full.Shocked, 19_500,
		reckoned{served: map[string]float64{"use": 5}, stock: map[string]float64{"store": 5}},
		reckoned{served: map[string]float64{"use": 5}, stock: map[string]float64{"store": 0}})
}

// A holder who lets go above 1,000 USD keeps the stock in January without looking
// ahead. What he lets go in February counts at his price: 9,500 + 5·(2,000 −
// 1,000) = 14,500.
func TestReleaseAbove(t *testing.T) {
	a := run(t, read(t, replace(stored, `, "release_above_usd_per_t": 1000`)), outage())
	compare(t, a, a.Shocked, 14_500,
		reckoned{served: map[string]float64{"use": 5}, stock: map[string]float64{"store": 5}},
		reckoned{served: map[string]float64{"use": 5}, stock: map[string]float64{"store": 0}})
}

// A holder who buys below 950 comes after the first half (2,000) and before the
// second (900): of 8 t a month made 5 go there, 2 to him and 1 to the second
// half, which sets the price. 5·2,000 + 1·900 + 2·950 − 8·100 = 12,000, then 5·(2,000 − 1,000) = 5,000.
func TestBuildBelow(t *testing.T) {
	net := read(t, replace(stored, `, "release_above_usd_per_t": 1000, "build_t_per_period": 2, "build_below_usd_per_t": 950`))
	net.Processes[0].Capacity = 96
	a := run(t, net, outage())
	compare(t, a, a.Shocked, 17_000,
		reckoned{served: map[string]float64{"use": 6}, stock: map[string]float64{"store": 7}, price: map[string]float64{"m/metal@USA": 900}},
		reckoned{served: map[string]float64{"use": 5}, stock: map[string]float64{"store": 2}})
}

// adrift is a market in which trade must rearrange itself: China sends 50 t a
// month, Germany's 20 t have no lane. A month's need is 70 t at 2,000 and 50 at
// 900 USD.
const adrift = `{
 "materials": [{"id": "gallium/primary"}],
 "processes": [
  {"id": "CN", "place": "CHN", "outputs": {"gallium/primary": 1}, "activity_t": 600, "capacity_t": 1200, "cost_usd_per_t": 200},
  {"id": "DE", "place": "DEU", "outputs": {"gallium/primary": 1}, "activity_t": 120, "capacity_t": 240, "cost_usd_per_t": 500}],
 "lanes": [{"id": "CN-US", "material": "gallium/primary", "from": "CHN", "to": "USA", "flow_t": 600}],
 "demands": [{"id": "US", "place": "USA", "material": "gallium/primary", "amount_t": 1440,
   "steps": [{"amount_t": 840, "value_usd_per_t": 2000}, {"amount_t": 600, "value_usd_per_t": 900}]}]}`

// Lanes grow by 10% a period, new ones open after one at half the price. In
// January 55 t come, the price is 2,000, and so a new lane costs 1,000 and
// Germany's tonne 1,500. China sends 60.5 t in February and 66.55 t in March;
// Germany fills up the 70 t, and sets the price.
//
//	January:  55·1,800                             =  99,000
//	February: 60.5·1,800 + 9.5·500                 = 113,650
//	March:    66.55·1,800 + 3.45·500               = 121,515
func TestNewLane(t *testing.T) {
	s := scenario(3, adit.Monthly)
	s.Lanes = adit.LaneTerms{Given: true, Growth: 0.1, NewLaneDelay: 1, NewLanePremium: 0.5}
	const opened = "gallium/primary DEU>USA (new)"
	a := run(t, read(t, adrift), s)
	at := func(served, price, china, germany float64) reckoned {
		return reckoned{served: map[string]float64{"US": served}, price: map[string]float64{"gallium/primary@USA": price},
			flow: map[string]float64{"CN-US": china, opened: germany}}
	}
	compare(t, a, a.Shocked, 334_165, at(55, 2000, 55, 0), at(70, 1500, 60.5, 9.5), at(70, 1500, 66.55, 3.45))
	if _, told := a.Print(a.Shocked).Periods[0].Flow[opened]; told {
		t.Error("a lane that is not open yet is told")
	}
	// Control by Germany, however mild, keeps the new lane shut, as does a delay
	// that outlasts the run.
	s.Disruptions = []adit.Disruption{{Lanes: &adit.Selector{From: []adit.PlaceID{"DEU"}}, Factor: 0.9}}
	controlled := run(t, read(t, adrift), s)
	compare(t, controlled, controlled.Shocked, (55+60.5+66.55)*1800, at(55, 2000, 55, 0), at(60.5, 2000, 60.5, 0))
	s.Lanes.NewLaneDelay = 3
	never := run(t, read(t, adrift), s)
	compare(t, never, never.Baseline, (55+60.5+66.55)*1800, at(55, 2000, 55, 0), at(60.5, 2000, 60.5, 0))
}

// Steps of a process without capacity, the last without end, shrink alike: of 100 t
// observed 80 cost 9,000 and 20 cost 14,000; half leaves 40 and 10 (S2). 50·30,000
// − 40·9,000 − 10·14,000 = 1,000,000.
func TestOpenSteps(t *testing.T) {
	net := read(t, `{
 "materials": [{"id": "cobalt/ore"}],
 "processes": [{"id": "mine", "place": "COD", "outputs": {"cobalt/ore": 1}, "activity_t": 100,
   "steps": [{"upto_t": 80, "cost_usd_per_t": 9000}, {"cost_usd_per_t": 14000}]}],
 "demands": [{"id": "use", "place": "COD", "material": "cobalt/ore", "amount_t": 200, "value_usd_per_t": 30000}]}`)
	a := run(t, net, scenario(1, adit.Yearly, adit.Disruption{Processes: &adit.Selector{ID: []string{"mine"}}, Factor: 0.5}))
	compare(t, a, a.Shocked, 1_000_000, reckoned{served: map[string]float64{"use": 50}})
	compare(t, a, a.Baseline, 200*30_000-80*9_000-120*14_000, reckoned{served: map[string]float64{"use": 200}})
}

// A file may tell a demand's steps to a millionth: they are all served, and it is
// no more than is wanted.
func TestStepsThatMissTheirSum(t *testing.T) {
	net := read(t, `{
 "materials": [{"id": "m/metal"}],
 "processes": [{"id": "mine", "place": "USA", "outputs": {"m/metal": 1}, "activity_t": 1e6, "cost_usd_per_t": 1}],
 "demands": [{"id": "use", "place": "USA", "material": "m/metal", "amount_t": 1e6,
   "steps": [{"amount_t": 500000.4, "value_usd_per_t": 2000}, {"amount_t": 500000.4, "value_usd_per_t": 900}]}]}`)
	a := run(t, net, scenario(1, adit.Yearly))
	compare(t, a, a.Shocked, 1e6*(1450-1), reckoned{served: map[string]float64{"use": 1e6}})
}

func replace(text, more string) string { return strings.Replace(text, "%s", more, 1) }

// What opens in March, the third month, works for one month of the quarter: China,
// without capacity and 1,200 t observed, makes 100 t of it, Germany 60. 160·2,000
// − 100·210 − 60·520 = 267,800. Three months on it is as free as before.
func TestOpensInsideAPeriod(t *testing.T) {
	s := scenario(2, adit.Quarterly)
	a, err := shock.Run(context.Background(), read(t, gallium), shock.Question{Scenario: s, Opening: map[string]int{"CN": 2}}, solver())
	if err != nil {
		t.Fatal(err)
	}
	compare(t, a, a.Shocked, 267_800+3*133_300,
		reckoned{served: map[string]float64{"US": 160}, price: map[string]float64{"gallium/primary@USA": 2000}},
		reckoned{served: map[string]float64{"US": 330}, price: map[string]float64{"gallium/primary@USA": 520}})
}
