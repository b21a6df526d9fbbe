package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"adit"
	"adit/policy"
)

// policyFlags are what only this verb has.
type policyFlags struct {
	agency, on, ics    string
	tariff, from, rate string
	mineral            string
	due                int
	controls           bool
}

func policyVerb(s *session) *cobra.Command {
	var f policyFlags
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "who must do what by when; which controls bind, and what they reach; can a tariff work",
		Long: `Without a flag: what orders, laws and strategies ask of whom, by deadline, as it stands on a day
(--on, default today). A deadline in days counts from the day of the order. Overdue is past its
deadline without a source that says that it was done; the sources reach about mid-2026. Each action
names the commands of adit that help to answer it. --ics writes the open deadlines as a calendar.

--controls lists export bans, licences, quotas and tariffs as they stand on the day: not yet in
force, in force, suspended or ended. A suspension is no end: when it runs out the control is in
force again, marked ? where no source says whether it was extended. Reach is the trade of the latest
year in the control's customs codes, which mostly hold other goods too: the most that it can cover.
The command beside a control runs it as a shock.

--tariff MINERAL asks whether a tariff by --country on what comes from --from (default: --against)
can work: how much of the need is met without that supply, at what price, and who pays.`,
		Example: `  adit policy
  adit policy --agency Commerce --on 2026-07-14
  adit policy --due 180
  adit policy --controls --mineral gallium
  adit policy --controls --on 2025-12-31 --json
  adit policy --tariff copper --from CHL --rate 25%`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(cmd.Flags().Changed); err != nil {
				return err
			}
			if f.tariff != "" {
				return s.tariff(cmd.Context(), f)
			}
			return s.policy(cmd.Context(), f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.agency, "agency", "", "only what this `AGENCY` must do")
	fl.IntVar(&f.due, "due", 0, "only what is due within `DAYS`, and what is overdue")
	fl.StringVar(&f.mineral, "mineral", "", "only what is on this `MINERAL`; of actions also those that name none")
	fl.StringVar(&f.on, "on", "", "as of this `DAY`, such as 2025-12-31 (default: today)")
	fl.StringVar(&f.ics, "ics", "", "write open deadlines to a calendar `FILE` (iCalendar); with --controls the days on which they change")
	fl.BoolVar(&f.controls, "controls", false, "controls instead of actions")
	fl.StringVar(&f.tariff, "tariff", "", "can a tariff on this `MINERAL` work")
	fl.StringVar(&f.from, "from", "", "with --tariff: on what comes from `WHO`, a place, group or several (default: --against)")
	fl.StringVar(&f.rate, "rate", "25%", "with --tariff: the `RATE`")
	return cmd
}

// check refuses what does not go together.
func (f policyFlags) check(given func(string) bool) error {
	switch {
	case f.tariff != "" && (f.controls || f.agency != "" || given("due") || f.mineral != "" || f.ics != "" || f.on != ""):
		return wrong("--tariff goes with --from and --rate alone")
	case f.tariff == "" && (f.from != "" || given("rate")):
		return wrong("--from and --rate go with --tariff")
	case f.controls && (f.agency != "" || given("due")):
		return wrong("--agency and --due are of actions: leave out --controls")
	case given("due") && f.due < 0:
		return wrong("--due %d: days from now, 0 or more", f.due)
	}
	return nil
}

// policyOut is the answer in JSON.
type policyOut struct {
	On         string          `json:"on"`
	Agency     string          `json:"agency,omitempty"`
	Mineral    string          `json:"mineral,omitempty"`
	DueDays    *int            `json:"due_within_days,omitempty"`
	Actions    []policy.Action `json:"actions"`  // null with --controls
	Controls   []policy.Report `json:"controls"` // null without
	Calendar   string          `json:"calendar_file,omitempty"`
	Parameters parameters      `json:"parameters"`
	Sources    []sourceRow     `json:"sources"`
}

func (s *session) policy(_ context.Context, f policyFlags) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	on, err := s.day("on", f.on)
	if err != nil {
		return err
	}
	out := &policyOut{On: on, Calendar: f.ics, Parameters: s.seen(v)}
	if err := f.ask(v, out); err != nil {
		return err
	}
	if f.controls {
		out.Controls = policy.Reports(v.atlas, on, nonEmpty(out.Mineral))
	} else {
		out.Actions = f.actions(v, out)
	}
	if err := s.calendar(f.ics, out); err != nil {
		return err
	}
	out.Sources = sources(v.atlas, []string{"adit", "adit-facts", "baci-2024"})
	return s.answer(out, func(p *page) { policyPage(p, v, out) })
}

// ask resolves the names of the question.
func (f policyFlags) ask(v view, out *policyOut) error {
	var err error
	if f.agency != "" {
		if out.Agency, err = policy.FindAgency(v.atlas, f.agency); err != nil {
			return err
		}
	}
	if f.mineral != "" {
		if out.Mineral, err = v.atlas.Minerals().Find(f.mineral); err != nil {
			return err
		}
	}
	return nil
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// actions are those that were asked for.
func (f policyFlags) actions(v view, out *policyOut) []policy.Action {
	if f.due > 0 {
		out.DueDays = &f.due
	}
	kept := []policy.Action{}
	for _, x := range policy.Actions(v.atlas, out.On) {
		switch {
		case out.Agency != "" && !slices.Contains(x.Agencies, out.Agency):
		case out.Mineral != "" && len(x.Minerals) > 0 && !slices.Contains(x.Minerals, out.Mineral):
		case f.due > 0 && x.Standing != policy.Overdue && (x.Standing != policy.Due || x.DaysLeft > f.due):
		default:
			kept = append(kept, x)
		}
	}
	return kept
}

// calendar writes the file of --ics. An existing one is not overwritten in
// silence: it must be a calendar.
func (s *session) calendar(name string, out *policyOut) error {
	if name == "" {
		return nil
	}
	if head, err := os.ReadFile(name); err == nil && !isCalendar(head) {
		return fmt.Errorf("%s is there and no calendar: name another file, or take it away", name)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	s.changed = true
	entries := append(policy.ActionEntries(out.Actions), policy.ControlEntries(out.Controls)...)
	if err := policy.WriteCalendar(file, entries, s.now()); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

func isCalendar(head []byte) bool {
	const begin = "BEGIN:VCALENDAR"
	return len(head) >= len(begin) && string(head[:len(begin)]) == begin
}

// whom prints places of a control.
func whom(v view, names []string) string {
	if len(names) == 0 {
		return "everyone"
	}
	list := ""
	for i, n := range names {
		if i > 0 {
			list += ", "
		}
		list += v.atlas.PlaceName(adit.PlaceID(n))
	}
	return list
}
