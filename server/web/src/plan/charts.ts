// The charts of a plan.
import { Bar, bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { gantt, Task } from "../chart/gantt";
import { lines } from "../chart/lines";
import { Spot } from "../chart/map";
import { money, quantity, share } from "../format";
import { name } from "../names";
import { comparable } from "./change";
import { Answer, firstYear, Project, Shown, sum } from "./model";

// schedule marks what the plan before did not have.
export function schedule({ a, q }: Shown, before: Shown | undefined): HTMLElement | null {
  const had = before && new Set(before.a.chosen.map((c) => c.id)), first = firstYear;
  const about = new Map(a.atlas.projects.map((p) => [p.id, p]));
  const task = (p: Project, start: number, chosen: boolean, cost: number): Task => ({
    label: p.name, detail: `${name(p.place)}, ${quantity(p.output_t_per_y)} t a year${chosen ? `, ${money(cost)} USD` : ", under way"}`, kind: chosen ? "own" : "rest", mark: !chosen ? "" : q.pinned.includes(p.id) ? "Pinned" : had && !had.has(p.id) ? "New" : "", start,
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

export function gaps(now: Shown, before: Shown | undefined): HTMLElement[] {
  const a = now.a, old = comparable(now, before) ? before.a.gap_closed : [];
  return [...new Set(a.gap_closed.map((x) => x.mineral))].map((m) => {
    const list = a.gap_closed.filter((x) => x.mineral === m).sort((x, y) => x.year - y.year);
    const idle = list.every((x) => x.unmet_without_plan_t != null), without = sum(list, (x) => x.unmet_without_plan_t ?? 0), after = sum(list, (x) => x.unmet_t);
    const was = old.filter((x) => x.mineral === m).map((x) => ({ x: x.year, y: x.unmet_t })).sort((x, y) => x.x - y.x), differs = was.some((p, i) => Math.abs(p.y - list[i].unmet_t) > 1e-3 * (1e-9 + p.y));
    return frame({ name: `gap-${m}`, narrow: true, title: `How far does it close the gap in ${name(m).toLowerCase()}?`, subtitle: `Expected unmet demand over all cases, tonnes a year${!idle ? "" : without > 0 ? `; ${share(1 - after / without)}% less over the years` : "; none without a plan"}`,
      table: { columns: [{ name: "Year" }, { name: "Wanted", unit: "t" }, { name: "Unmet without a plan", unit: "t" }, { name: "Unmet with it", unit: "t" }, ...(differs ? [{ name: "Unmet with the plan before", unit: "t" }] : [])], rows: list.map((x, i) => [String(x.year), x.wanted_t, x.unmet_without_plan_t, x.unmet_t, ...(differs ? [was[i]?.y] : [])]) },
      draw: (w) => lines([{ name: "without a plan", kind: "rest", dashed: true, points: list.map((x) => ({ x: x.year, y: x.unmet_without_plan_t })) }, ...(differs ? [{ name: "plan before", kind: "rest" as const, points: was }] : []), { name: "with it", kind: "focus", points: list.map((x) => ({ x: x.year, y: x.unmet_t })) }], w,
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

// where is a map of what is chosen and what is under way: at the site where a source
// has it, else in the middle of the country, one ring for all that are only known
// by it.
export async function where({ a }: Shown): Promise<HTMLElement | null> {
  const { map, middle } = await import("../chart/map");
  const chosen = new Set(a.chosen.map((c) => c.id)), all = [...a.atlas.projects.filter((p) => chosen.has(p.id)), ...a.atlas.under_way];
  if (!all.length) return null;
  const own = (p: Project) => chosen.has(p.id), sited = (p: Project) => p.lat != null && p.lon != null;
  const kind = (p: Project) => (own(p) ? ("own" as const) : ("rest" as const));
  const told = (p: Project) => `${p.name}, ${name(p.place)}: ${quantity(p.output_t_per_y)} t of ${name(p.mineral).toLowerCase()} a year${own(p) ? "" : ", under way"}`;
  const at = all.filter(sited).map((p): Spot => ({ at: [p.lon!, p.lat!], size: 1, kind: kind(p), label: p.name, title: told(p) }));
  const rings = new Map<string, Project[]>();
  for (const p of all) if (!sited(p)) rings.set(`${own(p)} ${p.place}`, [...(rings.get(`${own(p)} ${p.place}`) ?? []), p]);
  const middles = [...rings.values()].flatMap((list): Spot[] => {
    const m = middle(list[0].place);
    return m ? [{ at: m, size: list.length, kind: kind(list[0]), hollow: true, label: list.length > 1 ? `${name(list[0].place)}: ${list.length}${own(list[0]) ? "" : " under way"}` : list[0].name, title: list.map(told).join("; ") }] : [];
  });
  return frame({ name: "places", narrow: true, title: "Where does it come from?", subtitle: "Dark: chosen. Grey: under way. A filled mark is the site; a ring is the middle of the country, the larger the more projects, where no source has the site's coordinates",
    note: "Coordinates: tables projects, brownfield and sites. Places of country middles: world-atlas.",
    table: { columns: [{ name: "Project" }, { name: "Place" }, { name: "Latitude", unit: "°" }, { name: "Longitude", unit: "°" }, { name: "Mineral" }, { name: "Output", unit: "t a year" }, { name: "Chosen" }], rows: all.map((p) => [p.name, name(p.place), p.lat, p.lon, name(p.mineral), p.output_t_per_y, own(p) ? "chosen" : "under way"]) },
    draw: (w) => map({ spots: [...at, ...middles].sort((x, y) => Number(y.kind === "own") - Number(x.kind === "own")).map((spot) => ({ ...spot, size: spot.size! + (spot.kind === "own" ? 0.01 : 0) })), largest: 12 }, w) });
}
