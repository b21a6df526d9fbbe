// The figures of a chart as a table: for reading, for screen readers, for CSV.
import { el } from "../dom";
import { quantity } from "../format";

export type Column = { name: string; unit?: string };
export type Value = string | number | null | undefined; // null: nobody knows
export type Table = { columns: Column[]; rows: Value[][] };

export function dataTable(t: Table): HTMLElement {
  const right = t.columns.map((_, i) => t.rows.some((r) => typeof r[i] === "number"));
  const head = t.columns.map((c, i) => el("th", { scope: "col", class: right[i] ? "number" : "" }, c.name, c.unit ? el("small", {}, c.unit) : null));
  const rows = t.rows.map((r) => el("tr", {}, ...r.map((v, i) => el("td", { class: right[i] ? "number" : "" }, print(v)))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of the chart" },
    el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)));
}

function print(v: Value): string {
  if (v == null || v === "") return "–";
  return typeof v === "number" ? quantity(v) : v;
}
