package baseline

import (
	"fmt"

	"adit"
	"adit/atlas"
	"adit/world"
)

// A hosted place recovers a by-product from a host.
type hosted struct {
	place      adit.PlaceID
	form       adit.MaterialID
	host       string      // in words
	throughput adit.Tonnes // of the host, a year
	yield      float64     // tonnes of by-product in a tonne of host
	share      float64     // of the output that comes from the host
	figure     string
}

// readHosts links the makers of a by-product to their host's throughput at the
// same place. Where no statistic has that, installed recovery is the only
// limit, and a note says so.
func (m *Model) readHosts(a *atlas.Atlas) []hosted {
	var traced []Host
	for _, h := range Hosts(a, m.Mineral) {
		if h.Traced() {
			traced = append(traced, h)
		} else {
			m.note("host %s of %s: %s; installed recovery is the only limit there", h.Host, m.Mineral, h.Note)
		}
	}
	if len(traced) > 1 {
		m.note("%s has several hosts, and no statistic tells which serves whom at a place: installed recovery is the only limit", m.Mineral)
		return nil
	}
	var out []hosted
	for _, h := range traced {
		by, err := HostOutput(a, h, m.World.Year)
		if err != nil {
			m.note("host of %s: %v; installed recovery is the only limit", m.Mineral, err)
			continue
		}
		out = append(out, m.link(h, by)...)
	}
	return out
}

func (m *Model) note(format string, args ...any) {
	m.Notes = append(m.Notes, fmt.Sprintf(format, args...))
}

func (m *Model) link(h Host, by map[adit.PlaceID]Value) []hosted {
	if !h.Share.Basis.Known() || h.Share.Value <= 0 {
		m.note("how much of %s comes from %s is not known: its output is not bound to it", m.Mineral, h.Host)
		return nil
	}
	form := adit.MaterialID(h.Mineral + "/" + h.Form)
	output := Value{}
	for i := range m.World.Processes {
		if p := &m.World.Processes[i]; p.Makes(form) && !world.IsRecycling(p) {
			output.Value += float64(p.Activity)
		}
	}
	mean := h.Implied(exactly(output.Value), exactly(Sum(by).Value))
	var out []hosted
	for i := range m.World.Processes {
		p := &m.World.Processes[i]
		host, ok := by[p.Place]
		if !p.Makes(form) || world.IsRecycling(p) || !ok || !host.Basis.Known() || host.Value <= 0 || p.Activity <= 0 {
			continue
		}
		y := h.Yield(mean, h.Implied(exactly(float64(p.Activity)), exactly(host.Value)))
		out = append(out, hosted{p.Place, form, h.Host, adit.Tonnes(host.Value), y.Value / gramsPerTonne, h.Share.Value, host.Figure})
	}
	return out
}

func exactly(v float64) Value { return Value{Value: v, Low: v, High: v, Basis: adit.Derived} }

// hostEarns is a token that a host earns by its own product, in USD a tonne: it
// runs whether or not its by-product is wanted.
const hostEarns = 1e-6

// addHosts adds the hosts: what a host carries of the by-product can be
// recovered, or is left there (S1, S2). Capacity that restarts takes from it too;
// scrap does not.
func (m *Model) addHosts(net *adit.Network) {
	if len(m.hosts) == 0 {
		return
	}
	carried := adit.MaterialID(m.Mineral + "/carried")
	net.Materials = append(net.Materials, adit.Material{ID: carried, Content: 1})
	for _, h := range m.hosts {
		for i := range net.Processes {
			if p := &net.Processes[i]; p.Place == h.place && p.Makes(h.form) && !world.IsRecycling(p) {
				p.Inputs = append([]adit.Part{{Material: carried, Tonnes: h.share}}, p.Inputs...)
			}
		}
		net.Processes = append(net.Processes, adit.Process{
			ID: fmt.Sprintf("%s host of %s %s", h.host, m.Mineral, h.place), Place: h.place,
			Outputs:  []adit.Part{{Material: carried, Tonnes: h.yield}},
			Activity: h.throughput, Capacity: h.throughput, Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: -hostEarns}},
			Observed: adit.Observed{Basis: adit.Derived, Figure: h.figure},
		})
	}
}
