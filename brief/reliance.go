package brief

import "adit/minerals"

// reliance puts the published net import reliance of the year beside the
// network: as the latest edition has it, which the network is made from too.
func (m *Mineral) reliance(published *minerals.Year) {
	latest, first := published.Reliance(m.ID)
	m.Reliance = latest.Print()
	if latest.Edition == 0 {
		return
	}
	m.Stated, m.First = stated(m.ID, latest), stated(m.ID, first)
}

func stated(mineral string, r minerals.Reliance) *Stated {
	return &Stated{r.Print(), r.Form, r.Part(mineral), r.Of, r.Edition, r.Figure.ID}
}
