// What matters: how far a result moves when one input moves through its band.
import { canvas, fit, label, linear, Mark, s, textWidth, ticks } from "./svg";

export type Swing = { label: string; low: number; high: number; lowText: string; highText: string };

const row = 30;

export function tornado(list: Swing[], base: number, width: number, print: (v: number) => string, unit: string): SVGSVGElement {
  const left = Math.min(Math.max(...list.map((b) => textWidth(b.label, 13))) + 12, width * 0.42);
  const values = list.flatMap((b) => [b.low, b.high]).concat(base);
  const room = (on: (v: number) => boolean) => Math.max(8, ...list.map((b) => textWidth(on(b.low) && on(b.high) ? both(b) : on(b.low) ? b.lowText : on(b.high) ? b.highText : "", 12) + 8));
  const before = room((v) => v < base), after = room((v) => v > base);
  const x = linear([Math.min(...values), Math.max(...values)], [left + before, width - after]);
  const height = list.length * row + 46;
  const axis = ticks(Math.min(...values), Math.max(...values), width < 500 ? 2 : 4).flatMap((v) => [
    s("line", { x1: x(v), x2: x(v), y1: 20, y2: height - 24, class: "grid" }), label(x(v), height - 8, print(v), { class: "tick middle" })]);
  return canvas(width, height, label(0, 12, unit, { class: "soft small" }), ...axis, ...list.flatMap((b, i) => swing(b, base, 24 + i * row, x, left)),
    s("line", { x1: x(base), x2: x(base), y1: 20, y2: height - 24, class: "axis" }));
}

function swing(b: Swing, base: number, y: number, x: (v: number) => number, left: number): Mark[] {
  const part = (to: number, kind: string) => s("rect", { x: Math.min(x(base), x(to)), y: y + 4, width: Math.max(1, Math.abs(x(to) - x(base))), height: row - 10, class: kind });
  const end = (v: number, text: string) => label(v < base ? x(v) - 4 : x(v) + 4, y + row / 2 + 4, text, { class: "small soft" + (v < base ? " end" : "") });
  const name = label(left - 8, y + row / 2 + 4, fit(b.label, left - 10), { class: "end" });
  if ((b.low - base) * (b.high - base) > 0) { // both to one side: the ends would lie on each other
    const outer = Math.abs(b.low - base) > Math.abs(b.high - base) ? b.low : b.high;
    return [name, part(outer, outer === b.low ? "rest" : "focus"), part(outer === b.low ? b.high : b.low, outer === b.low ? "focus" : "rest"), end(outer, both(b))];
  }
  return [name, part(b.low, "rest"), part(b.high, "focus"), b.low === base ? null : end(b.low, b.lowText), b.high === base ? null : end(b.high, b.highText)];
}

function both(b: Swing): string {
  return `${b.lowText} to ${b.highText}`;
}
