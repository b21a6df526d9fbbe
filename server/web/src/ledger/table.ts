// Tables of the ledger: heads that begin with # stand over figures, at the right.
import { Child, el } from "../dom";

export function table(title: string, heads: string[], rows: Child[][]): HTMLElement {
  const right = heads.map((h) => (h.startsWith("#") ? "number" : ""));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
    el("table", { class: "plain ledger" }, el("thead", {}, el("tr", {}, ...heads.map((h, i) => el("th", { scope: "col", class: right[i] }, h.replace(/^#/, ""))))), el("tbody", {}, ...rows.map((r) => el("tr", {}, ...r.map((c, i) => el("td", { class: right[i] }, c)))))));
}
