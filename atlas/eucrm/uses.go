package eucrm

import (
	"fmt"
	"strings"

	"adit/atlas/intake"
)

// endUse reads what the EU uses a material for. The detail is the application
// and the two-digit NACE code in brackets; the note has the sector's value
// added as the study took it.
func endUse(rd *reader, r intake.Row) {
	m, ok := rd.material(r, r.Get("Material"))
	if !ok {
		return
	}
	f, err := percent(r.Get("Share"))
	if err != nil {
		r.Refuse("share", "shares look like 4%% or >0%%", "%v", err)
		return
	}
	va, err := valueAdded(r.Get("VA in million €"))
	if err != nil {
		r.Refuse("value-added", "a number of million euro, or blank", "%v", err)
		return
	}
	sector, _, named := strings.Cut(r.Get("NACE sector"), " - ")
	if r.Get("NACE sector") != "" && !named {
		r.Refuse("sector", "sectors look like C23 - Manufacture of …", "sector %q", r.Get("NACE sector"))
		return
	}
	detail := strings.Join(strings.Fields(r.Get("Application")), " ")
	if sector != "" {
		detail = fmt.Sprintf("%s [%s]", detail, sector)
	}
	if !rd.keys.Fresh(r, "use", m.mineral, m.form, detail) {
		return
	}
	r.Keep()
	rd.table("end_uses").Add("mineral", m.mineral, "form", m.form, "place", "WLD", "statistic", "eu-end-use-share",
		"detail", detail, "year", "2020", "value", f.value, "low", f.low, "high", f.high, "unit", "%", "basis", "estimated",
		"flag", f.flag, "source", source, "locator", "shares of applications, EU", "note", va)
}

func valueAdded(cell string) (string, error) {
	if cell == "" {
		return "", nil
	}
	if _, err := intake.Within(cell, 0, 1e8); err != nil {
		return "", err
	}
	return "value added of the sector: " + cell + " M EUR", nil
}
