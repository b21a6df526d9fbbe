// Makes src/chart/places.json: of each country its number on the map of
// world-atlas and a point within its largest part, for marks and arcs.
//
//	node places.mjs > src/chart/places.json
import { readFileSync } from "node:fs";
import { geoArea, geoCentroid } from "d3-geo";
import { feature } from "topojson-client";

const read = (name) => JSON.parse(readFileSync(new URL("node_modules/" + name, import.meta.url), "utf8"));
const codes = new Map(read("i18n-iso-countries/codes.json").map(([, three, number]) => [number, three]));
const unnumbered = { Kosovo: "XKX" }; // a country of the atlas without a number of its own
const world = read("world-atlas/countries-50m.json");

const places = {};
for (const f of feature(world, world.objects.countries).features) {
  const place = codes.get(f.id) ?? unnumbered[f.properties.name];
  if (!place || places[place]) continue;
  const parts = f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates;
  const largest = parts.map((coordinates) => ({ type: "Polygon", coordinates })).sort((a, b) => geoArea(b) - geoArea(a))[0];
  places[place] = [f.id ?? "", ...geoCentroid(largest).map((x) => Math.round(x * 10) / 10)];
}
const sorted = Object.entries(places).sort(([a], [b]) => (a < b ? -1 : 1));
process.stdout.write("{\n" + sorted.map(([p, v]) => `${JSON.stringify(p)}: ${JSON.stringify(v)}`).join(",\n") + "\n}\n");
