// Shares of a whole as the publisher prints them, in columns that read downwards:
// a name, a bar, what was printed, and from whom. An interval is solid up to its
// lower end and hatched to its upper; what is unknown is not drawn.
import { canvas, fit, hatch, label, Mark, s, textWidth } from "./svg";

export type Published = { name: string; low: number | null; high: number | null; printed: string; inner?: number | null; beside: string; href: string };
export type Tier = { name: string; list: Published[] };

const row = 18;
const bar = 76;
const gap = 28;

export function reliance(tiers: Tier[], width: number): SVGSVGElement {
  const across = width > 1080 ? 3 : width > 680 ? 2 : 1;
  const lines: Line[] = tiers.filter((t) => t.list.length).flatMap((t) => [t, ...t.list]);
  const columns = split(lines, across);
  const wide = (width - gap * (across - 1)) / across;
  const unknown = hatch();
  const marks = columns.flatMap((column, c) => column.flatMap((line, i) => ("list" in line ? head(line, c * (wide + gap), i * row, wide) : one(line, c * (wide + gap), i * row, wide, unknown.fill))));
  return canvas(width, Math.max(...columns.map((c) => c.length)) * row + 6, unknown.defs, ...marks);
}

type Line = Tier | Published;

// split cuts the lines into columns of about the same length. No head stands
// last, and a tier that goes on has its head again.
function split(lines: Line[], across: number): Line[][] {
  const columns: Line[][] = [];
  let rest = [...lines];
  for (let c = across; c > 0; c--) {
    let n = Math.ceil(rest.length / c);
    if (n < rest.length && "list" in rest[n - 1]) n--;
    const column = rest.slice(0, n);
    const open = column.findLast((l): l is Tier => "list" in l);
    rest = rest.slice(n);
    if (open && rest.length && !("list" in rest[0])) rest.unshift({ name: open.name + ", continued", list: [] });
    columns.push(column);
  }
  return columns;
}

function head(t: Tier, x: number, y: number, wide: number): Mark[] {
  return [label(x, y + 14, t.name, { class: "strong" }), label(x + textWidth(t.name, 13, 600) + 8, y + 14, t.list.length ? String(t.list.length) : "", { class: "soft" }), s("line", { x1: x, x2: x + wide, y1: y + 18, y2: y + 18, class: "grid" })];
}

function one(p: Published, x: number, y: number, wide: number, unknown: string): Mark[] {
  const names = Math.min(118, wide * 0.34);
  const shown = fit(p.name, names);
  const from = x + names + 8;
  const at = (v: number) => from + (bar * v) / 100;
  const rect = (a: number, b: number, paint: Record<string, string>, high = 10) => (b > a ? s("rect", { x: at(a), y: y + 9 - high / 2 + (10 - high) / 2, width: at(b) - at(a), height: high, ...paint }) : null);
  const text = from + bar + 6;
  const room = x + wide - text - 34;
  return [
    s("a", { href: p.href, "aria-label": `${shown === p.name ? "" : shown + " "}${p.name}: ${p.printed}` }, label(x + names, y + 13, shown, { class: "end" })),
    p.low == null ? null : rect(0, 100, { class: "track" }),
    p.low != null && p.high != null ? rect(p.low, Math.min(100, p.high), { fill: unknown, class: "unknown" }) : null,
    p.low == null ? null : rect(0, p.low, { class: "rest deep" }),
    p.inner ? rect(0, 100 * p.inner, { class: "focus" }, 4) : null,
    label(p.low == null ? from : text, y + 13, p.printed, { class: p.low == null ? "soft small" : "small" }),
    p.low != null && room > 40 ? label(text + 34, y + 13, fit(p.beside, room, 12), { class: "soft small" }) : null,
  ];
}
