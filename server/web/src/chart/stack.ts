// Parts of a whole, a row for each whole: what is known best first, what is not
// known hatched at the end.
import { canvas, fit, hatch, label, Mark, s, textWidth } from "./svg";

export type Part = { name: string; value: number; className: string }; // unknown: hatched
export type Whole = { label: string; parts: Part[]; text?: string };

const row = 24;

export function stack(list: Whole[], width: number): SVGSVGElement {
  const left = Math.min(Math.max(...list.map((w) => textWidth(w.label, 13))) + 12, width * 0.4);
  const right = Math.max(0, ...list.map((w) => textWidth(w.text ?? "", 12))) + 10;
  const room = width - left - right;
  const unknown = hatch();
  const named = heads(list[0]?.parts ?? [], left, width, unknown.fill);
  const top = named.lines * 18 + 2;
  return canvas(width, top + list.length * row + 4, unknown.defs, ...named.marks, ...list.flatMap((w, i) => whole(w, top + i * row, left, room, unknown.fill)));
}

// heads name the parts, each behind a piece of its own kind, in the order in
// which they lie in the rows, and in as many lines as they need.
function heads(parts: Part[], left: number, width: number, unknown: string): { marks: Mark[]; lines: number } {
  const wide = parts.reduce((n, p) => n + textWidth(p.name, 12) + 28, 0);
  const start = Math.max(0, Math.min(left, width - wide));
  let [x, lines] = [start, 1];
  const marks = parts.flatMap((p): Mark[] => {
    const long = textWidth(p.name, 12) + 28;
    if (x + long - 14 > width) [x, lines] = [start, lines + 1];
    const at = x, y = (lines - 1) * 18;
    x += long;
    return [s("rect", { x: at, y: y + 3, width: 10, height: 10, class: p.className, fill: p.className === "unknown" ? unknown : null }), label(at + 14, y + 12.5, p.name, { class: "soft small" })];
  });
  return { marks, lines };
}

function whole(w: Whole, y: number, left: number, room: number, unknown: string): Mark[] {
  const total = w.parts.reduce((n, p) => n + p.value, 0) || 1;
  let x = left;
  const parts = w.parts.flatMap((p) => {
    if (!p.value) return [];
    const wide = (room * p.value) / total;
    const rect = s("rect", { x, y: y + 3, width: Math.max(1, wide), height: row - 8, class: p.className, fill: p.className === "unknown" ? unknown : null }, s("title", {}, `${p.name}: ${p.value}`));
    x += wide;
    return [rect];
  });
  return [label(left - 8, y + 15.5, fit(w.label, left - 10), { class: "end" }), ...parts, label(left + room + 8, y + 15.5, w.text ?? "", { class: "soft small" })];
}
