package stockpile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/baseline"
)

// shortfall plays the years: reliable supply goes to defence first, then to
// essential use; commercial stocks are drawn while they last.
func (d *desk) shortfall(m *Material) (short float64) {
	left := 0.0
	if m.Held != nil {
		left = *m.Held
	}
	supply := m.Supply.Share * m.Use
	for n := range d.years {
		defence := max(0, m.Defence-supply)
		essential := max(0, m.Essential-max(0, supply-m.Defence))
		drawn := min(left, defence+essential)
		left -= drawn
		y := Year{N: n + 1, Stocks: drawn}
		y.Defence = max(0, defence-drawn)
		y.Essential = max(0, essential-max(0, drawn-defence))
		m.Years = append(m.Years, y)
		short += y.Defence + y.Essential
	}
	return short
}

// size turns what is short into stocks of forms. Low and high are the same
// material with all suppliers at the ends of their bands.
func (d *desk) size(m, low, high *Material) error {
	low.Held, high.Held = m.Held, m.Held
	m.Short = Band{d.shortfall(m), d.shortfall(low), d.shortfall(high)}
	if m.Short.Value <= 0 || m.lost <= 0 {
		return nil
	}
	if err := d.hold(m, adit.MaterialID(m.Mineral+"/"+m.Form), m.bought/m.lost, 1, d.whyForm(m)); err != nil {
		return err
	}
	slices.SortFunc(m.lostFeeds, func(a, b feed) int { return strings.Compare(string(a.material), string(b.material)) })
	for i := 0; i < len(m.lostFeeds); {
		f := m.lostFeeds[i]
		for i++; i < len(m.lostFeeds) && m.lostFeeds[i].material == f.material; i++ {
			f.tonnes, f.makes = f.tonnes+m.lostFeeds[i].tonnes, f.makes+m.lostFeeds[i].makes
		}
		why := fmt.Sprintf("plants at home make %.3g t a year from %s that cannot be relied upon; they can work on from a stock of it", f.makes, f.material.Form())
		if err := d.hold(m, f.material, f.makes/m.lost, f.tonnes/f.makes, why); err != nil {
			return err
		}
	}
	total(m)
	return nil
}

func (d *desk) whyForm(m *Material) string {
	if m.bought == m.lost {
		return "all that is short comes in this form; nothing earlier in the chain would help"
	}
	return fmt.Sprintf("%.0f%% of what is short would have been imported in this form", 100*m.bought/m.lost)
}

// hold adds a stock: a part of what is short, in tonnes of a form of which so
// many make one of the form that is used.
func (d *desk) hold(m *Material, form adit.MaterialID, part, per float64, why string) error {
	const nothing = 1e-9
	if part < nothing {
		return nil
	}
	s := Stock{Form: form.Form(), Tonnes: Band{m.Short.Value * part * per, m.Short.Low * part * per, m.Short.High * part * per}, Days: m.Short.Value * part / (m.Use / 365), Why: why}
	p, err := baseline.Price(d.atlas, m.Mineral, s.Form, d.Year)
	var missing *baseline.MissingError
	var unknown *adit.UnknownError
	switch {
	case errors.As(err, &missing), errors.As(err, &unknown):
		d.out.Missing = append(d.out.Missing, Missing{m.Mineral, err.Error()})
	case err != nil:
		return err
	default:
		price, cost := p.Value, p.Value*s.Tonnes.Value
		s.Price, s.Cost = &price, &cost
		m.Figures = append(m.Figures, p.Figures()...)
	}
	m.Hold = append(m.Hold, s)
	return nil
}

// total adds up a material's stocks. A form without a price leaves the sum
// unknown.
func total(m *Material) {
	sum, priced := 0.0, true
	for _, s := range m.Hold {
		m.Days += s.Days
		if priced = priced && s.Cost != nil; priced {
			sum += *s.Cost
		}
	}
	if priced {
		m.Cost = &sum
	}
	slices.Sort(m.Figures)
	m.Figures = slices.Compact(m.Figures)
}
