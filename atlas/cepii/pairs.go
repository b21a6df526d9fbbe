package cepii

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"adit/atlas/flows"
)

// successors are codes of 2004 that have ended, or that never were ISO's.
var successors = map[string]string{"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "YUG": "SRB", "PAL": "PSE"}

// pairs gathers both directions of each pair of places.
type pairs struct {
	places  *flows.Finder
	log     *flows.Log
	file    string
	km      map[[2]string][]float64
	unknown map[string]int
}

func (p *pairs) read(ctx context.Context, rows [][]string) error {
	if len(rows) < 2 {
		return fmt.Errorf("%s: the sheet is empty", p.file)
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[name] = i
	}
	for _, need := range []string{"iso_o", "iso_d", "dist", "distw"} {
		if _, ok := col[need]; !ok {
			return fmt.Errorf("%s:1: no column %q; found: %s", p.file, need, strings.Join(rows[0], ", "))
		}
	}
	for i, row := range rows[1:] {
		if err := ctx.Err(); err != nil {
			return err
		}
		get := func(name string) string {
			if col[name] < len(row) {
				return row[col[name]]
			}
			return ""
		}
		p.row(flows.At(p.file, i+2), get)
	}
	for _, code := range slices.Sorted(maps.Keys(p.unknown)) {
		p.log.Warn(p.file, "unknown-country", "add the place to places.csv to have its distances", "%s is no place of the atlas; %d rows left out", code, p.unknown[code])
	}
	return nil
}

func (p *pairs) row(where string, get func(string) string) {
	from, ok1 := p.place(get("iso_o"))
	to, ok2 := p.place(get("iso_d"))
	if !ok1 || !ok2 || from == to {
		return
	}
	text := get("distw")
	if text == "." || text == "" {
		text = get("dist")
	}
	km, given, err := flows.Number(text)
	if err != nil || !given || km > halfway {
		p.log.Wrong(where, "distance", "correct the file", "%q is not a distance on Earth (%s to %s)", text, from, to)
		return
	}
	key := [2]string{min(from, to), max(from, to)}
	p.km[key] = append(p.km[key], km)
}

// halfway around the Earth, in km, and some more for models of its shape.
const halfway = 20_100

// place maps a code; codes that the atlas lacks are counted.
func (p *pairs) place(code string) (string, bool) {
	id, err := p.places.Find(code)
	if s, ok := successors[code]; ok {
		id, err = s, nil
	}
	if err != nil || len(code) != 3 {
		p.unknown[code]++
		return "", false
	}
	return id, true
}

// write puts each pair into the table. Both directions are given, and differ
// by rounding only (0.01 km); more is a contradiction.
func (p *pairs) write(b *flows.Book) {
	keys := slices.SortedFunc(maps.Keys(p.km), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, key := range keys {
		both := p.km[key]
		slices.Sort(both)
		if both[len(both)-1]-both[0] > 1 {
			p.log.Wrong(p.file, "asymmetric", "correct the file: the pair was not taken", "%s to %s is %g and %g km", key[0], key[1], both[0], both[len(both)-1])
			continue
		}
		km := math.Round((both[0] + both[len(both)-1]) / 2)
		b.Add(p.file, []string{key[0], key[1], strconv.Itoa(int(km)), source})
	}
}
