// The page of a partner: what it makes, where that goes, who owns it, the ways
// out, and the public money there.
import { Bar, bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { Arc, map, middle, Spot } from "../chart/map";
import { el } from "../dom";
import { between, quantity, share } from "../format";
import { the } from "../mineral/model";
import { name, namesOf } from "../names";
import { view } from "../state";
import { whyAddress } from "../why";
import { Answer, Corridor, Held, Page } from "./model";
import { moneySection } from "./money";
import { list, plainTable } from "./table";

export function countryPage(a: Answer, against: string): HTMLElement[] {
  const p = a.page!;
  return [lead(p, against), el("div", { class: "multiples wide" }, ...charts(p, against)), ...mapOf(p), ...adds(a, p), ...projects(p), ...(a.finance ? moneySection(a.finance, p.place) : []), ...missing(p)];
}

function lead(p: Page, against: string): HTMLElement {
  const g = p.governance?.mean_of_six, own = p.agreements.filter((x) => x.with_the_country_that_asks && !x.ended);
  const most = [...p.minerals].sort((x, y) => (y.share_of_world_output ?? 0) - (x.share_of_world_output ?? 0)).find((m) => (m.share_of_world_output ?? 0) > 0);
  const theirs = p.owners.filter((o) => o.adversary).reduce((n, o) => n + o.sites, 0), sites = p.owners.reduce((n, o) => n + o.sites, 0);
  const fact = (big: string, text: string) => el("div", { class: "fact" }, el("strong", {}, big), el("span", {}, text));
  return el("section", { class: "lead", "aria-label": "In short" }, el("h2", {}, name(p.place)),
    el("div", { class: "facts" },
      most ? fact(`${share(most.share_of_world_output)}%`, `of the world's ${name(most.mineral).toLowerCase()}, at the stage where its part is largest`) : fact("–", "no output on record"),
      fact(sites ? `${theirs} of ${sites}` : "not known", `sites on record with a known owner belong to ${against}; the record is no census`),
      fact(g ? g.value.toFixed(2) : "not known", `governance, mean of six World Bank indicators (−2.5 to 2.5)${g ? ", " + g.year : ""}`),
      fact(String(own.length), own.length === 1 ? `agreement with ${the(name(view().country))}` : `agreements with ${the(name(view().country))}`)),
    p.covered_nation ? el("p", { class: "problem" }, "A covered nation in the law of the United States: no partner there.") : null,
    p.agreements.length ? el("details", {}, el("summary", {}, "Agreements"), list(p.agreements.map((x) => `${x.name} (${x.kind}, ${x.in_force ? "in force since " + x.in_force : x.signed ? "signed " + x.signed : "no date"}${x.ended ? ", ended" : ""})${x.note ? ": " + x.note : ""}`))) : null);
}

function charts(p: Page, against: string): HTMLElement[] {
  const where = name(p.place);
  const made = p.minerals.filter((m) => (m.share_of_world_output ?? 0) > 0.001).sort((a, b) => b.share_of_world_output! - a.share_of_world_output!).slice(0, 14);
  const gone = made.filter((m) => m.goes_to?.adversary_share != null).sort((a, b) => b.goes_to!.adversary_share! - a.goes_to!.adversary_share!);
  const all: HTMLElement[] = [];
  if (made.length) all.push(frame({ name: `${p.place}-output`, narrow: true, interactive: true, title: `What does ${where} make of the world's?`, subtitle: "Share of world output at the stage where it is largest, %",
    note: "Every mineral and stage is in the table, with its bounds.", table: outputTable(p),
    draw: (w) => bars(made.map((m) => ({ label: name(m.mineral), value: m.share_of_world_output, kind: "own", ...bounds(m), href: figureOf(m), text: share(m.share_of_world_output) + "%" })), w, { print: percent }) }));
  if (gone.length) all.push(frame({ name: `${p.place}-ends`, narrow: true, title: `How much of it ends with ${against}?`, subtitle: `Part of what ${where} mines that ${against} refines, or uses where nothing is refined, %`,
    note: "From the reconciled flows; the line is what is possible.", table: { columns: [{ name: "Mineral" }, { name: "As" }, { name: "Share" }, { name: "Low" }, { name: "High" }, { name: "Not on record" }], rows: gone.map(({ mineral, goes_to: g }) => [name(mineral), g!.as, g!.adversary_share, g!.adversary_low, g!.adversary_high, g!.not_on_record_share]) },
    draw: (w) => bars(gone.map(({ mineral, goes_to: g }): Bar => ({ label: name(mineral), value: g!.adversary_share, low: g!.adversary_low, high: g!.adversary_high, kind: "focus", text: share(g!.adversary_share) + "%" })), w, { print: percent, max: 1 }) }));
  if (p.owners.length) all.push(frame({ name: `${p.place}-owners`, narrow: true, title: `Who owns the sites of ${where}?`, subtitle: "Plants and projects on record, by home of the owner",
    table: { columns: [{ name: "Owner" }, { name: "Sites" }], rows: p.owners.map((o) => [name(o.owner), o.sites]) },
    draw: (w) => bars(p.owners.map((o): Bar => ({ label: name(o.owner), value: o.sites, kind: o.adversary ? "focus" : o.owner === p.place ? "own" : "rest", text: String(o.sites) })), w, { print: (v) => (Number.isInteger(v) ? String(v) : "") }) }));
  return all;
}

// percent prints the ticks of an axis, which may be halves.
function percent(share: number): string {
  return quantity(100 * share) + "%";
}

function largest(m: Held) {
  return [...m.stages].filter((s) => s.world_t && s.output_t != null).sort((a, b) => b.output_t! / b.world_t! - a.output_t! / a.world_t!)[0];
}

function bounds(m: Held): { low?: number; high?: number } {
  const s = largest(m);
  return s?.low_t != null && s.high_t != null ? { low: Math.min(1, s.low_t / s.world_t!), high: Math.min(1, s.high_t / s.world_t!) } : {};
}

function figureOf(m: Held): string | undefined {
  const figure = largest(m)?.figure;
  return figure ? whyAddress(figure) : undefined;
}

function outputTable(p: Page) {
  const stages = p.minerals.flatMap((m) => m.stages.map((s) => [name(m.mineral), s.name, s.output_t, s.low_t, s.high_t, s.basis, s.world_t, s.capacity_t, s.capacity_published ? "published" : "assumed", s.figure]));
  const reserves = p.minerals.flatMap((m) => m.reserves.map((r) => [name(m.mineral), "reserves" + (r.form ? `, ${r.form}` : ""), r.value, null, null, r.basis, r.world, null, "", r.figure]));
  return { columns: ["Mineral", "Stage", "Output or reserves (t)", "Low", "High", "Basis", "World", "Capacity", "Capacity is", "Figure"].map((n) => ({ name: n })), rows: [...stages, ...reserves] };
}

function mapOf(p: Page): HTMLElement[] {
  if (!p.corridors.length) return [];
  const arcs: Arc[] = [], spots: Spot[] = [], known = p.corridors.filter((c) => c.capacity_t_per_y != null);
  for (const c of p.corridors) {
    const way = [p.place, ...c.via, c.to.find((x) => middle(x)) ?? ""].map((x) => [x, middle(x)] as const).filter((x) => x[1]);
    for (let i = 1; i < way.length; i++) arcs.push({ from: way[i - 1][1]!, to: way[i][1]!, size: c.capacity_t_per_y ?? Math.min(...known.map((k) => k.capacity_t_per_y!), 1), kind: "focus", title: c.name });
    way.forEach(([id, at], i) => { if (!spots.some((x) => x.label === name(id))) spots.push({ at: at!, size: null, kind: i === 0 ? "own" : "rest", label: name(id), title: name(id) }); });
  }
  return [el("div", { class: "multiples wide" }, frame({ name: `${p.place}-corridors`, title: "By which way does it come out?", subtitle: "Corridors from the mines to the sea; width is capacity, an arc is no route on the ground", note: "Between the countries that a corridor crosses, and one that it serves. Capacities are of all goods.",
    table: { columns: ["Corridor", "From", "Through", "To", "Capacity (t a year)", "Today (t a year)", "Costs (%)", "Capital (M USD)", "Status", "As of", "Figure"].map((n) => ({ name: n })), rows: p.corridors.map((c) => [c.name, namesOf(c.from), namesOf(c.via), namesOf(c.to), c.capacity_t_per_y, c.current_t_per_y, c.cost_change_pct, c.capex_m_usd, c.status, c.as_of, c.figure]) },
    draw: (w) => map({ shade: (x) => (x === p.place ? "own" : undefined), spots, arcs, near: true }, w) }), list(p.corridors.map(corridorText)))];
}

function corridorText(c: Corridor): string {
  const t = (v: number | null) => (v == null ? "not known" : `${quantity(v)} t a year`);
  return `${c.name}: ${c.status} (${c.as_of}); capacity ${t(c.capacity_t_per_y)}, today ${t(c.current_t_per_y)}${c.note ? ". " + c.note : ""}.`;
}

// adds is what the country could add, and what that takes away from exposure.
function adds(a: Answer, p: Page): HTMLElement[] {
  const could = p.minerals.filter((m) => m.relief && m.relief.dependence_share.before - m.relief.dependence_share.if_all_comes_here > 0.0005)
    .sort((x, y) => fall(y) - fall(x)).slice(0, 12);
  if (!could.length) return [];
  return [frame({ name: `${p.place}-relief`, title: `How much exposure could ${name(p.place)} take away by ${a.by}?`, subtitle: "Percentage points of dependence: the bar if the world shares what is added as it shares today, the line up to all of it coming here",
    note: "Published spare capacity, and projects times the probability that they work by then.",
    table: { columns: ["Mineral", "Added, expected (t)", "Dependence before", "If shared", "If all comes here"].map((n) => ({ name: n })), rows: could.map((m) => [name(m.mineral), m.relief!.made_t, m.relief!.dependence_share.before, m.relief!.dependence_share.if_shared_as_the_world_shares, m.relief!.dependence_share.if_all_comes_here]) },
    draw: (w) => bars(could.map((m): Bar => { const d = m.relief!.dependence_share, v = d.before - d.if_shared_as_the_world_shares; return { label: name(m.mineral), value: Math.max(0, v), low: Math.max(0, v), high: fall(m), kind: "own", text: between(v, fall(m)) }; }), w, { print: share, unit: " points" }) })];
}

function fall(m: Held): number {
  return m.relief!.dependence_share.before - m.relief!.dependence_share.if_all_comes_here;
}

function projects(p: Page): HTMLElement[] {
  if (!p.projects.length) return [];
  const odds = (x: Record<string, number> | null, y: string) => (x?.[y] == null ? "–" : share(x[y]) + "%");
  return [el("h2", { class: "section" }, "What is being built?"), plainTable("Projects", ["Project", "Mineral", "Stage", "Owner", "Status", "t a year", "Works by 2027", "by 2030", "by 2035", "In the way"],
    p.projects.map((x) => [x.name, name(x.mineral), x.stage, name(x.owner), `${x.status} (${x.status_as_of})`, x.t_per_y == null ? "not known" : quantity(x.t_per_y), odds(x.probability_online, "2027"), odds(x.probability_online, "2030"), odds(x.probability_online, "2035"), [x.counts ? "" : `not counted: ${x.why_not}`, x.constraint ?? ""].filter(Boolean).join("; ")]))];
}

function missing(p: Page): HTMLElement[] {
  return p.missing.length ? [el("h2", { class: "section" }, "What is not known"), list(p.missing.map((m) => (m.mineral ? `${name(m.mineral)}: ${m.why}` : m.why)))] : [];
}
