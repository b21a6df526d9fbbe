// A shock as the page holds it: all of it is in the address.
import { namesOf } from "../names";

export type PathPoint = { month: number; share: number }; // of trade that passes, 0 to 1
export type Shock = { minerals: string[]; who: string[]; to: string[]; start: string; months: number; path: PathPoint[] };

export const presets: { id: string; name: string; path: PathPoint[] }[] = [
  { id: "stop", name: "Full stop", path: [{ month: 0, share: 0 }] },
  { id: "half", name: "Half as much", path: [{ month: 0, share: 0.5 }] },
  { id: "licence", name: "Licences: a stop, then more each month", path: [{ month: 0, share: 0 }, { month: 2, share: 0 }, { month: 8, share: 0.8 }] },
  { id: "pause", name: "Stop of half a year", path: [{ month: 0, share: 0 }, { month: 6, share: 0 }, { month: 7, share: 1 }] },
];

export const longest = 60;

// fromAddress reads a shock; what is not there is the default: a stop of gallium.
export function fromAddress(q: URLSearchParams, year: number): Shock {
  const list = (key: string) => (q.get(key) ?? "").split(",").map((x) => x.trim()).filter(Boolean);
  const minerals = list("minerals");
  const path = parsePath(q.get("path") ?? "");
  return {
    minerals: minerals.length ? minerals : ["gallium"],
    who: list("from").length ? list("from") : (q.get("against") || "CHN").split(","),
    to: list("to"),
    start: /^\d{4}-\d{2}$/.test(q.get("start") ?? "") ? q.get("start")! : `${year + 1}-01`,
    months: Math.min(longest, Math.max(1, Math.round(Number(q.get("months")) || 24))),
    path: path.length ? path : presets[0].path,
  };
}

export function toAddress(s: Shock): Record<string, string> {
  return { minerals: s.minerals.join(","), from: s.who.join(","), to: s.to.join(","), start: s.start, months: String(s.months), path: printPath(s.path) };
}

// parsePath reads "0:0,2:0,8:0.8"; what is not a share or a month is left out.
export function parsePath(text: string): PathPoint[] {
  const points = text.split(",").map((p) => p.split(":").map(Number)).filter(([m, v]) => Number.isInteger(m) && m >= 0 && m <= longest && v >= 0 && v <= 1);
  return ordered(points.map(([month, share]) => ({ month, share })));
}

export function printPath(path: PathPoint[]): string {
  return path.map((p) => `${p.month}:${p.share}`).join(",");
}

// ordered has one point a month, the first of them at the start.
export function ordered(path: PathPoint[]): PathPoint[] {
  const byMonth = new Map(path.map((p) => [p.month, p.share]));
  const all = [...byMonth].map(([month, share]) => ({ month, share })).sort((a, b) => a.month - b.month);
  if (all.length && all[0].month > 0) all.unshift({ month: 0, share: all[0].share });
  return all;
}

// document is the scenario file of a shock (docs/data.md): one disruption for
// each who cuts and each mineral.
export function document(s: Shock) {
  const lanes = s.who.flatMap((from) => s.minerals.map((m) => ({ from, material: m + "/", ...(s.to.length ? { to: s.to.length === 1 ? s.to[0] : s.to } : {}) })));
  const effect = s.path.length === 1 ? { factor: s.path[0].share } : { path: s.path.map((p) => [p.month, p.share]) };
  return { name: title(s), start: s.start, periods: s.months, period: "month", foresight: "none", disruptions: lanes.map((l) => ({ lanes: l, ...effect })) };
}

export function title(s: Shock): string {
  const same = presets.find((p) => printPath(p.path) === printPath(s.path));
  return `${same ? same.name.split(":")[0].toLowerCase() : "drawn path"} of ${namesOf(s.minerals).toLowerCase()} exports from ${namesOf(s.who)}${s.to.length ? " to " + namesOf(s.to) : ""}`;
}

export type Period = { period: string; price_usd_per_t: number | null; price_ratio: number | null; world_price_ratio: number | null; watch_price_ratio: number | null; wanted_t: number; served_t: number; stock_t: number };
export type ViewOf = {
  place: string; mineral: string; material: string; watch?: string; periods: Period[]; peak_price_ratio: number; peak_period: string; unmet_t: number; unmet_share: number; bites: string; stock_gone_in?: string; stock_days_at_start?: number;
  places: { id: string; wanted_t: number; unmet_t: number; unmet_share: number }[]; sales: { place: string; usd: number; baseline_usd: number }[];
  uses: { id: string; wanted_t: number; unmet_t: number; unmet_share: number }[];
};
export type Cost = { direct_value_added_usd: number; total_value_added_usd: number; price_transfer_usd: number; years: number; industries: { code: string; name: string; direct_usd: number; total_usd: number; why: string[] | null }[] };
export type Bar = { lever: string; name: string; low_value: number; high_value: number; low: Effect; high: Effect; basis: string; figure: string };
export type Effect = { peak_price_ratio: number; unmet_share: number; value_added_usd: number };
export type Answer = { summary: string[]; views: ViewOf[]; views_mild?: ViewOf[]; views_harsh?: ViewOf[]; cost?: Cost; cost_mild?: Cost; cost_harsh?: Cost; notes?: string[]; tornado?: Bar[]; stock_rule?: string; sources?: { id: string; title: string }[] };
export type Event = { id: string; event: string; minerals: string[]; imposer: string; start_date: string; control: string; observed_price_change_pct: number | null; predicted_price_change_pct: number | null; pass_rule: string; checks: { check: string; verdict: string }[] };
export type Record_ = { hits: number; misses: number; not_testable: number; results: Event[] };
