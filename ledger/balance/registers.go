package balance

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit/ledger"
)

const (
	// sloppy is the relative uncertainty of a line of official statistics that
	// states none.
	sloppy = 0.02
	// mirrorSigma is that of one side of mirrored trade: partner statistics of
	// honest reporters differ by a tenth and more (UN IMTS 2010, compilers
	// manual, on asymmetries). An assumption.
	mirrorSigma = 0.10
)

func amount(g ledger.Register, relative float64) ledger.Amount {
	return ledger.Amount{Kg: g.Kg, Sigma: cmp.Or(g.SigmaKg, relative*g.Kg)}
}

// registers: statistics that contradict one another.
func (h *History) registers(Options) []Alarm {
	lines := h.book.Registers()
	all := totals(lines)
	for i, g := range lines {
		if g.Basis == "unstated" {
			all = append(all, unstated(g))
		}
		for _, k := range lines[i+1:] {
			if g.Element != k.Element || !g.From.Equal(k.From) || !g.Until.Equal(k.Until) || g.Total || k.Total {
				continue
			}
			all = append(all, pair(g, k)...)
		}
	}
	return all
}

// pair compares two lines of one element and period.
func pair(g, k ledger.Register) []Alarm {
	same := g.Country == k.Country
	switch {
	case same && g.Flow == k.Flow && g.Partner == k.Partner && g.Flow != "tags":
		return disagree(g, k)
	case same && g.Flow == "production" && k.Flow == "export" && k.Partner == "":
		return exports(g, k)
	case same && k.Flow == "production" && g.Flow == "export" && g.Partner == "":
		return exports(k, g)
	case g.Flow == "export" && k.Flow == "import" && g.Partner == k.Country && k.Partner == g.Country:
		return mirror(g, k)
	case k.Flow == "export" && g.Flow == "import" && k.Partner == g.Country && g.Partner == k.Country:
		return mirror(k, g)
	}
	return nil
}

func about(kind string, g ledger.Register) Alarm {
	return Alarm{Kind: kind, Country: string(g.Country), Element: g.Element, From: g.From, Until: g.Until}
}

// soften turns an alarm into a warning where a known confusion explains the
// figures to within measurement, or a basis is not stated.
func (a *Alarm) soften(high, low ledger.Register) {
	ratio := high.Kg / low.Kg
	if what := confusion(ratio, high.Element, high.Basis == low.Basis); what != "" {
		a.Level = Warning
		a.Sure = fmt.Sprintf("%s; but the ratio %.3g is that of %s", a.Sure, ratio, what)
		a.Innocent = append([]string{what}, a.Innocent...)
	}
	if high.Basis == "unstated" || low.Basis == "unstated" {
		a.Level = Warning
		a.Sure += "; but what one of them counts, metal or concentrate, is not stated"
	}
}

// oxides are what is commonly traded and taken for the element.
var oxides = []string{"Ta2O5", "Nb2O5", "SnO2", "WO3", "Co3O4", "Li2O", "V2O5", "MoO3", "U3O8", "Al2O3", "Sb2O3", "MnO2", "TiO2", "Nd2O3"}

// confusion names a mix-up whose factor a ratio is, within 2%. Two registers
// that state the same basis can still differ by a unit of weight.
func confusion(ratio float64, e ledger.Element, sameBasis bool) string {
	type mixup struct {
		factor float64
		what   string
	}
	mixups := []mixup{{2.20462, "pounds taken for kilograms"}, {1000, "tonnes taken for kilograms"}, {1.10231, "short tons taken for tonnes"}, {32.1507, "troy ounces taken for kilograms"}}
	for _, o := range oxides {
		if f := ledger.Fraction(e, o); f > 0 {
			mixups = append(mixups, mixup{1 / f, o + " taken for " + string(e)})
		}
	}
	for _, m := range mixups {
		if math.Abs(ratio/m.factor-1) < sloppy {
			return m.what
		}
	}
	// Concentrates hold a tenth to three quarters of their element.
	if !sameBasis && ratio > 1.3 && ratio < 10 {
		return "gross mass of concentrate taken for contained mass"
	}
	return ""
}

func disagree(g, k ledger.Register) []Alarm {
	if g.Kg < k.Kg {
		g, k = k, g
	}
	a := about("registers-disagree", g)
	if !a.measured(amount(g, sloppy).Minus(amount(k, sloppy))) {
		return nil
	}
	a.What = fmt.Sprintf("%s of %s: “%s” has %.6g kg, “%s” has %.6g kg", g.Flow, g.Element, g.Name, g.Kg, k.Name, k.Kg)
	a.Innocent = []string{"different periods or cut-off dates", "one counts what the other exempts by law", "re-exports in one and not in the other"}
	a.Settle = []string{"both registers line by line", "customs declarations of the period", g.Source, k.Source}
	a.soften(g, k)
	return []Alarm{a}
}

func exports(production, export ledger.Register) []Alarm {
	a := about("exports-above-production", export)
	if !a.measured(amount(export, sloppy).Minus(amount(production, sloppy))) {
		return nil
	}
	a.What = fmt.Sprintf("%.6g kg of %s exported (“%s”), %.6g kg produced (“%s”)", export.Kg, export.Element, export.Name, production.Kg, production.Name)
	a.Innocent = []string{"stocks of the year before", "artisanal production that is exported and not counted as produced", "re-exports", "production counted as metal and exports as concentrate"}
	a.Settle = []string{"stocks at both ends of the year", "origin certificates of the exported lots", export.Source, production.Source}
	a.soften(export, production)
	return []Alarm{a}
}

// mirror compares what one country says it sent with what the other says it
// got. Habits that make honest figures differ turn an alarm into a warning.
func mirror(export, imported ledger.Register) []Alarm {
	a := about("mirror-gap", export)
	d := amount(imported, mirrorSigma).Minus(amount(export, mirrorSigma))
	high, low := imported, export
	if d.Kg < 0 {
		d.Kg, high, low = -d.Kg, export, imported
	}
	if !a.measured(d) {
		return nil
	}
	a.What = fmt.Sprintf("%s says it sent %.6g kg of %s to %s, which says it got %.6g kg", export.Country, export.Kg, export.Element, imported.Country, imported.Kg)
	a.Innocent = []string{"the importer counts by origin and the exporter by next country (partner code)", "goods on the way at the turn of the year", "different forms under one code"}
	a.Settle = []string{"customs declarations at both ends for the largest consignments", "transit records of third countries"}
	if export.System != imported.System || export.System == "" {
		a.Level = Warning
		a.Sure += "; but one side counts general and the other special trade, or does not say: free zones and warehouses are in one and not in the other"
	}
	a.soften(high, low)
	return []Alarm{a}
}

func unstated(g ledger.Register) Alarm {
	a := about("basis-unstated", g)
	a.Level, a.Sure = Warning, "the figure may be right; what it counts is not stated"
	a.What = fmt.Sprintf("%s: %.6g kg of %s, and whether that is metal or concentrate is not stated", g.Name, g.Kg, g.Element)
	if o := oxideOf(g.Element); o != "" {
		// Traded concentrates of such ores hold some 30% of the oxide.
		f := 0.30 * ledger.Fraction(g.Element, o)
		a.What += fmt.Sprintf("; concentrate of 30%% %s would hold %.4g kg of %s", o, g.Kg*f, g.Element)
	}
	a.Innocent = []string{"gross mass of concentrate under the name of the metal, as is customary"}
	a.Settle = []string{"the publisher's notes on units", "assays of the exported lots", g.Source}
	return a
}

func oxideOf(e ledger.Element) string {
	i := slices.IndexFunc(oxides, func(o string) bool { return ledger.Fraction(e, o) > 0 })
	if i < 0 {
		return ""
	}
	return oxides[i]
}

// totals: a total is not the sum of the lines it names.
func totals(lines []ledger.Register) []Alarm {
	var all []Alarm
	for _, g := range lines {
		if !g.Total {
			continue
		}
		sum, found := 0.0, 0
		for _, k := range lines {
			if slices.Contains(g.Of, k.Name) && k.Element == g.Element && k.From.Equal(g.From) && k.Until.Equal(g.Until) {
				sum += k.Kg
				found++
			}
		}
		a := about("total-differs", g)
		d := ledger.Amount{Kg: math.Abs(sum - g.Kg), Sigma: cmp.Or(g.SigmaKg, 0.001*g.Kg)} // printed in round figures
		if found < len(g.Of) || !a.measured(d) {
			continue
		}
		a.What = fmt.Sprintf("%s says %.6g kg of %s, its lines (%s) sum to %.6g kg", g.Name, g.Kg, g.Element, strings.Join(g.Of, ", "), sum)
		a.Innocent = []string{"a line left out of the table", "rounding of each line"}
		a.Settle = []string{"the full table", g.Source}
		all = append(all, a)
	}
	return all
}
