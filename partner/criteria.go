package partner

import (
	"cmp"
	"maps"
	"slices"

	"adit"
	"adit/world"
)

// A Criterion is one thing to compare partners by.
type Criterion struct {
	ID    string
	More  bool // more is better
	Means string
}

// Criteria lists them in the order of print.
var Criteria = []Criterion{
	{"added", true, "tonnes of used forms that it could add by the year, expected"},
	{"exposure", true, "share points of dependence that this takes away at most"},
	{"loss", true, "share points of what goes unmet without the adversary that this takes away at most, shortage shared"},
	{"governance", true, "mean of the six World Bank indicators, −2.5 to 2.5"},
	{"ties", true, "kinds of agreement in force or signed with the country that asks, forums apart"},
	{"bottleneck", false, "part of what it mines that the adversary refines, or uses where nothing is refined"},
	{"owned", false, "part of its listed plants and projects that belong to the adversary, of those with a known owner"},
	{"controls", false, "controls on the mineral that it imposes"},
}

// CriterionIDs lists the names for weights.
func CriterionIDs() []string {
	var ids []string
	for _, c := range Criteria {
		ids = append(ids, c.ID)
	}
	return ids
}

// IsCriterion reports a name of one.
func IsCriterion(id string) bool { return slices.Contains(CriterionIDs(), id) }

// judge fills the criteria of a row; what is not known stays null.
func (d *Desk) judge(r *Row, n *world.Network) {
	known := func(v float64) *float64 { return &v }
	c := map[string]*float64{"added": nil, "exposure": nil, "loss": nil}
	switch x := r.Relief; {
	case x != nil:
		c["added"], c["exposure"] = known(x.Made), known(x.Dependence.Cut())
		if x.Loss != nil {
			c["loss"] = known(x.Loss.Cut())
		}
	case r.Uncounted == 0: // no project that could hide tonnes
		c["added"], c["exposure"], c["loss"] = known(0), known(0), known(0)
	}
	c["governance"] = nil
	if g := d.known[r.Place]; g.Mean != nil {
		c["governance"] = &g.Mean.Value
	}
	c["ties"] = known(float64(d.tied(r.Place)))
	c["bottleneck"] = nil
	if e := d.ends(n, r.Place); e != nil {
		c["bottleneck"] = known(e.Against)
	}
	c["owned"] = d.ownedShare(n.Mineral, r.Place)
	c["controls"] = known(float64(len(d.imposed(r.Place, n.Mineral))))
	r.Criteria = c
}

// ownedShare is the part of listed sites with a known owner that is the
// adversary's; null where none is listed.
func (d *Desk) ownedShare(mineral string, place adit.PlaceID) *float64 {
	known, theirs := 0, 0
	count := func(owner adit.PlaceID) {
		if owner == "" {
			return
		}
		if known++; d.against(owner) {
			theirs++
		}
	}
	for _, p := range d.plantsAt(mineral, place) {
		if p.Basis != adit.Assumption {
			count(p.Owner)
		}
	}
	for _, p := range d.projectsAt(mineral, place) {
		count(p.Owner)
	}
	if known == 0 {
		return nil
	}
	share := float64(theirs) / float64(known)
	return &share
}

// front marks the rows that could add something and that no other such row
// beats: as good on every criterion and better on one. A criterion that is not
// known for one of two neither beats nor is beaten.
func front(rows []Row) {
	for i := range rows {
		rows[i].Front = rows[i].Relief != nil && !slices.ContainsFunc(rows, func(o Row) bool { return o.Relief != nil && beats(&o, &rows[i]) })
	}
}

func beats(a, b *Row) bool {
	better := false
	for _, c := range Criteria {
		x, y := a.Criteria[c.ID], b.Criteria[c.ID]
		if x == nil && y == nil {
			continue
		}
		if x == nil || y == nil {
			return false
		}
		d := cmp.Compare(*x, *y)
		if !c.More {
			d = -d
		}
		if d < 0 {
			return false
		}
		better = better || d > 0
	}
	return better
}

// Weigh orders the rows that could add something by weighted ranks: a row's rank
// on a criterion is the part of the others that it beats or equals, so that no
// unit counts. A row of which a criterion of weight is not known has no order,
// and comes after.
func Weigh(rows []Row, weights map[string]float64) {
	if len(weights) == 0 {
		return
	}
	total := 0.0
	ids := slices.Sorted(maps.Keys(weights))
	for _, id := range ids {
		total += weights[id]
	}
	for i := range rows {
		rows[i].Order = nil
		if rows[i].Relief == nil || total <= 0 {
			continue
		}
		sum, all := 0.0, true
		for _, id := range ids {
			if weights[id] == 0 {
				continue
			}
			rank, ok := rankOf(rows, i, id)
			sum, all = sum+weights[id]*rank, all && ok
		}
		if all {
			sum /= total
			rows[i].Order = &sum
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		switch {
		case a.Order == nil && b.Order == nil:
			return 0
		case a.Order == nil:
			return 1
		case b.Order == nil:
			return -1
		}
		return cmp.Compare(*b.Order, *a.Order)
	})
}

// rankOf is the part of the other rows with a known value that row i beats or
// equals on a criterion, counting ties as half.
func rankOf(rows []Row, i int, id string) (float64, bool) {
	at := slices.IndexFunc(Criteria, func(c Criterion) bool { return c.ID == id })
	own := rows[i].Criteria[id]
	if own == nil || at < 0 {
		return 0, false
	}
	beaten, others := 0.0, 0.0
	for j := range rows {
		v := rows[j].Criteria[id]
		if j == i || rows[j].Relief == nil || v == nil {
			continue
		}
		others++
		switch d := cmp.Compare(*own, *v); {
		case d == 0:
			beaten += 0.5
		case d > 0 == Criteria[at].More:
			beaten++
		}
	}
	if others == 0 {
		return 1, true
	}
	return beaten / others, true
}
