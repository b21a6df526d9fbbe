package main

import (
	"fmt"
	"strings"

	"adit"
	"adit/internal/table"
	"adit/policy"
)

func policyPage(p *page, v view, out *policyOut) {
	if out.Controls != nil {
		controlsPage(p, v, out)
	} else {
		actionsPage(p, v, out)
	}
	if v.country != "USA" {
		p.text("Orders and controls are of all governments and on all countries: --country narrows neither.")
	}
	if out.Calendar != "" {
		p.text("Calendar written: %s.", out.Calendar)
	}
	p.replaced(out.Parameters)
}

func actionsPage(p *page, v view, out *policyOut) {
	n := map[policy.ActionKind]int{}
	for _, x := range out.Actions {
		n[x.Standing]++
	}
	p.title("What is asked of whom, on %s: %s; %d overdue, %d due, %d done, %d without a deadline%s", out.On, count(len(out.Actions), "action"),
		n[policy.Overdue], n[policy.Due], n[policy.Done], n[policy.NoDeadline], asking(v, out))
	t := table.New(table.Text("Deadline"), table.Number("Days left"), table.Text("Stands"), table.Wrapped("Order, and who must act"), table.Wrapped("What; status at the last source; → the command that helps"))
	for _, kind := range []policy.ActionKind{policy.Overdue, policy.Due, policy.NoDeadline, policy.Done} {
		for _, x := range out.Actions {
			if x.Standing == kind {
				t.Row(orDash(x.Deadline), daysLeft(x), string(x.Standing), strings.TrimSuffix(x.Order+", "+x.Section, ", ")+": "+x.Lead, whatText(x))
			}
		}
	}
	p.table(t)
	p.text("Overdue means that no source that was seen says that it was done; the sources reach about mid-2026. Where an action names no mineral its commands show one. Sources: --json.")
}

func daysLeft(x policy.Action) string {
	if x.Standing != policy.Due && x.Standing != policy.Overdue {
		return "–"
	}
	return fmt.Sprint(x.DaysLeft)
}

func whatText(x policy.Action) string {
	text := x.What
	if x.Status != "" {
		text += "; " + x.Status
	}
	for _, c := range x.Commands {
		text += " → " + c
	}
	return text
}

func asking(v view, out *policyOut) string {
	var parts []string
	if out.Agency != "" {
		parts = append(parts, "of "+out.Agency)
	}
	if out.Mineral != "" {
		parts = append(parts, "naming "+v.atlas.MineralName(out.Mineral)+" or no mineral")
	}
	if out.DueDays != nil {
		parts = append(parts, fmt.Sprintf("due within %d days or overdue", *out.DueDays))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func controlsPage(p *page, v view, out *policyOut) {
	n := map[policy.State]int{}
	for _, r := range out.Controls {
		n[r.Standing.State]++
	}
	p.title("Controls on %s%s: %d in force, %d suspended, %d not yet in force, %d ended", out.On, ofMineral(v, out.Mineral), n[policy.InForce], n[policy.Suspended], n[policy.NotYet], n[policy.Ended])
	for _, state := range []policy.State{policy.InForce, policy.Suspended, policy.NotYet, policy.Ended, policy.NoDate} {
		if n[state] > 0 {
			p.line("")
			statePage(p, v, out, state)
		}
	}
	p.line("")
	p.title("Run one as a shock")
	for _, r := range out.Controls {
		if r.Command != "" {
			p.line("  %s", r.Command)
		}
	}
	p.line("")
	t := table.New(table.Text("Not run"), table.Wrapped("Because"))
	for _, r := range out.Controls {
		if r.Command == "" {
			t.Row(r.ID, r.Why)
		}
	}
	if t.Len() > 0 {
		p.table(t)
		p.line("")
	}
	p.text("? in force again only if its suspension was not extended, which no source that was seen says. Reach is trade of %s in the control's six-digit codes between those it is on, gross tonnes: the most that it can cover, since codes hold other goods too. ≥ some of its codes are in no table of trade here; unknown: none of them is. Codes, legal references and sources: --json.", reachYear(out))
}

func ofMineral(v view, id string) string {
	if id == "" {
		return ""
	}
	return " on " + v.atlas.MineralName(id)
}

func reachYear(out *policyOut) string {
	for _, r := range out.Controls {
		if r.Reach.Year != 0 {
			return fmt.Sprint(r.Reach.Year)
		}
	}
	return "no year"
}

func statePage(p *page, v view, out *policyOut, state policy.State) {
	t := table.New(table.Text(string(state)), table.Wrapped("By, on whom"), table.Wrapped("What"), table.Text("Since"), table.Text("Next"), table.Number("Reach (M USD)"), table.Number("(t)"))
	for _, r := range out.Controls {
		if r.Standing.State != state {
			continue
		}
		since := r.Standing.Since
		if r.Standing.Presumed {
			since += "?"
		}
		usd, tonnes := reachText(r.Reach)
		what := r.Measure + ": " + goods(v, r)
		if out.Mineral != "" { // few enough to say all
			what += "; " + r.Forms + codesText(r.Codes)
		}
		t.Row(r.ID, v.atlas.PlaceName(adit.PlaceID(r.Imposer))+" on "+whom(v, r.Targets), what, orDash(since), next(r.Standing), usd, tonnes)
	}
	p.table(t)
}

func codesText(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return "; HS " + strings.Join(codes, " ")
}

func goods(v view, r policy.Report) string {
	var list []string
	for _, m := range r.Minerals {
		list = append(list, v.atlas.MineralName(m))
	}
	if r.Scope != "" {
		list = append(list, r.Scope)
	}
	return strings.Join(list, ", ")
}

func next(s policy.Standing) string {
	if s.Next == nil {
		return "–"
	}
	return fmt.Sprintf("%s %s", s.Next.Kind, s.Next.Day)
}

// reachText prints a reach: a part of the codes is a lower bound of what the
// codes hold.
func reachText(r policy.Reach) (usd, tonnes string) {
	if r.Why != "" {
		return "unknown", "unknown"
	}
	mark := ""
	if len(r.Lacking) > 0 {
		mark = "≥"
	}
	return mark + table.Tonnes(r.USD/1e6), mark + table.Tonnes(r.Tonnes)
}
