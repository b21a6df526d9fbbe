package baci

import (
	"strconv"

	"adit/atlas"
	"adit/atlas/flows"
)

func (j *job) area(where, code string) (flows.Area, bool) {
	return flows.AreaOf(j.places, &j.log, where, code)
}

// countries reads the numbers of countries.
func (j *job) countries(f atlas.File) (err error) {
	j.areas, err = flows.Numbers(j.ctx, j.in, f, &j.log)
	return err
}

// productCodes reads the names of the HS6 codes that are kept.
func (j *job) productCodes(f atlas.File) error {
	nomenclature := nomenclatureOf(f.Name)
	sum, err := flows.Texts(j.ctx, j.in, f, &j.log, []string{"code", "description"}, func(c *atlas.CSV, where string) error {
		code := c.Get("code")
		n, err := strconv.Atoi(code)
		if err != nil || !flows.Digits(code, 6) || !j.keep.has(n) || c.Get("description") == "" {
			return nil // headings of other lengths, and codes that are not kept
		}
		j.codes.AddPairs(where, "nomenclature", nomenclature, "code", code,
			"description", c.Get("description"), "source", "baci-codes")
		return nil
	})
	if err == nil {
		j.source("baci-codes", f.Name, sum, "", "names of the HS6 codes of edition "+nomenclature+" that the atlas keeps")
	}
	return err
}
