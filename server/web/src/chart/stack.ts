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
  return canvas(width, 20 + list.length * row + 4, unknown.defs, ...heads(list[0], left, width, unknown.fill), ...list.flatMap((w, i) => whole(w, 20 + i * row, left, room, unknown.fill)));
}

// heads name the parts, each behind a piece of its own kind, from left to right
// as they lie in the rows.
function heads(w: Whole | undefined, left: number, width: number, unknown: string): Mark[] {
  const wide = (w?.parts ?? []).reduce((n, p) => n + textWidth(p.name, 12) + 28, 0);
  let x = Math.max(0, Math.min(left, width - wide));
  return (w?.parts ?? []).flatMap((p) => {
    const at = x;
    x += textWidth(p.name, 12) + 28;
    return [s("rect", { x: at, y: 3, width: 10, height: 10, class: p.className, fill: p.className === "unknown" ? unknown : null }), label(at + 14, 12.5, p.name, { class: "soft small" })];
  });
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
