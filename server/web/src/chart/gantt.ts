// Projects under each other, by year: how likely it is that each works by then.
import type { Kind } from "./bars";
import { canvas, fit, label, linear, Mark, s, textWidth } from "./svg";

export type Task = { label: string; detail: string; kind: Kind; mark?: string; start: number; online: { year: number; part: number }[] };

const row = 38;

export function gantt(list: Task[], width: number, o: { from: number; to: number }): SVGSVGElement {
  const height = list.length * row + 28, x = linear([o.from, o.to], [2, width - 4]);
  const step = [1, 2, 5, 10].find((n) => ((width - 6) / (o.to - o.from)) * n > 46) ?? 20;
  const years: Mark[] = [];
  for (let y = Math.ceil(o.from / step) * step; y < o.to; y += step) {
    years.push(s("line", { x1: x(y), x2: x(y), y1: 0, y2: height - 22, class: "grid" }), label(x(y), height - 7, String(y), { class: y === o.from ? "tick" : "tick middle" }));
  }
  return canvas(width, height, ...years, ...list.flatMap((t, i) => task(t, i * row, x, width)));
}

function task(t: Task, y: number, x: (v: number) => number, width: number): Mark[] {
  const top = y + 21, high = 11, half = t.online.find((p) => p.part > 0.5);
  const ground = s("line", { x1: x(t.start), x2: x((t.online[t.online.length - 1]?.year ?? t.start) + 1), y1: top + high, y2: top + high, class: "axis" });
  const cells = t.online.filter((p) => p.part > 0).map((p) => s("rect", { x: x(p.year), y: top, width: x(p.year + 1) - x(p.year), height: high, class: t.kind, "fill-opacity": String(Math.round(100 * p.part) / 100) },
    s("title", {}, `${t.label}, start of ${p.year}: ${Math.round(100 * p.part)}% of its output to be expected`)));
  const at = Math.min(x(t.start), width * 0.5), name = (t.mark ? t.mark + ": " : "") + t.label, wide = textWidth(name, 13, 600);
  const detail = width - at - wide > 90 ? label(at + wide + 8, y + 16, fit(t.detail, width - at - wide - 10, 12), { class: "soft small halo" }) : null;
  return [...cells, ground, half ? label(x(half.year) + 2, top + 9, "▾", { class: "tiny halo" }) : null, label(at, y + 16, fit(name, (width - at) * 0.92), { class: "strong halo" }), detail];
}
