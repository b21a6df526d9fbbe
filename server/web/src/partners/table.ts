// Plain tables and lists of the page.
import { Child, el } from "../dom";

export function plainTable(title: string, heads: string[], rows: Child[][]): HTMLElement {
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
    el("table", { class: "plain" }, el("thead", {}, el("tr", {}, ...heads.map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, ...rows.map((r) => el("tr", {}, ...r.map((c) => el("td", { class: typeof c === "string" && c.length < 13 ? "short" : "" }, c)))))));
}

export function list(items: Child[]): HTMLElement {
  return el("ul", { class: "soft" }, ...items.map((x) => el("li", {}, x)));
}
