// The charts of a plan.
import { Bar, bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { gantt, Task } from "../chart/gantt";
import { lines } from "../chart/lines";
import { quantity, share } from "../format";
import { name } from "../names";
import { Answer, Ask, money, Project } from "./model";

export function schedule(a: Answer, q: Ask, first: number): HTMLElement | null {
  const about = new Map(a.atlas.projects.map((p) => [p.id, p]));
  const task = (p: Project, start: number, chosen: boolean, cost: number): Task => ({
    label: p.name, detail: `${name(p.place)}, ${quantity(p.output_t_per_y)} t a year${chosen ? `, ${money(cost)} USD` : ", under way"}`, kind: chosen ? "own" : "rest", pinned: q.pinned.includes(p.id), start,
    online: (p.online ?? []).map((part, i) => ({ year: start + i, part })).filter((x) => x.year <= q.by),
  });
  const chosen = a.chosen.flatMap((c) => { const p = about.get(c.id); return p ? [task(p, c.start_year, true, c.public_cost_usd)] : []; });
  const coming = a.atlas.under_way.map((p) => task(p, first, false, 0));
  const all = [...chosen, ...coming];
  if (!all.length) return null;
  return frame({ name: "schedule", title: "What is built, and when may it work?", subtitle: "The darker, the likelier that it works in that year: permits, finance and building take as long as they have taken elsewhere. ▾ is the first year in which more than half of its output may be expected",
    note: "Dark: chosen, started and paid in the year where the line begins. Grey: under way already, and costs this budget nothing. Lead times are probabilities, resting on assumptions by class of project.",
    table: { columns: [{ name: "Project" }, { name: "About" }, { name: "Start" }, { name: "Year" }, { name: "Expected part of output" }], rows: all.flatMap((t) => t.online.map((x) => [t.label, t.detail, String(t.start), String(x.year), x.part])) },
    draw: (w) => gantt(all, w, { from: first, to: q.by + 1 }) });
}

export function gaps(a: Answer): HTMLElement[] {
  return [...new Set(a.gap_closed.map((x) => x.mineral))].map((m) => {
    const list = a.gap_closed.filter((x) => x.mineral === m).sort((x, y) => x.year - y.year);
    const sum = (pick: (x: (typeof list)[number]) => number) => list.reduce((n, x) => n + pick(x), 0);
    const before = sum((x) => x.unmet_without_plan_t), after = sum((x) => x.unmet_t);
    return frame({ name: `gap-${m}`, narrow: true, title: `How far does it close the gap in ${name(m).toLowerCase()}?`, subtitle: `Expected unmet demand over all cases, tonnes a year${before > 0 ? `; ${share(1 - after / before)}% less over the years` : "; none without a plan"}`,
      table: { columns: [{ name: "Year" }, { name: "Wanted", unit: "t" }, { name: "Unmet without a plan", unit: "t" }, { name: "Unmet with it", unit: "t" }], rows: list.map((x) => [String(x.year), x.wanted_t, x.unmet_without_plan_t, x.unmet_t]) },
      draw: (w) => lines([{ name: "without a plan", kind: "rest", dashed: true, points: list.map((x) => ({ x: x.year, y: x.unmet_without_plan_t })) }, { name: "with it", kind: "focus", points: list.map((x) => ({ x: x.year, y: x.unmet_t })) }], w,
        { xTicks: list.map((x) => x.year).filter((_, i) => i % Math.ceil(list.length / (w < 420 ? 4 : 8)) === 0), xPrint: String, yPrint: quantity, unit: "tonnes" }) });
  });
}

export function whatEachAdds(a: Answer): HTMLElement | null {
  const called = (id: string) => a.atlas.projects.find((p) => p.id === id)?.name ?? id;
  const list = a.adds.filter((x) => x.last_in_usd != null).sort((x, y) => y.last_in_usd! - x.last_in_usd!).slice(0, 16);
  if (!list.length) return null;
  return frame({ name: "adds", narrow: true, title: "What is each project worth?", subtitle: "By how much everything would cost more without it, in USD: the bar beside all the others, the line up to its worth alone",
    table: { columns: [{ name: "Project" }, { name: "Last in", unit: "USD" }, { name: "Alone", unit: "USD" }], rows: list.map((x) => [called(x.id), x.last_in_usd, x.alone_usd]) },
    draw: (w) => bars(list.map((x): Bar => ({ label: called(x.id), value: x.last_in_usd, ...(x.alone_usd != null && x.alone_usd > x.last_in_usd! ? { low: x.last_in_usd, high: x.alone_usd } : {}), kind: "own", text: money(x.last_in_usd!) })), w, { print: money }) });
}

export function stocks(a: Answer): HTMLElement | null {
  const total = (b: Record<string, number>) => Object.values(b).reduce((n, x) => n + x, 0);
  const list = a.stockpile.map((x) => ({ ...x, bought: total(x.bought_t) })).filter((x) => x.bought > 0);
  if (!list.length) return null;
  const label = (x: { material: string; place: string }) => `${name(x.material.split("/")[0])}, ${x.material.split("/")[1]}`;
  return frame({ name: "stocks", narrow: true, title: "What is bought for the stockpile?", subtitle: "The days of use that the most held would last",
    table: { columns: [{ name: "Material" }, { name: "Place" }, { name: "Bought", unit: "t" }, { name: "Days of use" }, { name: "Years of purchase" }], rows: list.map((x) => [label(x), name(x.place), x.bought, x.days_of_use, Object.entries(x.bought_t).filter(([, t]) => t > 0).map(([y, t]) => `${y}: ${quantity(t)} t`).join(", ")]) },
    draw: (w) => bars(list.map((x): Bar => ({ label: label(x), value: x.days_of_use, kind: "own", text: `${quantity(Math.round(x.days_of_use))} days, ${quantity(x.bought)} t` })), w, { print: quantity }) });
}

// frontier is what more money buys; at is the budget of the plan shown.
export function frontier(a: Answer, at: number): HTMLElement | null {
  const list = a.frontier ?? [];
  if (list.length < 2) return null;
  const points = [{ x: 0, y: a.objective_without_plan_usd }, ...list.map((p) => ({ x: p.budget_usd, y: p.objective_usd }))];
  return frame({ name: "frontier", title: "What does each part of the money buy?", subtitle: "What unmet demand, projects and stocks cost in all, USD, by budget up to the whole: each dot is a plan of its own",
    table: { columns: [{ name: "Budget", unit: "USD" }, { name: "Spent", unit: "USD" }, { name: "Cost in all", unit: "USD" }, { name: "Unmet", unit: "t" }, { name: "Projects" }], rows: list.map((p) => [p.budget_usd, p.spent_usd, p.objective_usd, p.expected_unmet_t, p.chosen.map((c) => c.id).join(", ")]) },
    draw: (w) => lines([{ name: `${money(at)} USD`, kind: "focus", dots: true, points }], w, { xTicks: points.map((p) => p.x).filter((_, i) => w > 600 || i % 2 === 0), xPrint: money, yPrint: money, unit: "USD" }) });
}
