package tariff

import (
	"slices"

	"adit"
	"adit/stress"
)

// bear parts a tariff between buyers and sellers, form by form. Where a lane
// carries goods with the tariff and without, the price at its end is that at
// its start plus transport plus tariff: what it is dearer in the country and
// what it is cheaper where it comes from add up to the tariff. Prices are means
// over the periods in which goods still come.
func (a *Answer) bear(q Question, st *stress.Study, x *stress.Answer) {
	shocked, calm := x.Base.Print(x.Base.Shocked), x.Base.Print(x.Base.Baseline)
	for _, m := range st.Models {
		for _, f := range m.World.Forms {
			price, ok := st.Price(f.Material)
			if !ok {
				a.Notes = append(a.Notes, string(f.Material)+" has no price: no tariff on it is run")
				continue
			}
			l := Lane{Material: f.Material, TariffT: float64(q.Rate) * float64(price)}
			var dearer, cheaper, weight float64
			for t := range shocked.Periods {
				before, after := q.direct(x.Base.Net, calm.Periods[t].Flow, f.Material), q.direct(x.Base.Net, shocked.Periods[t].Flow, f.Material)
				l.Before += q.total(before)
				l.After += q.total(after)
				home := change(shocked.Periods[t].Price, calm.Periods[t].Price, f.Material, q.Country)
				for _, p := range q.From {
					source := change(shocked.Periods[t].Price, calm.Periods[t].Price, f.Material, p)
					if home == nil || source == nil || after[p] < smallT {
						continue
					}
					dearer += *home * after[p]
					cheaper -= *source * after[p]
					weight += after[p]
				}
			}
			l.Revenue = l.TariffT * l.After
			l.share(dearer, cheaper, weight)
			if l.Before > smallT || l.After > smallT {
				a.Lanes = append(a.Lanes, l)
			}
		}
	}
}

// smallT is a flow in tonnes that is none.
const smallT = 1e-6

func (l *Lane) share(dearer, cheaper, weight float64) {
	if weight == 0 || l.TariffT == 0 {
		return
	}
	buyers, sellers := dearer/weight/l.TariffT, cheaper/weight/l.TariffT
	l.Buyers, l.Sellers = &buyers, &sellers
}

// direct are the tonnes of a form that come to the country from each place.
func (q Question) direct(net *adit.Network, flow map[string]float64, m adit.MaterialID) map[adit.PlaceID]float64 {
	sums := map[adit.PlaceID]float64{}
	for _, l := range net.Lanes {
		if l.Material != m || !q.Country.Covers(l.To) {
			continue
		}
		if i := slices.IndexFunc(q.From, func(p adit.PlaceID) bool { return p.Covers(l.From) }); i >= 0 {
			sums[q.From[i]] += flow[l.ID]
		}
	}
	return sums
}

// total adds in the order of the question, so that sums are the same each time.
func (q Question) total(of map[adit.PlaceID]float64) float64 {
	sum := 0.0
	for _, p := range q.From {
		sum += of[p]
	}
	return sum
}

// change is how much dearer a form gets at a place, or nil without a price.
func change(now, before map[string]*float64, m adit.MaterialID, p adit.PlaceID) *float64 {
	key := string(m) + "@" + string(p)
	if now[key] == nil || before[key] == nil {
		return nil
	}
	d := *now[key] - *before[key]
	return &d
}
