package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/internal/progress"
	"adit/lp"
	"adit/policy"
	"adit/prospect"
)

// planAtlasOut is what must be known of a plan on the atlas.
type planAtlasOut struct {
	Projects []prospect.Project `json:"projects"` // all that could be built
	UnderWay []prospect.Project `json:"under_way"`
	Left     []prospect.Left    `json:"left_out"`
	Merged   []prospect.Merged  `json:"places"`
	Cases    []planCase         `json:"cases"`
	Notes    []string           `json:"notes"`
	Place    parameters         `json:"seen_from"`
	Sources  []sourceRow        `json:"sources"`
}

type planCase struct {
	Name        string  `json:"name"`
	Probability float64 `json:"probability"`
}

// planAtlas answers on the atlas.
func (s *session) planAtlas(ctx context.Context, f planFlags) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	q, err := s.prospectOf(f, v)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	p, err := s.prospect(ctx, f, v, q, solver)
	if err != nil {
		return err
	}
	if f.save != "" {
		if err := s.savePlan(f.save, p); err != nil {
			return err
		}
	}
	if f.files {
		return s.planFilesOf(p)
	}
	asked := map[string]any{"risk": f.risk, "gap": f.gap, "include": f.include, "exclude": f.exclude, "budget": f.budget, "minerals": q.Minerals, "in": q.In,
		"from": f.from, "by": f.by, "targets": f.target, "instruments": f.instrument, "named": f.named, "no_stockpile": f.noStockpile, "scenarios": f.scenarios, "what_if": f.whatIf}
	f.place, f.exclude = string(v.country), nil // the prospect has left them out
	f.include = slices.DeleteFunc(slices.Clone(f.include), func(id string) bool { return p.Project(id) == nil })
	if f.periods == nil {
		for _, y := range p.Periods() {
			f.periods = append(f.periods, int(y))
		}
	}
	asked["periods"] = f.periods
	out, err := s.planned(ctx, f, p.Net, p.Candidates, solver)
	if err != nil {
		return err
	}
	out.Asked = asked
	out.Atlas = &planAtlasOut{UnderWay: p.UnderWay, Projects: p.Projects, Left: p.Left, Merged: p.Merged, Notes: p.Notes, Place: s.seen(v), Sources: sources(v.atlas, p.Sources)}
	for _, c := range p.Candidates.Cases {
		out.Atlas.Cases = append(out.Atlas.Cases, planCase{c.Name, c.Probability})
	}
	if f.csv {
		return s.planCSV(out)
	}
	return s.answer(out, func(pg *page) { planAtlasPage(pg, v, p, out) })
}

func (s *session) prospect(ctx context.Context, f planFlags, v view, q prospect.Question, solver lp.Solver) (*prospect.Prospect, error) {
	defer s.waiting("listing projects")()
	p, err := prospect.Open(ctx, v.atlas, solver, q)
	if err != nil {
		return nil, lacking(err)
	}
	return p, p.Known(f.include, f.exclude)
}

// prospectOf reads the flags.
func (s *session) prospectOf(f planFlags, v view) (q prospect.Question, err error) {
	q = prospect.Question{Exclude: f.exclude, Minerals: prospect.DefaultMinerals(v.atlas), Country: v.country, Against: v.against, Year: v.year,
		First: adit.Year(f.from), Last: adit.Year(f.by), NoStockpile: f.noStockpile, Named: f.named}
	if len(f.minerals) > 0 {
		if q.Minerals, err = mineralIDs(v, f.minerals); err != nil {
			return q, err
		}
	}
	if len(f.in) > 0 {
		if q.In, err = lens(v.atlas, strings.Join(f.in, ","), v.year); err != nil {
			return q, err
		}
	}
	if q.Budget, q.Budgets, err = budgetsOf(f.budget, prospect.Instruments(v.atlas)); err != nil {
		return q, err
	}
	if q.Instruments, err = instrumentsOf(f.instrument); err != nil {
		return q, err
	}
	var assumed []string
	for _, w := range f.whatIf {
		if strings.Contains(w, "=") {
			assumed = append(assumed, w)
		}
	}
	if q.WhatIf, err = (screenFlags{whatIf: assumed}).changes(); err != nil {
		return q, err
	}
	for _, t := range f.target {
		parsed, err := prospect.ParseTarget(t)
		if err != nil {
			return q, wrong("--target %v", err)
		}
		q.Targets = append(q.Targets, parsed...)
	}
	if f.scenarios != "" {
		q.Cases, err = s.planCases(f, v)
	}
	return q, err
}

// budgetsOf reads --budget: dollars in all, or of an instrument.
func budgetsOf(given, instruments []string) (all adit.USD, by map[string]adit.USD, err error) {
	by = map[string]adit.USD{}
	for _, b := range given {
		name, text, named := strings.Cut(b, "=")
		if !named {
			name, text = "", b
		}
		usd, err := strconv.ParseFloat(text, 64)
		_, twice := by[name]
		switch {
		case err != nil || !(usd > 0) || usd > maxFigure:
			return 0, nil, wrong("--budget %s: write USD above 0, such as 5e9 or grant=1e9", b)
		case twice || !named && all != 0:
			return 0, nil, wrong("--budget %s: it is given twice", b)
		case !named:
			all = adit.USD(usd)
		default:
			by[name] = adit.USD(usd)
		}
		if named && !has(instruments, name) {
			return 0, nil, &adit.UnknownError{Kind: "instrument", ID: name, Near: instruments}
		}
	}
	return all, by, nil
}

func has(all []string, one string) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}

func instrumentsOf(given []string) (map[string]string, error) {
	by := map[string]string{}
	for _, pair := range given {
		id, instrument, ok := strings.Cut(pair, "=")
		if _, twice := by[id]; !ok || id == "" || instrument == "" || twice {
			return nil, wrong("--instrument %q: write ID=INSTRUMENT, each project once", pair)
		}
		by[id] = instrument
	}
	return by, nil
}

// planCases reads an ensemble file in place of the atlas's cases.
func (s *session) planCases(f planFlags, v view) ([]adit.Case, error) {
	r, closeFile, err := s.input(f.scenarios)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	e, err := adit.ReadEnsemble(r)
	if err == nil {
		err = e.Resolve(policy.Places(v.atlas, nil))
	}
	if err != nil {
		return nil, &fileError{f.scenarios, err}
	}
	return e.Cases, nil
}

// planFilesOut are the files that a plan on the atlas is a plan of.
type planFilesOut struct {
	Network    json.RawMessage `json:"network"`
	Candidates json.RawMessage `json:"candidates"`
}

// planFilesOf tells them without a plan.
func (s *session) planFilesOf(p *prospect.Prospect) error {
	var net, candidates bytes.Buffer
	if err := errors.Join(p.Net.Write(&net), p.Candidates.Write(&candidates)); err != nil {
		return err
	}
	return s.answer(&planFilesOut{net.Bytes(), candidates.Bytes()}, func(pg *page) {
		pg.text("%s could be built and %s bought, in a network of %s: --json prints both files, --save FOLDER writes them.",
			count(len(p.Candidates.Projects), "project"), count(len(p.Candidates.Stockpile), "stock"), counted(len(p.Net.Processes), "process", "processes"))
	})
}

// savePlan writes the files that a plan on the atlas is a plan of.
func (s *session) savePlan(dir string, p *prospect.Prospect) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, write := range map[string]func(*os.File) error{
		"network.json":    func(f *os.File) error { return p.Net.Write(f) },
		"candidates.json": func(f *os.File) error { return p.Candidates.Write(f) },
	} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := write(f); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	s.changed = true
	s.progress.Start("", progress.Items)
	return nil
}
