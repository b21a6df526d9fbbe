package economy

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"adit"
	"adit/atlas"
)

// Europe is what is known of the industries of the European Union: the value
// added of its sectors (NACE divisions) as the study on critical raw materials
// gives it beside every use. Sectors are broad, and what part of one an
// industry is comes from the United States (derived).
type Europe struct {
	Year      adit.Year // of the study's shares; it does not say the year of the money
	Rate      float64   // USD per EUR
	Sectors   []Industry
	Conflicts []string // where the study gives a sector another value added than elsewhere

	acc *Accounts
}

var valueAdded = regexp.MustCompile(`^EU value added of NACE sector MEUR=([0-9]+(?:\.[0-9]+)?)$`)

// Europe reads the sectors of the European Union. Where rows of a sector
// disagree, what most of them say is taken.
func (acc *Accounts) Europe(a *atlas.Atlas) (*Europe, error) {
	rate, err := assumption(a, euroID)
	if err != nil {
		return nil, err
	}
	e := &Europe{Rate: rate.Value, acc: acc}
	said := map[string][]statement{}
	for r := range a.Rows("use_shares") {
		if r.Get("region") != "EU27" || r.Get("nace") == "" {
			continue
		}
		m := valueAdded.FindStringSubmatch(r.Get("note"))
		if m == nil {
			return nil, fmt.Errorf("economy: %s: note %q is not “EU value added of NACE sector MEUR=number”: write it so", r.Where(), r.Get("note"))
		}
		v, _ := strconv.ParseFloat(m[1], 64)
		said[r.Get("nace")] = append(said[r.Get("nace")], statement{v, r.Where()})
		e.Year = max(e.Year, r.Year())
	}
	return e, e.settle(said)
}

// A statement is the value added of a sector, M EUR, and the row that gives it.
type statement struct {
	value float64
	where string
}

func (e *Europe) settle(said map[string][]statement) error {
	for code, list := range said {
		value, tied := majority(list)
		if tied {
			return fmt.Errorf("economy: sector %s: as many rows of use_shares give %g M EUR as give another value added: correct one", code, value)
		}
		e.Sectors = append(e.Sectors, Industry{Code: code, Name: "NACE division " + code, ValueAdded: adit.USD(value * million * e.Rate)})
		for _, s := range list {
			if s.value != value {
				e.Conflicts = append(e.Conflicts, fmt.Sprintf("%s: %s has %g M EUR, elsewhere %g", s.where, code, s.value, value))
			}
		}
	}
	slices.SortFunc(e.Sectors, func(a, b Industry) int { return cmp.Compare(a.Code, b.Code) })
	slices.Sort(e.Conflicts)
	return nil
}

// majority is the value that most rows give, and whether another has as many.
func majority(list []statement) (value float64, tied bool) {
	count, best := map[float64]int{}, 0
	for _, s := range list {
		count[s.value]++
		best = max(best, count[s.value])
	}
	var top []float64
	for v, n := range count {
		if n == best {
			top = append(top, v)
		}
	}
	return slices.Min(top), len(top) > 1
}

// A piece of a sector is an industry of it, as far as uses tell.
type piece struct {
	sector     int
	code       string // sector and industry, for its name
	valueAdded float64
}

// Direct is the direct loss (S6b). Within a sector the uses of one industry
// share what it is worth, those of several add up, to no more than the sector.
func (e *Europe) Direct(uses []Use, d Dependence) (*Loss, error) {
	var pieces []piece
	where := func(u *Use, code string) (int, float64, error) { return e.place(&pieces, u, code, d) }
	list, err := cuts(inSectors(uses), d, where, func(i int) string { return e.Sectors[pieces[i].sector].Code })
	if err != nil {
		return nil, err
	}
	l := &Loss{Status: DirectOnly, PriceYear: e.Year, Dependence: d, Unattributed: unattributed(uses, (*Use).european),
		Note: fmt.Sprintf("EUR of the study of the EU, which does not say of which year, at %g USD", e.Rate)}
	for i, s := range e.Sectors {
		l.Economy += s.ValueAdded
		if loss := sectorLoss(s, i, list, pieces); loss.Direct > 0 {
			l.Industries, l.Direct = append(l.Industries, loss), l.Direct+loss.Direct
		}
	}
	l.sort()
	return l, nil
}

// european reports a use that says which sector it is in, and which of its
// industries.
func (u *Use) european() bool { return u.Sector != "" && u.industry() != "" }

// industry is the industry of the accounts, or the NAICS industries, of a use
// in a sector.
func (u *Use) industry() string {
	if len(u.Industries) > 0 {
		return u.Industries[0]
	}
	return u.NAICS
}

// inSectors leaves each use the one industry that it has in its sector.
func inSectors(uses []Use) []Use {
	list := slices.Clone(uses)
	for k := range list {
		u := &list[k]
		if !u.european() {
			u.Industries = nil
			continue
		}
		u.Industries = []string{u.industry()}
	}
	return list
}

// place finds the piece of a sector that a use bites, and its reach. An industry
// is to its sector what it is in the United States to its summary industry.
func (e *Europe) place(pieces *[]piece, u *Use, code string, d Dependence) (int, float64, error) {
	sector := slices.IndexFunc(e.Sectors, func(s Industry) bool { return s.Code == u.Sector })
	if sector < 0 {
		return 0, 0, &adit.UnknownError{Kind: "sector of the European Union", ID: u.Sector}
	}
	part, reach, name := 1/float64(max(1, e.acc.naics.size(code))), d.Share, u.Sector+" "+code
	if i, err := e.acc.position(code); err == nil {
		ind := e.acc.industries[i]
		part, reach = e.acc.weight(i), d.need(ind)*e.acc.naics.part(ind.Code, u.NAICS)
	}
	k := slices.IndexFunc(*pieces, func(p piece) bool { return p.code == name })
	if k < 0 {
		k = len(*pieces)
		*pieces = append(*pieces, piece{sector, name, part * float64(e.Sectors[sector].ValueAdded)})
	}
	return k, reach, nil
}

// weight is the part of its summary industry's value added that an industry
// makes.
func (acc *Accounts) weight(i int) float64 {
	sum, summary := 0.0, acc.naics.upto[acc.industries[i].Code]
	for j, ind := range acc.industries {
		if acc.naics.upto[ind.Code] == summary {
			sum += acc.value[j]
		}
	}
	if sum == 0 {
		return 1
	}
	return acc.value[i] / sum
}

// size is how many industries of the accounts a list of NAICS codes covers.
func (n *naics) size(list string) int {
	codes, _ := n.named(list)
	return len(n.industries(codes))
}

func sectorLoss(s Industry, sector int, list []cut, pieces []piece) IndustryLoss {
	l := IndustryLoss{Code: s.Code, Name: s.Name, ValueAdded: s.ValueAdded}
	for k := range list {
		if c := &list[k]; pieces[c.industry].sector == sector && c.share > 0 {
			l.Direct += adit.USD(c.share * pieces[c.industry].valueAdded)
			l.Why = append(l.Why, c.told()...)
		}
	}
	l.Direct = min(l.Direct, s.ValueAdded)
	l.Cut = float64(l.Direct / s.ValueAdded)
	l.Share = l.Cut
	slices.Sort(l.Why)
	return l
}
