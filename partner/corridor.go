package partner

import (
	"adit"
	"adit/atlas"
)

// A Corridor is a route by which inland countries ship. Null is not known.
type Corridor struct {
	ID       string         `json:"corridor"`
	Name     string         `json:"name"`
	From     []adit.PlaceID `json:"from"`
	Via      []adit.PlaceID `json:"via"`
	To       []string       `json:"to"` // countries and groups
	Length   *float64       `json:"length_km"`
	Capacity *float64       `json:"capacity_t_per_y"` // gross, all goods, once upgraded
	Current  *float64       `json:"current_t_per_y"`
	Cost     *float64       `json:"cost_change_pct"`
	Capex    *float64       `json:"capex_m_usd"`
	Status   string         `json:"status"`
	AsOf     string         `json:"as_of"`
	Figure   string         `json:"figure"`
	Cite     string         `json:"cite"`
	Note     string         `json:"note,omitempty"`
}

// Corridors lists the corridors of the atlas.
func Corridors(a *atlas.Atlas) []Corridor {
	var all []Corridor
	for r := range a.Rows("corridors") {
		number := func(column string) *float64 {
			v, ok := r.Number(column)
			if !ok {
				return nil
			}
			return &v
		}
		c := Corridor{ID: r.Get("corridor"), Name: r.Get("name"), To: list(r.Get("to")), Length: number("length_km"), Capacity: number("capacity_t_per_y"), Current: number("current_t_per_y"),
			Cost: number("cost_change_pct"), Capex: number("capex_m_usd"), Status: r.Get("status"), AsOf: r.Get("as_of"), Figure: r.ID("capacity_t_per_y"), Cite: r.Get("cite"), Note: r.Get("note")}
		for _, p := range list(r.Get("from")) {
			c.From = append(c.From, adit.PlaceID(p))
		}
		for _, p := range list(r.Get("via")) {
			c.Via = append(c.Via, adit.PlaceID(p))
		}
		all = append(all, c)
	}
	return all
}
