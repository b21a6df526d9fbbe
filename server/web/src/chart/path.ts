// A path that can be drawn: how much passes, month by month. Points are dragged
// with the pointer, or moved with the arrow keys; Delete takes one away.
import { canvas, label, linear, s, ticks } from "./svg";

export type Point = { month: number; share: number };
export type PathEditor = { node: HTMLElement; set(path: Point[], months: number): void };

const margin = { left: 54, right: 14, top: 14, bottom: 24 };
const height = 132;

// pathEditor calls changed with the whole path, in order, whenever it changes.
export function pathEditor(start: Point[], months: number, changed: (path: Point[]) => void): PathEditor {
  const node = document.createElement("div");
  node.className = "path-editor";
  let path = start, until = months, width = 0;
  const redraw = (focus?: number) => {
    if (width < 80) return;
    node.replaceChildren(drawing(path, until, width, (next, at) => { path = next; changed(path); redraw(at); }));
    if (focus != null) node.querySelectorAll<SVGElement>("[role=slider]")[focus]?.focus();
  };
  new ResizeObserver(() => {
    const now = Math.floor(node.clientWidth);
    if (now !== width) { width = now; redraw(); }
  }).observe(node);
  return { node, set: (next, m) => { path = next; until = m; redraw(); } };
}

type Change = (path: Point[], focus?: number) => void;

function drawing(path: Point[], until: number, width: number, change: Change): SVGSVGElement {
  const x = linear([0, until], [margin.left, width - margin.right]);
  const y = linear([0, 1], [height - margin.bottom, margin.top]);
  const shown = path.filter((p) => p.month <= until);
  const line = [...shown.map((p) => `${x(p.month)},${y(p.share)}`), `${x(until)},${y(shown[shown.length - 1]?.share ?? 1)}`].join("L");
  const root = canvas(width, height,
    ...ticks(0, 1, 2).flatMap((v) => [s("line", { x1: margin.left, x2: width - margin.right, y1: y(v), y2: y(v), class: v === 0 ? "axis" : "grid" }), label(margin.left - 14, y(v) + 4, `${Math.round(v * 100)}%`, { class: "tick end" })]),
    ...ticks(0, until, Math.min(6, until)).filter(Number.isInteger).map((m) => label(x(m), height - 6, m === 0 ? "start" : width < 480 ? String(m) : `month ${m}`, { class: "tick middle" })),
    s("path", { d: `M${line}L${x(until)},${y(0)}L${x(0)},${y(0)}Z`, class: "band focus" }), s("path", { d: `M${line}`, class: "line focus" }));
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "How much passes, by month: a handle for each point");
  root.addEventListener("dblclick", (e) => add(root, e, path, until, x, y, change));
  shown.forEach((_, i) => root.append(handle(root, path, i, until, x, y, change)));
  return root;
}

function handle(root: SVGSVGElement, path: Point[], i: number, until: number, x: (m: number) => number, y: (v: number) => number, change: Change): SVGElement {
  const p = path[i];
  const words = `${Math.round(p.share * 100)}% passes in month ${p.month}`;
  const h = s("circle", { cx: x(p.month), cy: y(p.share), r: 9, class: "handle", tabindex: 0, role: "slider", "aria-label": `Point ${i + 1} of ${path.length}`, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(p.share * 100), "aria-valuetext": words, "aria-orientation": "vertical" }, s("title", {}, words));
  h.addEventListener("keydown", (e) => key(e, path, i, until, change));
  h.addEventListener("pointerdown", (e) => drag(e, root, h, path, i, until, x, y, change));
  return h;
}

function key(e: KeyboardEvent, path: Point[], i: number, until: number, change: Change) {
  const p = path[i], step = e.shiftKey ? 0.01 : 0.05;
  const moves: Record<string, Partial<Point>> = { ArrowUp: { share: p.share + step }, ArrowDown: { share: p.share - step }, PageUp: { share: p.share + 0.2 }, PageDown: { share: p.share - 0.2 }, ArrowLeft: { month: p.month - 1 }, ArrowRight: { month: p.month + 1 }, Home: { share: 0 }, End: { share: 1 } };
  if (e.key === "Delete" || e.key === "Backspace") {
    e.preventDefault();
    if (path.length > 1 && i > 0) change(path.filter((_, k) => k !== i), i - 1);
  } else if (moves[e.key]) {
    e.preventDefault();
    change(moved(path, i, moves[e.key], until), i);
  }
}

// moved keeps points in order, a month apart, the first at the start.
function moved(path: Point[], i: number, to: Partial<Point>, until: number): Point[] {
  const low = i === 0 ? 0 : path[i - 1].month + 1, high = i === 0 ? 0 : i + 1 < path.length ? path[i + 1].month - 1 : until;
  const p = { month: Math.min(high, Math.max(low, Math.round(to.month ?? path[i].month))), share: Math.round(100 * Math.min(1, Math.max(0, to.share ?? path[i].share))) / 100 };
  return path.map((q, k) => (k === i ? p : q));
}

function drag(e: PointerEvent, root: SVGSVGElement, h: SVGElement, path: Point[], i: number, until: number, x: (m: number) => number, y: (v: number) => number, change: Change) {
  e.preventDefault();
  (h as SVGCircleElement).focus();
  h.setPointerCapture(e.pointerId);
  let next = path;
  const move = (m: PointerEvent) => {
    next = moved(path, i, placeOf(root, m, until, x, y), until);
    h.setAttribute("cx", String(x(next[i].month)));
    h.setAttribute("cy", String(y(next[i].share)));
  };
  h.addEventListener("pointermove", move);
  const end = () => { h.removeEventListener("pointermove", move); change(next, i); };
  h.addEventListener("pointerup", end, { once: true });
  h.addEventListener("pointercancel", end, { once: true });
}

function placeOf(root: SVGSVGElement, e: MouseEvent, until: number, x: (m: number) => number, y: (v: number) => number): Point {
  const box = root.getBoundingClientRect();
  const back = (at: number, f: (v: number) => number, end: number) => ((at - f(0)) / (f(end) - f(0))) * end;
  return { month: Math.round(back(e.clientX - box.left, x, until)), share: back(e.clientY - box.top, y, 1) };
}

function add(root: SVGSVGElement, e: MouseEvent, path: Point[], until: number, x: (m: number) => number, y: (v: number) => number, change: Change) {
  const p = placeOf(root, e, until, x, y);
  if (p.month <= 0 || p.month > until || path.some((q) => q.month === p.month)) return;
  const next = [...path, { month: p.month, share: Math.round(20 * Math.min(1, Math.max(0, p.share))) / 20 }].sort((a, b) => a.month - b.month);
  change(next, next.findIndex((q) => q.month === p.month));
}
