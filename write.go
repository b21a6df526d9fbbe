package adit

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// The file's objects, in the order of docs/data.md. Pointers are blank where
// nothing is known.
type (
	materialJSON struct {
		ID      MaterialID `json:"id"`
		Gross   bool       `json:"gross,omitempty"`
		Content *Share     `json:"content,omitempty"`
	}
	processJSON struct {
		ID       string                 `json:"id"`
		Place    PlaceID                `json:"place"`
		Inputs   map[MaterialID]float64 `json:"inputs,omitempty"`
		Outputs  map[MaterialID]float64 `json:"outputs"`
		Activity Tonnes                 `json:"activity_t"`
		Low      *Tonnes                `json:"activity_low_t,omitempty"`
		High     *Tonnes                `json:"activity_high_t,omitempty"`
		Capacity *Tonnes                `json:"capacity_t,omitempty"`
		Steps    []costJSON             `json:"steps,omitempty"`
		Owners   []ownerJSON            `json:"owners,omitempty"`
		Basis    Basis                  `json:"basis,omitempty"`
		Figure   string                 `json:"figure,omitempty"`
	}
	costJSON struct {
		UpTo *Tonnes `json:"upto_t,omitempty"`
		Cost USD     `json:"cost_usd_per_t"`
	}
	ownerJSON struct {
		Place PlaceID `json:"place"`
		Share Share   `json:"share"`
	}
	laneJSON struct {
		ID       string     `json:"id"`
		Material MaterialID `json:"material"`
		From     PlaceID    `json:"from"`
		To       PlaceID    `json:"to"`
		Flow     Tonnes     `json:"flow_t"`
		Low      *Tonnes    `json:"flow_low_t,omitempty"`
		High     *Tonnes    `json:"flow_high_t,omitempty"`
		Capacity *Tonnes    `json:"capacity_t,omitempty"`
		Steps    []costJSON `json:"steps,omitempty"`
		Basis    Basis      `json:"basis,omitempty"`
		Figure   string     `json:"figure,omitempty"`
	}
	demandJSON struct {
		ID       string      `json:"id"`
		Place    PlaceID     `json:"place"`
		Material MaterialID  `json:"material"`
		Sector   string      `json:"sector,omitempty"`
		Amount   Tonnes      `json:"amount_t"`
		Low      *Tonnes     `json:"amount_low_t,omitempty"`
		High     *Tonnes     `json:"amount_high_t,omitempty"`
		Steps    []valueJSON `json:"steps,omitempty"`
		Basis    Basis       `json:"basis,omitempty"`
		Figure   string      `json:"figure,omitempty"`
	}
	valueJSON struct {
		Amount Tonnes `json:"amount_t"`
		Value  USD    `json:"value_usd_per_t"`
	}
	stockJSON struct {
		ID       string     `json:"id"`
		Place    PlaceID    `json:"place"`
		Material MaterialID `json:"material"`
		Holder   Holder     `json:"holder,omitempty"`
		Level    Tonnes     `json:"level_t"`
		Release  *Tonnes    `json:"release_t_per_period,omitempty"`

		ReleaseAbove *USD    `json:"release_above_usd_per_t,omitempty"`
		Build        *Tonnes `json:"build_t_per_period,omitempty"`
		BuildBelow   *USD    `json:"build_below_usd_per_t,omitempty"`
		Room         *Tonnes `json:"room_t,omitempty"`
	}
)

// Write writes the network as a network file, sorted, one object a line, so
// that equal networks give equal bytes and ReadNetwork reads it back.
func (n *Network) Write(w io.Writer) error {
	n.Sort()
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "{\"name\": %s", quote(n.Name))
	if n.Year != 0 {
		fmt.Fprintf(b, ", \"year\": %d", n.Year)
	}
	writeList(b, "materials", n.Materials, materialOut)
	writeList(b, "processes", n.Processes, processOut)
	writeList(b, "lanes", n.Lanes, laneOut)
	writeList(b, "demands", n.Demands, demandOut)
	writeList(b, "stocks", n.Stocks, stockOut)
	fmt.Fprint(b, "}\n")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write network %s: %w", n.Name, err)
	}
	return nil
}

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always marshals
	return string(b)
}

func writeList[T, J any](b *bufio.Writer, key string, items []T, out func(*T) J) {
	fmt.Fprintf(b, ",\n\"%s\": [", key)
	for i := range items {
		line, err := json.Marshal(out(&items[i]))
		if err != nil {
			panic("adit: network holds what JSON cannot: " + err.Error()) // NaN or Inf: refused at the door
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n ")
		b.Write(line)
	}
	b.WriteByte(']')
}

func limitOut(t Tonnes) *Tonnes {
	if !t.IsLimit() {
		return nil
	}
	return &t
}

func boundsOut(o Observed) (low, high *Tonnes) {
	if o.Low == 0 && o.High == 0 {
		return nil, nil
	}
	return &o.Low, &o.High
}

func recipeOut(parts []Part) map[MaterialID]float64 {
	if len(parts) == 0 {
		return nil
	}
	m := make(map[MaterialID]float64, len(parts)) // encoding/json sorts keys
	for _, p := range parts {
		m[p.Material] = p.Tonnes
	}
	return m
}

func materialOut(m *Material) materialJSON {
	j := materialJSON{ID: m.ID, Gross: m.Gross}
	if m.Gross {
		j.Content = &m.Content
	}
	return j
}

func processOut(p *Process) processJSON {
	j := processJSON{ID: p.ID, Place: p.Place, Inputs: recipeOut(p.Inputs), Outputs: recipeOut(p.Outputs),
		Activity: p.Activity, Capacity: limitOut(p.Capacity), Basis: p.Observed.Basis, Figure: p.Observed.Figure}
	j.Low, j.High = boundsOut(p.Observed)
	j.Steps = stepsOut(p.Steps)
	for _, w := range p.Owners {
		j.Owners = append(j.Owners, ownerJSON{w.Place, w.Share})
	}
	return j
}

func laneOut(l *Lane) laneJSON {
	j := laneJSON{ID: l.ID, Material: l.Material, From: l.From, To: l.To, Flow: l.Flow,
		Capacity: limitOut(l.Capacity), Basis: l.Observed.Basis, Figure: l.Observed.Figure}
	j.Low, j.High = boundsOut(l.Observed)
	j.Steps = stepsOut(l.Steps)
	return j
}

func stepsOut(steps []CostStep) []costJSON {
	var out []costJSON
	for _, s := range steps {
		out = append(out, costJSON{limitOut(s.UpTo), s.Cost})
	}
	return out
}

func demandOut(d *Demand) demandJSON {
	j := demandJSON{ID: d.ID, Place: d.Place, Material: d.Material, Sector: d.Sector, Amount: d.Amount,
		Basis: d.Observed.Basis, Figure: d.Observed.Figure}
	j.Low, j.High = boundsOut(d.Observed)
	for _, s := range d.Steps {
		j.Steps = append(j.Steps, valueJSON{s.Amount, s.Value})
	}
	return j
}

func stockOut(s *Stock) stockJSON {
	j := stockJSON{ID: s.ID, Place: s.Place, Material: s.Material, Holder: s.Holder, Level: s.Level, Release: limitOut(s.Release)}
	if s.ReleaseAbove != 0 {
		j.ReleaseAbove = &s.ReleaseAbove
	}
	if s.Build != 0 {
		j.Build, j.BuildBelow, j.Room = limitOut(s.Build), &s.BuildBelow, limitOut(s.Room)
	}
	return j
}
