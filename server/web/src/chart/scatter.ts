// Things by two measures, both on scales of powers of ten or plain ones, with a
// third as area. Names stand beside the marks where there is room.
import { canvas, label, linear, log, logTicks, Mark, Scale, s, textWidth, ticks } from "./svg";
import type { Kind } from "./bars";

export type Dot = { x: number; y: number; size?: number; kind: Kind; label: string; title: string; href?: string; xLow?: number; xHigh?: number; yLow?: number; yHigh?: number };
export type Axis = { title: string; print: (v: number) => string; log?: boolean; min?: number; max?: number };

const margin = { top: 24, right: 16, bottom: 44, left: 58 };

export function scatter(dots: Dot[], width: number, xAxis: Axis, yAxis: Axis): SVGSVGElement {
  const height = Math.max(320, Math.min(520, width * 0.6));
  const x = scaleOf(xAxis, dots.flatMap((d) => [d.x]), [margin.left, width - margin.right]);
  const y = scaleOf(yAxis, dots.flatMap((d) => [d.y]), [height - margin.bottom, margin.top]);
  const largest = Math.max(...dots.map((d) => d.size ?? 0), 1e-12);
  const placed = [...dots].sort((a, b) => (b.size ?? 0) - (a.size ?? 0)).map((d) => ({ d, px: x.at(d.x), py: y.at(d.y), r: d.size == null ? 5 : Math.max(2.5, (width < 500 ? 9 : 15) * Math.sqrt(d.size / largest)) }));
  return canvas(width, height,
    ...x.ticks.flatMap((v) => [s("line", { x1: x.at(v), x2: x.at(v), y1: margin.top, y2: height - margin.bottom, class: "grid" }), label(x.at(v), height - margin.bottom + 16, xAxis.print(v), { class: "tick middle" })]),
    ...y.ticks.flatMap((v) => [s("line", { x1: margin.left, x2: width - margin.right, y1: y.at(v), y2: y.at(v), class: "grid" }), label(margin.left - 7, y.at(v) + 4, yAxis.print(v), { class: "tick end" })]),
    label(width - margin.right, height - 6, xAxis.title, { class: "soft small end" }), label(0, 12, yAxis.title, { class: "soft small" }),
    ...placed.flatMap(({ d }) => whiskers(d, x.at, y.at)), ...placed.map(mark), ...names(placed, width));
}

type Placed = { d: Dot; px: number; py: number; r: number };

function scaleOf(a: Axis, values: number[], range: [number, number]): { at: Scale; ticks: number[] } {
  const lo = a.min ?? Math.min(...values), hi = a.max ?? Math.max(...values);
  const clamp = (at: Scale): Scale => (v) => Math.min(Math.max(at(v), Math.min(...range)), Math.max(...range));
  if (a.log) {
    const d: [number, number] = [lo / 1.25, hi * 1.25];
    const all = logTicks(...d);
    return { at: clamp(log(d, range)), ticks: all };
  }
  return { at: clamp(linear([lo, hi * 1.03], range)), ticks: ticks(lo, hi * 1.03, 6) };
}

function whiskers(d: Dot, x: Scale, y: Scale): Mark[] {
  return [
    d.xLow != null && d.xHigh != null && s("line", { x1: x(d.xLow), x2: x(d.xHigh), y1: y(d.y), y2: y(d.y), class: "whisker" }),
    d.yLow != null && d.yHigh != null && s("line", { x1: x(d.x), x2: x(d.x), y1: y(d.yLow), y2: y(d.yHigh), class: "whisker" }),
  ];
}

function mark({ d, px, py, r }: Placed): Mark {
  const c = s("circle", { cx: px, cy: py, r, class: "dot " + d.kind }, s("title", {}, d.title));
  return d.href ? s("a", { href: d.href, "aria-label": d.title }, c) : c;
}

// names are put to the right or the left of a mark, the largest first, and left
// out where they would lie on another.
function names(list: Placed[], width: number): Mark[] {
  const taken = list.filter((p) => p.d.kind !== "rest").map(({ px, py, r }) => ({ x0: px - Math.min(r, 6), x1: px + Math.min(r, 6), y0: py - 5, y1: py + 5, own: true }));
  return list.map(({ d, px, py, r }) => {
    if (!d.label) return null;
    const wide = textWidth(d.label, 12);
    for (const x0 of [px + r + 3, px - r - 3 - wide]) {
      const box = { x0, x1: x0 + wide, y0: py - 6, y1: py + 6, own: false };
      if (x0 < margin.left || box.x1 > width || taken.some((t) => box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0)) continue;
      taken.push(box);
      return label(x0, py + 4, d.label, { class: "small halo" + (d.kind === "focus" ? " focus" : "") });
    }
    return null;
  });
}
