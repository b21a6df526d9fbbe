package adit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

type (
	disruptionJSON struct {
		Lanes     *selectorJSON `json:"lanes,omitempty"`
		Processes *selectorJSON `json:"processes,omitempty"`
		Demands   *selectorJSON `json:"demands,omitempty"`
		Factor    *float64      `json:"factor,omitempty"`
		Path      [][2]float64  `json:"path,omitempty"`
		Quota     any           `json:"quota_t,omitempty"`
		Add       USD           `json:"add_usd_per_t,omitempty"`
		From      string        `json:"from,omitempty"`
		Until     string        `json:"until,omitempty"`
	}
	selectorJSON struct {
		ID       any `json:"id,omitempty"`
		Place    any `json:"place,omitempty"`
		From     any `json:"from,omitempty"`
		To       any `json:"to,omitempty"`
		Owner    any `json:"owner,omitempty"`
		Material any `json:"material,omitempty"`
		Sector   any `json:"sector,omitempty"`
	}
)

// Write writes the scenario as a scenario file, one disruption a line, so that
// equal scenarios give equal bytes and ReadScenario reads back the same one.
// What ReadScenario would refuse is not written: the error is its Faults.
func (s *Scenario) Write(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"name\": %s", quote(s.Name))
	if s.Start != 0 {
		fmt.Fprintf(&b, ", \"start\": %q", s.Start)
	}
	fmt.Fprintf(&b, ", \"periods\": %d", s.Periods)
	writeWord(&b, "period", string(s.Period))
	writeWord(&b, "foresight", string(s.Foresight))
	s.Lanes.write(&b)
	err := writeDisruptions(&b, s.Disruptions)
	fmt.Fprint(&b, "}\n")
	if err == nil {
		_, err = ReadScenario(bytes.NewReader(b.Bytes()))
	}
	if err == nil {
		_, err = w.Write(b.Bytes())
	}
	if err != nil {
		return fmt.Errorf("write scenario %s: %w", s.Name, err)
	}
	return nil
}

func writeWord(b *bytes.Buffer, key, word string) {
	if word != "" {
		fmt.Fprintf(b, ", %q: %s", key, quote(word))
	}
}

func (t LaneTerms) write(b *bytes.Buffer) {
	if !t.Given {
		return
	}
	fmt.Fprintf(b, ", \"lane_growth_per_period\": %s", number(t.Growth))
	if t.NewLaneDelay < NoNewLane {
		fmt.Fprintf(b, ", \"new_lane_delay_periods\": %d, \"new_lane_premium\": %s", t.NewLaneDelay, number(t.NewLanePremium))
	}
}

// number writes NaN as such, which reading back refuses.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func writeDisruptions(b *bytes.Buffer, list []Disruption) error {
	fmt.Fprintf(b, ",\n\"disruptions\": [")
	for i := range list {
		line, err := list[i].json()
		if err != nil {
			return fmt.Errorf("disruption %d: %w", i+1, err)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n ")
		b.Write(line)
	}
	b.WriteByte(']')
	return nil
}

func (d *Disruption) json() ([]byte, error) {
	j := disruptionJSON{Lanes: selectorOut(d.Lanes), Processes: selectorOut(d.Processes), Demands: selectorOut(d.Demands), Add: d.Add}
	for _, p := range d.Path {
		j.Path = append(j.Path, [2]float64{p.Months, p.Factor})
	}
	if plain := len(d.Quota) == 0 && d.Add == 0; len(d.Path) == 0 && (d.Factor != 1 || plain) {
		j.Factor = &d.Factor
	}
	if len(d.Quota) > 0 {
		j.Quota = d.Quota // encoding/json sorts the years
	}
	if every, ok := d.Quota[0]; ok {
		j.Quota = every
		if len(d.Quota) > 1 {
			return nil, errors.New("the quota is of every year and of single years: keep one of them")
		}
	}
	j.From, j.Until = monthOut(d.From), monthOut(d.Until)
	return json.Marshal(j)
}

// Sort puts disruptions in one order, so that the same ones in another order
// multiply to the same bits. Faults names positions of the file: ask it first.
func (s *Scenario) Sort() {
	slices.SortStableFunc(s.Disruptions, func(a, b Disruption) int {
		x, _ := a.json() // what JSON cannot hold stays where it is
		y, _ := b.json()
		return bytes.Compare(x, y)
	})
}

func monthOut(m Month) string {
	if m == 0 {
		return ""
	}
	return m.String()
}

func selectorOut(s *Selector) *selectorJSON {
	if s == nil {
		return nil
	}
	return &selectorJSON{ID: namesOut(s.ID), Place: namesOut(s.Place), From: namesOut(s.From), To: namesOut(s.To),
		Owner: namesOut(s.Owner), Material: namesOut(s.Material), Sector: namesOut(s.Sector)}
}

// namesOut returns nil for no name, a string for one, and a sorted list.
func namesOut[T ~string](names []T) any {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	switch len(names) {
	case 0:
		return nil
	case 1:
		return names[0]
	}
	return names
}
