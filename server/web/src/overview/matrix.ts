// The matrix: a row for each mineral, sorted and filtered in the page.
import { csv, saveText } from "../chart/download";
import { el } from "../dom";
import { quantity, share } from "../format";
import { name } from "../names";
import { whyLink } from "../why";
import { behind, Brief, Mineral, Survey } from "./model";

type Column = { id: string; head: string; unit?: string; key: (m: Mineral) => number | string; cell: (m: Mineral) => Node | string; value: (m: Mineral) => string | number | null; number?: boolean };

// number of a published reliance: ">50" is more than 50, E less than none.
function reliance(m: Mineral): number {
  const text = m.net_import_reliance;
  if (/^E/.test(text)) return -1;
  const n = parseFloat(text.replace(/[^\d.]/g, ""));
  return Number.isNaN(n) ? -2 : n + (text.includes(">") ? 0.5 : text.includes("<") ? -0.5 : 0);
}

function columns(brief: Brief): Column[] {
  const withheld = (m: Mineral) => (m.own_output_withheld ? el("small", { class: "mark", title: "Own output is withheld: dependence on others is overstated by what it is" }, " own output withheld") : null);
  return [
    { id: "mineral", head: "Mineral", key: (m) => m.name, value: (m) => m.name, cell: (m) => el("span", {}, el("a", { href: "/mineral/" + m.mineral + location.search }, m.name), withheld(m)) },
    { id: "supply", head: "Supply", unit: "t a year", key: (m) => m.supply_t, value: (m) => m.supply_t, cell: (m) => quantity(m.supply_t), number: true },
    { id: "reliance", head: "Net import reliance", unit: "% of use, as published", key: reliance, value: (m) => m.net_import_reliance, number: true,
      cell: (m) => (m.net_import_reliance_as ? whyLink(m.net_import_reliance_as.figure, m.net_import_reliance.replace("%", "")) : m.net_import_reliance || "–") },
    { id: "face", head: "At face value", unit: "% of imports", key: (m) => m.face_value_share, value: (m) => 100 * m.face_value_share, cell: (m) => share(m.face_value_share), number: true },
    { id: "dependence", head: "Really", unit: "% of supply mined or processed there; ○ face value, ┄ bounds, ▨ origin unknown", key: (m) => m.dependence_share, value: (m) => 100 * m.dependence_share, cell: dependence },
    { id: "loss", head: "Unmet without the worst country", unit: "% of demand, shared – served last", key: (m) => m.n_minus_1?.loss_share_shared ?? -1, value: (m) => (m.n_minus_1 ? 100 * m.n_minus_1.loss_share_shared : null),
      cell: (m) => (m.n_minus_1 ? el("span", {}, el("span", { class: brief.against.includes(m.n_minus_1.place) ? "focus-text" : "" }, name(m.n_minus_1.place)), ` ${range(m.n_minus_1.loss_share_shared, m.n_minus_1.loss_share_served_first)}`) : "–") },
    { id: "known", head: "Origin known", unit: "% of supply", key: (m) => 1 - m.unknown_origin_share, value: (m) => 100 * (1 - m.unknown_origin_share), cell: (m) => share(1 - m.unknown_origin_share), number: true },
  ];
}

function range(low: number, high: number): string {
  return share(low) === share(high) ? share(low) : `${share(low)}–${share(high)}`;
}

// dependence draws what is behind the trade: the bar is the share, the ring what
// trade shows, the line the bounds, the hatch what no source names.
function dependence(m: Mineral): Node {
  const b = behind(m);
  const at = (x: number) => (100 * Math.min(1, Math.max(0, x))).toFixed(1) + "%";
  const unknown = Math.min(m.unknown_origin_share, 1 - b.share);
  const bounds = b.low == null || b.high == null ? "" : `, between ${share(b.low)} and ${share(b.high)} %`;
  const text = `${share(m.dependence_share)} % ${m.processed.share >= m.mined.share ? "processed" : "mined"} there${bounds}; ${share(m.face_value_share)} % at face value; origin of ${share(m.unknown_origin_share)} % unknown`;
  const cell = el("span", { class: "bounded", title: text });
  cell.innerHTML = `<svg height="16" aria-hidden="true"><rect class="track" width="100%" height="16"/><rect class="unknown" x="${at(b.share)}" width="${at(unknown)}" height="16" fill="url(#hatched)"/><rect class="bar" width="${at(b.share)}" height="16"/>${
    b.low == null || b.high == null ? "" : `<line class="bounds" x1="${at(b.low)}" x2="${at(b.high)}" y1="8" y2="8"/>`
  }<circle class="face" cx="${at(m.face_value_share)}" cy="8" r="4.5"/></svg>`;
  cell.append(el("span", { class: "figure" }, share(m.dependence_share)), el("span", { class: "visually-hidden" }, text));
  return cell;
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

// What is chosen stays when the lens changes.
const chosen = { by: "dependence", down: true, word: "", list: "", gap: false };

export function matrix(brief: Brief, survey: Survey): HTMLElement {
  const all = columns(brief);
  const lists = new Map(survey.minerals.map((m) => [m.mineral, m.lists]));
  const body = el("tbody");
  const head = el("tr");
  const count = el("output", { class: "soft" });
  const visible = () => {
    const by = all.find((c) => c.id === chosen.by)!;
    return brief.minerals
      .filter((m) => m.name.toLowerCase().includes(chosen.word) && (!chosen.list || lists.get(m.mineral)?.includes(chosen.list)) && (!chosen.gap || m.dependence_share - m.face_value_share >= 0.1))
      .sort((a, b) => compare(by.key(a), by.key(b)) * (chosen.down ? -1 : 1) || compare(a.name, b.name));
  };
  const rows = () => {
    const list = visible();
    count.textContent = `${list.length} of ${brief.minerals.length}`;
    body.replaceChildren(...list.map((m) => el("tr", { class: m.thin_stages?.length ? "thin" : "", title: m.thin_stages?.length ? `Too little is known to rank ${m.thin_stages.join(", ")}` : null }, ...all.map((c) => el("td", { class: c.number ? "number" : "", "data-head": c.head }, c.cell(m))))));
    head.replaceChildren(...all.map(header));
  };
  const header = (c: Column) =>
    el("th", { scope: "col", class: c.number ? "number" : "", "aria-sort": c.id === chosen.by ? (chosen.down ? "descending" : "ascending") : "none" },
      el("button", { type: "button", onclick: () => { chosen.down = c.id === chosen.by ? !chosen.down : c.id !== "mineral"; chosen.by = c.id; rows(); head.querySelector<HTMLElement>(`th:nth-child(${all.indexOf(c) + 1}) button`)?.focus(); } }, c.head, c.unit ? el("small", {}, c.unit) : null));
  const save = () => saveText("adit-overview.csv", "text/csv", csv({ columns: all.map((c) => ({ name: c.id === "dependence" ? "Mined or processed there" : c.head, unit: c.number || c.id === "dependence" || c.id === "loss" ? c.unit?.split(";")[0] : undefined })), rows: visible().map((m) => all.map((c) => c.value(m))) }));
  rows();
  return el("section", { class: "matrix-box" }, filters(survey, rows, count, save), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Matrix of minerals" }, el("table", { class: "matrix" }, el("thead", {}, head), body)));
}

function filters(survey: Survey, rows: () => void, count: HTMLElement, save: () => void): HTMLElement {
  const search = el("input", { type: "search", placeholder: "Find a mineral", "aria-label": "Find a mineral", value: chosen.word, oninput: () => { chosen.word = search.value.trim().toLowerCase(); rows(); } });
  const list = el("select", { "aria-label": "List of critical minerals", onchange: () => { chosen.list = list.value; rows(); } }, el("option", { value: "" }, "all minerals"), ...survey.lists.map((l) => el("option", { value: l.list, selected: l.list === chosen.list }, `list ${l.list}`)));
  const gap = el("input", { type: "checkbox", checked: chosen.gap, onchange: () => { chosen.gap = gap.checked; rows(); } });
  return el("div", { class: "controls filters" }, search, list, el("label", { class: "check" }, gap, "only where trade hides 10 points or more"), count, el("button", { type: "button", class: "quiet", "data-download": "csv", onclick: save }, "CSV"));
}
