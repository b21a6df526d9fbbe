// The overview's charts: tiers of reliance, what trade hides, the worst cut-offs.
import { bars } from "../chart/bars";
import { dumbbell } from "../chart/dumbbell";
import { frame } from "../chart/frame";
import { tiles } from "../chart/tiles";
import { el } from "../dom";
import { quantity } from "../format";
import { of } from "../mineral/model";
import { name, namesOf } from "../names";
import { behind, Brief, Claim, Survey } from "./model";

const tiers = [
  { id: "100", name: "All of it" }, { id: "50", name: "More than half" }, { id: "unclear", name: "Half, more or less" },
  { id: "low", name: "Half or less" }, { id: "exporter", name: "Net exporter" }, { id: "unknown", name: "Not published" },
];

const abbreviated: Record<string, string> = { metallurgical_coal: "coal", phosphate: "phos", feldspar: "feld" };

// tierChart is drawn before the look-through is known, and again with it.
export function tierChart(survey: Survey, brief?: Brief): HTMLElement {
  const depends = new Map(brief?.country === "USA" ? brief.minerals.map((m) => [m.mineral, m.dependence_share]) : []);
  const groups = tiers.map((t) => ({
    name: t.name, unknown: t.id === "unknown",
    tiles: survey.minerals.filter((m) => m.tier === t.id).map((m) => ({ short: m.symbol || abbreviated[m.mineral] || m.name.slice(0, 4), name: `${m.name}: ${m.net_import_reliance?.published_as || m.net_import_reliance?.value_pct || "not published"}`, href: "/mineral/" + m.mineral + location.search, share: depends.get(m.mineral) })),
  }));
  return frame({
    name: "reliance-tiers", interactive: true, title: "How much of each mineral does the United States import?",
    subtitle: `Net import reliance in ${survey.year}, as the U.S. Geological Survey publishes it${brief?.country === "USA" ? `; at the foot of a tile the share that really comes from ${namesOf(brief.against)}` : ""}`,
    note: `Mineral Commodity Summaries ${survey.mcs_edition}; for every mineral on a list of critical minerals. Rare earths without a figure of their own take that of their group.`,
    table: { columns: [{ name: "Mineral" }, { name: "Tier" }, { name: "Published as", unit: "%" }, { name: "Low", unit: "%" }, { name: "High", unit: "%" }, { name: "Figure" }],
      rows: survey.minerals.map((m) => [m.name, m.tier, m.net_import_reliance?.published_as || (m.net_import_reliance?.value_pct ?? null), m.net_import_reliance?.low_pct ?? null, m.net_import_reliance?.high_pct ?? null, m.net_import_reliance?.figure ?? ""]) },
    draw: (width) => tiles(groups, width),
  });
}

export function hiddenChart(b: Brief): HTMLElement | null {
  const list = b.minerals.filter((m) => m.dependence_share - m.face_value_share > 0.03).sort((x, y) => y.dependence_share - y.face_value_share - (x.dependence_share - x.face_value_share)).slice(0, 14);
  if (!list.length) return null;
  const pairs = list.map((m) => ({ label: m.name, first: m.face_value_share, behind: m.dependence_share, low: behind(m).low, high: behind(m).high, href: "/mineral/" + m.mineral + location.search }));
  return frame({
    name: "what-trade-hides", interactive: true, title: "Where does trade hide the most?",
    subtitle: `Share that comes from ${namesOf(b.against)}: of ${of(name(b.country))} imports at face value, and of what stands behind its supply, ${b.year}`,
    note: "Dotted: bounds that hold without assuming that sources mix in proportion.",
    table: { columns: [{ name: "Mineral" }, { name: "At face value", unit: "%" }, { name: "Mined or processed there", unit: "%" }, { name: "Low", unit: "%" }, { name: "High", unit: "%" }], rows: list.map((m) => [m.name, 100 * m.face_value_share, 100 * m.dependence_share, ...[behind(m).low, behind(m).high].map((v) => (v == null ? null : 100 * v))]) },
    draw: (width) => dumbbell(pairs, width, { first: "at face value", behind: "really" }),
  });
}

export function cutOffChart(b: Brief): HTMLElement | null {
  const list = [...(b.cut_offs ?? [])].sort((x, y) => y.value_added_direct_usd - x.value_added_direct_usd);
  if (!list.length) return null;
  return frame({
    name: "worst-cut-offs", title: `Which cut-off would hurt most?`,
    subtitle: `Value added at risk over a year if ${namesOf(b.against)} exports nothing, bn USD; price, and the part of demand that goes unmet`,
    note: "Industries that lack the input stop in proportion; the page Shock has the months, the bounds and who gains.",
    table: { columns: [{ name: "Mineral" }, { name: "Value added at risk", unit: "USD" }, { name: "Price", unit: "times" }, { name: "Unmet", unit: "%" }, { name: "Most in" }], rows: list.map((c) => [name(c.mineral), c.value_added_direct_usd, c.price_ratio, 100 * c.unmet_share, c.industry]) },
    draw: (width) => bars(list.map((c) => ({ label: name(c.mineral), value: c.value_added_direct_usd / 1e9, kind: "focus", text: `${quantity(c.value_added_direct_usd / 1e9)}${width > 500 ? ` · price ×${quantity(c.price_ratio)}, ${Math.round(100 * c.unmet_share)} % unmet` : ""}` })), width, { print: quantity, unit: " bn" }),
  });
}

export function claimTable(list: Claim[] | null): HTMLElement | null {
  if (!list?.length) return null;
  return el("section", { class: "chart" }, el("h2", {}, "Do the numbers people quote hold?"), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Claims" }, el("table", {},
    el("thead", {}, el("tr", {}, ...["Claim", "Claimed", "By our figures", "Verdict", "Others say"].map((h) => el("th", { scope: "col" }, h)))),
    el("tbody", {}, ...list.map((c) => el("tr", {}, ...[c.statement, c.claimed, c.ours, c.verdict, c.others].map((t) => el("td", {}, t))))))));
}
