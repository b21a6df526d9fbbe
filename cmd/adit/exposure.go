package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/brief"
	"adit/exposure"
	"adit/lp"
	"adit/reconcile"
	"adit/world"
)

// exposureFlags are what only this verb has.
type exposureFlags struct {
	all, moves, flows, noBounds         bool
	stage, network, place, material, to string
	corridor                            string
	processedAs                         []string
	nMinus1                             []string
	draws                               int
	seed                                uint64
	threshold                           float64
}

func exposureVerb(s *session) *cobra.Command {
	var f exposureFlags
	cmd := &cobra.Command{
		Use:   "exposure [MINERAL]",
		Short: "where a country's supply of a mineral comes from, really",
		Long: `Face value is where imports come from; look-through is where the supply behind them was mined and
processed, through partner countries and stages, and who owns it. The bounds beside the shares hold
without assuming that sources mix in proportion (E6); the 5–95% range is what the data's own
intervals leave open (E6b). N−1 is what goes unmet when one country is gone.

A corridor (--corridor lobito) switches on a route of table corridors: what it changes in flows is
told beside what follows for exposure, against the network without it.

On a network file of yours the same is computed with --network FILE --place P --material M; “-” is
standard input.`,
		Example: `  adit exposure antimony
  adit exposure Ga --country Germany --against CHN,RUS
  adit exposure antimony --stage metal --moves
  adit exposure copper --corridor lobito
  adit exposure --all --json
  adit exposure --network chain.json --place USA --material cobalt/refined`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: s.completeMinerals,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch err := f.check(args); {
			case err != nil:
				return err
			case f.all:
				return s.exposureAll(cmd)
			case f.network != "":
				return s.exposureFile(cmd.Context(), f)
			}
			return s.exposure(cmd.Context(), f, args[0])
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.all, "all", false, "all minerals at once")
	fl.StringVar(&f.stage, "stage", "", "a form or stage of the chain: `FORM` (default: what is finally used)")
	fl.BoolVar(&f.moves, "moves", false, "list what reconciling moved, and why")
	fl.BoolVar(&f.flows, "flows", false, "list who makes what and what moves where, all of it")
	fl.StringVar(&f.network, "network", "", "a network `FILE` instead of the atlas")
	fl.StringVar(&f.place, "place", "", "with --network: the `PLACE` whose supply is traced (default: --country)")
	fl.StringVar(&f.material, "material", "", "with --network: the `MATERIAL`")
	fl.StringSliceVar(&f.processedAs, "processed-as", nil, "with --network: the `MATERIALS` whose making is processing (default: --material)")
	fl.StringVar(&f.to, "export", "", "write the mineral's network to a new `FILE`, for --network")
	fl.StringVar(&f.corridor, "corridor", "", "switch on a `CORRIDOR`, such as lobito, and show what changes")
	fl.StringSliceVar(&f.nMinus1, "n-1", []string{"countries"}, "what to take away one at a time: countries, processes, owners, lanes or none")
	fl.Float64Var(&f.threshold, "threshold", 0.005, "list losses of at least this `SHARE` of demand")
	fl.IntVar(&f.draws, "draws", 200, "draws over the data's intervals; 0 for none")
	fl.Uint64Var(&f.seed, "seed", 1, "of the draws; the same seed gives the same answer")
	fl.BoolVar(&f.noBounds, "no-bounds", false, "leave out the bounds, which take most of the time")
	return cmd
}

// check refuses what does not go together.
func (f exposureFlags) check(args []string) error {
	switch {
	case f.all && (len(args) > 0 || f.network != ""):
		return wrong("--all takes no mineral and no network")
	case f.network != "" && len(args) > 0:
		return wrong("--network takes no mineral: name a --material of the file")
	case f.network != "" && f.material == "":
		return wrong("--network needs --material")
	case f.network == "" && (f.place != "" || f.material != ""):
		return wrong("--place and --material go with --network; use --country and --stage")
	case !f.all && f.network == "" && len(args) == 0:
		return wrong("which mineral? Name one, or use --all or --network")
	case f.all && f.stage != "":
		return wrong("--all takes no --stage: it tells of what is finally used")
	case f.flows && (f.all || f.network != ""):
		return wrong("--flows goes with a mineral of the atlas")
	case f.corridor != "" && (f.all || f.network != ""):
		return wrong("--corridor goes with a mineral of the atlas")
	case f.network == "" && len(f.processedAs) > 0:
		return wrong("--processed-as goes with --network; use --stage")
	case f.threshold < 0 || f.threshold > 1:
		return wrong("--threshold %g: a share from 0 to 1", f.threshold)
	case f.draws < 0 || f.draws > 65535:
		return wrong("--draws %d: 0 to 65535", f.draws)
	}
	_, err := f.kinds()
	return err
}

func (f exposureFlags) kinds() ([]exposure.Kind, error) {
	var kinds []exposure.Kind
	for _, k := range f.nMinus1 {
		switch kind := exposure.Kind(k); kind {
		case exposure.Countries, exposure.Processes, exposure.Owners, exposure.Lanes:
			kinds = append(kinds, kind)
		case "none":
		default:
			return nil, wrong("--n-1 %q: write countries, processes, owners, lanes or none", k)
		}
	}
	return kinds, nil
}

// exposureOut is the answer with what must be known to read it.
type exposureOut struct {
	*exposure.Answer
	Mineral  string           `json:"mineral,omitempty"`
	Corridor *corridorOut     `json:"corridor,omitempty"`
	Forms    []formOut        `json:"forms,omitempty"`
	Derived  *float64         `json:"derived_share_of_arrivals,omitempty"`
	Moves    []reconcile.Move `json:"moves,omitempty"`
	Flows    *flowsOut        `json:"flows,omitempty"`
	Missing  []brief.Missing  `json:"missing,omitempty"`
	Asked    parameters       `json:"asked"`
	Sources  []sourceRow      `json:"sources,omitempty"`
}

// exposure answers for a mineral of the atlas.
func (s *session) exposure(ctx context.Context, f exposureFlags, name string) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	id, err := v.atlas.Minerals().Find(name)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	defer s.waiting("tracing " + id)()
	n, err := world.New(v.atlas, v.year).Build(ctx, id, solver)
	if err != nil {
		return err
	}
	if f.to != "" {
		if err := s.export(n, f.to); err != nil {
			return err
		}
	}
	q, err := f.question(n, v)
	if err != nil {
		return err
	}
	n, corridor, err := openCorridor(ctx, f.corridor, v, n, q, solver)
	if err != nil {
		return absent(err, v, n, q.Material)
	}
	answer, err := exposure.Run(ctx, n.Network, q, solver)
	if err != nil {
		return absent(err, v, n, q.Material)
	}
	corridor.set(answer)
	if note := brief.Apart(answer); note != "" {
		answer.Notes = append(answer.Notes, note)
	}
	out := exposureOut{Answer: answer, Mineral: id, Corridor: corridor, Forms: formsOut(v.atlas, n), Missing: brief.Gaps(n), Asked: s.seen(v), Sources: sources(v.atlas, n.Sources())}
	if f.moves {
		out.Moves = n.Moves
	}
	if f.flows {
		out.Flows = flows(n)
	}
	if total, derived := n.Face(v.country, q.Material); total > 0 {
		share := float64(derived / total)
		out.Derived = &share
	}
	return s.answer(out, func(p *page) {
		corridor.page(p, v)
		exposurePage(p, v, n, out)
	})
}

// absent says in words that a country has none of a material: it is no name
// that was spelled wrong.
func absent(err error, v view, n *world.Network, m adit.MaterialID) error {
	var unknown *adit.UnknownError
	if !errors.As(err, &unknown) || unknown.Kind != "place" && unknown.Kind != "supply" {
		return err
	}
	what := fmt.Sprintf("no source shows that %s gets any %s in %d", v.atlas.PlaceName(v.country), m, n.Year)
	var stages []string
	for _, f := range n.Forms {
		if unknown.Kind == "supply" && f.Material != m && n.Supplies(v.country, f.Material) {
			stages = append(stages, "--stage "+f.Material.Form())
		}
	}
	if len(stages) == 0 {
		return unanswered("%s", what)
	}
	return unanswered("%s; it has other forms: ask with %s", what, strings.Join(stages, " or "))
}

// question turns flags into a question about a network of the atlas.
func (f exposureFlags) question(n *world.Network, v view) (exposure.Question, error) {
	kinds, err := f.kinds()
	if err != nil {
		return exposure.Question{}, err
	}
	q := exposure.Question{Place: v.country, Material: n.Target, ProcessedAs: n.Refined, Against: v.against,
		Bounds: !f.noBounds, NMinus1: kinds, Threshold: f.threshold, Draws: f.draws, Seed: f.seed}
	if f.stage == "" {
		return q, nil
	}
	m, err := n.Form(f.stage)
	q.Material, q.ProcessedAs = m, []adit.MaterialID{m}
	return q, err
}

// export writes the network to a file that must not exist.
func (s *session) export(n *world.Network, name string) error {
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := n.Write(w); err != nil {
		w.Close()
		return err
	}
	s.changed = true
	return w.Close()
}

// exposureFile answers for a network file.
func (s *session) exposureFile(ctx context.Context, f exposureFlags) error {
	net, err := s.readNetwork(f.network)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	answer, err := s.askFile(ctx, f, net, solver)
	if err != nil {
		return err
	}
	asked := parameters{Country: string(answer.Place), File: f.network, Year: int(net.Year)}
	if answer.Against != nil {
		for _, x := range answer.Against.Places {
			asked.Against = append(asked.Against, string(x))
		}
	}
	return s.answer(exposureOut{Answer: answer, Asked: asked}, func(p *page) { answerPage(p, plainNames, answer) })
}

func (s *session) askFile(ctx context.Context, f exposureFlags, net *adit.Network, solver lp.Solver) (*exposure.Answer, error) {
	kinds, err := f.kinds()
	if err != nil {
		return nil, err
	}
	place, err := s.filePlace(f, net)
	if err != nil {
		return nil, err
	}
	against, err := s.fileLens(net)
	if err != nil {
		return nil, err
	}
	var made []adit.MaterialID
	for _, m := range f.processedAs {
		made = append(made, adit.MaterialID(m))
	}
	defer s.waiting("tracing " + f.material)()
	answer, err := exposure.Run(ctx, net, exposure.Question{Place: place, Material: adit.MaterialID(f.material), Against: against, ProcessedAs: made,
		Bounds: !f.noBounds, NMinus1: kinds, Threshold: f.threshold, Draws: f.draws, Seed: f.seed}, solver)
	return answer, noneArrives(err, place, f.material)
}

// filePlace is a place of the file as it is written there, or a country of the
// atlas by any name.
func (s *session) filePlace(f exposureFlags, net *adit.Network) (adit.PlaceID, error) {
	name := cmp.Or(f.place, s.country)
	for _, n := range net.Index().Nodes {
		if adit.PlaceID(name).Covers(n.Place) {
			return adit.PlaceID(name), nil
		}
	}
	a, err := s.atlas()
	if err != nil {
		return "", err
	}
	if id, err := place(a, name); err == nil {
		return id, nil
	}
	return adit.PlaceID(name), nil // whatever it is, exposure says what comes near it
}

// noneArrives says in words that a file has a place and a material, and nothing
// of the one in the other.
func noneArrives(err error, place adit.PlaceID, material string) error {
	var unknown *adit.UnknownError
	if !errors.As(err, &unknown) || unknown.Kind != "supply" {
		return err
	}
	what := fmt.Sprintf("no lane brings %s to %s and no process makes it there", material, place)
	if len(unknown.Near) == 0 {
		return unanswered("%s: add the supply to the file, or name another --place", what)
	}
	return unanswered("%s; the file has supply of %s: ask with another --material", what, strings.Join(unknown.Near, ", "))
}

// fileLens is the lens on a network file: places of the file as they are
// written there, or countries and groups of the atlas.
func (s *session) fileLens(net *adit.Network) ([]adit.PlaceID, error) {
	in := map[adit.PlaceID]bool{}
	for _, n := range net.Index().Nodes {
		in[n.Place], in[n.Place.Country()] = true, true
	}
	var own []adit.PlaceID
	var others []string
	for part := range strings.SplitSeq(s.against, ",") {
		if p := adit.PlaceID(strings.TrimSpace(part)); in[p] {
			own = append(own, p)
		} else {
			others = append(others, part)
		}
	}
	if len(others) == 0 {
		return own, nil
	}
	a, err := s.atlas()
	if err != nil {
		return nil, err
	}
	named, err := lens(a, strings.Join(others, ","), net.Year)
	return append(own, named...), err
}

// readNetwork reads a network file; its faults carry the file's name.
func (s *session) readNetwork(name string) (*adit.Network, error) {
	r, closeFile, err := s.input(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	net, err := adit.ReadNetwork(r)
	if err != nil {
		return nil, &fileError{name, err}
	}
	return net, nil
}
