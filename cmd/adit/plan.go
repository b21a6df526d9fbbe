package main

import (
	"time"

	"github.com/spf13/cobra"

	"adit/plan"
)

// planFlags are what only this verb has.
type planFlags struct {
	candidates, network, risk string
	gap, within               float64
	limit                     time.Duration
	include, exclude          []string
	frontier, alternatives    int
	frontierTo                float64
	whatIf                    []string
	csv                       bool

	// On the atlas.
	minerals, in, budget, target, instrument []string
	from, by                                 int
	periods                                  []int
	scenarios, save                          string
	noStockpile, named, files                bool
	place                                    string // whose unmet demand is told
}

// onAtlas are the flags that files leave no room for.
var onAtlas = []string{"minerals", "in", "budget", "target", "instrument", "from", "by", "scenarios", "save", "no-stockpile", "named", "files"}

func planVerb(s *session) *cobra.Command {
	var f planFlags
	var st stockpileFlags
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "which projects and stocks close the gap for the least money",
		Long: `The mix of projects and purchases that costs least, unmet demand counted at its value, over years
and over all that may happen. Every plan is checked against the network and the candidates, without
the solver, before it is told.

On the atlas it plans for the 12 defence minerals and lithium, cobalt, nickel, copper and manganese,
or for --minerals. Candidates are the options of “adit screen” and new mines, with their lead times
as probabilities; what may happen, and how likely it is, is table plan_cases, or --scenarios FILE;
what a dollar of capital costs the public is table plan_instruments. All of these are assumptions of
adit, with bands, and --set changes them. Places that nothing in the question tells apart are one,
“ROW”. Money is counted from baseline prices: what is told is what shortage adds, to all the world.

With --candidates and --network it plans on files (docs/data.md, “Candidate file”). --save FOLDER
writes the atlas's as such files.

An interruption, or --time-limit, ends the search with the best plan so far; its gap says how much
better another could be. What a plan is worth beside doing nothing, and what each project adds, is
asked after the search; an interruption leaves it out. --frontier N finds the best plan for N budgets
up to the whole, or up to --frontier-to, which may be more; --alternatives N other sets of projects that cost at most --within more, and --what-if ID at which
cost a project that was not chosen would be. --what-if NAME=VALUE replaces an assumption about all
projects, such as permit-years=5; the names are those of “adit screen”.

--stockpile-only says what to hold of which form to come through an emergency of some years, defence
first, then essential use, with suppliers as far as they are relied upon.`,
		Example: `  adit plan --minerals gallium,antimony --budget 1e9 --by 2035
  adit plan --minerals germanium,tungsten --budget 5e8 --budget grant=1e8 --in USA,CAN
  adit plan --minerals gallium --what-if permit-years=5 --exclude ga-usa-apex
  adit plan --candidates projects.json --network chain.json
  adit plan --candidates projects.json --network chain.json --risk cvar95 --frontier 10
  adit plan --candidates projects.json --network chain.json --include mine --alternatives 5 --json
  adit plan --stockpile-only --years 3 --defence antimony=0.3 --reliability JPN=1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := st.heeded(cmd.LocalNonPersistentFlags()); err != nil {
				return err
			}
			if st.only {
				st.minerals = f.minerals
				return s.stockpile(cmd.Context(), st, f.csv)
			}
			if err := f.check(cmd.Flags().Changed); err != nil {
				return err
			}
			if f.candidates != "" {
				return s.planFiles(cmd.Context(), f)
			}
			return s.planAtlas(cmd.Context(), f)
		},
	}
	fl := cmd.Flags()
	st.add(fl)
	fl.StringSliceVar(&f.minerals, "minerals", nil, "plan for these `MINERALS` (default: the 12 of defence, and five of batteries and power)")
	fl.StringSliceVar(&f.in, "in", nil, "only projects in these `PLACES` or groups (default: anywhere but --against)")
	fl.StringSliceVar(&f.budget, "budget", []string{"5e9"}, "`USD` of public money in all, or INSTRUMENT=USD; may be repeated")
	fl.IntVar(&f.from, "from", planFrom, "first `YEAR`")
	fl.IntVar(&f.by, "by", planBy, "last `YEAR`")
	fl.StringArrayVar(&f.target, "target", nil, "a `TARGET` such as processing:CHN<=65%@2030, extraction>=10%@2030, or crma; may be repeated")
	fl.StringSliceVar(&f.instrument, "instrument", nil, "another instrument for a project: `ID=INSTRUMENT`")
	fl.IntSliceVar(&f.periods, "periods", nil, "first `YEARS` of periods whose years are planned alike: a smaller search (default: every year; on the atlas, where a case begins or ends)")
	fl.StringVar(&f.scenarios, "scenarios", "", "what may happen, from a `FILE` (docs/data.md, “Ensemble file”), in place of table plan_cases")
	fl.BoolVar(&f.noStockpile, "no-stockpile", false, "buy no stock")
	fl.BoolVar(&f.named, "named", false, "only projects that somebody has: not what hosts carry past, nor scrap that nobody collects")
	fl.StringVar(&f.save, "save", "", "write network.json and candidates.json to a `FOLDER`")
	fl.BoolVar(&f.files, "files", false, "only tell what would be planned with: with --json both files, as one object")
	fl.StringVar(&f.candidates, "candidates", "", "what may be built and bought, from a `FILE`")
	fl.StringVar(&f.network, "network", "", "the network, from a `FILE`")
	fl.StringVar(&f.risk, "risk", string(plan.Expected), "unmet demand that counts: `expected`, or cvar95, the worst twentieth")
	fl.Float64Var(&f.gap, "gap", 0.001, "stop when no plan can be better by more than this `SHARE`; 0 is to proof")
	fl.DurationVar(&f.limit, "time-limit", 0, "stop each search after a `TIME` such as 60s (default: none)")
	fl.StringSliceVar(&f.include, "include", nil, "build this candidate: `ID`")
	fl.StringSliceVar(&f.exclude, "exclude", nil, "do not build this candidate: `ID`")
	fl.IntVar(&f.frontier, "frontier", 0, "the best plans for `N` budgets")
	fl.Float64Var(&f.frontierTo, "frontier-to", 0, "with --frontier: the largest budget, `USD` (default: the whole)")
	fl.IntVar(&f.alternatives, "alternatives", 0, "up to `N` other sets of projects that are nearly as good")
	fl.Float64Var(&f.within, "within", 0.02, "with --alternatives: how much more they may cost, as a `SHARE`")
	fl.StringSliceVar(&f.whatIf, "what-if", nil, "the public cost at which a candidate would be chosen: `ID`; or another assumption: NAME=VALUE")
	fl.BoolVar(&f.csv, "csv", false, "print unmet demand as CSV")
	return cmd
}

// The horizon of a plan on the atlas.
const planFrom, planBy = 2026, 2040

// check refuses what does not go together.
func (f *planFlags) check(given func(string) bool) error {
	files := f.candidates != "" || f.network != ""
	for _, name := range onAtlas {
		if files && given(name) {
			return wrong("--%s is for a plan on the atlas: files say all that", name)
		}
	}
	switch {
	case f.network == "" && f.candidates != "":
		return wrong("--candidates needs --network: a file of what there is")
	case f.candidates == "" && f.network != "":
		return wrong("--network needs --candidates: a file of what may be built")
	case f.candidates == "-" && f.network == "-":
		return wrong("only one of --candidates and --network can be the standard input")
	case f.risk != string(plan.Expected) && f.risk != string(plan.CVaR95):
		return wrong("--risk %s: write expected or cvar95", f.risk)
	case !(f.gap >= 0 && f.gap < 1):
		return wrong("--gap %g: write a share from 0 to below 1", f.gap)
	case !(f.within >= 0 && f.within <= 1):
		return wrong("--within %g: write a share from 0 to 1", f.within)
	case f.limit < 0:
		return wrong("--time-limit %v: write a time above 0", f.limit)
	case f.frontier < 0 || f.alternatives < 0:
		return wrong("--frontier and --alternatives count plans: write 1 or more")
	case f.frontierTo != 0 && f.frontier == 0:
		return wrong("--frontier-to goes with --frontier N: how many budgets")
	case f.frontierTo < 0 || f.frontierTo > maxFigure:
		return wrong("--frontier-to %g: write USD above 0", f.frontierTo)
	case !files && (f.from < 1900 || f.by < f.from || f.by-f.from >= mostYears):
		return wrong("--from %d --by %d: write the first and the last year, at most %d years", f.from, f.by, mostYears)
	}
	return nil
}

// mostYears is the longest horizon of a plan on the atlas: trade and demand are
// those of one year throughout.
const mostYears = 25
