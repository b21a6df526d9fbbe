package baci

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// smallest is the share of its code's trade in a file from which a flow without
// tonnage is kept: one in 1,500, so that six years fit into the binary.
const smallest = 1500

// maxUSD bounds one flow: a hundred times the trade of the world in a year.
// Below it, sums of whole dollars are exact and do not depend on their order.
const maxUSD = 1e15

// A history gathers one file of values without tonnages.
type history struct {
	j                  *job
	file, year, source string
	nomenclature       string
	flows              []pending
	total              map[string]float64 // whole USD by code
	repeat             int
}

type pending struct {
	where string
	usd   float64
	flow  flows.Flow
}

// add takes a flow of value USD, unless a fuller file, read before, has its
// code and year.
func (h *history) add(where, code, from, to, usd string) {
	exporter, ok1 := h.j.area(where, from)
	importer, ok2 := h.j.area(where, to)
	v, given, err := flows.Number(usd)
	if err == nil && (!given || v > maxUSD) {
		err = fmt.Errorf("%q is not the value of a flow", usd)
	}
	if err := errors.Join(err, code6(code)); err != nil {
		h.j.log.Wrong(where, "row", "correct the file", "%v", err)
		return
	}
	if !ok1 || !ok2 {
		return
	}
	h.total[code] += math.Round(v)
	fl := flow(h.nomenclature, code, exporter, importer, h.year, intake.Format(v/1000), "", h.source)
	if h.j.covers(h.year, code, h.source) {
		h.repeat++
		return
	}
	h.flows = append(h.flows, pending{where, v, fl})
}

// end keeps the flows that matter in the trade of their code.
func (h *history) end(sum, note string) error {
	small := 0
	for _, p := range h.flows {
		if p.usd*smallest < h.total[p.flow.Code] {
			small++
		} else if err := h.j.row(p.where, p.flow); err != nil {
			return err
		}
	}
	log := &h.j.log
	if h.repeat > 0 {
		log.Warn(h.file, "repeated", "nothing to do: the fuller file counts", "%d flows are of codes that a fuller file of %s has", h.repeat, h.year)
	}
	if small > 0 {
		log.Warn(h.file, "small", "import the full BACI year to have them", "%d flows below 1/1500 of their code were left out", small)
	}
	if len(h.flows) > small {
		h.j.source(h.source, h.file, sum, h.year, fmt.Sprintf("%s; %d flows below 1/1500 of the trade of their code left out; %s", note, small, scope))
	}
	return nil
}

// valueOnly reads values in USD without tonnages; the year is in the name.
func (j *job) valueOnly(f atlas.File) error {
	year := yearIn(f.Name)
	if year == "" {
		return fmt.Errorf("%s: the file name does not say the year", f.Name)
	}
	h := &history{j: j, file: f.Name, year: year, source: "baci-value-" + year, nomenclature: nomenclatureOf(f.Name), total: map[string]float64{}}
	sum, err := flows.CSV(j.ctx, j.in, f, &j.log, []string{"i", "j", "cmd", "value"}, func(c *atlas.CSV, where string) error {
		h.add(where, c.Get("cmd"), c.Get("i"), c.Get("j"), c.Get("value"))
		return nil
	})
	if err != nil {
		return err
	}
	return h.end(sum, "values only, no tonnages; some HS6 codes")
}

// top is a file of largest partners.
type top struct {
	Year      int              `json:"year"`
	Materials map[string][]one `json:"materials"`
}

type one struct {
	From  string      `json:"from"` // ISO 3166-1 alpha-2
	To    string      `json:"to"`
	Value json.Number `json:"value"` // USD
}

// maxTop bounds a file of largest partners; those at hand are below 1 MB.
const maxTop = 16 << 20

// topPartners reads the largest partners of each country, by material. Lists
// of materials that share one HS6 code are one list (see materials).
func (j *job) topPartners(f atlas.File) error {
	var t top
	sum, err := flows.Read(j.ctx, j.in, f, func(r *flows.Stream) error {
		d := json.NewDecoder(io.LimitReader(r, maxTop))
		if err := d.Decode(&t); err != nil {
			return fmt.Errorf("%s: %w; the file is cut off, damaged or larger than %d MiB", f.Name, err, maxTop>>20)
		}
		return nil
	})
	if err != nil {
		return err
	}
	year, err := flows.Year(strconv.Itoa(t.Year))
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	h := &history{j: j, file: f.Name, year: year, source: "baci-top-" + year, nomenclature: "hs2017", total: map[string]float64{}}
	h.lists(t)
	return h.end(sum, "truncated: only the largest partners of each country, values only; sums are not totals")
}

// lists adds every list once for each code, in the order of names.
func (h *history) lists(t top) {
	var names []string
	for name := range t.Materials {
		names = append(names, name)
	}
	slices.Sort(names)
	lists := map[string][]one{} // by code
	for _, name := range names {
		code, ok := materials[name]
		if !ok {
			h.j.log.Wrong(h.file, "unknown-code", "add the material to package baci", "no HS6 code is known for %q", name)
			continue
		}
		if first, again := lists[code]; again && slices.Equal(first, t.Materials[name]) {
			continue
		}
		lists[code] = t.Materials[name]
		for i, o := range t.Materials[name] {
			h.add(fmt.Sprintf("%s: %s[%d]", h.file, name, i), code, o.From, o.To, string(o.Value))
		}
	}
}
