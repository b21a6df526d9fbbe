package baseline

import (
	"fmt"
	"math"

	"adit"
)

// addStocks gives every user of a material, a refinery or the final use of a
// place, some days of it, and every maker of what is finally used some days of
// his output, with room to pile up what he cannot sell. Where stocks are
// reported they take the place of the assumed ones.
//
// The rule of the holders: they let go of their stock, part by part, once the
// price is a markup above the baseline's (addStock). Makers buy their own below
// a discount, until their room is full.
func (m *Model) addStocks(net *adit.Network, at At) {
	days := adit.Tonnes(m.at(at, StockDays) / 365)
	reported := m.addReported(net)
	for _, d := range m.finalUse() {
		if !reported[d.Place] {
			m.addStock(net, adit.Stock{ID: "stock of users " + d.Node().String(), Holder: adit.Consumer, Level: d.Amount * days}, d.Node())
		}
	}
	for i := range m.World.Processes {
		p := &m.World.Processes[i]
		if m.joins(p) {
			continue
		}
		for _, in := range p.Inputs {
			node := adit.Node{Material: in.Material, Place: p.Place}
			m.addStock(net, adit.Stock{ID: "feed of " + p.ID, Holder: adit.Consumer, Level: p.Activity * adit.Tonnes(in.Tonnes) * days}, node)
		}
		if m.finallyUsed(p) {
			m.addMaker(net, p)
		}
	}
}

// finallyUsed reports a maker of a form that is used as it is.
func (m *Model) finallyUsed(p *adit.Process) bool {
	for _, f := range m.World.Refined {
		if p.Makes(f) {
			return true
		}
	}
	return false
}

func (m *Model) addMaker(net *adit.Network, p *adit.Process) {
	daily := p.Activity / 365
	s := adit.Stock{ID: "stock of makers " + p.ID, Holder: adit.Producer, Level: daily * adit.Tonnes(m.fixed["stock-days-producer"].Value)}
	node := adit.Node{Material: p.Outputs[0].Material, Place: p.Place}
	s.Build, s.Room = adit.NoLimit, s.Level+daily*adit.Tonnes(m.fixed["stock-room-producer"].Value)
	s.BuildBelow = adit.USD(m.Prices[node.Material].Value * (1 - m.fixed["stock-build-discount"].Value))
	m.addStock(net, s, node)
}

// addReported adds the stocks that are reported, and tells at which places they
// stand for those of users.
func (m *Model) addReported(net *adit.Network) map[adit.PlaceID]bool {
	at := map[adit.PlaceID]bool{}
	for k, h := range m.holdings {
		if !h.Usable {
			continue
		}
		node := adit.Node{Material: adit.MaterialID(m.Mineral + "/" + h.Form), Place: h.Place}
		m.addStock(net, adit.Stock{ID: fmt.Sprintf("reported stock %d %s %s", k+1, h.Holder, node), Holder: holder(h.Holder), Level: adit.Tonnes(h.Tonnes.Value)}, node)
		at[h.Place] = true
	}
	return at
}

func holder(name string) adit.Holder {
	switch name {
	case "producer":
		return adit.Producer
	case "government":
		return adit.Government
	}
	return adit.Consumer
}

// addStock adds a stock in three parts, where there is something or room for
// something. Who does not know how long a shortage lasts lets the first part go
// soon, and the last only when going short would cost nearly as much: the parts
// go at the low end of the markup's band, at its high end, and half way (in
// ratio) from there to the price at which uses give up. So the price climbs as
// stocks fall. Only the first part is built.
func (m *Model) addStock(net *adit.Network, s adit.Stock, n adit.Node) {
	if s.Level <= 0 && s.Build == 0 {
		return
	}
	markup, price := m.fixed["stock-release-markup"], adit.USD(m.Prices[n.Material].Value)
	last := math.Sqrt((1 + markup.High) * m.at(nil, Choke))
	for k, multiple := range []float64{1 + markup.Low, 1 + markup.High, last} {
		part := s
		part.Material, part.Place, part.Level, part.Release = n.Material, n.Place, s.Level/3, adit.NoLimit
		part.ReleaseAbove = price * adit.USD(multiple)
		if k > 0 {
			part.ID += fmt.Sprintf(" +%d", k)
			part.Build, part.Room, part.BuildBelow = 0, 0, 0
		}
		net.Stocks = append(net.Stocks, part)
	}
}
