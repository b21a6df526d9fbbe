// Making SVG, and the arithmetic of axes.

type Attributes = Record<string, string | number | null | undefined | false>;
export type Mark = SVGElement | string | null | undefined | false;

// s makes an SVG element.
export function s<K extends keyof SVGElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Mark[]): SVGElementTagNameMap[K] {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value != null && value !== false) e.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  }
  e.append(...children.filter((c): c is SVGElement | string => c != null && c !== false));
  return e;
}

// canvas is the root of a drawing: its marks are sized in CSS pixels.
export function canvas(width: number, height: number, ...children: Mark[]): SVGSVGElement {
  return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "drawing" }, ...children);
}

// label is a text; classes say how it looks (see chart.css).
export function label(x: number, y: number, text: string, attributes: Attributes = {}): SVGTextElement {
  return s("text", { x, y, ...attributes }, text);
}

export type Scale = (value: number) => number;

export function linear([d0, d1]: [number, number], [r0, r1]: [number, number]): Scale {
  const k = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (v) => r0 + (v - d0) * k;
}

// log maps positive values; what is not positive has no place on it (NaN).
export function log([d0, d1]: [number, number], range: [number, number]): Scale {
  const at = linear([Math.log(d0), Math.log(d1)], range);
  return (v) => (v > 0 ? at(Math.log(v)) : NaN);
}

// ticks are about n round values from lo to hi.
export function ticks(lo: number, hi: number, n = 5): number[] {
  if (!(hi > lo)) return [lo];
  const raw = (hi - lo) / Math.max(1, n);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((m) => m * power >= raw * 0.999)! * power;
  const all: number[] = [];
  for (let i = Math.ceil(lo / step - 1e-9); i * step <= hi * (1 + 1e-9); i++) all.push(Number((i * step).toPrecision(12)));
  return all;
}

// logTicks are the powers of ten from lo to hi, with 2 and 5 between them when
// there are few.
export function logTicks(lo: number, hi: number): number[] {
  const all: number[] = [];
  const few = Math.log10(hi / lo) < 3;
  for (let p = Math.floor(Math.log10(lo)); p <= Math.ceil(Math.log10(hi)); p++) {
    for (const m of few ? [1, 2, 5] : [1]) {
      const v = Number((m * 10 ** p).toPrecision(3));
      if (v >= lo * 0.999 && v <= hi * 1.001) all.push(v);
    }
  }
  return all;
}

let ruler: CanvasRenderingContext2D | null = null;

// textWidth is how wide a text will be, in the font of the pages.
export function textWidth(text: string, size = 13, weight: number | string = 400): number {
  ruler ??= document.createElement("canvas").getContext("2d")!;
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

// fit shortens a text to a width.
export function fit(text: string, width: number, size = 13, weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text;
  let n = text.length;
  while (n > 1 && textWidth(text.slice(0, n) + "…", size, weight) > width) n--;
  return text.slice(0, n).trimEnd() + "…";
}

// fitEnds shortens a text in its middle, where there is room for both ends: long
// names often differ at their ends.
export function fitEnds(text: string, width: number, size = 13, weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text;
  if (width < 160) return fit(text, width, size, weight);
  let n = text.length - 1;
  const cut = () => text.slice(0, Math.ceil(n * 0.55)).trimEnd() + " … " + text.slice(text.length - Math.floor(n * 0.45)).trimStart();
  while (n > 2 && textWidth(cut(), size, weight) > width) n--;
  return cut();
}

// wrap breaks a text into lines between its words.
export function wrap(text: string, width: number, size = 13, weight = 400): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? line + " " + word : word;
    if (line && textWidth(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

let hatches = 0;

// hatch is the fill of what is unknown: never that of a small or a zero value.
export function hatch(): { defs: SVGDefsElement; fill: string } {
  const id = `hatch-${++hatches}`;
  const stripes = s("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("rect", { width: 6, height: 6, class: "hatch-ground" }), s("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch-line" }));
  return { defs: s("defs", {}, stripes), fill: `url(#${id})` };
}
