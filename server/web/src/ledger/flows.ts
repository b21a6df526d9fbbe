// A site's account by period: what came above the line, what went below it, and
// what lay there.
import { canvas, label, linear, Mark, s, ticks } from "../chart/svg";
import { quantity } from "../format";
import type { Account } from "./model";

export function flows(list: Account[], width: number): SVGSVGElement {
  const height = 320, bottom = 26, left = 8;
  const came = (a: Account) => a.mined.kg + a.made.kg + a.received.kg, went = (a: Account) => a.used.kg + a.sent.kg;
  const most = Math.max(...list.map((a) => Math.max(came(a), a.closing.kg, a.counted ? a.counted.kg + 2 * a.counted.sigma_kg : 0)), 1e-9), least = -Math.max(...list.map(went), 1e-9);
  const y = linear([least, most], [height - bottom, 28]), slot = (width - left - 8) / list.length, wide = Math.max(3, Math.min(42, slot * 0.62));
  const x = (i: number) => left + slot * (i + 0.5);
  const grid = ticks(least, most, 5).flatMap((v) => [s("line", { x1: 0, x2: width, y1: y(v), y2: y(v), class: v === 0 ? "axis" : "grid" }), label(0, y(v) - 3, v === 0 ? "" : `${quantity(Math.abs(v))}${v > 0 ? "" : " out"}`, { class: "tick halo" })]);
  const parts = list.flatMap((a, i) => [...pile(a, [["mined", "focus"], ["made", "focus"], ["received", "rest deep"]], 1, x(i), wide, y), ...pile(a, [["used", "rest deep"], ["sent", "rest"]], -1, x(i), wide, y)]);
  const line = s("path", { d: list.map((a, i) => `${i ? "L" : "M"}${x(i)},${y(a.closing.kg)}`).join(""), class: "line own" });
  const every = Math.ceil(50 / slot), year = list.every((a) => a.from.slice(5, 7) === "01");
  const names = list.flatMap((a, i) => (i % every === 0 ? [label(x(i), height - 7, year ? a.from.slice(0, 4) : a.from.slice(0, 7), { class: "tick middle" })] : []));
  return canvas(width, height, ...grid, ...parts, line, ...list.flatMap((a, i) => stock(a, x(i), y)), ...names, ...heads(width));
}

function pile(a: Account, keys: [keyof Account, string][], sign: number, x: number, wide: number, y: (v: number) => number): Mark[] {
  let sum = 0;
  return keys.flatMap(([key, kind]) => {
    const kg = (a[key] as { kg: number }).kg;
    if (kg <= 0) return [];
    const [from, to] = [y(sign * sum), y(sign * (sum + kg))];
    sum += kg;
    return [s("rect", { x: x - wide / 2, y: Math.min(from, to), width: wide, height: Math.max(1, Math.abs(to - from)), class: kind }, s("title", {}, `${key}: ${quantity(kg)} kg`))];
  });
}

// stock is what the ledger says, and over it what was counted.
function stock(a: Account, x: number, y: (v: number) => number): Mark[] {
  const dot = s("circle", { cx: x, cy: y(a.closing.kg), r: 3.5, class: "own" }, s("title", {}, `closing: ${quantity(a.closing.kg)} kg`));
  if (!a.counted) return [dot];
  const [low, high] = [a.counted.kg - 2 * a.counted.sigma_kg, a.counted.kg + 2 * a.counted.sigma_kg], odd = Math.abs(a.sigmas) >= 3;
  return [dot, s("line", { x1: x + 7, x2: x + 7, y1: y(low), y2: y(high), class: "range" }), s("circle", { cx: x + 7, cy: y(a.counted.kg), r: odd ? 6 : 4.5, class: odd ? "ring odd" : "ring" }, s("title", {}, `counted: ${quantity(a.counted.kg)} ± ${quantity(a.counted.sigma_kg)} kg, ${a.sigmas.toFixed(1)} standard uncertainties off`))];
}

function heads(width: number): Mark[] {
  const list: [string, string][] = width < 520 ? [["focus", "made"], ["rest deep", "moved in, used"], ["rest", "sent"], ["own", "lies there"]] : [["focus", "mined or made"], ["rest deep", "received; below, used"], ["rest", "sent"], ["own", "lies there"], ["ring", "counted"]];
  let x = 0;
  return list.flatMap(([kind, text]) => {
    const at = x;
    x += 20 + text.length * 6.3 + 12;
    const mark = kind === "own" || kind === "ring" ? s("circle", { cx: at + 5, cy: 8, r: 4, class: kind }) : s("rect", { x: at, y: 3, width: 10, height: 10, class: kind });
    return [mark, label(at + 15, 12.5, text, { class: "soft small" })];
  });
}
