// How it reaches the country: shares at face value and behind it, the way
// through others' hands, the map, and what is unmet without one country.
import { Bar, bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { Arc, map, middle, Spot } from "../chart/map";
import { Flow, sankey } from "../chart/sankey";
import { quantity, share } from "../format";
import { name } from "../names";
import { whyAddress } from "../why";
import { Exposure, Loss, of, Origin, Route, Sight, the, Use } from "./model";

const percent = { print: (v: number) => String(Math.round(100 * v)), unit: " %", max: 1 };

export function shareCharts(x: Exposure, sight: Sight): HTMLElement[] {
  const own = of(name(x.place));
  const one = (slug: string, title: string, subtitle: string, list: Origin[], material?: string, note?: string) =>
    frame({
      name: `${x.mineral}-${x.place}-${slug}`, level: 3, title, subtitle, note, interactive: material != null,
      table: { columns: [{ name: "Place" }, { name: "Share", unit: "%" }, { name: "Low", unit: "%" }, { name: "High", unit: "%" }, { name: "5% of draws", unit: "%" }, { name: "95% of draws", unit: "%" }],
        rows: list.map((o) => [name(o.place), ...[o.share, o.low, o.high, o.p5, o.p95].map((v) => (v == null ? null : 100 * v))]) },
      draw: (width) => bars(originBars(list, sight, material), width, percent),
    });
  const mine = x.forms.find((f) => f.stage === "mine")?.material ?? x.material;
  const bounds = "The lines are bounds that hold without assuming that sources mix in proportion.";
  return [
    one("bought", "Whom it is bought from", `% of ${own} imports at face value, ${x.year}`, [...x.face_value].sort((a, b) => b.share - a.share), undefined, "What a trade statistic shows: the last country it was shipped from."),
    one("processed", "Where it was processed", `% of ${own} supply, ${x.year}`, sorted(x.look_through.processed), x.parameters.processed_as[0], bounds),
    one("mined", "Where it was mined", `% of ${own} supply, ${x.year}`, sorted(x.look_through.mined), mine, bounds),
  ];
}

function sorted(list: Origin[]): Origin[] {
  return [...list].sort((a, b) => b.share - a.share || (b.high ?? 0) - (a.high ?? 0));
}

function originBars(list: Origin[], sight: Sight, material?: string): Bar[] {
  return list.filter((o) => o.share >= 0.005 || (o.high ?? 0) >= 0.02).slice(0, 8).map((o) => ({
    label: sight.kind(o.place) === "unknown" ? "Not named" : name(o.place), value: o.share, low: o.low, high: o.high, kind: sight.kind(o.place), text: `${share(o.share)} %`,
    href: material ? whyAddress(`${material} ${o.place}`) : undefined,
  }));
}

// sankeyChart draws the country's own supply: each pair of origin and supplier
// along its likeliest path, and to what it is used for where that is known.
export function sankeyChart(x: Exposure, sight: Sight, uses: Use[]): HTMLElement {
  const own = name(x.place);
  const routes = x.through.mined.filter((r) => r.t > 0);
  const home = Math.max(0, x.supply_t - routes.reduce((sum, r) => sum + r.t, 0));
  const used = usesOf(uses, x.place);
  const ways = (narrow: boolean): Flow[] => {
    const all = routes.map((r) => ({ way: hands(r, x, own, narrow), value: r.t, kind: kindOf(r, x, sight) }));
    if (home > x.supply_t * 1e-6) all.push({ way: narrow ? [homeName, homeName, own] : [homeName, homeName, homeName, own], value: home, kind: "own" });
    const few = gathered(all, x.supply_t, narrow ? 0.05 : 0.02, sight);
    return narrow || !used.length ? few : few.flatMap((f) => used.map((u) => ({ ...f, way: [...f.way, u.use], value: (f.value * u.share_pct!) / 100 })));
  };
  const names = new Map([...x.through.mined, ...x.through.processed].flatMap((r) => [r.origin, r.supplier]).map((p) => [label(p), p]));
  const kinds = (_: number, node: string) => (node === own || node === homeName ? ("own" as const) : names.has(node) ? sight.kind(names.get(node)!) : ("rest" as const));
  return frame({
    name: `${x.mineral}-${x.place}-through`,
    title: `Through whose hands does it reach ${the(own)}?`,
    subtitle: `${quantity(x.supply_t)} t of supply in ${x.year}. In colour: what is mined or processed in ${sight.lensName}; hatched: where no source names the origin`,
    note: `Each pair of origin and supplier is drawn along its likeliest path, so shares in the middle may differ from the bars above, which count every path.${x.derived_share_of_arrivals ? ` ${share(x.derived_share_of_arrivals)} % of what arrives rests on flows that no statistic shows and that are derived.` : ""}`,
    table: { columns: [{ name: "Mined in" }, { name: "Processed in" }, { name: "Shipped from" }, { name: "Supply", unit: "t" }, { name: "Basis" }],
      rows: [...routes.map((r) => [...hands(r, x, own, false).slice(0, 3), r.t, r.basis]), ...(home > 0 ? [[homeName, homeName, homeName, home, ""]] : [])] },
    draw: (width) => {
      const narrow = width < 620;
      const heads = narrow ? ["Mined in", "Shipped from", "Used in"] : ["Mined in", "Processed in", "Shipped from", "Used in", ...(used.length ? [`Used for (${used[0].region}, ${used[0].year})`] : [])];
      return sankey(ways(narrow), width, { heads, print: (v) => `${share(Math.min(1, v / x.supply_t + 1e-9))} %`, kindOf: kinds });
    },
  });
}

const homeName = "Made at home";

function label(place: string): string {
  return place === "OTH" || place === "unknown" ? "Not named" : name(place);
}

// hands are origin, processor, supplier and the country itself.
function hands(r: Route, x: Exposure, own: string, narrow: boolean): string[] {
  const made = [...(r.path ?? [])].reverse().find((s) => s.process && x.parameters.processed_as.includes(s.material));
  const all = [label(r.origin), made ? label(made.to) : "Others", label(r.supplier), own];
  return narrow ? [all[0], all[2], all[3]] : all;
}

function kindOf(r: Route, x: Exposure, sight: Sight) {
  const made = r.path?.find((s) => s.process && x.parameters.processed_as.includes(s.material));
  if (sight.kind(r.origin) === "focus" || (made && sight.kind(made.to) === "focus")) return "focus" as const;
  return sight.kind(r.origin) === "unknown" ? ("unknown" as const) : r.origin === x.place ? ("own" as const) : ("rest" as const);
}

// gathered calls nodes that carry little of the supply "Others".
function gathered(all: Flow[], total: number, least: number, sight: Sight): Flow[] {
  const keep = new Set([homeName, "Not named", ...sight.lens.map(name)]);
  const last = all[0]?.way.length ?? 0;
  for (let c = 0; c + 1 < last; c++) {
    const sums = new Map<string, number>();
    for (const f of all) sums.set(f.way[c], (sums.get(f.way[c]) ?? 0) + f.value);
    for (const f of all) if (!keep.has(f.way[c]) && sums.get(f.way[c])! < least * total) f.way[c] = "Others";
  }
  return all;
}

// usesOf are the uses of the country's region, if their shares are all known
// and add up.
function usesOf(uses: Use[], place: string): Use[] {
  const regions = [place, "US", "WLD", "World", "global", "EU27"];
  for (const region of regions) {
    const there = uses.filter((u) => u.region === region && u.share_pct);
    const year = Math.max(...there.map((u) => u.year));
    const latest = there.filter((u) => u.year === year);
    const sum = latest.reduce((s, u) => s + u.share_pct!, 0);
    if (sum > 95 && sum < 105) return latest.map((u) => ({ ...u, share_pct: (100 * u.share_pct!) / sum })).sort((a, b) => b.share_pct! - a.share_pct!);
  }
  return [];
}

export function mapChart(x: Exposure, sight: Sight): HTMLElement {
  const mine = x.forms.find((f) => f.stage === "mine");
  const world = Math.max(...x.forms.map((f) => f.world_t));
  const makes = x.flows.makes.filter((m) => m.t > world * 0.002 && !m.from_scrap && middle(m.place));
  const spots: Spot[] = makes.map((m) => ({
    at: middle(m.place)!, size: m.t, kind: sight.kind(m.place), hollow: mine != null && m.material !== mine.material,
    label: mine == null || m.material === mine.material ? name(m.place) : undefined,
    title: `${name(m.place)}: ${quantity(m.t)} t ${x.forms.find((f) => f.material === m.material)?.name ?? m.material}`, href: whyAddress(m.process),
  }));
  const to = middle(x.place);
  const suppliers = new Map<string, { t: number; lens: number }>();
  for (const r of x.through.mined) {
    const sum = suppliers.get(r.supplier) ?? { t: 0, lens: 0 };
    sum.t += r.t;
    if (kindOf(r, x, sight) === "focus") sum.lens += r.t;
    suppliers.set(r.supplier, sum);
  }
  const arcs: Arc[] = [...suppliers].flatMap(([place, s]) => {
    const from = middle(place);
    if (!from || !to || place === x.place || s.t < 0.005 * x.supply_t) return [];
    const arc = (size: number, kind: Arc["kind"]): Arc => ({ from, to, size, kind, title: `${name(place)} ships ${quantity(s.t)} t, of it ${quantity(s.lens)} t mined or processed in ${sight.lensName}` });
    return [arc(s.t, "own"), ...(s.lens > 0.005 * s.t ? [arc(s.lens, "focus")] : [])];
  });
  const marked = new Set(spots.map((p) => p.label));
  for (const [place, sum] of suppliers) {
    const at = middle(place);
    if (at && place !== x.place && sum.t >= 0.02 * x.supply_t && !marked.has(name(place))) spots.push({ at, size: null, kind: sight.kind(place), label: name(place), title: `${name(place)} ships ${quantity(sum.t)} t` });
  }
  return frame({
    name: `${x.mineral}-${x.place}-map`, interactive: true,
    title: `Where is it made, and which way does it come to ${the(name(x.place))}?`,
    subtitle: `Areas: tonnes made in ${x.year}${mine && makes.some((m) => m.material !== mine.material) ? ", discs mined, rings processed" : ""}. Lines: what is shipped to ${the(name(x.place))}; in colour the part that comes from ${sight.lensName}`,
    note: "Marks stand in the middle of a country, not at the sites. Places that no source names cannot be drawn.",
    table: { columns: [{ name: "Place" }, { name: "What" }, { name: "Tonnes", unit: "t" }],
      rows: [...makes.map((m) => [name(m.place), "makes " + m.material, m.t]), ...[...suppliers].map(([p, s]) => [name(p), "ships to " + x.place, s.t])] },
    draw: (width) => map({ spots, arcs, shade: (p) => (p === x.place ? "own" : sight.lens.includes(p) ? "focus" : undefined) }, width),
  });
}

function lossText(l: Loss): string {
  const [low, high] = [share(l.loss_share_shared), share(l.loss_share_served_first)];
  return low === high ? `${low} %` : `${low}–${high} %`;
}

export function lossChart(x: Exposure, sight: Sight): HTMLElement | null {
  const losses = [...(x.n_minus_1 ?? [])].sort((a, b) => b.loss_share_shared - a.loss_share_shared).slice(0, 8);
  if (!losses.length) return null;
  return frame({
    name: `${x.mineral}-${x.place}-without`,
    title: `How much goes unmet if one country stops?`,
    subtitle: `% of ${of(name(x.place))} demand, prices ignored, within today’s capacities. Bar: shortage shared; line: to the case that others are served first`,
    table: { columns: [{ name: "Without" }, { name: "Shortage shared", unit: "%" }, { name: "Others served first", unit: "%" }], rows: losses.map((l) => [name(l.place), 100 * l.loss_share_shared, 100 * l.loss_share_served_first]) },
    draw: (width) => bars(losses.map((l) => ({ label: "Without " + name(l.place), value: l.loss_share_shared, low: l.loss_share_shared, high: l.loss_share_served_first, kind: sight.kind(l.place), text: lossText(l) })), width, percent),
  });
}
