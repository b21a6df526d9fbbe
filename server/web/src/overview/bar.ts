// The bar of a mineral: how much of its supply is really the lens's (bar), how
// much trade shows (ring), the bounds (line) and what no source names (hatched).
import { canvas, label, Mark, s, Scale, textWidth } from "../chart/svg";
import { between, share } from "../format";
import { behind, Mineral } from "./model";

const thick = 14;

// barMarks draws it about a line at y. x takes a share to a place.
export function barMarks(m: Mineral, x: Scale, y: number, hatched: string): Mark[] {
  const b = behind(m);
  const rect = (from: number, to: number, paint: Record<string, string>) => (to > from ? s("rect", { x: x(from), y: y - thick / 2, width: x(to) - x(from), height: thick, ...paint }) : null);
  return [
    rect(0, 1, { class: "track" }),
    rect(b.share, Math.min(1, b.share + m.unknown_origin_share), { fill: hatched, class: "unknown" }),
    rect(0, b.share, { class: "focus" }),
    ...bounds(b.low, b.high, x, y),
    s("circle", { cx: x(m.face_value_share), cy: y, r: 4.5, class: "face" }),
  ];
}

function bounds(low: number | null, high: number | null, x: Scale, y: number): Mark[] {
  if (low == null || high == null || high - low < 0.005) return [];
  const line = (className: string) => s("path", { d: `M${x(low)},${y}H${x(high)}M${x(low)},${y - 4}v8M${x(high)},${y - 4}v8`, class: className });
  return [line("bounds under"), line("bounds")];
}

// spoken is the bar in words.
export function spoken(m: Mineral): string {
  const b = behind(m);
  const within = b.low == null || b.high == null ? "" : `, between ${share(b.low)} and ${share(b.high)} %`;
  return `${share(m.dependence_share)} % ${m.processed.share >= m.mined.share ? "processed" : "mined"} there${within}; ${share(m.face_value_share)} % at face value; origin of ${share(m.unknown_origin_share)} % unknown`;
}

// keyBar is the bar of one mineral with its parts named: how to read the others.
// Names above and below take turns, and none lies on another.
export function keyBar(m: Mineral, width: number, hatched: string): SVGSVGElement {
  const x = (v: number) => 1 + v * (width - 2);
  const b = behind(m);
  const unknown = Math.min(m.unknown_origin_share, 1 - b.share);
  const named = (text: string, at: number, y: number, tick: [number, number], className = "") => {
    const half = textWidth(text, 12) / 2;
    return [s("path", { d: `M${x(at)},${tick[0]}V${tick[1]}`, class: "axis" }), label(Math.min(Math.max(x(at), half), width - half), y, text, { class: "small middle " + className })];
  };
  return canvas(width, 84,
    ...named(`really ${share(m.dependence_share)} %`, b.share, 11, [16, 33], "focus"),
    ...named(`at face value ${share(m.face_value_share)} %`, m.face_value_share, 28, [31, 33]),
    ...barMarks(m, x, 42, hatched),
    ...(b.low != null && b.high != null && b.high - b.low > 0.02 ? named(`between ${between(b.low, b.high)} %`, Math.min(b.low, 0.98), 64, [47, 53]) : []),
    ...(unknown >= 0.02 ? named(`origin unknown ${share(m.unknown_origin_share)} %`, b.share + unknown / 2, 80, [50, 69]) : []));
}
