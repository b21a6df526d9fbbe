// Bars of one measure, with bounds: a bar is what is likeliest, the line over
// it what is possible. What nobody knows is hatched.
import { canvas, fitEnds, hatch, label, linear, Mark, s, textWidth, ticks } from "./svg";

export type Kind = "rest" | "own" | "focus" | "unknown";

export type Bar = {
  label: string;
  value: number | null;
  low?: number | null;
  high?: number | null;
  kind?: Kind;
  text?: string; // beside the bar, in place of the value
  href?: string; // where the value is explained
};

export type Bars = {
  unit?: string; // after the numbers of the axis, such as " %"
  print: (value: number) => string;
  max?: number; // the end of the axis; default: the largest bound
};

const row = 26;
const thick = 16;

export function bars(list: Bar[], width: number, o: Bars): SVGSVGElement {
  const size = 13;
  const left = Math.min(Math.max(...list.map((b) => textWidth(b.label, size, 600)), 20) + 10, width * 0.4);
  const right = Math.max(...list.map((b) => textWidth(valueText(b, o), size, 600)), 20) + 14;
  const end = o.max ?? Math.max(...list.map((b) => Math.max(b.value ?? 0, b.high ?? 0)), 1e-12);
  const x = linear([0, end], [left, Math.max(left + 40, width - right)]);
  const height = list.length * row + 26;
  const unknown = hatch();
  const marks = list.flatMap((b, i) => oneBar(b, i * row + row / 2, x, left, unknown.fill, o));
  return canvas(width, height, unknown.defs, ...axis(x, end, height, o, width), ...marks);
}

function axis(x: (v: number) => number, end: number, height: number, o: Bars, width: number): Mark[] {
  const at = ticks(0, end, width < 420 ? 2 : 4);
  return at.flatMap((v, i) => [
    s("line", { x1: x(v), x2: x(v), y1: 0, y2: height - 22, class: v === 0 ? "axis" : "grid" }),
    label(x(v), height - 6, o.print(v) + (i === at.length - 1 ? (o.unit ?? "") : ""), { class: "tick middle" }),
  ]);
}

function oneBar(b: Bar, y: number, x: (v: number) => number, left: number, unknown: string, o: Bars): Mark[] {
  const kind = b.kind ?? "rest";
  const strong = kind === "own" || kind === "focus" ? (kind === "focus" ? " focus" : " strong") : "";
  const name = label(left - 8, y + 4.5, fitEnds(b.label, left - 10, 13, strong ? 600 : 400), { class: "end" + strong });
  const at = Math.max(x(b.value ?? 0), x(0));
  const fill: Record<string, string> = kind === "unknown" ? { fill: unknown, class: "unknown" } : { class: kind };
  const bar = b.value == null ? null : s("rect", { x: x(0), y: y - thick / 2, width: Math.max(at - x(0), b.value > 0 ? 1 : 0), height: thick, ...fill });
  const reach = b.high != null ? Math.max(at, x(b.high)) : at;
  const text = label(reach + 6, y + 4.5, valueText(b, o), { class: "value" + strong });
  return [name, bar, ...range(b, y, x), b.href ? linked(b, text) : text];
}

function valueText(b: Bar, o: Bars): string {
  return b.text ?? (b.value == null ? "not known" : o.print(b.value));
}

function range(b: Bar, y: number, x: (v: number) => number): Mark[] {
  if (b.low == null || b.high == null || b.high - b.low < 1e-9) return [];
  const cap = (v: number) => s("line", { x1: x(v), x2: x(v), y1: y - 4, y2: y + 4, class: "range" });
  return [s("line", { x1: x(b.low), x2: x(b.high), y1: y, y2: y, class: "range" }), cap(b.low), cap(b.high)];
}

function linked(b: Bar, text: SVGTextElement): SVGAElement {
  return s("a", { href: b.href!, class: "why", "aria-label": `${b.label}: ${text.textContent}. Where is this from?` }, text);
}
