// Two shares of the same thing and what lies between them: what is seen at first
// (a ring), and what is behind it (a disc, with its bounds).
import { canvas, fit, label, linear, Mark, s, textWidth, ticks } from "./svg";

export type Pair = { label: string; first: number; behind: number; low?: number | null; high?: number | null; href?: string };

const row = 24;

export function dumbbell(list: Pair[], width: number, heads: { first: string; behind: string }): SVGSVGElement {
  const left = Math.min(Math.max(...list.map((p) => textWidth(p.label, 13)), 20) + 12, width * 0.36);
  const x = linear([0, 1], [left, width - 46]);
  const height = list.length * row + 46;
  const grid = ticks(0, 1, width < 420 ? 2 : 4).flatMap((v) => [
    s("line", { x1: x(v), x2: x(v), y1: 22, y2: height - 22, class: v === 0 ? "axis" : "grid" }),
    label(x(v), height - 6, `${Math.round(100 * v)}${v === 1 ? " %" : ""}`, { class: "tick middle" }),
  ]);
  return canvas(width, height, ...grid, ...named(list[0], x, width, heads), ...list.flatMap((p, i) => pair(p, 22 + i * row + row / 2, x, left)));
}

// named says on the first row what ring and disc are.
function named(p: Pair | undefined, x: (v: number) => number, width: number, heads: { first: string; behind: string }): Mark[] {
  if (!p) return [];
  const wide = textWidth(heads.behind, 12, 600), first = textWidth(heads.first, 12);
  const right = Math.min(Math.max(x(p.behind) + wide / 2, wide), width);
  const left = Math.min(Math.max(x(p.first) + first / 2, first), right - wide - 14);
  return [label(left, 14, heads.first, { class: "soft small end" }), label(right, 14, heads.behind, { class: "focus small end" })];
}

function pair(p: Pair, y: number, x: (v: number) => number, left: number): Mark[] {
  const name = label(left - 8, y + 4.5, fit(p.label, left - 10), { class: "end" });
  const bounds = p.low != null && p.high != null && p.high - p.low > 0.005 ? s("line", { x1: x(p.low), x2: x(p.high), y1: y, y2: y, class: "reach" }) : null;
  return [
    p.href ? s("a", { href: p.href, "aria-label": name.textContent }, name) : name,
    bounds,
    s("line", { x1: x(p.first), x2: x(p.behind), y1: y, y2: y, class: "between" }),
    s("circle", { cx: x(p.first), cy: y, r: 4.5, class: "ring" }),
    s("circle", { cx: x(p.behind), cy: y, r: 5.5, class: "focus" }),
    label(Math.max(x(p.behind), x(p.high ?? 0)) + 10, y + 4.5, `${Math.round(100 * p.behind)} %`, { class: "small" }),
  ];
}
