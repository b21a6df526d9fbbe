// The overview's charts: tiers of reliance, what trade hides, the worst cut-offs.
import { bars } from "../chart/bars";
import { dumbbell } from "../chart/dumbbell";
import { frame } from "../chart/frame";
import { Published, reliance } from "../chart/reliance";
import { el } from "../dom";
import { rough, share } from "../format";
import { of, the } from "../mineral/model";
import { lensOf, name } from "../names";
import { kept } from "../state";
import { behind, Brief, Claim, Import, Listed, Survey } from "./model";

const tiers = [
  { id: "100", name: "All of it" }, { id: "50", name: "More than half" }, { id: "unclear", name: "Half, more or less" },
  { id: "low", name: "Half or less" }, { id: "exporter", name: "Net exporter" }, { id: "unknown", name: "Not published" },
];

// tierChart is drawn before the look-through is known, and again with it.
export function tierChart(survey: Survey, brief?: Brief): HTMLElement {
  const depends = new Map(brief?.country === "USA" ? brief.minerals.map((m) => [m.mineral, m.dependence_share]) : []);
  const groups = tiers.map((t) => ({ name: t.name, list: survey.minerals.filter((m) => m.tier === t.id).map((m) => publishedOf(m, depends.get(m.mineral))).sort((a, b) => (b.low ?? 0) - (a.low ?? 0) || (a.name < b.name ? -1 : 1)) }));
  return frame({
    name: "reliance-tiers", interactive: true, saved: 1200, title: "How much of what it uses does the United States import?",
    subtitle: `Net import reliance in ${survey.year}, % of apparent consumption; hatched: published as an interval. Beside it the leading import sources${depends.size ? `; in colour the share of supply that really comes from ${lensOf(brief!.against)}` : ""}`,
    note: `U.S. Geological Survey, Mineral Commodity Summaries ${survey.mcs_edition}, for every mineral on a list of critical minerals; import sources are averages of ${survey.mcs_edition - 5}–${String(survey.mcs_edition - 2).slice(2)}, of all forms together or else the first of each form. Rare earths without a figure of their own take that of their group. Only the United States publish this figure.`,
    table: { columns: [{ name: "Mineral" }, { name: "Tier" }, { name: "Published as", unit: "%" }, { name: "Low", unit: "%" }, { name: "High", unit: "%" }, { name: "Import sources" }, { name: "Figure" }],
      rows: survey.minerals.map((m) => [m.name, m.tier, m.net_import_reliance?.published_as || (m.net_import_reliance?.value_pct ?? null), m.net_import_reliance?.low_pct ?? null, m.net_import_reliance?.high_pct ?? null, sourcesOf(m.imports_from, 4), m.net_import_reliance?.figure ?? ""]) },
    draw: (width) => reliance(groups, width),
  });
}

function publishedOf(m: Listed, inner?: number): Published {
  const r = m.net_import_reliance;
  const known = r?.low_pct != null && r.high_pct != null && m.tier !== "exporter" && m.tier !== "unknown";
  const printed = m.tier === "exporter" ? "exports more than it imports" : known ? r.published_as || String(r.value_pct) : "no figure is published";
  return { name: m.name, low: known ? r.low_pct : null, high: known ? r.high_pct : null, printed, inner: known ? inner : null, beside: sourcesOf(m.imports_from, 4), href: "/mineral/" + m.mineral + kept() };
}

// sourcesOf are the leading places of the total, or, where none is published, the
// first of each form.
function sourcesOf(list: Import[], most: number): string {
  const forms = [...new Set(list.map((i) => i.form))];
  const total = forms.length === 1 ? forms[0] : forms.find((f) => /^$|total|all-forms/.test(f));
  const named = list.filter((i) => i.place !== "OTH");
  const places = total != null ? named.filter((i) => i.form === total).map((i) => i.place) : forms.flatMap((f) => named.find((i) => i.form === f)?.place ?? []);
  return [...new Set(places)].slice(0, most).map(name).join(", ");
}

export function hiddenChart(b: Brief): HTMLElement | null {
  const list = b.minerals.filter((m) => m.dependence_share - m.face_value_share > 0.03).sort((x, y) => y.dependence_share - y.face_value_share - (x.dependence_share - x.face_value_share)).slice(0, 14);
  if (!list.length) return null;
  const pairs = list.map((m) => ({ label: m.name, first: m.face_value_share, behind: m.dependence_share, low: behind(m).low, high: behind(m).high, href: "/mineral/" + m.mineral + kept() }));
  return frame({
    name: "what-trade-hides", interactive: true, title: "Where does trade hide the most?",
    subtitle: `Share that comes from ${lensOf(b.against)}: of ${of(name(b.country))} imports at face value, and of what stands behind its supply, ${b.year}`,
    note: "Dotted: bounds that hold without assuming that sources mix in proportion.",
    table: { columns: [{ name: "Mineral" }, { name: "At face value", unit: "%" }, { name: "Mined or processed there", unit: "%" }, { name: "Low", unit: "%" }, { name: "High", unit: "%" }], rows: list.map((m) => [m.name, 100 * m.face_value_share, 100 * m.dependence_share, ...[behind(m).low, behind(m).high].map((v) => (v == null ? null : 100 * v))]) },
    draw: (width) => dumbbell(pairs, width, { first: "at face value", behind: "really" }),
  });
}

// cutOffChart ranks by value added; where no table of industries tells it, by
// what goes unmet.
export function cutOffChart(b: Brief): HTMLElement | null {
  const valued = (b.cut_offs ?? []).some((c) => c.value_added_direct_usd != null);
  const measure = (c: { value_added_direct_usd: number | null; unmet_share: number }) => (valued ? c.value_added_direct_usd ?? -1 : c.unmet_share);
  const list = [...(b.cut_offs ?? [])].sort((x, y) => measure(y) - measure(x));
  if (!list.length) return null;
  const priced = (c: { price_ratio: number | null }) => (c.price_ratio == null ? "" : `price ×${rough(c.price_ratio)}, `);
  const unmet = (c: { price_ratio: number | null; unmet_share: number }, width: number) => (width > 480 ? `${priced(c)}${share(c.unmet_share)} % unmet` : "");
  const worth = (c: { value_added_direct_usd: number | null }) => (c.value_added_direct_usd == null ? "not known" : `${rough(c.value_added_direct_usd / 1e9)} bn`);
  const who = lensOf(b.against);
  return frame({
    name: "worst-cut-offs", title: "Which cut-off would hurt most?",
    subtitle: valued ? `Value added at risk over a year if ${who} exports nothing, USD; price, and the part of demand that goes unmet` : `Part of demand that goes unmet over a year if ${who} exports nothing, %, and the price`,
    note: valued ? "Industries that lack the input stop in proportion; the page Shock has the months, the bounds and who gains." : `The value added at risk is not known: the atlas has no table of industries for ${the(name(b.country))}. The page Shock has the months and who gains.`,
    table: { columns: [{ name: "Mineral" }, { name: "Value added at risk", unit: "USD" }, { name: "Price", unit: "times" }, { name: "Unmet", unit: "%" }, { name: "Most in" }], rows: list.map((c) => [name(c.mineral), c.value_added_direct_usd, c.price_ratio, 100 * c.unmet_share, c.industry]) },
    draw: (width) => (valued
      ? bars(list.map((c) => ({ label: name(c.mineral), value: c.value_added_direct_usd == null ? null : c.value_added_direct_usd / 1e9, kind: "focus", text: [worth(c), unmet(c, width)].filter(Boolean).join(" · ") })), width, { print: rough, unit: " bn" })
      : bars(list.map((c) => ({ label: name(c.mineral), value: c.unmet_share, kind: "focus", text: `${share(c.unmet_share)} %${width > 480 && c.price_ratio != null ? ` · price ×${rough(c.price_ratio)}` : ""}` })), width, { print: (v) => String(Math.round(100 * v)), unit: " %", max: 1 })),
  });
}

export function claimTable(list: Claim[] | null): HTMLElement | null {
  if (!list?.length) return null;
  return el("section", { class: "chart claims" }, el("h2", {}, "Do the numbers people quote hold?"), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Claims" }, el("table", {},
    el("thead", {}, el("tr", {}, ...["Claim", "Claimed", "By our figures", "Verdict", "Others say"].map((h) => el("th", { scope: "col" }, h)))),
    el("tbody", {}, ...list.map((c) => el("tr", {}, ...[c.statement, c.claimed, c.ours, c.verdict, c.others].map((t) => el("td", {}, t))))))));
}
