package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"adit/atlas"
)

// toy imports a table of production. It is as strict as an importer should be,
// so that the scripts can show every way a file can be wrong.
var toy = atlas.Importer{
	Name: "toy", About: "production of a toy world", Wants: "production.csv with mineral, place, year, value, unit",
	Import: importToy,
}

func importToy(_ context.Context, in *atlas.Input) (*atlas.Result, error) {
	production, sources := atlas.NewTable("production", "toy"), atlas.NewTable("sources", "toy")
	res := &atlas.Result{Tables: []*atlas.Table{production, sources}}
	for _, f := range in.Files {
		r, err := f.Stream()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		c, err := atlas.NewCSV(r, f.Name, atlas.UTF8)
		if err != nil {
			return nil, err
		}
		if err := c.Need("mineral", "place", "year", "value", "unit"); err != nil {
			return nil, err
		}
		for {
			ok, err := c.Next()
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			toyRow(c, in, production, f.Name)
		}
		res.Faults = append(res.Faults, c.Faults...)
		sources.Add("source", "toy-1", "title", "Toy", "publisher", "nobody", "licence", "none", "file", f.Name, "sha256", r.Sum())
	}
	return res, nil
}

func toyRow(c *atlas.CSV, in *atlas.Input, t *atlas.Table, file string) {
	mineral, err := in.Minerals.Find(c.Get("mineral"))
	if err != nil {
		c.Fault("unknown-mineral", "mend the name", "%v", err)
		return
	}
	place, err := in.Places.Find(c.Get("place"))
	if err != nil {
		c.Fault("unknown-country", "mend the name", "%v", err)
		return
	}
	value, basis, flag := c.Get("value"), "reported", ""
	if strings.HasPrefix(value, "-") {
		c.Fault("negative-mass", "masses are 0 or more", "value %s is negative", value)
		return
	}
	if _, err := strconv.ParseFloat(value, 64); errors.Is(err, strconv.ErrSyntax) {
		value, basis, flag = "", "withheld", c.Get("value")
	}
	t.Add("mineral", mineral, "stage", "mine", "place", place, "statistic", "production", "year", c.Get("year"), "value", value,
		"unit", c.Get("unit"), "basis", basis, "flag", flag, "source", "toy-1", "locator", file+":"+strconv.Itoa(c.Line))
}
