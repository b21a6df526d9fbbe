// The world with marks and arcs on it.
import { geoEqualEarth, geoGraticule10, geoPath, GeoPermissibleObjects, GeoProjection } from "d3-geo";
import { feature } from "topojson-client";
import atlas from "world-atlas/countries-110m.json";
import places from "./places.json";
import { canvas, label, Mark, s, textWidth } from "./svg";
import type { Kind } from "./bars";

type Point = [number, number]; // longitude, latitude

// A Spot is a mark: its area is its size. A hollow one is of the second kind of
// thing, or of unknown size.
export type Spot = { at: Point; size: number | null; kind: Kind; hollow?: boolean; label?: string; title: string; href?: string };
export type Arc = { from: Point; to: Point; size: number; kind: Kind; title: string };
// A WorldMap that is near shows the part of the world that its marks lie in.
export type WorldMap = { shade?: (place: string) => Kind | undefined; spots: Spot[]; arcs?: Arc[]; largest?: number; near?: boolean };

const world = feature(atlas as never, (atlas as never as { objects: { countries: never } }).objects.countries) as never as {
  features: { id?: string; type: "Feature" }[];
};
const numbers = new Map(Object.entries(places as unknown as Record<string, [string, number, number]>).map(([place, [number]]) => [number, place]));

// middle is a point within a country, or undefined for groups and the sea.
export function middle(place: string): Point | undefined {
  const p = (places as unknown as Record<string, [string, number, number]>)[place.slice(0, 3)];
  return p && [p[1], p[2]];
}

export function map(m: WorldMap, width: number): SVGSVGElement {
  const height = Math.round(width * 0.43); // without the Antarctic
  const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(width, { type: "Sphere" });
  if (m.near) approach(projection, m.spots.map((p) => p.at), width, height);
  const path = geoPath(projection);
  const land = world.features.map((f) =>
    s("path", { d: path(f as GeoPermissibleObjects) ?? "", class: "land " + (m.shade?.(numbers.get(f.id ?? "") ?? "") ?? "") }));
  const ground = s("path", { d: path(geoGraticule10()) ?? "", class: "graticule" });
  const largest = m.largest ?? Math.max(...m.spots.map((p) => p.size ?? 0), 1e-12);
  const thickest = Math.max(...(m.arcs ?? []).map((a) => a.size), 1e-12);
  const edge = `map-edge-${++maps}`;
  return canvas(width, height, s("clipPath", { id: edge }, s("rect", { width, height })), s("g", { "clip-path": `url(#${edge})` }, ground, ...land), ...(m.arcs ?? []).map((a) => arc(a, projection, thickest)), ...spots(m.spots, projection, largest, width));
}

// approach shows the points with room about them, at most six times as large as
// the world.
function approach(projection: GeoProjection, points: Point[], width: number, height: number) {
  const whole = projection.scale();
  projection.fitExtent([[60, 50], [width - 110, height - 30]], { type: "MultiPoint", coordinates: points });
  if (projection.scale() <= 6 * whole) return;
  const centre = projection.invert!([width / 2, height / 2])!;
  projection.scale(6 * whole);
  const [x, y] = projection(centre)!;
  const [dx, dy] = projection.translate();
  projection.translate([dx + width / 2 - x, dy + height / 2 - y]);
}

let maps = 0;

// arc bows to the north on the paper, the more the farther, so that ways do not
// lie on each other. It is no route of a ship.
function arc(a: Arc, projection: GeoProjection, thickest: number): Mark {
  const [from, to] = [projection(a.from), projection(a.to)];
  if (!from || !to) return null;
  const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const top = Math.max(8, (from[1] + to[1]) / 2 - far * 0.32);
  const d = `M${from}Q${(from[0] + to[0]) / 2},${top} ${to}`;
  return s("path", { d, class: "arc " + a.kind, "stroke-width": 0.8 + 6 * Math.sqrt(a.size / thickest) }, s("title", {}, a.title));
}

function spots(list: Spot[], projection: GeoProjection, largest: number, width: number): Mark[] {
  const most = width < 500 ? 13 : 22;
  const taken: { x0: number; x1: number; y: number }[] = [];
  const sorted = [...list].sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  const circles = sorted.map((p) => {
    const [x, y] = projection(p.at) ?? [NaN, NaN];
    const r = p.size == null ? 2.5 : Math.max(2, most * Math.sqrt(p.size / largest));
    return { p, x, y, r };
  });
  const names = circles.map(({ p, x, y, r }) => {
    if (!p.label) return null;
    const wide = textWidth(p.label, 12, 600);
    const left = x + r + 4 + wide > width;
    const x0 = left ? x - r - 4 - wide : x + r + 4;
    if (taken.some((t) => Math.abs(t.y - y) < 13 && x0 < t.x1 && x0 + wide > t.x0)) return null;
    taken.push({ x0, x1: x0 + wide, y });
    return label(x0, y + 4, p.label, { class: "halo small " + (p.kind === "focus" ? "focus" : p.kind === "own" ? "strong" : "") });
  });
  const marks = circles.map(({ p, x, y, r }) => {
    const c = s("circle", { cx: x, cy: y, r, class: `spot ${p.kind}${p.hollow ? " hollow" : ""}` }, s("title", {}, p.title));
    return p.href ? s("a", { href: p.href, class: "why", "aria-label": p.title }, c) : c;
  });
  return [...marks, ...names];
}
