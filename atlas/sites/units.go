package sites

import (
	"fmt"
	"strings"

	"adit/atlas/intake"
)

// compounds are what grades are given of beside elements: the mineral, and the
// tonnes that its network counts per tonne (standard atomic weights, IUPAC
// 2021). Rare earths are counted as oxides, fluorspar and graphite as they are.
var compounds = map[string]struct {
	mineral string
	factor  float64
}{
	"WO3":  {"tungsten", 0.7930},   // 183.84 / 231.84
	"MoS2": {"molybdenum", 0.5994}, // 95.95 / 160.07
	"CaF2": {"fluorspar", 1},
	"La":   {"lanthanum", 1.1728}, "Ce": {"cerium", 1.2284}, "Pr": {"praseodymium", 1.2082}, "Nd": {"neodymium", 1.1664}, "Sm": {"samarium", 1.1596},
	"Eu": {"europium", 1.1579}, "Gd": {"gadolinium", 1.1526}, "Tb": {"terbium", 1.1762}, "Dy": {"dysprosium", 1.1477}, "Ho": {"holmium", 1.1455},
	"Er": {"erbium", 1.1435}, "Tm": {"thulium", 1.1421}, "Yb": {"ytterbium", 1.1387}, "Lu": {"lutetium", 1.1371},
	"Y": {"yttrium", 1.2699}, "Sc": {"scandium", 1.5338}, // La2O3, CeO2, Pr6O11, Tb4O7, else M2O3
	"Q553": {"graphite", 1},
}

// lanthanides are the rare earths that a site's total adds up; yttrium and
// scandium have statistics of their own.
var lanthanides = []string{"lanthanum", "cerium", "praseodymium", "neodymium", "samarium", "europium", "gadolinium", "terbium", "dysprosium", "holmium", "erbium", "thulium", "ytterbium", "lutetium"}

// noChain are what the atlas has no chain of.
var noChain = []string{"gold", "iron", "uranium", "thorium", "mercury"}

// resource is what MinMod writes before its ids.
const resource = "https://minmod.isi.edu/resource/"

// commodity reads “%Cu”, “La ppm”, “g/t In”, “Copper” or an id.
func (im *importing) commodity(s string) (mineral string, factor float64, err error) {
	s = strings.TrimPrefix(s, resource)
	for _, unit := range []string{"%", "g/t", "ppm", "mg/l"} {
		s = strings.ReplaceAll(s, unit, "")
	}
	s = strings.TrimSpace(s)
	if c, ok := compounds[s]; ok {
		return c.mineral, c.factor, nil
	}
	if s == "Ba" {
		return "", 0, fmt.Errorf("barium: its network counts barite, and the file does not say that the barium is in barite")
	}
	mineral, err = im.in.Minerals.Find(s)
	return mineral, 1, err
}

// ppmOf are the units of grades, in grams per tonne.
func ppmOf(unit string) (float64, bool) {
	u := strings.ToLower(strings.TrimPrefix(unit, resource))
	switch {
	case strings.HasPrefix(u, "%"), u == "percent", u == "wt-pct", u == "q201":
		return 1e4, true
	case strings.HasPrefix(u, "g/t"), strings.HasSuffix(u, "ppm"), u == "grams/metric ton", u == "gram per tonne":
		return 1, true
	}
	return 0, false
}

const shortTon = 0.90718474 // tonnes

// tonnesOf are the units of ore, in tonnes.
var tonnesOf = map[string]float64{
	"mt": 1e6, "million tonnes": 1e6, "million metric tons": 1e6, "million short tons": 1e6 * shortTon,
	"tonnes": 1, "metric tons": 1, "q200": 1, "short tons": shortTon,
}

const (
	mostOre   = 1e11 // tonnes: no deposit has as much
	mostGrade = 1e6  // grams per tonne
)

// assay reads ore and grade. Zero is not given, and more than a mountain of it
// or more than all of it is a fault of units.
func assay(grade, gradeUnit, ore, oreUnit string) (ppm, tonnes float64, err error) {
	g, err := intake.Number(grade)
	if err != nil {
		return 0, 0, err
	}
	o, err := intake.Number(ore)
	if err != nil {
		return 0, 0, err
	}
	per, ok1 := ppmOf(gradeUnit)
	t, ok2 := tonnesOf[strings.ToLower(strings.TrimPrefix(oreUnit, resource))]
	switch {
	case !ok1:
		return 0, 0, fmt.Errorf("grade in %q", gradeUnit)
	case !ok2:
		return 0, 0, fmt.Errorf("ore in %q", oreUnit)
	case g < 0, o < 0, g*per > mostGrade, o*t > mostOre:
		return 0, 0, fmt.Errorf("%s %s in %s %s of ore", grade, gradeUnit, ore, oreUnit)
	}
	return g * per, o * t, nil
}
