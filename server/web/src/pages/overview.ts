// The overview: a row for each mineral, and how much of it comes from the lens.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { quantity, share } from "../format";
import { stepText } from "../progress";
import { show, view } from "../state";

type Bounded = { share: number; low: number | null; high: number | null };
type Loss = { place: string; loss_share_shared: number; loss_share_served_first: number } | null;
type Mineral = {
  mineral: string;
  name: string;
  supply_t: number;
  net_import_reliance: string;
  face_value_share: number;
  mined: Bounded;
  processed: Bounded;
  dependence_share: number;
  unknown_origin_share: number;
  derived_share: number;
  n_minus_1: Loss;
  judgement: string;
  own_output_withheld: boolean;
};
type Brief = { country: string; year: number; minerals: Mineral[] };

type Column = { name: string; head: string; unit?: string; key: (m: Mineral) => number | string; cell: (m: Mineral) => Node | string; number?: boolean };

const columns: Column[] = [
  { name: "mineral", head: "Mineral", key: (m) => m.name, cell: (m) => el("a", { href: "/mineral/" + m.mineral + location.search }, m.name) },
  { name: "supply", head: "Supply", unit: "t a year", key: (m) => m.supply_t, cell: (m) => quantity(m.supply_t), number: true },
  { name: "reliance", head: "Net import reliance", unit: "%", key: (m) => m.net_import_reliance, cell: (m) => m.net_import_reliance || "–", number: true },
  { name: "face", head: "Face value", unit: "% of imports", key: (m) => m.face_value_share, cell: (m) => share(m.face_value_share), number: true },
  { name: "mined", head: "Mined there", unit: "% of supply", key: (m) => m.mined.share, cell: (m) => bounded(m.mined), number: true },
  { name: "processed", head: "Processed there", unit: "% of supply", key: (m) => m.processed.share, cell: (m) => bounded(m.processed), number: true },
  { name: "loss", head: "Unmet without the worst country", unit: "%", key: (m) => m.n_minus_1?.loss_share_shared ?? -1, cell: (m) => (m.n_minus_1 ? `${m.n_minus_1.place} ${share(m.n_minus_1.loss_share_shared)}` : "–"), number: true },
  { name: "known", head: "Origin known", unit: "%", key: (m) => 1 - m.unknown_origin_share, cell: (m) => share(1 - m.unknown_origin_share), number: true },
];

// bounded draws a share as a bar with its bounds beside the figure.
function bounded(b: Bounded): Node {
  const at = (x: number) => (100 * Math.min(1, Math.max(0, x))).toFixed(1);
  const bounds = b.low == null || b.high == null ? "" : `between ${share(b.low)} and ${share(b.high)} %`;
  const svg = `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="bar" width="${at(b.share)}" height="10"/>${
    b.low == null || b.high == null ? "" : `<rect class="bounds" x="${at(b.low)}" y="4" width="${Math.max(1, +at(b.high) - +at(b.low))}" height="2"/>`
  }</svg>`;
  const span = el("span", { class: "bounded", title: bounds });
  span.innerHTML = svg;
  span.append(el("span", { class: "figure" }, share(b.share)), el("span", { class: "visually-hidden" }, bounds));
  return span;
}

export async function draw(into: HTMLElement) {
  const v = view();
  const form = controls(v.country, v.against);
  const status = el("p", { role: "status", class: "status" });
  const table = el("div");
  into.replaceChildren(form, status, table);
  let asked = new AbortController();
  const load = async () => {
    asked.abort();
    asked = new AbortController();
    const v = view();
    status.textContent = "Tracing every mineral…";
    try {
      const brief = await ask<Brief>("brief", { country: v.country, against: v.against, year: v.year }, { signal: asked.signal, onStep: (s) => (status.textContent = stepText(s)) });
      status.textContent = `${brief.minerals.length} minerals, ${brief.country} in ${brief.year}; what of them comes from ${v.against}. Bars are shares of supply, the line within a bar its bounds.`;
      matrix(table, brief);
    } catch (error) {
      if (asked.signal.aborted) return;
      status.textContent = problemText(error);
    }
  };
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const data = new FormData(form);
    show({ country: String(data.get("country")).trim(), against: String(data.get("against")).trim() });
    void load();
  });
  addEventListener("popstate", () => void load());
  await load();
}

function controls(country: string, against: string): HTMLFormElement {
  const field = (name: string, label: string, value: string) => el("label", {}, label, el("input", { name, value, autocomplete: "off", spellcheck: "false" }));
  return el("form", { class: "controls" }, field("country", "Country", country), field("against", "Who may cut supply", against), el("button", { type: "submit" }, "Show"));
}

// matrix draws the table, sorted by a column and filtered by a word.
function matrix(into: HTMLElement, brief: Brief) {
  let by = columns.find((c) => c.name === "processed")!;
  let down = true;
  const search = el("input", { type: "search", placeholder: "Find a mineral", "aria-label": "Find a mineral", oninput: () => rows() });
  const body = el("tbody");
  const head = el("tr");
  const rows = () => {
    const word = search.value.trim().toLowerCase();
    const list = brief.minerals.filter((m) => m.name.toLowerCase().includes(word)).sort((a, b) => compare(by.key(a), by.key(b)) * (down ? -1 : 1) || compare(a.name, b.name));
    body.replaceChildren(...list.map((m) => el("tr", {}, ...columns.map((c) => el("td", { class: c.number ? "number" : "" }, c.cell(m))))));
    head.replaceChildren(...columns.map(header));
  };
  const header = (c: Column) =>
    el("th", { scope: "col", class: c.number ? "number" : "", "aria-sort": c === by ? (down ? "descending" : "ascending") : "none" },
      el("button", { type: "button", onclick: () => { down = c === by ? !down : !!c.number; by = c; rows(); } }, c.head, c.unit ? el("small", {}, c.unit) : null));
  rows();
  into.replaceChildren(search, el("div", { class: "scroll" }, el("table", {}, el("thead", {}, head), body)));
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}
