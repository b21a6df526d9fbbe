// The budget of a plan, as a handle on the frontier: moved along it with the mouse
// or the keys it says what more or less money would buy, and asks for that plan.
import { frame } from "../chart/frame";
import { costAt, Drawn, Frontier, frontier, FrontierPoint, perDollar } from "../chart/frontier";
import { el } from "../dom";
import { money } from "../format";
import { Job } from "../job";
import { Answer, Ask, least, Point, spent } from "./model";

export type Curve = { top: number; points: Point[] };
type Acts = { pick: (budget: number) => void; find: () => void; job: Job };

// budget is the figure; curve is undefined until the frontier was asked for.
export function budget(q: Ask, a: Answer, curve: Curve | undefined, acts: Acts): HTMLElement {
  const points = line(q, a, curve), top = curve?.top ?? topOf(q, a);
  const stops = curve ? points.map((p) => p.budget).filter((b) => b >= least) : steps(q.budget, top);
  const told = el("output", { class: "told" }), choose = el("button", { type: "button", hidden: true });
  let at = q.budget;
  choose.addEventListener("click", () => acts.pick(at));
  const tell = () => {
    told.textContent = words(q, a, curve, points, at);
    choose.hidden = at === q.budget;
    choose.textContent = `Show the plan for ${money(at)} USD`;
  };
  const of = (): Frontier => ({ points, asked: q.budget, at, top, print: money });
  const draw = (width: number) => slider(width, of, stops, (next) => { at = next; tell(); }, () => at !== q.budget && acts.pick(at));
  tell();
  const find = el("button", { type: "button", onclick: acts.find }, "What does more or less money buy?");
  return el("div", { class: "budget" }, frame({
    name: "frontier", interactive: true, title: "What does each part of the money buy?", draw,
    subtitle: curve ? "What unmet demand, projects and stocks cost in all, within each budget: every dot is a plan of its own. Drag the handle, or move it with the arrow keys" : "Until the plans between are searched, only that without money and the one asked for are known",
    table: { columns: [{ name: "Budget", unit: "USD" }, { name: "Spent", unit: "USD" }, { name: "Cost in all", unit: "USD" }, { name: "Unmet, all places", unit: "t" }, { name: "Projects" }],
      rows: curve ? curve.points.map((p) => [p.budget_usd, p.spent_usd, p.objective_usd, p.expected_unmet_t, p.chosen.map((c) => c.id).join(", ")]) : [[q.budget, spent(a), a.objective_usd, null, a.chosen.map((c) => c.id).join(", ")]] },
  }), el("div", { class: "controls" }, curve ? null : find, choose, acts.job.node), told);
}

// topOf is where the axis ends: beyond the budget, and at twice what can be spent.
export function topOf(q: Ask, a: Answer): number {
  return Number(Math.max(1.25 * q.budget, 2 * spent(a)).toPrecision(3));
}

// line has the plans that are known, by budget, the one of no money first.
function line(q: Ask, a: Answer, curve: Curve | undefined): FrontierPoint[] {
  const all = (curve?.points ?? []).filter((p) => Math.abs(p.budget_usd - q.budget) > 1).map((p) => ({ budget: p.budget_usd, cost: p.objective_usd }));
  all.push({ budget: q.budget, cost: a.objective_usd });
  if (a.objective_without_plan_usd != null) all.push({ budget: 0, cost: a.objective_without_plan_usd });
  return all.sort((x, y) => x.budget - y.budget);
}

// steps are forty round budgets, the one asked for among them.
function steps(asked: number, top: number): number[] {
  const all = Array.from({ length: 40 }, (_, i) => Number(((top * (i + 1)) / 40).toPrecision(2)));
  return [...new Set([...all, asked])].filter((b) => b >= least).sort((x, y) => x - y);
}

function words(q: Ask, a: Answer, curve: Curve | undefined, points: FrontierPoint[], at: number): string {
  if (at === q.budget) return `${money(at)} USD: the plan shown. ${curve ? next(points, at) : ""}`;
  const p = curve?.points.find((x) => Math.abs(x.budget_usd - at) < 1);
  if (!p) return `${money(at)} USD: not searched.`;
  const had = new Set(a.chosen.map((c) => c.id)), has = new Set(p.chosen.map((c) => c.id));
  const named = (ids: string[]) => (ids.length > 4 ? `${ids.length} projects` : ids.map((id) => a.atlas.projects.find((x) => x.id === id)?.name ?? id).join(", "));
  const came = [...has].filter((x) => !had.has(x)), went = [...had].filter((x) => !has.has(x)), saved = a.objective_usd - p.objective_usd;
  const known = Math.max(a.mip_gap ?? 0, p.mip_gap ?? 0) * a.objective_usd; // what the search does not tell apart
  const cost = Math.abs(saved) <= known ? "all costs the same, as far as the search tells" : `all costs ${money(Math.abs(saved))} USD ${saved >= 0 ? "less" : "more"}`;
  return [`${money(at)} USD, ${money(Math.abs(at - q.budget))} ${at > q.budget ? "more" : "less"}: ${cost}. ${money(p.spent_usd)} is spent.`,
    came.length ? `Comes in: ${named(came)}.` : "", went.length ? `Drops out: ${named(went)}.` : "", came.length + went.length ? "" : "The same projects; only stocks differ.", next(points, at)].filter(Boolean).join(" ");
}

// next is what the step after a budget saves.
function next(points: FrontierPoint[], at: number): string {
  const after = points.find((p) => p.budget > at + 1);
  if (!after) return "";
  const each = (costAt(points, at) - after.cost) / (after.budget - at);
  return each < 1e-6 ? "More money buys nothing more." : `Each further million, up to ${money(after.budget)}, saves ${perDollar(each)} million.`;
}

// slider draws the frontier and moves its handle from stop to stop.
function slider(width: number, of: () => Frontier, stops: number[], moved: (at: number) => void, enter: () => void): SVGSVGElement {
  const shown = { drawn: frontier(of(), width) };
  const paint = (focus: boolean) => {
    const old = shown.drawn.root, now = wire();
    now.root.setAttribute("aria-label", old.getAttribute("aria-label") ?? "");
    old.replaceWith(now.root);
    if (focus) now.handle.focus();
  };
  const near = (b: number) => stops.reduce((x, y) => (Math.abs(y - b) < Math.abs(x - b) ? y : x));
  const wire = (): Drawn => {
    const d = (shown.drawn = frontier(of(), width)), f = of(), i = stops.indexOf(near(f.at));
    const go = (to: number) => { moved(stops[Math.min(stops.length - 1, Math.max(0, to))]); paint(true); };
    const keys: Record<string, () => void> = { ArrowRight: () => go(i + 1), ArrowUp: () => go(i + 1), ArrowLeft: () => go(i - 1), ArrowDown: () => go(i - 1), Home: () => go(0), End: () => go(stops.length - 1), Enter: enter };
    for (const [name, value] of Object.entries({ tabindex: 0, role: "slider", "aria-label": "Public money", "aria-valuemin": stops[0], "aria-valuemax": stops[stops.length - 1], "aria-valuenow": f.at, "aria-valuetext": f.print(f.at) + " USD" })) d.handle.setAttribute(name, String(value));
    d.handle.addEventListener("keydown", (e) => { const act = keys[(e as KeyboardEvent).key]; if (act) { e.preventDefault(); act(); } });
    d.root.addEventListener("pointerdown", (e) => drag(e, (px) => { moved(near(shown.drawn.budgetAt(px))); paint(true); }, () => shown.drawn.root));
    d.root.setAttribute("role", "group");
    return d;
  };
  return wire().root;
}

// drag follows the pointer, over the whole window, until it is let go.
function drag(e: PointerEvent, to: (px: number) => void, root: () => SVGSVGElement) {
  e.preventDefault();
  const move = (m: PointerEvent) => to(m.clientX - root().getBoundingClientRect().left);
  move(e);
  const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); removeEventListener("pointercancel", end); };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}
