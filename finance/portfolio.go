package finance

import (
	"slices"

	"adit"
)

// MiningSector is the NAICS sector of the lender's list that mines are in. Oil
// and gas are in it too; rails, ports and funds for minerals are not.
const MiningSector = "Mining, Quarrying, and Oil and Gas Extraction"

// A Portfolio is what part of a lender's own list is mining.
type Portfolio struct {
	Lender string        `json:"lender"`
	Of     Part          `json:"portfolio"` // the whole list
	Sector Part          `json:"sector"`    // rows of MiningSector
	Tied   Part          `json:"minerals_in_sector"`
	Rest   Part          `json:"rest_of_sector"`         // oil and gas by their descriptions
	Beyond Part          `json:"minerals_beyond_sector"` // rails and ports that table public_money ties to minerals
	Hidden Part          `json:"sector_redacted"`        // rows whose sector the lender keeps back
	Rows   []Transaction `json:"rows"`                   // of the sector and beyond it
	Source string        `json:"source"`
}

// A Part is some rows of a list, by count and by amount.
type Part struct {
	Count int     `json:"count"`
	USDM  float64 `json:"m_usd"`
}

func (p *Part) add(usd float64) { p.Count++; p.USDM += usd / 1e6 }

// Share is p of a whole, by count and by amount.
func (p Part) Share(of Part) (count, amount float64) {
	return float64(p.Count) / float64(of.Count), p.USDM / of.USDM
}

// A Transaction is a row of a lender's list.
type Transaction struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Place       adit.PlaceID `json:"place"`
	Sector      string       `json:"sector"`
	USDM        float64      `json:"m_usd"`
	Minerals    []string     `json:"minerals"` // that table public_money ties it to
	Description string       `json:"description"`
}

// dfcList is the source whose rows are the list of the Development Finance
// Corporation.
const dfcList = "dfc-active-projects"

// DFC is the portfolio of the Development Finance Corporation, from its list.
func (d *Desk) DFC() Portfolio {
	p := Portfolio{Lender: "DFC", Source: dfcList, Rows: []Transaction{}}
	for r := range d.a.Rows("finance") {
		if r.Get("source") != dfcList {
			continue
		}
		usd, _ := r.Number("amount_usd")
		p.Of.add(usd)
		t := Transaction{ID: r.Get("id"), Name: r.Get("project"), Place: r.Place(), Sector: r.Get("sector"), USDM: usd / 1e6, Description: r.Get("description")}
		i := slices.IndexFunc(d.Money, func(m Money) bool { return m.LenderID == t.ID })
		if i >= 0 {
			t.Minerals = d.Money[i].Minerals
		}
		switch {
		case t.Sector == MiningSector:
			p.Sector.add(usd)
			if len(t.Minerals) > 0 {
				p.Tied.add(usd)
			} else {
				p.Rest.add(usd)
			}
		case len(t.Minerals) > 0:
			p.Beyond.add(usd)
		case t.Sector == "Redacted" || t.Sector == "":
			p.Hidden.add(usd)
			continue
		default:
			continue
		}
		p.Rows = append(p.Rows, t)
	}
	return p
}
