// Controls and orders: what holds from when to when, and who must do what by when.
import type { Kind } from "../chart/bars";
import { frame } from "../chart/frame";
import { Lane, Span, timeline, yearOf } from "../chart/timeline";
import { el } from "../dom";
import { quantity } from "../format";
import { name, namesOf } from "../names";
import { Action, Control, Policy } from "./model";
import { list } from "./table";

export function controlsChart(p: Policy, against: string[], of: (c: Control) => boolean, title: string, most = 24): HTMLElement[] {
  const found = (p.controls ?? []).filter(of).sort((a, b) => since(b).localeCompare(since(a)));
  if (!found.length) return [el("p", { class: "soft" }, "No control on record.")];
  const now = yearOf(p.on), ended = (c: Control) => c.standing.state === "ended", dated = found.filter((c) => since(c)), shown = [...dated.filter((c) => !ended(c)), ...dated.filter(ended)].slice(0, most);
  if (!shown.length) return [list(found.map((c) => `${name(c.imposer)}: ${c.measure} on ${subject(c)}, ${c.standing.state}, no date on record (${c.id})`))];
  const from = Math.floor(Math.min(now - 2, ...shown.map((c) => yearOf(c.events[0]?.day ?? since(c)))));
  const changes = found.filter((c) => c.standing.next).sort((a, b) => a.standing.next!.day.localeCompare(b.standing.next!.day));
  return [frame({ name: "controls", title, subtitle: `As it stands on ${p.on}: colour is who may cut supply, hatched is suspended or not known to be in force again, the dotted line is that day`,
    note: (shown.length < found.length ? `The ${shown.length} latest of ${found.length}; the others are in the table. ` : "") + "Reach is trade in the control's customs codes, which mostly hold other goods, too: the most that it can cover.",
    table: { columns: ["Control", "By", "On", "Against", "Measure", "Standing", "Since, or from", "Next", "Reach (USD)", "Year", "Basis", "Cites"].map((n) => ({ name: n })), rows: found.map((c) => [c.id, name(c.imposer), subject(c), c.targets.length ? namesOf(c.targets) : "all", c.measure, c.standing.state, since(c), nextText(c), c.reach.unknown_because ? null : c.reach.value_usd, c.reach.year, c.basis, c.cite]) },
    draw: (w) => timeline(shown.map((c) => lane(c, against)), w, { from: Math.max(from, now - 12), to: Math.ceil(Math.max(now + 1.5, ...shown.map((c) => yearOf(since(c)) + 0.6))), now }) }),
    ...(changes.length ? [el("h3", {}, "What changes next"), list(changes.map((c) => `${c.standing.next!.day}: ${c.standing.next!.event}${c.standing.next!.presumed ? " (presumed: no source says whether it was extended)" : ""} – ${name(c.imposer)}, ${c.measure} on ${subject(c)} (${c.id})`))] : [])];
}

// since is the day from which it stands as it stands, or from which it will; ""
// where no source has one.
function since(c: Control): string {
  return c.standing.since ?? c.standing.next?.day ?? c.events[0]?.day ?? "";
}

function subject(c: Control): string {
  return [c.minerals.length ? namesOf(c.minerals).toLowerCase() : "", c.scope ?? ""].filter(Boolean).join(" and ").replace(/\bALL\b/g, "all") || c.forms;
}

function nextText(c: Control): string {
  return c.standing.next ? `${c.standing.next.event} ${c.standing.next.day}${c.standing.next.presumed ? " (presumed)" : ""}` : "";
}

function lane(c: Control, against: string[]): Lane {
  const kind: Kind = against.includes(c.imposer) ? "focus" : "rest";
  const text = `${name(c.imposer)}: ${c.measure} on ${subject(c)}. ${c.standing.state}${since(c) ? ", from " + since(c) : ""}. ${c.reach.unknown_because ? "Reach not known." : `Reach at most ${quantity(c.reach.value_usd / 1e6)} M USD (${c.reach.year}).`}`;
  const spans: Span[] = [];
  for (const e of c.events) {
    const last = spans[spans.length - 1], at = yearOf(e.day);
    if (e.event === "start" || !last) spans.push({ from: at, to: null, kind, title: text });
    else if (e.event === "end") last.to = Math.max(at, last.from);
    else if (e.event === "suspend") last.suspended = { from: at, to: null };
    else if (e.event === "resume" && last.suspended && !e.presumed) last.suspended.to = at; // presumed: nobody says
  }
  if (!spans.length) spans.push({ from: yearOf(since(c)), to: null, kind, title: text });
  return { label: `${name(c.imposer)}: ${subject(c)}`, detail: `${c.measure}, ${c.standing.state}`, spans };
}

// actions are drawn from the day of the order to the deadline.
export function actionsChart(p: Policy): HTMLElement[] {
  const all = p.actions ?? [], dated = all.filter((a) => a.deadline).sort((a, b) => a.deadline!.localeCompare(b.deadline!));
  const open = dated.filter((a) => a.standing !== "done"), now = yearOf(p.on);
  if (!open.length) return [];
  const from = Math.floor(Math.min(...open.map((a) => yearOf(a.date)))), to = Math.min(now + 8, Math.max(...open.map((a) => yearOf(a.deadline!)), now)) + 0.6;
  return [frame({ name: "actions", title: "Who must do what by when?", subtitle: `From the day of the order to the deadline, as of ${p.on}: colour is overdue`,
    note: `Overdue is past its deadline without a source that says that it was done. ${all.length - dated.length} without a deadline and ${dated.length - open.length} that are done are in the table.`,
    table: { columns: ["Order", "Section", "Of", "What", "Who", "Deadline", "Standing", "Days left", "Status", "Cites"].map((n) => ({ name: n })), rows: all.map((a) => [a.order, a.section, a.date, a.action, a.lead, a.deadline ?? "none", a.standing, a.deadline ? a.days_left : null, a.status, a.cite]) },
    draw: (w) => timeline(open.map(actionLane), w, { from, to, now }) }),
    el("details", {}, el("summary", {}, "Commands that help to answer them"), list(open.map((a) => el("span", {}, `${a.action} (${a.lead}, ${a.deadline}): `, ...a.commands.flatMap((c) => [el("code", {}, c), " "])))))];
}

function actionLane(a: Action): Lane {
  const late = a.standing === "overdue";
  return { label: `${a.lead.replaceAll(";", ", ")}: ${a.action}`, detail: `${late ? `overdue since ${a.deadline}` : `by ${a.deadline}, ${a.days_left} days left`}; ${a.order}`, spans: [{ from: yearOf(a.date), to: yearOf(a.deadline!), kind: late ? "focus" : "own", title: `${a.action}. ${a.status}` }] };
}
