// A lot: where it is from and where it went, and what says so.
import { address, ask } from "../api";
import { Bar, bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { Child, el } from "../dom";
import { quantity, share } from "../format";
import { name } from "../names";
import { articles } from "./alarms";
import { assays, claims, events } from "./events";
import { Alarm, Alarms, Back, earns, Forward, Holding, lotPath, modelName, plural, Show, Supply } from "./model";
import { waysChart } from "./wayschart";
import { whyLink } from "../why";

export async function draw(into: HTMLElement, id: string) {
  if (!id) {
    location.replace("/ledger");
    return;
  }
  const element = new URLSearchParams(location.search).get("element") ?? undefined;
  const show = await ask<Show>("ledger/show", { lot: id, element });
  document.title = `${show.lot.id} – adit`;
  if (!show.ways) {
    into.replaceChildren(el("h2", {}, show.lot.id), el("p", {}, `${quantity(show.lot.mass.kg)} kg of ${show.lot.material}. It states no element: what of it is proven is unknown.`), events(show));
    return;
  }
  const [back, ahead, alarms, supply] = await Promise.all([ask<Back>("ledger/trace", { lot: id, element }), ask<Forward>("ledger/trace", { lot: id, element, forward: true }), ask<Alarms>("ledger/alarms"), ask<{ elements: Supply[] }>("ledger/supply")]);
  const passed = new Set(show.sites.map((y) => y.site)), all = alarms.alarms.filter((a) => a.site && passed.has(a.site)), at = all.filter((a) => touches(a, show)), others = all.filter((a) => !at.includes(a));
  into.replaceChildren(lead(show, back, supply.elements.find((y) => y.element === back.element)), warned(at), waysChart(show, back, new Set(at.filter((a) => a.level === "alarm").map((a) => a.site!))),
    el("div", { class: "multiples wide" }, originsChart(show, back, at), ...holdingsChart(show, ahead)), assays(show), claims(show),
    at.length ? el("section", { class: "passed" }, el("h2", { class: "section" }, "What does not fit where and when it passed?"), ...articles(at, show.events.map((x) => x.event.id))) : "",
    others.length ? el("p", { class: "soft" }, `${quantity(others.length)} more ${others.length === 1 ? "alarm or warning is" : "alarms and warnings are"} about the same sites at other times: `, ...siteLinks(others), ".") : "", events(show));
}

// touches tells whether an alarm is about a site while the lot, or what it is
// made of, was worked up there or passed.
function touches(a: Alarm, show: Show): boolean {
  return show.events.some(({ event: e }) => (e.site === a.site || e.move?.to_site === a.site) && e.from <= a.until && e.until >= a.from);
}

function siteLinks(list: Alarm[]): Child[] {
  return [...new Set(list.map((a) => a.site!))].flatMap((y, i): Child[] => [i ? ", " : "", el("a", { href: "/ledger/alarms?site=" + encodeURIComponent(y) }, y)]);
}

function lead(show: Show, back: Back, supply?: Supply): HTMLElement {
  const l = show.lot, countries = [...new Set((back.origins ?? []).map((o) => country(show, o.site)).filter(Boolean))];
  const fact = (big: string, text: Child) => el("div", { class: "fact" }, el("strong", {}, big), el("span", {}, text));
  const other = (l.content ?? []).map((c) => c.element).filter((e) => e !== back.element);
  return el("section", { class: "lead", "aria-label": "In short" }, el("h2", {}, `Lot ${l.id}`),
    el("div", { class: "facts" }, fact(`${quantity(back.kg)} kg`, `of ${back.element} in ${quantity(l.mass.kg)} kg of ${l.material}`), fact(back.account ? modelName(back.account) : "no claim", back.account ? "is the claim about its origin (ISO 22095)" : "of an origin is made for it: the events below say where it is from, and nobody vouches for that"),
      fact(String(back.origins?.length ?? 0), `${back.origins?.length === 1 ? "origin" : "origins"}, ${plural(back.stages, "step")} and ${plural(back.lots, "lot")} back`), fact(show.used_by ? "used up" : "there", show.used_by ? `at ${show.site} by ${show.used_by}` : `at ${show.site}, held by ${show.holder}`)),
    el("p", {}, "Its origins are in ", ...countries.flatMap((c, i): Child[] => [i ? (i === countries.length - 1 ? " and " : ", ") : "", el("a", { href: "/partners/" + c }, name(c))]), ". ",
      supply?.mineral ? el("span", {}, el("a", { href: "/mineral/" + supply.mineral }, `What the world's ${name(supply.mineral).toLowerCase()} depends on`), ". ") : null,
      ...(supply?.premiums.length ? ["Proven origin earns ", ...supply.premiums.flatMap((p, i): Child[] => [i ? "; " : "", whyLink(p.figure, earns(p)), ` (${p.scheme}, ${p.year})`]), "."] : ["What proven origin earns is unknown: nobody published it."])),
    other.length ? el("p", {}, "It also states ", ...other.map((e) => el("a", { href: "?element=" + e }, e)), ".") : null,
    el("p", { class: "keep" }, el("a", { href: address("ledger/report", { lot: l.id }), download: "" }, "Download its pack"), " – one file that opens offline and can be ", el("a", { href: "/ledger/verify" }, "checked"),
      el("small", { class: "soft block" }, "Not signed by the ledger's keeper, whose keys are not here; with his signature: ", el("code", {}, `adit ledger report ${l.id} --to ${l.id.replaceAll("/", "-")}.html`))));
}

export function country(show: Show, site: string): string {
  return show.sites.find((y) => y.site === site)?.country ?? "";
}

function warned(at: Alarm[]): HTMLElement | string {
  const red = at.filter((a) => a.level === "alarm");
  if (!red.length) return "";
  return el("p", { class: "problem stand-out", role: "note" }, `⚠ ${red.length === 1 ? "An alarm is" : `${red.length} alarms are`} about `, [...new Set(red.map((a) => a.site))].join(" and "), " at the time when this lot, or what it is made of, was there. What is traced below is what the records say. ", el("a", { href: "#passed" , onclick: (e: Event) => { e.preventDefault(); document.querySelector(".passed")?.scrollIntoView(); } }, "What is wrong?"));
}

function originsChart(show: Show, back: Back, at: Alarm[]): HTMLElement {
  const list = (back.origins ?? []).slice(0, 20), rest = (back.origins ?? []).slice(20);
  const bad = new Set(at.filter((a) => a.level === "alarm").map((a) => a.site));
  const all: Bar[] = list.map((o): Bar => ({ label: (bad.has(o.site) ? "⚠ " : "") + [o.site, name(country(show, o.site))].filter(Boolean).join(", "), value: o.share, low: o.low, high: o.high, kind: bad.has(o.site) ? "focus" : "rest", text: bounds(o) }));
  if (rest.length) all.push({ label: `${rest.length} others`, value: rest.reduce((n, o) => n + o.share, 0), kind: "rest" });
  if (back.unexplained > 0) all.push({ label: "not known", value: back.unexplained, kind: "unknown" });
  return frame({ name: "origins", title: "Where is it from, at least and at most?", subtitle: `Share of its ${back.element}, %: the bar if all mixed evenly, the line however it mixed`,
    note: back.exact_bounds ? "Bounds are maximum flows through all lots between, so that splitting and joining again changes nothing." : "So many lots stand behind it that the bounds are outer ones: they hold, and may be wider than need be.",
    table: { columns: [{ name: "Site" }, { name: "Country" }, { name: back.element, unit: "kg" }, { name: "Evenly mixed" }, { name: "At least" }, { name: "At most" }], rows: [...(back.origins ?? []).map((o) => [o.site, name(country(show, o.site)), o.kg, o.share, o.low, o.high]), ...(back.unexplained > 0 ? [["not known", "", back.unexplained * back.kg, back.unexplained, null, null]] : [])] },
    draw: (w) => bars(all, w, { print: (v) => share(v) + "%", max: 1 }) });
}

function bounds(o: { share: number; low: number; high: number }): string {
  return o.high - o.low < 0.005 ? `${share(o.share)}%` : `${share(o.share)}% (${share(o.low)}–${share(o.high)})`;
}

function holdingsChart(show: Show, ahead: Forward): HTMLElement[] {
  const all = [...(ahead.holdings ?? [])].sort((a, b) => b.kg - a.kg);
  if (!show.used_by || !all.length) return [];
  const label = (h: Holding) => `${h.lot}, ${h.site}`;
  const list: Bar[] = all.slice(0, 20).map((h): Bar => ({ label: label(h), value: h.kg, kind: "rest", text: `${quantity(h.kg)} kg`, href: lotPath(h.lot) }));
  if (ahead.lost_kg > 1e-6 * ahead.kg) list.push({ label: "came out nowhere", value: ahead.lost_kg, kind: "unknown", text: `${quantity(ahead.lost_kg)} kg` });
  return [frame({ name: "holdings", interactive: true, title: "In which lots is it now?", subtitle: `kg of its ${ahead.element}, if all mixed evenly; the table has what share of each lot that is, at least and at most`, note: "Hatched: went into a step and came out in no lot, as slag, dust or loss.",
    table: { columns: [{ name: "Lot" }, { name: "At" }, { name: "Held by" }, { name: ahead.element, unit: "kg" }, { name: "Share of that lot" }, { name: "At least" }, { name: "At most" }], rows: [...all.map((h) => [h.lot, h.site, h.holder, h.kg, h.share, h.low, h.high]), ["came out nowhere", "", "", ahead.lost_kg, null, null, null]] },
    draw: (w) => bars(list, w, { print: quantity, unit: " kg" }) })];
}
