// Package cepii imports the distances between countries of CEPII's GeoDist
// (Mayer and Zignago 2011, CEPII working paper 2011-25): dist_cepii.xls, or the
// zip that holds it.
//
// The distance is the one between the largest cities of two countries, weighted
// with their population (distw); where there is none, the one between the most
// important cities (dist). Each pair stands once, in whole kilometres.
//
// The file is of 2004. Its codes of states that changed theirs are mapped; the
// distances of Yugoslavia stand for Serbia, its capital and largest city.
package cepii

import (
	"context"
	"fmt"
	"io"
	"path"

	"adit/atlas"
	"adit/atlas/flows"
)

// Importer reads dist_cepii.zip or dist_cepii.xls.
var Importer = atlas.Importer{
	Name:   "cepii",
	About:  "population-weighted distances between countries (GeoDist)",
	Wants:  "dist_cepii.zip or dist_cepii.xls",
	Import: run,
}

const source = "cepii"

// maxRaw bounds the file and what is inside the zip; GeoDist has 8 MB.
const maxRaw = 32 << 20

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	log := &flows.Log{}
	distances, sources := flows.NewBook("distances", "cepii", log), flows.NewBook("sources", "cepii", log)
	for _, f := range in.Files {
		var raw []byte
		sum, err := flows.Read(ctx, in, f, func(s *flows.Stream) (err error) {
			raw, err = io.ReadAll(io.LimitReader(s, maxRaw+1))
			if err == nil && len(raw) > maxRaw {
				err = fmt.Errorf("%s: larger than %d MiB, not GeoDist", f.Name, maxRaw>>20)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		rows, err := Sheet(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		p := pairs{places: flows.NewFinder(in.Places), log: log, file: f.Name, km: map[[2]string][]float64{}, unknown: map[string]int{}}
		if err := p.read(ctx, rows); err != nil {
			return nil, err
		}
		p.write(distances)
		sources.AddPairs(f.Name, "source", source, "title", "GeoDist: distances between countries", "publisher", "CEPII",
			"edition", "2004-10-15", "published", "2004-10-15", "url", "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6",
			"licence", "the file states none; cite Mayer and Zignago (2011); CEPII publishes its databases as Etalab 2.0", "file", path.Base(f.Name), "sha256", sum,
			"note", "population-weighted distance between the largest cities (distw), between the most important cities where there is none; Serbia has the distances of Yugoslavia")
	}
	return &atlas.Result{Tables: flows.Tables(distances, sources), Faults: log.Faults()}, nil
}
