// What the atlas holds: how old, from whom, how surely.
import { bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { stack } from "../chart/stack";
import { canvas, fit, label, linear, Mark, s, ticks } from "../chart/svg";
import { yearOf } from "../chart/timeline";
import { quantity } from "../format";

export type Held = { id: string; title: string; publisher: string; edition: string; published: string; years: string; licence: string; url: string; file: string; sha256: string; note: string; rows: number; tables: Record<string, number>; first_year: number; last_year: number };
export type TableHeld = { table: string; about: string; rows: number; basis: Record<string, number> };
export type Sources = { rows: number; sources: Held[]; tables: TableHeld[] };

export function publisherChart(x: Sources): HTMLElement {
  const rows = new Map<string, number>();
  for (const h of x.sources) rows.set(h.publisher, (rows.get(h.publisher) ?? 0) + h.rows);
  const list = [...rows].sort((a, b) => b[1] - a[1]);
  return frame({
    name: "publishers", title: "From whom are the figures?", subtitle: "Rows of the atlas by publisher",
    table: { columns: [{ name: "Publisher" }, { name: "Rows" }], rows: list },
    draw: (width) => bars(list.map(([publisher, n]) => ({ label: publisher, value: n, text: quantity(n) })), width, { print: quantity, unit: " rows" }),
  });
}

const known = ["reported", "estimated", "derived", "assumption", "withheld or unknown"];
const fills: Record<string, string> = { reported: "own", estimated: "rest deep", derived: "rest", assumption: "focus", "withheld or unknown": "unknown" };

function rowsOf(t: TableHeld, basis: string): number {
  return basis === "withheld or unknown" ? (t.basis.withheld ?? 0) + (t.basis.unknown ?? 0) : (t.basis[basis] ?? 0);
}

export function basisChart(x: Sources): HTMLElement {
  const list = x.tables.filter((t) => Object.keys(t.basis).length).sort((a, b) => b.rows - a.rows);
  const all = known.map((k) => ({ name: k, value: list.reduce((n, t) => n + rowsOf(t, k), 0), className: fills[k] }));
  const wholes = [{ label: "All figures", parts: all, text: quantity(all.reduce((n, p) => n + p.value, 0)) }, ...list.slice(0, 24).map((t) => ({ label: t.table.replaceAll("_", " "), parts: known.map((k) => ({ name: k, value: rowsOf(t, k), className: fills[k] })), text: quantity(t.rows) }))];
  return frame({
    name: "basis", title: "How surely are they known?", subtitle: "Share of each table’s rows that is reported, estimated, derived or assumed; hatched: withheld or unknown. At the right: rows", note: list.length > 24 ? `The ${list.length - 24} smallest tables are in the table below alone.` : undefined,
    table: { columns: [{ name: "Table" }, ...known.map((name) => ({ name })), { name: "Rows" }], rows: list.map((t) => [t.table, ...known.map((k) => rowsOf(t, k)), t.rows]) },
    draw: (width) => stack(wholes, width),
  });
}

// ageChart draws when each edition came out, and the years its figures are of.
export function ageChart(x: Sources): HTMLElement {
  const list = joined(x.sources.filter((h) => h.rows > 0 && (h.published || h.last_year))).sort((a, b) => yearOf(b.published || "0") - yearOf(a.published || "0") || b.rows - a.rows).slice(0, 40);
  return frame({
    name: "age", title: "How old are they?", subtitle: "Line: years that a source’s figures are of; dot: when it was published. Newest first",
    note: "Sources without a dot do not say when they were published.",
    table: { columns: [{ name: "Source" }, { name: "Published" }, { name: "First year" }, { name: "Last year" }, { name: "Rows" }], rows: x.sources.map((h) => [h.title, h.published, h.first_year || null, h.last_year || null, h.rows]) },
    draw: (width) => ages(list, width),
  });
}

// joined takes editions that share title and date as one.
function joined(list: Held[]): Held[] {
  const all = new Map<string, Held>();
  for (const h of list) {
    const key = h.title + h.published;
    const old = all.get(key);
    all.set(key, old ? { ...old, rows: old.rows + h.rows, first_year: Math.min(old.first_year || 9999, h.first_year || 9999) % 9999, last_year: Math.max(old.last_year, h.last_year) } : h);
  }
  return [...all.values()];
}

function ages(list: Held[], width: number): SVGSVGElement {
  const row = 20, left = Math.min(360, width * 0.45);
  const from = Math.max(1996, Math.min(...list.map((h) => h.first_year || 2100)));
  const to = new Date().getFullYear() + 1;
  const x = linear([from, to], [left, width - 12]);
  const height = list.length * row + 26;
  const years = ticks(from, to, width < 500 ? 2 : 7).filter(Number.isInteger).flatMap((v): Mark[] => [s("line", { x1: x(v), x2: x(v), y1: 0, y2: height - 22, class: "grid" }), label(x(v), height - 6, String(v), { class: "tick middle" })]);
  const marks = list.flatMap((h, i): Mark[] => {
    const y = i * row + row / 2;
    const first = Math.max(h.first_year, from);
    return [
      label(left - 8, y + 4, fit(`${h.title.replace("Mineral Commodity Summaries", width < 500 ? "MCS" : "Mineral Commodity Summaries")}${h.edition && !h.title.includes(h.edition) ? ", " + h.edition : ""}`, left - 10, 12), { class: "end small" }),
      h.last_year ? s("line", { x1: x(first), x2: Math.max(x(h.last_year + 1), x(first) + 2), y1: y, y2: y, class: "life" }) : null,
      h.published ? s("circle", { cx: x(yearOf(h.published)), cy: y, r: 4, class: "focus" }, s("title", {}, h.published)) : null,
    ];
  });
  return canvas(width, height, ...years, ...marks);
}
