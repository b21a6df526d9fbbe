package economy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"adit"
)

// An Use is one end use of a mineral in a country, and how much of it is lost.
type Use struct {
	Mineral string
	Name    string
	Share   float64 // of the country's use of the mineral, 0 to 1

	// Industries are those of the accounts that take it; none where nobody says
	// who they are. NAICS is the industries that the source names, such as
	// "336411;336412" or "331", which say how much of an industry the use can
	// concern; blank is all of it. Sector is the NACE division, for Europe.
	Industries []string
	NAICS      string
	Sector     string

	Unserved      float64 // share of the use's demand that is not met, after own stocks, 0 to 1
	Substitutable float64 // share of what is not met that something else replaces within a year, 0 to 1

	Basis  adit.Basis
	Figure string // id of the share in the atlas
	Note   string // where the rest comes from
}

// lost is 1 − a of S6a for one use.
func (u *Use) lost() float64 { return u.Unserved * (1 - u.Substitutable) }

func (u *Use) check() error {
	for _, f := range []struct {
		name  string
		value float64
	}{{"share", u.Share}, {"unserved share", u.Unserved}, {"substitutable share", u.Substitutable}} {
		if !(f.value >= 0 && f.value <= 1) {
			return fmt.Errorf("use %q of %s: %s is %g: give a share from 0 to 1", u.Name, u.Mineral, f.name, f.value)
		}
	}
	return nil
}

// A Dependence is what is assumed of industries (docs/decisions/0014).
type Dependence struct {
	// Share is the part of an industry's output that needs a mineral, where the
	// mineral has a use that concerns the whole industry. Residual is the same in
	// an industry that collects what is classified nowhere else.
	Share, Residual float64
	// Pairs replaces what Share gives for a mineral and an industry.
	Pairs map[Pair]float64
	// Kept is the share of every final demand that has to be met (f_min of S6c).
	Kept float64

	Figures []string // ids of Share and Residual in the atlas
}

// A Pair is a mineral and an industry that takes it.
type Pair struct{ Mineral, Industry string }

func (d Dependence) check() error {
	for _, v := range []float64{d.Share, d.Residual, d.Kept} {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("dependence %g, residual %g, final demand kept %g: give shares from 0 to 1", d.Share, d.Residual, d.Kept)
		}
	}
	var errs []error
	for p, v := range d.Pairs {
		if !(v >= 0 && v <= 1) {
			errs = append(errs, fmt.Errorf("dependence of %s on %s is %g: give a share from 0 to 1", p.Industry, p.Mineral, v))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

// An input is what an industry has of one mineral, over all uses that it
// serves: the sum of their shares w, of w·(1 − a), and of w·(1 − a)·reach, the
// reach being the part of the industry that a use is assumed to concern.
type input struct {
	mineral             string
	weight, lost, reach float64
	uses                []*Use
}

// A cut is what an industry cannot make (S6a), of its output.
type cut struct {
	industry int
	share    float64
	inputs   []input // the scarcest first
}

// A place says where a use bites: the position of an industry, and its reach.
type place func(u *Use, code string) (industry int, reach float64, err error)

// place of the accounts: d_ij without the pairs.
func (acc *Accounts) place(d Dependence) place {
	return func(u *Use, code string) (int, float64, error) {
		i, err := acc.position(code)
		if err != nil {
			return 0, 0, err
		}
		ind := acc.industries[i]
		return i, d.need(ind) * acc.naics.part(ind.Code, u.NAICS), nil
	}
}

// need is the part of an industry that one use of a mineral concerns.
func (d Dependence) need(ind Industry) float64 {
	if ind.residual() {
		return d.Residual
	}
	return d.Share
}

// cuts is S6a: by industry, its scarcest input decides.
func cuts(uses []Use, d Dependence, where place, name func(int) string) ([]cut, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	list, err := inputs(uses, where)
	if err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	for k := range list {
		c, code := &list[k], name(list[k].industry)
		slices.SortStableFunc(c.inputs, func(a, b input) int {
			return cmp.Or(cmp.Compare(d.cut(b, code), d.cut(a, code)), cmp.Compare(a.mineral, b.mineral))
		})
		c.share = d.cut(c.inputs[0], code)
	}
	slices.SortFunc(list, func(a, b cut) int { return cmp.Compare(a.industry, b.industry) })
	return list, nil
}

// cut is d_ij·(1 − a_i) of one mineral in an industry.
func (d Dependence) cut(in input, industry string) float64 {
	if stated, ok := d.Pairs[Pair{in.mineral, industry}]; ok {
		return min(1, stated*in.lost/in.weight)
	}
	return min(1, in.reach/in.weight)
}

// inputs gathers uses by industry and mineral. Their order, which is that of
// the sums, is made the same whatever order they come in.
func inputs(uses []Use, where place) ([]cut, error) {
	var list []cut
	var errs []error
	for _, u := range ordered(uses) {
		errs = append(errs, u.check())
		for _, code := range u.Industries {
			i, reach, err := where(u, code)
			if err != nil {
				errs = append(errs, fmt.Errorf("use %q of %s: %w", u.Name, u.Mineral, err))
				continue
			}
			if u.Share > 0 {
				list = add(list, i, u, reach)
			}
		}
	}
	return list, errors.Join(errs...)
}

func ordered(uses []Use) []*Use {
	list := make([]*Use, len(uses))
	for k := range uses {
		list[k] = &uses[k]
	}
	slices.SortStableFunc(list, func(a, b *Use) int {
		return cmp.Or(cmp.Compare(a.Mineral, b.Mineral), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Share, b.Share))
	})
	return list
}

// add counts a use into the input of an industry. The lists are short.
func add(list []cut, industry int, u *Use, reach float64) []cut {
	k := slices.IndexFunc(list, func(c cut) bool { return c.industry == industry })
	if k < 0 {
		k, list = len(list), append(list, cut{industry: industry})
	}
	c := &list[k]
	m := slices.IndexFunc(c.inputs, func(in input) bool { return in.mineral == u.Mineral })
	if m < 0 {
		m, c.inputs = len(c.inputs), append(c.inputs, input{mineral: u.Mineral})
	}
	in := &c.inputs[m]
	in.weight += u.Share
	in.lost += u.Share * u.lost()
	in.reach += u.Share * u.lost() * reach
	in.uses = append(in.uses, u)
	return list
}

// told says which uses of the scarcest input an industry lacks.
func (c *cut) told() (why []string) {
	for _, u := range c.inputs[0].uses {
		if u.lost() > 0 {
			why = append(why, fmt.Sprintf("%s: %s (%.0f%% of its use), %.0f%% not served, %.0f%% of that replaced",
				u.Mineral, u.Name, 100*u.Share, 100*u.Unserved, 100*u.Substitutable))
		}
	}
	slices.Sort(why)
	return why
}
