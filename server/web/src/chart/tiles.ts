// Things in groups: a tile each, with its short name, and a bar at its foot for
// one share.
import { canvas, label, Mark, s } from "./svg";

export type Tile = { short: string; name: string; href: string; share?: number | null };
export type Group = { name: string; tiles: Tile[]; unknown?: boolean };

const side = 34;
const gap = 4;

export function tiles(groups: Group[], width: number): SVGSVGElement {
  const beside = width > 640 ? 170 : 0;
  const across = Math.max(1, Math.floor((width - beside + gap) / (side + gap)));
  const marks: Mark[] = [];
  let y = 0;
  for (const g of groups) {
    if (!g.tiles.length) continue;
    marks.push(label(0, y + 15, g.name, { class: "strong" }), label(beside ? 0 : width, y + (beside ? 31 : 15), String(g.tiles.length), { class: beside ? "soft" : "soft end" }));
    if (!beside) y += 22;
    g.tiles.forEach((t, i) => marks.push(tile(t, beside + (i % across) * (side + gap), y + Math.floor(i / across) * (side + gap), g.unknown)));
    y += Math.ceil(g.tiles.length / across) * (side + gap) + 12;
  }
  return canvas(width, y, ...marks);
}

function tile(t: Tile, x: number, y: number, unknown?: boolean): SVGGElement {
  const foot = t.share == null ? [] : [s("rect", { x, y: y + side - 6, width: side, height: 6, class: "foot" }), s("rect", { x, y: y + side - 6, width: side * t.share, height: 6, class: "focus" })];
  const link = s("a", { href: t.href, "aria-label": `${t.short}: ${t.name}` },
    s("rect", { x, y, width: side, height: side, class: unknown ? "tile hollow" : "tile" }), ...foot, label(x + side / 2, y + 19, t.short, { class: "middle strong " + (t.short.length > 3 ? "tiny" : "small") }));
  return s("g", {}, s("title", {}, t.name), link);
}
