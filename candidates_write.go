package adit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

type (
	projectJSON struct {
		ID       string             `json:"id"`
		Kind     string             `json:"kind,omitempty"`
		Process  *processJSON       `json:"process,omitempty"`
		Lane     *laneJSON          `json:"lane,omitempty"`
		Capex    USD                `json:"capex_usd"`
		Public   USD                `json:"public_cost_usd"`
		Earliest Year               `json:"earliest"`
		Online   map[string]float64 `json:"online"`
		Requires []string           `json:"requires,omitempty"`
		Excludes []string           `json:"excludes,omitempty"`
		Shares   string             `json:"shares_budget,omitempty"`
	}
	reserveJSON struct {
		Material MaterialID `json:"material"`
		Place    PlaceID    `json:"place"`
		Most     Tonnes     `json:"max_t"`
		Price    USD        `json:"price_usd_per_t"`
		Hold     USD        `json:"hold_usd_per_t_per_year"`
		Release  *Tonnes    `json:"release_t_per_year,omitempty"`
	}
	caseJSON struct {
		Name        string            `json:"name"`
		Probability float64           `json:"probability"`
		Disruptions []json.RawMessage `json:"disruptions"`
	}
	targetJSON struct {
		Material MaterialID `json:"material"`
		Place    PlaceID    `json:"place"`
		From     []PlaceID  `json:"from,omitempty"`
		MaxShare *Share     `json:"max_share,omitempty"`
		Least    *Share     `json:"least_share,omitempty"`
		Makers   []string   `json:"makers,omitempty"`
		Year     Year       `json:"year"`
	}
)

// Write writes the candidates as a candidate file, sorted, one object a line, so
// that equal candidates give equal bytes and ReadCandidates reads back the same
// ones. What ReadCandidates would refuse is not written: the error is its Faults.
func (c *Candidates) Write(w io.Writer) error {
	c.Sort()
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"horizon\": [%d, %d], \"discount\": %s, \"budget_usd\": ", c.First, c.Last, number(c.Discount))
	err := c.writeBudgets(&b)
	for _, list := range []struct {
		key   string
		n     int
		write func(i int) (any, error)
	}{
		{"candidates", len(c.Projects), func(i int) (any, error) { return projectOut(&c.Projects[i]), nil }},
		{"stockpile", len(c.Stockpile), func(i int) (any, error) { return reserveOut(&c.Stockpile[i]), nil }},
		{"scenarios", len(c.Cases), func(i int) (any, error) { return caseOut(&c.Cases[i]) }},
		{"targets", len(c.Targets), func(i int) (any, error) { return targetOut(&c.Targets[i]), nil }},
	} {
		fmt.Fprintf(&b, ",\n%q: [", list.key)
		for i := range list.n {
			one, err1 := list.write(i)
			line, err2 := json.Marshal(one)
			for _, e := range []error{err1, err2} {
				if err == nil {
					err = e
				}
			}
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("\n ")
			b.Write(line)
		}
		b.WriteByte(']')
	}
	b.WriteString("}\n")
	if err == nil {
		_, err = ReadCandidates(bytes.NewReader(b.Bytes()))
	}
	if err == nil {
		_, err = w.Write(b.Bytes())
	}
	if err != nil {
		return fmt.Errorf("write candidates: %w", err)
	}
	return nil
}

func (c *Candidates) writeBudgets(b *bytes.Buffer) error {
	all := c.Budget.json()
	for i := range c.Budgets {
		all[c.Budgets[i].Name] = c.Budgets[i].Budget.json()
	}
	line, err := json.Marshal(all) // sorted by encoding/json
	b.Write(line)
	return err
}

// json leaves out what binds nothing. A budget that binds nothing at all is a
// total that no plan can reach: the file needs one.
func (b *Budget) json() map[string]any {
	m := map[string]any{}
	for y, v := range b.Yearly {
		m[strconv.Itoa(int(y))] = v
	}
	if b.Total < NoBudget || len(m) == 0 {
		m["total"] = b.Total
	}
	return m
}

func projectOut(p *Project) projectJSON {
	j := projectJSON{ID: p.ID, Kind: p.Kind, Capex: p.Capex, Public: p.Public, Earliest: p.Earliest, Online: map[string]float64{}, Requires: p.Requires, Excludes: p.Excludes, Shares: p.Shares}
	if p.Process != nil {
		made := processOut(p.Process)
		made.Basis, made.Figure, made.Low, made.High = "", "", nil, nil // nothing of it is observed
		j.Process = &made
	}
	if p.Lane != nil {
		made := laneOut(p.Lane)
		made.Basis, made.Figure, made.Low, made.High = "", "", nil, nil
		j.Lane = &made
	}
	for _, s := range p.Online {
		j.Online[strconv.Itoa(s.Years)] = float64(s.Probability)
	}
	return j
}

func reserveOut(r *Reserve) reserveJSON {
	return reserveJSON{r.Material, r.Place, r.Most, r.Price, r.Hold, limitOut(r.Release)}
}

func caseOut(c *Case) (caseJSON, error) {
	j := caseJSON{Name: c.Name, Probability: c.Probability, Disruptions: []json.RawMessage{}}
	for i := range c.Disruptions {
		line, err := c.Disruptions[i].json()
		if err != nil {
			return j, fmt.Errorf("case %s, disruption %d: %w", c.Name, i+1, err)
		}
		j.Disruptions = append(j.Disruptions, line)
	}
	return j, nil
}

func targetOut(t *Target) targetJSON {
	if len(t.From) == 0 {
		return targetJSON{Material: t.Material, Place: t.Place, Least: &t.Least, Makers: t.Makers, Year: t.Year}
	}
	return targetJSON{Material: t.Material, Place: t.Place, From: t.From, MaxShare: &t.MaxShare, Year: t.Year}
}
