// Spans of time under each other: what holds from when to when. What is open
// fades out at the end; what is suspended is hatched.
import { canvas, fit, hatch, label, linear, Mark, s, textWidth } from "./svg";
import type { Kind } from "./bars";

// Times are years with their fraction (yearOf).
export type Span = { from: number; to: number | null; kind: Kind; suspended?: { from: number; to: number | null } | null; title: string };
export type Lane = { label: string; detail?: string; spans: Span[]; href?: string };
export type Timeline = { from: number; to: number; now?: number };

const row = 40;

// yearOf is a date, a month or a year as a number of years; NaN for anything else.
export function yearOf(date: string): number {
  const [y, m, d] = date.split("-").map(Number);
  return y + (m ? (m - 1) / 12 : 0) + (d ? (d - 1) / 365 : 0);
}

export function timeline(lanes: Lane[], width: number, o: Timeline): SVGSVGElement {
  const height = lanes.length * row + 30;
  const x = linear([o.from, o.to], [2, width - 4]);
  const unknown = hatch();
  const step = [1, 2, 5, 10].find((n) => ((width - 6) / (o.to - o.from)) * n > 46) ?? 20;
  const years: Mark[] = [];
  for (let y = Math.ceil(o.from / step) * step; y <= o.to; y += step) {
    years.push(s("line", { x1: x(y), x2: x(y), y1: 0, y2: height - 22, class: "grid" }), label(x(y), height - 7, String(y), { class: "tick " + (x(y) > width - 20 ? "end" : "middle") }));
  }
  const now = o.now != null && o.now < o.to ? [s("line", { x1: x(o.now), x2: x(o.now), y1: 0, y2: height - 22, class: "axis", "stroke-dasharray": "2 3" })] : [];
  return canvas(width, height, unknown.defs, ...years, ...now, ...lanes.flatMap((l, i) => lane(l, i * row, x, width, o, unknown.fill)));
}

function lane(l: Lane, y: number, x: (v: number) => number, width: number, o: Timeline, unknown: string): Mark[] {
  const bars = l.spans.flatMap((span) => spanMarks(span, y + 24, x, o, unknown));
  const start = Math.max(2, Math.min(...l.spans.map((span) => x(Math.max(span.from, o.from)))));
  const wide = textWidth(l.label, 13, 600) + (l.detail ? 10 + textWidth(l.detail, 12) : 0);
  const at = Math.max(0, Math.min(start, width - wide));
  const strong = l.spans.some((span) => span.kind === "focus") ? "focus" : "strong";
  const name = label(at, y + 18, fit(l.label, width - at, 13, 600), { class: "halo " + strong });
  const after = at + textWidth(l.label, 13, 600) + 8;
  const detail = l.detail && width - after > 60 ? label(after, y + 18, fit(l.detail, width - after, 12), { class: "soft small halo" }) : null;
  return [...bars, l.href ? s("a", { href: l.href, class: "why", "aria-label": `${name.textContent}. Where is this from?` }, name) : name, detail];
}

function spanMarks(span: Span, y: number, x: (v: number) => number, o: Timeline, unknown: string): Mark[] {
  const bar = (from: number, to: number | null, className: string, fill?: string) => {
    const x0 = x(Math.max(from, o.from)), x1 = x(Math.min(to ?? o.to, o.to));
    return s("rect", { x: x0, y, width: Math.max(3, x1 - x0), height: 9, class: className, fill }, s("title", {}, span.title));
  };
  const open = span.to == null ? [s("path", { d: `M${x(o.to)},${y - 2}l6,6.5l-6,6.5z`, class: span.kind })] : [];
  return [bar(span.from, span.to, "span " + span.kind), ...open, ...(span.suspended ? [bar(span.suspended.from, span.suspended.to, "unknown", unknown)] : [])];
}
