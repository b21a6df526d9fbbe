// What was published over the years: output, prices, stocks; controls in force;
// projects; uses.
import { bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { Line, lines } from "../chart/lines";
import { Lane, timeline, yearOf } from "../chart/timeline";
import type { Table } from "../chart/table";
import { el } from "../dom";
import { quantity } from "../format";
import { name } from "../names";
import { whyAddress } from "../why";
import { Control, plainForm, Point, Record_, Series, Sight, Site } from "./model";

export function historyCharts(r: Record_, sight: Sight): HTMLElement[] {
  return [...productionCharts(r, sight), ...seriesChart(r, r.prices, "prices", "What has it cost?", "Published prices"), ...seriesChart(r, r.stocks, "stocks", "How much lies in store?", "Published stocks at the end of the year"), ...useChart(r)];
}

const stageTitles: Record<string, string> = { mine: "Who has mined it?", refinery: "Who has refined it?", smelter: "Who has smelted it?", intermediate: "Who has made the intermediate?", "": "Who has made it?" };

// productionCharts draws, for each stage, the statistic with most figures: other
// editions word it otherwise and are not mixed in.
function productionCharts(r: Record_, sight: Sight): HTMLElement[] {
  const stages = [...new Set(r.production.map((s) => s.stage))];
  const best = stages.map((stage) => fullest(r.production.filter((s) => s.stage === stage))).filter((g) => g.length > 1 && g.some((s) => s.points.length > 2));
  return best.slice(0, 3).map((group) => {
    const places = group.filter((s) => s.place !== "WLD" && s.place !== "OTH").sort((a, b) => lastValue(b) - lastValue(a));
    const top = places.filter((s, i) => i < 5 || sight.kind(s.place) !== "rest").filter((s) => lastValue(s) > 0.02 * lastValue(places[0]) || sight.kind(s.place) !== "rest");
    const list = top.map((s) => line(s, name(s.place), sight.kind(s.place)));
    const world = group.find((s) => s.place === "WLD");
    const beside = world && places.length > 0 && lastValue(world) < 2.5 * lastValue(places[0]); // else it would press all others to the floor
    if (beside) list.unshift({ ...line(world, "World", "rest"), dashed: true });
    const what = [group[0].stage, group[0].form, group[0].detail].filter(Boolean).join(", ");
    return frame({
      name: `${r.mineral}-output-${group[0].stage || "all"}-years`, title: stageTitles[group[0].stage] ?? `Who has made it (${group[0].stage})?`,
      subtitle: `Output a year (${what}), ${group[0].unit}${world && !beside ? `; the world’s last is ${quantity(lastValue(world))}` : ""}`, note: gapNote(group), table: seriesTable(group, true),
      draw: (width) => lines(list, width, { ...axis(list), unit: group[0].unit, yPrint: quantity }),
    });
  });
}

function fullest(list: Series[]): Series[] {
  const groups = new Map<string, Series[]>();
  for (const s of list) {
    const key = [s.form, s.detail, s.unit].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), s]);
  }
  const size = (g: Series[]) => g.reduce((n, s) => n + s.points.filter((p) => p.value != null).length, 0);
  return [...groups.values()].sort((a, b) => size(b) - size(a))[0] ?? [];
}

function lastValue(s: Series): number {
  return [...s.points].reverse().find((p) => p.value != null)?.value ?? 0;
}

function line(s: Series, named: string, kind: Line["kind"]): Line {
  return { name: named, kind, dots: s.points.length < 40, points: s.points.map((p) => ({ x: yearOf(p.time), y: p.value, low: p.low, high: p.high })) };
}

function axis(list: Line[]): { xTicks: number[]; xPrint: (x: number) => string } {
  const xs = list.flatMap((l) => l.points.map((p) => p.x));
  const [from, to] = [Math.ceil(Math.min(...xs)), Math.floor(Math.max(...xs))];
  return { xTicks: Array.from({ length: to - from + 1 }, (_, i) => from + i), xPrint: String };
}

function gapNote(group: Series[]): string | undefined {
  const missing = group.filter((s) => s.points.some((p) => p.value == null)).map((s) => (s.place === "OTH" ? "other countries" : name(s.place)));
  return missing.length ? `Withheld or not published in some years, and left out of the lines: ${[...new Set(missing)].join(", ")}.` : undefined;
}

function seriesTable(group: Series[], places: boolean): Table {
  const point = (s: Series, p: Point) => [places ? name(s.place) : plainForm(s), p.time, p.value, p.low, p.high, s.unit, p.basis, p.figure];
  return { columns: [{ name: places ? "Place" : "Series" }, { name: "Time" }, { name: "Value" }, { name: "Low" }, { name: "High" }, { name: "Unit" }, { name: "Basis" }, { name: "Figure" }], rows: group.flatMap((s) => s.points.map((p) => point(s, p))) };
}

// seriesChart draws the series that share the unit most of them have; series in
// other units stand in charts of their own.
function seriesChart(r: Record_, all: Series[], slug: string, title: string, subtitle: string): HTMLElement[] {
  const units = [...new Set(all.map((s) => s.unit))].map((unit) => all.filter((s) => s.unit === unit && s.points.some((p) => p.value != null)));
  return units.filter((g) => g.length > 0).sort((a, b) => b.length - a.length).slice(0, 2).map((group, i) => {
    if (group.every((s) => s.points.length === 1)) return onceChart(r, group, slug, i, title, subtitle);
    const newest = [...group].sort((a, b) => (a.points[a.points.length - 1].time < b.points[b.points.length - 1].time ? 1 : -1) || b.points.length - a.points.length).slice(0, 5);
    const list = newest.map((s, k) => line(s, plainForm(s), k === 0 ? "own" : "rest"));
    return frame({
      name: `${r.mineral}-${slug}${i ? "-" + (i + 1) : ""}`, title: i ? `${title.slice(0, -1)} (${group[0].unit})?` : title, subtitle: `${subtitle}, ${group[0].unit}`,
      note: group.length > newest.length ? `${group.length - newest.length} older series are in the table. Forms, purities and places of delivery are kept apart.` : "Forms, purities and places of delivery are kept apart.",
      table: seriesTable(group, false), draw: (width) => lines(list, width, { ...axis(list), unit: group[0].unit, yPrint: quantity }),
    });
  });
}

// onceChart draws what was published of one year only.
function onceChart(r: Record_, group: Series[], slug: string, i: number, title: string, subtitle: string): HTMLElement {
  const unit = group[0].unit, years = [...new Set(group.map((s) => s.points[0].time))].sort();
  const list = [...group].sort((a, b) => b.points[0].value! - a.points[0].value!).map((s) => ({ label: plainForm(s), value: s.points[0].value, low: s.points[0].low, high: s.points[0].high, href: whyAddress(s.points[0].figure) }));
  return frame({
    name: `${r.mineral}-${slug}${i ? "-" + (i + 1) : ""}`, interactive: true, title: i ? `${title.slice(0, -1)} (${unit})?` : title, subtitle: `${subtitle}, ${unit}, ${years.join(", ")}; of no other year`,
    table: seriesTable(group, false), draw: (width) => bars(list, width, { print: quantity, unit: " " + unit }),
  });
}

export function controlChart(r: Record_, sight: Sight): HTMLElement | null {
  if (!r.controls.length) return null;
  const to = new Date().getFullYear() + 2;
  const from = Math.floor(Math.min(...r.controls.map((c) => yearOf(c.start)).filter((y) => y > 1990), to - 6));
  return frame({
    name: `${r.mineral}-controls`, interactive: true, title: "Which controls are in force?",
    subtitle: `Bans, licences, quotas and tariffs that name ${r.name.toLowerCase()} or its group. In colour: by who may cut supply; hatched: suspended; arrow: no end is set`,
    table: { columns: ["Id", "By", "Against", "Measure", "From", "To", "Suspended from", "Suspended until", "Status", "Reference", "Cites"].map((n) => ({ name: n })),
      rows: r.controls.map((c) => [c.id, name(c.imposer), c.targets.map(name).join(" "), c.measure, c.start, c.end, c.suspended_from, c.suspended_until, c.status, c.legal_reference, c.cite]) },
    draw: (width) => timeline(r.controls.map((c) => controlLane(c, sight)), width, { from, to, now: yearOf(new Date().toISOString().slice(0, 10)) }),
  });
}

function controlLane(c: Control, sight: Sight): Lane {
  const suspended = c.suspended_from ? { from: yearOf(c.suspended_from), to: c.suspended_until ? yearOf(c.suspended_until) : null } : null;
  const against = c.targets.includes("ALL") ? "all" : c.targets.map(name).join(", ");
  return {
    label: `${name(c.imposer)}: ${c.measure}`, detail: `against ${against}, ${c.status.replaceAll("_", " ")} (${c.id})`,
    spans: [{ from: yearOf(c.start), to: c.end ? yearOf(c.end) : null, kind: sight.kind(c.imposer) === "focus" ? "focus" : "rest", suspended, title: `${c.start} to ${c.end || "no end"}; ${c.status}` }],
  };
}

const ahead = ["operating", "construction", "permitted", "feasibility", "announced", "idle", "closed"];

export function siteTable(r: Record_, sight: Sight): HTMLElement | null {
  if (!r.sites.length) return null;
  const order = (s: Site) => (ahead.includes(s.status) ? ahead.indexOf(s.status) : ahead.length);
  const list = [...r.sites].sort((a, b) => order(a) - order(b) || (b.capacity_t_per_y ?? 0) - (a.capacity_t_per_y ?? 0) || a.name.localeCompare(b.name));
  const link = (s: Site) => (/^https?:\/\/\S+$/.test(s.cite) ? el("a", { href: s.cite, rel: "noreferrer external" }, s.name) : s.name);
  return el("section", { class: "chart" }, el("h2", {}, "What runs, and what is being built?"), el("p", { class: "subtitle" }, "Projects and plants that the atlas knows, with the tonnes they are to make a year; – is not known"),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Projects and plants" }, el("table", {}, el("thead", {}, el("tr", {}, ...["Site", "Place", "Owner", "Stage", "Status"].map((h) => el("th", { scope: "col" }, h)), el("th", { scope: "col", class: "number" }, "Capacity", el("small", {}, "t a year")), el("th", { scope: "col" }, "of"))),
      el("tbody", {}, ...list.map((s) => el("tr", { class: sight.kind(s.place) === "own" ? "own-row" : "" }, el("td", {}, link(s)), el("td", {}, name(s.place)), el("td", {}, name(s.owner)), el("td", {}, s.stage), el("td", {}, s.status), el("td", { class: "number" }, quantity(s.capacity_t_per_y)), el("td", {}, s.capacity_t_per_y == null ? "" : s.capacity_of)))))));
}

// useChart draws the uses of the United States, or of the region that tells them.
function useChart(r: Record_): HTMLElement[] {
  const regions = [...new Set(r.uses.map((u) => u.region))];
  const pick = regions.includes("US") ? "US" : regions.includes("USA") ? "USA" : regions[0];
  const year = Math.max(...r.uses.filter((u) => u.region === pick).map((u) => u.year));
  const list = r.uses.filter((u) => u.region === pick && u.year === year && u.share_pct != null).sort((a, b) => b.share_pct! - a.share_pct!).slice(0, 10);
  if (!list.length) return [];
  return [frame({
    name: `${r.mineral}-uses`, title: "What is it used for?", subtitle: `% of use, ${name(pick)}${year ? ", " + year : ""}`,
    table: { columns: [{ name: "Region" }, { name: "Use" }, { name: "Year" }, { name: "Share", unit: "%" }, { name: "Figure" }], rows: r.uses.map((u) => [u.region, u.use, String(u.year || ""), u.share_pct, u.figure]) },
    draw: (width) => bars(list.map((u) => ({ label: u.use, value: u.share_pct!, text: `${quantity(u.share_pct!)} %` })), width, { print: quantity, unit: " %" }),
  })];
}
