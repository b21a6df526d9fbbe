// What more money buys: what all costs within each budget, and below it what each
// further dollar of a step saves. The budget is a handle on the line.
import { canvas, label, linear, Mark, s, Scale, textWidth, ticks } from "./svg";

export type FrontierPoint = { budget: number; cost: number };
export type Frontier = {
  points: FrontierPoint[]; // by budget, the first of none
  asked: number; // the budget of the plan shown
  at: number; // where the handle is
  top: number; // end of the axis
  print: (usd: number) => string;
};

const margin = { left: 62, right: 34, top: 30, bottom: 22 };
const curveHeight = 190, stepHeight = 54;

export type Drawn = { root: SVGSVGElement; x: Scale; budgetAt: (px: number) => number; handle: SVGElement };

export function frontier(f: Frontier, width: number): Drawn {
  const steps = f.points.length > 2, height = margin.top + curveHeight + (steps ? stepHeight + 34 : 0) + margin.bottom;
  const x = linear([0, f.top], [margin.left, width - margin.right]);
  const high = Math.max(...f.points.map((p) => p.cost)) * 1.02, y = linear([0, high], [margin.top + curveHeight, margin.top]);
  const known = f.points.filter((p) => p.budget <= f.top);
  const handle = s("circle", { cx: x(f.at), cy: y(costAt(known, f.at)), r: 9, class: "handle" });
  const root = canvas(width, height, label(0, 12, "What all costs, USD", { class: "soft small" }), ...axes(f, x, y, high, width),
    s("path", { d: "M" + known.map((p) => `${x(p.budget)},${y(p.cost)}`).join("L"), class: "line focus", "stroke-dasharray": steps ? null : "2 4" }),
    ...known.map((p) => s("circle", { cx: x(p.budget), cy: y(p.cost), r: 3.5, class: "focus" })), ...asked(f, x, width), ...(steps ? stepBars(f, known, x, width) : []), handle);
  return { root, x, budgetAt: (px) => Math.min(f.top, Math.max(0, ((px - x(0)) / (x(f.top) - x(0))) * f.top)), handle };
}

// costAt is on the line between two plans that were found.
export function costAt(points: FrontierPoint[], budget: number): number {
  const i = points.findIndex((p) => p.budget >= budget);
  if (i <= 0) return (i === 0 ? points[0] : points[points.length - 1]).cost;
  const [a, b] = [points[i - 1], points[i]];
  return a.cost + ((b.cost - a.cost) * (budget - a.budget)) / (b.budget - a.budget);
}

function axes(f: Frontier, x: Scale, y: Scale, high: number, width: number): Mark[] {
  return [...ticks(0, high, 4).flatMap((v) => [s("line", { x1: margin.left, x2: width - margin.right, y1: y(v), y2: y(v), class: v === 0 ? "axis" : "grid" }), label(margin.left - 8, y(v) + 4, f.print(v), { class: "tick end" })]),
    ...ticks(0, f.top, width < 480 ? 3 : 6).map((v) => label(x(v), margin.top + curveHeight + 17, v === 0 ? "no money" : f.print(v), { class: "tick middle" }))];
}

// asked marks the budget of the plan that is shown.
function asked(f: Frontier, x: Scale, width: number): Mark[] {
  const text = `asked: ${f.print(f.asked)} USD`, right = x(f.asked) + 6 + textWidth(text, 12) > width;
  return [s("line", { x1: x(f.asked), x2: x(f.asked), y1: margin.top - 10, y2: margin.top + curveHeight, class: "axis", "stroke-dasharray": "3 3" }),
    label(x(f.asked) + (right ? -6 : 6), margin.top - 2, text, { class: "small strong halo" + (right ? " end" : "") })];
}

// stepBars are what a dollar more saves from each plan to the next.
function stepBars(f: Frontier, list: FrontierPoint[], x: Scale, width: number): Mark[] {
  const saves = list.slice(1).map((p, i) => ({ from: list[i].budget, to: p.budget, each: Math.max(0, (list[i].cost - p.cost) / (p.budget - list[i].budget)) }));
  const top = margin.top + curveHeight + 48, y = linear([0, Math.max(...saves.map((v) => v.each), 1e-9)], [top + stepHeight, top + 14]);
  return [label(0, top - 6, "What each further dollar of a step saves, USD", { class: "soft small" }), s("line", { x1: margin.left, x2: width - margin.right, y1: y(0), y2: y(0), class: "axis" }),
    ...saves.flatMap((v) => [s("rect", { x: x(v.from) + 1, y: y(v.each), width: Math.max(1, x(v.to) - x(v.from) - 2), height: y(0) - y(v.each), class: v.from < f.at - 1 ? "focus" : "rest" }, s("title", {}, `from ${f.print(v.from)} to ${f.print(v.to)} USD: ${perDollar(v.each)} USD saved for each`)),
      label((x(v.from) + x(v.to)) / 2, y(v.each) - 4, perDollar(v.each), { class: "small middle" })])];
}

export function perDollar(v: number): string {
  return v === 0 ? "0" : v < 0.005 ? "<0.01" : v.toPrecision(v >= 100 ? 3 : 2);
}
