// Measures over time: lines that carry their own names at the end. Where a
// value is missing the line has a gap.
import { canvas, fit, label, linear, log, logTicks, Mark, s, Scale, textWidth, ticks } from "./svg";
import type { Kind } from "./bars";

export type LinePoint = { x: number; y: number | null; low?: number | null; high?: number | null };
export type Line = { name: string; kind: Kind; points: LinePoint[]; dashed?: boolean; dots?: boolean };

export type Lines = {
  xTicks: number[];
  xPrint: (x: number) => string;
  yPrint: (y: number) => string;
  unit: string; // above the axis
  log?: boolean;
  max?: number;
  min?: number; // default 0, or the least with log
  height?: number;
};

const margin = { top: 26, bottom: 26 };

export function lines(list: Line[], width: number, o: Lines): SVGSVGElement {
  const height = o.height ?? Math.max(220, Math.min(340, width * 0.5));
  const values = list.flatMap((l) => l.points.flatMap((p) => [p.y, p.low, p.high])).filter((v): v is number => v != null && (!o.log || v > 0));
  const xs = list.flatMap((l) => l.points.map((p) => p.x));
  const hi = o.max ?? Math.max(...values, 1e-12);
  const lo = o.min ?? (o.log ? Math.min(...values) : 0);
  const at = o.log ? logTicks(lo, hi) : ticks(lo, hi, 4);
  const left = Math.max(...at.map((v) => textWidth(o.yPrint(v), 12))) + 10;
  const names = Math.min(Math.max(...list.map((l) => textWidth(l.name, 13, 600)), 0) + 12, width * 0.42);
  const x = linear([Math.min(...xs), Math.max(...xs)], [left, width - names]);
  const range: [number, number] = [height - margin.bottom, margin.top];
  const y = o.log ? log([lo, hi], range) : linear([lo, hi], range);
  const grid = at.flatMap((v) => [
    s("line", { x1: left, x2: width - names, y1: y(v), y2: y(v), class: !o.log && v === lo ? "axis" : "grid" }),
    label(left - 6, y(v) + 4, o.yPrint(v), { class: "tick end" }),
  ]);
  return canvas(width, height, label(0, 12, o.unit, { class: "soft small" }), ...grid, ...timeTicks(o, x, height),
    ...list.map((l) => band(l, x, y)), ...list.flatMap((l) => drawn(l, x, y)), ...endNames(list, x, y, width, names, range));
}

// timeTicks leaves out what would run into its neighbour.
function timeTicks(o: Lines, x: Scale, height: number): Mark[] {
  let end = -Infinity;
  return o.xTicks.flatMap((v) => {
    const wide = textWidth(o.xPrint(v), 12);
    if (x(v) - wide / 2 < end + 8) return [];
    end = x(v) + wide / 2;
    return [label(x(v), height - 8, o.xPrint(v), { class: "tick middle" })];
  });
}

function band(l: Line, x: Scale, y: Scale): Mark {
  const known = l.points.filter((p) => p.low != null && p.high != null);
  if (known.length < 2 || known.every((p) => p.low === p.high)) return null;
  const there = known.map((p) => `${x(p.x)},${y(p.high!)}`).join("L");
  const back = [...known].reverse().map((p) => `${x(p.x)},${y(p.low!)}`).join("L");
  return s("path", { d: `M${there}L${back}Z`, class: "band " + l.kind });
}

function drawn(l: Line, x: Scale, y: Scale): Mark[] {
  let d = "";
  let pen = false;
  for (const p of l.points) {
    const here = p.y == null || Number.isNaN(y(p.y)) ? null : `${x(p.x)},${y(p.y)}`;
    if (here) d += (pen ? "L" : "M") + here;
    pen = here != null;
  }
  const path = s("path", { d, class: "line " + l.kind, "stroke-dasharray": l.dashed ? "5 4" : null });
  const dots = l.points.filter((p, i) => p.y != null && (l.dots || (l.points[i - 1]?.y == null && l.points[i + 1]?.y == null)));
  return [path, ...dots.map((p) => s("circle", { cx: x(p.x), cy: y(p.y!), r: 2.5, class: l.kind }))];
}

// endNames puts the names beside the last points, apart from each other.
function endNames(list: Line[], x: Scale, y: Scale, width: number, room: number, range: [number, number]): Mark[] {
  const ends = list.flatMap((l) => {
    const last = [...l.points].reverse().find((p) => p.y != null && !Number.isNaN(y(p.y)));
    return last ? [{ l, x: x(last.x), y: y(last.y!) }] : [];
  });
  ends.sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + 15);
  for (let i = ends.length - 1, floor = range[0] + 6; i >= 0; i--, floor = ends[i + 1].y - 15) ends[i].y = Math.min(ends[i].y, floor);
  return ends.map((e) => label(width - room + 6, e.y + 4.5, fit(e.l.name, room - 6), { class: e.l.kind === "focus" ? "focus" : e.l.kind === "own" ? "strong" : "soft" }));
}
