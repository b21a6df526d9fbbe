// What goes from whom to whom through several hands: columns of places, bands
// between them as wide as the tonnes.
import { canvas, fit, hatch, label, Mark, s, textWidth, wrap } from "./svg";
import type { Kind } from "./bars";

// A Flow is tonnes along one way through all columns: names of the nodes, one a
// column. Bands of the same nodes and kind are drawn as one.
export type Flow = { way: string[]; value: number; kind: Kind };

export type Sankey = {
  heads: string[]; // above the columns
  print: (value: number) => string;
  kindOf: (column: number, node: string) => Kind;
  href?: (column: number, node: string) => string | undefined;
};

type Node = { column: number; name: string; value: number; y: number; height: number; kind: Kind; in: number; out: number };
type Band = { from: Node; to: Node; value: number; kind: Kind };

const thick = 10;
const gap = 9;

export function sankey(flows: Flow[], width: number, o: Sankey): SVGSVGElement {
  const columns = layers(flows, o);
  const total = flows.reduce((sum, f) => sum + f.value, 0);
  const most = Math.max(...columns.map((c) => c.length));
  const height = Math.max(260, most * 24);
  const scale = (height - (most - 1) * gap) / total;
  const top = 30;
  for (const column of columns) place(column, height, scale, top);
  const x = (column: number) => ((width - thick) * column) / (columns.length - 1);
  const unknown = hatch();
  const bands = joined(flows, columns).map((b) => ribbon(b, x, scale, unknown.fill, o));
  const nodes = columns.flatMap((c) => c.flatMap((n) => nodeMarks(n, x(n.column), columns.length, width, unknown.fill, o)));
  return canvas(width, height + top + 4, unknown.defs, ...heads(o.heads, x, width), ...bands, ...nodes);
}

// layers finds the nodes of each column: the largest first, what is not known
// last.
function layers(flows: Flow[], o: Sankey): Node[][] {
  return o.heads.map((_, column) => {
    const sums = new Map<string, number>();
    for (const f of flows) sums.set(f.way[column], (sums.get(f.way[column]) ?? 0) + f.value);
    const nodes = [...sums].map(([name, value]): Node => ({ column, name, value, y: 0, height: 0, kind: o.kindOf(column, name), in: 0, out: 0 }));
    const last = (n: Node) => (n.kind === "unknown" ? 2 : n.name.startsWith("Others") ? 1 : 0);
    return nodes.sort((a, b) => last(a) - last(b) || b.value - a.value || (a.name < b.name ? -1 : 1));
  });
}

// place spreads a column over the height.
function place(column: Node[], height: number, scale: number, top: number) {
  const used = column.reduce((sum, n) => sum + n.value * scale, 0);
  const space = column.length > 1 ? Math.min(28, (height - used) / (column.length - 1)) : 0;
  let y = top + (height - used - space * (column.length - 1)) / 2;
  for (const n of column) {
    n.y = y;
    n.height = n.value * scale;
    y += n.height + space;
  }
}

// joined are the bands, in the order in which they leave and reach their nodes.
function joined(flows: Flow[], columns: Node[][]): Band[] {
  const bands = new Map<string, Band>();
  for (const f of flows) {
    for (let c = 0; c + 1 < columns.length; c++) {
      const key = [c, f.way[c], f.way[c + 1], f.kind].join("\n");
      const find = (column: number) => columns[column].find((n) => n.name === f.way[column])!;
      const band = bands.get(key) ?? { from: find(c), to: find(c + 1), value: 0, kind: f.kind };
      band.value += f.value;
      bands.set(key, band);
    }
  }
  const order: Record<Kind, number> = { focus: 0, own: 1, rest: 2, unknown: 3 };
  return [...bands.values()].sort((a, b) => a.from.column - b.from.column || a.from.y - b.from.y || a.to.y - b.to.y || order[a.kind] - order[b.kind]);
}

function ribbon(b: Band, x: (c: number) => number, scale: number, unknown: string, o: Sankey): Mark {
  const h = b.value * scale;
  const [x0, x1] = [x(b.from.column) + thick, x(b.to.column)];
  const [y0, y1] = [b.from.y + b.from.out, b.to.y + b.to.in];
  b.from.out += h;
  b.to.in += h;
  const m = (x0 + x1) / 2;
  const d = `M${x0},${y0}C${m},${y0} ${m},${y1} ${x1},${y1}V${y1 + h}C${m},${y1 + h} ${m},${y0 + h} ${x0},${y0 + h}Z`;
  const paint: Record<string, string> = b.kind === "unknown" ? { fill: unknown } : {};
  return s("path", { d, class: "ribbon " + b.kind, ...paint }, s("title", {}, `${b.from.name} → ${b.to.name}: ${o.print(b.value)}`));
}

function nodeMarks(n: Node, x: number, columns: number, width: number, unknown: string, o: Sankey): Mark[] {
  const paint: Record<string, string> = n.kind === "unknown" ? { fill: unknown, class: "unknown" } : { class: n.kind };
  const bar = s("rect", { x, y: n.y, width: thick, height: Math.max(1, n.height), ...paint }, s("title", {}, `${n.name}: ${o.print(n.value)}`));
  if (n.height < 9) return [bar];
  const last = n.column === columns - 1 || (n.column === 3 && columns === 5); // uses have long names: the country steps aside
  const strong = n.kind === "focus" ? " focus" : n.kind === "own" ? " strong" : "";
  const lines = named(n, width / (columns - 1) - thick - 12, o);
  const mark = lines.map((text, i) => label(last ? x - 5 : x + thick + 5, n.y + n.height / 2 + 4.5 + (i - (lines.length - 1) / 2) * 15, text, { class: "halo" + (last ? " end" : "") + strong }));
  const href = o.href?.(n.column, n.name);
  return [bar, ...(href ? [s("a", { href, class: "why", "aria-label": `${lines.join(" ")}. Where is this from?` }, ...mark)] : mark)];
}

// named is the node's name and value, in as many lines as it has room for; the
// name gives way before the value does.
function named(n: Node, room: number, o: Sankey): string[] {
  const lines = wrap(`${n.name} ${o.print(n.value)}`, room, 13, 600);
  if (lines.length <= Math.max(1, Math.floor(n.height / 15))) return lines;
  return [fit(n.name, room - textWidth(" " + o.print(n.value), 13, 600)) + " " + o.print(n.value)];
}

function heads(list: string[], x: (c: number) => number, width: number): Mark[] {
  const room = width / list.length - 6;
  return list.map((h, i) => {
    const where = i === 0 ? "" : i === list.length - 1 ? " end" : " middle";
    return label(i === 0 ? 0 : i === list.length - 1 ? width : x(i) + thick / 2, 12, fit(h, room, 12), { class: "soft small" + where });
  });
}
