// What lies where, and what of it is proven.
import { ask } from "../api";
import { frame } from "../chart/frame";
import { map, middle, Spot } from "../chart/map";
import { Part, stack } from "../chart/stack";
import { Child, el } from "../dom";
import { quantity, share } from "../format";
import { name, namesOf } from "../names";
import { whyLink } from "../why";
import { keep, select } from "./filter";
import { table } from "./table";
import { day, earns, ElementHere, LotRow, Lots, lotPath, modelName, models, part, Site, Supply } from "./model";

export async function draw(into: HTMLElement) {
  const [all, supply] = await Promise.all([ask<Lots>("ledger/lots", { top: 400 }), ask<{ elements: Supply[] }>("ledger/supply")]);
  if (!all.count) {
    into.replaceChildren(el("p", {}, "No lot is there: nothing was made yet, or all was used up."));
    return;
  }
  const q = new URLSearchParams(location.search), elements = [...new Set(all.sites.flatMap((y) => y.elements.map((e) => e.element)))].sort();
  const f = { element: q.get("element") ?? mostOf(all.sites), site: q.get("site") ?? "" };
  const charts = el("div"), list = el("div"), count = el("output", { class: "soft" });
  const redraw = async () => {
    keep(f, { element: mostOf(all.sites), site: "" });
    charts.replaceChildren(...(f.element ? [lead(all, f.element, supply.elements.find((y) => y.element === f.element)), el("div", { class: "multiples wide" }, provenChart(all, f.element, metal(f.element, supply.elements)), mapChart(all, f.element, metal(f.element, supply.elements)))] : []));
    const here = f.site ? await ask<Lots>("ledger/lots", { site: f.site, top: 400 }) : all;
    count.textContent = here.lots.length < here.count ? `the largest ${here.lots.length} of ${quantity(here.count)} lots` : `${quantity(here.count)} lots`;
    list.replaceChildren(lotTable(here.lots));
  };
  into.replaceChildren(el("div", { class: "controls filters" }, select("Element", f.element, elements.map((e) => [e, metal(e, supply.elements)]), (v) => { f.element = v; void redraw(); })), charts, worth(supply.elements),
    el("h2", { class: "section" }, "Which lots?"), el("div", { class: "controls filters" }, select("Site", f.site, [["", "everywhere"], ...all.sites.map((y): [string, string] => [y.site, siteName(y)])], (v) => { f.site = v; void redraw(); }), count), list);
  await redraw();
}

function mostOf(sites: Site[]): string {
  const kg = new Map<string, number>();
  for (const e of sites.flatMap((y) => y.elements)) kg.set(e.element, (kg.get(e.element) ?? 0) + e.kg);
  return [...kg].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

// metal is the name of an element's mineral, where the atlas has one.
function metal(element: string, all: Supply[]): string {
  const mineral = all.find((s) => s.element === element)?.mineral;
  return mineral ? name(mineral).toLowerCase() : element;
}

function siteName(y: Site): string {
  return y.country ? `${y.site}, ${name(y.country)}` : y.site;
}

function lead(all: Lots, element: string, s?: Supply): HTMLElement {
  const here = all.sites.flatMap((y) => y.elements).filter((e) => e.element === element);
  const kg = here.reduce((n, e) => n + e.kg, 0), traced = here.reduce((n, e) => n + e.traced_kg, 0), claimed = here.reduce((n, e) => n + e.kg - (e.claimed_kg[""] ?? 0), 0);
  const from = s?.from ?? [];
  const fact = (big: string, text: Child) => el("div", { class: "fact" }, el("strong", {}, big), el("span", {}, text));
  return el("section", { class: "lead", "aria-label": "In short" }, el("div", { class: "facts" },
    fact(`${quantity(kg)} kg`, `of ${s?.mineral ? name(s.mineral).toLowerCase() : element} in ${quantity(here.reduce((n, e) => n + e.lots, 0))} lots at ${here.length} sites`), fact(`${share(part(traced, kg))}%`, "is traced to mines and recyclers that the registrar declared"),
    fact(`${share(part(claimed, kg))}%`, "claims an origin under a custody model (ISO 22095); of the rest nothing is claimed"), fact(from.length ? String(from.length) : "–", from.length ? `countries it was mined in: ${namesOf(from.map((x) => x.country))}` : "mines are known")));
}

function provenChart(all: Lots, element: string, what: string): HTMLElement {
  const rows = all.sites.flatMap((y) => y.elements.filter((e) => e.element === element).map((e) => ({ y, e }))).sort((a, b) => b.e.kg - a.e.kg);
  const parts = (e: ElementHere): Part[] => {
    const weaker = models.slice(1).reduce((n, m) => n + (e.claimed_kg[m] ?? 0), 0);
    return [{ name: "identity preserved", value: e.claimed_kg["identity-preserved"] ?? 0, className: "focus" }, { name: "a weaker model", value: weaker, className: "rest deep" }, { name: "no claim", value: e.claimed_kg[""] ?? 0, className: "unknown" }];
  };
  return frame({ name: "proven", title: `What of the ${what} at each site is proven, and to which model?`, subtitle: "Share of what lies there by the custody model that it claims; beside it the mass, and how much is traced to declared mines or recyclers",
    note: "Shares of even mixing; a lot's own page has bounds. Hatched: nothing is claimed, which is not the same as nothing known.",
    table: { columns: [{ name: "Site" }, { name: "Kind" }, { name: "Country" }, { name: "Lots" }, { name: element, unit: "kg" }, { name: "±", unit: "kg" }, { name: "Traced", unit: "kg" }, ...models.map((m) => ({ name: modelName(m), unit: "kg" })), { name: "No claim", unit: "kg" }],
      rows: rows.map(({ y, e }) => [y.site, y.kind, name(y.country), e.lots, e.kg, e.sigma_kg, e.traced_kg, ...models.map((m) => e.claimed_kg[m] ?? 0), e.claimed_kg[""] ?? 0]) },
    draw: (w) => stack(rows.map(({ y, e }) => ({ label: y.site, parts: parts(e), text: `${quantity(e.kg)} kg, ${share(part(e.traced_kg, e.kg))}% traced` })), w) });
}

function mapChart(all: Lots, element: string, what: string): HTMLElement {
  const rows = all.sites.flatMap((y) => y.elements.filter((e) => e.element === element).map((e) => ({ y, kg: e.kg })));
  const spots = rows.flatMap(({ y, kg }): Spot[] => {
    const at: [number, number] | undefined = y.lat != null && y.lon != null ? [y.lon, y.lat] : middle(y.country);
    return at ? [{ at, size: kg, kind: "focus", label: y.site, title: `${siteName(y)}: ${quantity(kg)} kg` }] : [];
  });
  return frame({ name: "sites", title: `Where does the ${what} lie?`, subtitle: "Area is contained mass", note: "Where the registrar declared no coordinates, the middle of the country.",
    table: { columns: [{ name: "Site" }, { name: "Country" }, { name: "Latitude" }, { name: "Longitude" }, { name: element, unit: "kg" }], rows: rows.map(({ y, kg }) => [y.name || y.site, name(y.country), y.lat, y.lon, kg]) },
    draw: (w) => map({ spots }, w) });
}

function lotTable(lots: LotRow[]): HTMLElement {
  const contained = (l: LotRow) => l.elements.map((e) => `${e.element} ${quantity(e.kg)}`).join(", ") || "not stated";
  const traced = (l: LotRow) => (l.elements.length ? l.elements.map((e) => `${share(e.traced_share)}%`).join(", ") : "not known");
  return table("Lots", ["Lot", "Material", "At", "Held by", "Since", "#Gross, kg", "#Contained, kg", "#Traced", "Claims"],
    [...lots.filter((l) => !l.waste), ...lots.filter((l) => l.waste)].map((l) => [el("a", { href: lotPath(l.lot) }, l.lot), l.material + (l.waste ? " (waste)" : ""), l.site, l.holder, day(l.since), quantity(l.gross_kg), contained(l), traced(l), l.account ? modelName(l.account) : el("span", { class: "soft" }, "nothing")]));
}

// worth is what the atlas says of the elements here: who mines them, what proven
// origin earns, and where to look at exposure.
function worth(all: Supply[]): HTMLElement {
  const price = (s: Supply) => s.premiums.map((p) => el("li", {}, whyLink(p.figure, earns(p)), ` – ${p.scheme}, ${p.year}${p.note ? `: ${p.note}` : ""}`));
  const one = (s: Supply) => el("section", { class: "worth" }, el("h3", {}, s.mineral ? el("a", { href: "/mineral/" + s.mineral }, name(s.mineral)) : s.element),
    el("p", {}, `${quantity(s.kg)} kg here, ${share(part(s.traced.kg, s.kg))}% traced`, s.from?.length ? el("span", {}, ", mined in ", ...places(s)) : null, ". ", s.from?.length ? el("small", { class: "soft block" }, "If all mixed evenly, and in brackets however it mixed; the rest is recycled or of no known origin.") : null),
    s.first_mine_producer ? el("p", {}, `In the world ${name(s.first_mine_producer.place)} mines most of it: `, whyLink(s.first_mine_producer.figure, `${share(s.first_mine_producer.share)}%`), ` in ${s.first_mine_producer.year}. `, el("a", { href: "/mineral/" + s.mineral }, "Who depends on whom?")) : s.mineral ? el("p", {}, "The atlas does not say who mines most of it.") : el("p", {}, "The atlas has no such mineral."),
    s.premiums.length ? el("div", {}, el("p", {}, "What proven origin earned, as somebody published it:"), el("ul", {}, ...price(s))) : el("p", { class: "soft" }, "What proven origin earns is unknown: nobody published it."));
  return el("section", {}, el("h2", { class: "section" }, "What is proof worth, and who depends on these places?"), el("div", { class: "multiples" }, ...all.map(one)));
}

function places(s: Supply): Child[] {
  const pct = (kg: number) => share(part(kg, s.kg));
  return s.from!.flatMap((p, i) => [i ? ", " : "", el("a", { href: "/partners/" + p.country }, name(p.country)), ` ${pct(p.kg)}%${p.high - p.low > 0.005 * s.kg ? ` (${pct(p.low)}–${pct(p.high)})` : ""}`]);
}
