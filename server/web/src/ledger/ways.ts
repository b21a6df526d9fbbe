// How a lot came and where it went: steps from left to right, bands as wide as
// the mass, hatched where nobody recorded whence or whither.
import { canvas, fit, hatch, label, Mark, s, textWidth } from "../chart/svg";

export type Node = { column: number; kg: number; lines: [string, string]; kind: "lot" | "step" | "open"; mark?: boolean; href?: string; title: string };
export type Band = { from: number; to: number; kg: number; title: string };

type Placed = Node & { y: number; h: number; in: number; out: number; through: boolean };
type Link = { a: Placed; b: Placed; kg: number; open: boolean; title: string };

const thick = 10;
const top = 30;

export function ways(nodes: Node[], bands: Band[], width: number, heads: string[]): SVGSVGElement {
  const first = Math.min(...nodes.map((n) => n.column)), columns = Math.max(...nodes.map((n) => n.column)) - first + 1;
  width = Math.max(width, columns * 118);
  const all: Placed[][] = Array.from({ length: columns }, () => []);
  const placed = nodes.map((n): Placed => ({ ...n, column: n.column - first, y: 0, h: 0, in: 0, out: 0, through: false }));
  for (const n of placed) all[n.column].push(n);
  const links = bands.flatMap((b) => linked(placed[b.from], placed[b.to], b, all));
  arrange(all, links);
  const space = all.map((c) => c.reduce((sum, n) => sum + room(n), 0)), mass = all.map((c) => c.reduce((sum, n) => sum + n.kg, 0));
  const height = Math.max(190, Math.max(...space) * 1.7);
  const scale = Math.min(...all.map((_, i) => (height - space[i]) / mass[i]));
  for (const c of all) place(c, height, scale);
  const x = (column: number) => (columns === 1 ? 0 : ((width - thick) * column) / (columns - 1));
  const unknown = hatch(), wide = columns === 1 ? width : width / (columns - 1) - thick - 12;
  const ribbons = [...links].sort((p, q) => p.a.y - q.a.y || p.b.y - q.b.y).map((l) => ribbon(l, x, scale, unknown.fill));
  const marks = all.flat().filter((n) => !n.through).flatMap((n) => nodeMarks(n, x(n.column), n.column === columns - 1 && columns > 1, wide, unknown.fill));
  return canvas(width, height + top + 14, unknown.defs, ...head(heads, -first, x, columns, width), ...ribbons, ...marks);
}

// linked are the pieces of a band, from column to column.
function linked(a: Placed, b: Placed, band: Band, all: Placed[][]): Link[] {
  const open = a.kind === "open" || b.kind === "open", links: Link[] = [];
  let last = a;
  for (let c = a.column + 1; c < b.column; c++) {
    const between: Placed = { column: c, kg: band.kg, lines: ["", ""], kind: "step", title: "", y: 0, h: 0, in: 0, out: 0, through: true };
    all[c].push(between);
    links.push({ a: last, b: between, kg: band.kg, open, title: band.title });
    last = between;
  }
  return [...links, { a: last, b, kg: band.kg, open, title: band.title }];
}

// arrange orders each column by where its bands come from and go to, so that few
// cross.
function arrange(all: Placed[][], links: Link[]) {
  const at = new Map<Placed, number>();
  const number = (c: Placed[]) => c.forEach((n, i) => at.set(n, (i + 0.5) / c.length));
  all.forEach(number);
  const sort = (c: Placed[], near: (n: Placed) => [Placed, number][]) => {
    const mean = new Map(c.map((n) => {
      const list = near(n), sum = list.reduce((t, [, kg]) => t + kg, 0);
      return [n, sum ? list.reduce((t, [m, kg]) => t + at.get(m)! * kg, 0) / sum : at.get(n)!];
    }));
    c.sort((p, q) => mean.get(p)! - mean.get(q)!);
    number(c);
  };
  for (let sweep = 0; sweep < 4; sweep++) {
    for (const c of all.slice(1)) sort(c, (n) => links.filter((l) => l.b === n).map((l) => [l.a, l.kg]));
    for (const c of all.slice(0, -1).reverse()) sort(c, (n) => links.filter((l) => l.a === n).map((l) => [l.b, l.kg]));
  }
}

// room is what a node takes beside its mass: two lines of text.
function room(n: Placed): number {
  return n.through ? 8 : 36;
}

function place(column: Placed[], height: number, scale: number) {
  let y = top + (height - column.reduce((sum, n) => sum + n.kg * scale + room(n), 0)) / 2;
  for (const n of column) {
    n.y = y + room(n) / 2;
    n.h = Math.max(1.5, n.kg * scale);
    y += n.kg * scale + room(n);
  }
}

function ribbon(l: Link, x: (c: number) => number, scale: number, unknown: string): Mark {
  const h = Math.max(1, l.kg * scale);
  const x0 = x(l.a.column) + (l.a.through ? thick / 2 : thick), x1 = x(l.b.column) + (l.b.through ? thick / 2 : 0);
  const y0 = l.a.y + l.a.out, y1 = l.b.y + l.b.in, m = (x0 + x1) / 2;
  l.a.out += l.kg * scale;
  l.b.in += l.kg * scale;
  const d = `M${x0},${y0}C${m},${y0} ${m},${y1} ${x1},${y1}V${y1 + h}C${m},${y1 + h} ${m},${y0 + h} ${x0},${y0 + h}Z`;
  return s("path", { d, class: "ribbon " + (l.open ? "unknown" : "rest"), fill: l.open ? unknown : null }, s("title", {}, l.title));
}

function nodeMarks(n: Placed, x: number, last: boolean, room: number, unknown: string): Mark[] {
  const bar = s("rect", { x, y: n.y, width: thick, height: n.h, class: n.kind === "open" ? "unknown" : n.kind === "lot" ? "focus" : "own", fill: n.kind === "open" ? unknown : null }, s("title", {}, n.title));
  const end = last ? " end" : "", at = last ? x - 6 : x + thick + 6, middle = n.y + n.h / 2;
  const name = (n.mark ? "⚠ " : "") + n.lines[0];
  const strong = label(at, middle - 1, fit(name, room, 13), { class: `halo strong${end}${n.kind === "lot" ? " focus" : ""}` });
  const soft = label(at, middle + 14, fit(n.lines[1], room, 12), { class: "halo soft small" + end });
  const name2 = n.href ? s("a", { href: n.href, class: "why", "aria-label": n.title }, strong) : strong;
  return [bar, name2, textWidth(n.lines[1], 12) > 0 ? soft : null];
}

// head says what the first column, the lot and the last column are.
function head([back, self, ahead]: string[], lot: number, x: (c: number) => number, columns: number, width: number): Mark[] {
  const marks: Mark[] = [];
  if (lot > 0) marks.push(label(0, 12, back, { class: "soft small" }));
  marks.push(label(lot === columns - 1 ? width : Math.max(0, x(lot)), 12, self, { class: "small focus" + (lot === columns - 1 && columns > 1 ? " end" : lot > 0 ? " middle" : "") }));
  if (lot < columns - 1) marks.push(label(width, 12, ahead, { class: "soft small end" }));
  return marks;
}
