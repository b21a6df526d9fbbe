// Two shocks side by side, in the figures that matter.
import { el } from "../dom";
import { money, quantity, share } from "../format";
import { name } from "../names";
import { Answer, ViewOf } from "./model";

export type Compared = { name: string; answer: Answer };

// compare is a table: a row for each figure, a column for each shock.
export function compare(now: Compared, kept: Compared): HTMLElement {
  const view = (a: Answer, material: string) => a.views.find((v) => v.material === material);
  const rows = now.answer.views.flatMap((v) => {
    const old = view(kept.answer, v.material), what = name(v.mineral);
    const row = (text: string, of: (x: ViewOf) => string) => [`${what}: ${text}`, of(v), old ? of(old) : "not in it"];
    return [row("highest price, times undisturbed", (x) => quantity(Number(x.peak_price_ratio.toPrecision(3))) + "×"), row("unmet, of what is wanted", (x) => `${share(x.unmet_share)}%`), row("unmet", (x) => quantity(x.unmet_t) + " t"), row("stocks gone in", (x) => x.stock_gone_in ?? "not gone")];
  });
  const lost = (a: Answer) => (a.cost ? money(a.cost.total_value_added_usd) + " USD" : "not known");
  return el("section", { class: "change", "data-compare": "", "aria-label": "Two shocks compared" }, el("h3", {}, "Beside the shock that was kept"),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Two shocks compared" }, el("table", { class: "plain" },
      el("thead", {}, el("tr", {}, ...["", "This one", "Kept (dashed)"].map((h, i) => el("th", { scope: "col", class: i ? "number" : "" }, h, i ? el("small", {}, i === 1 ? now.name : kept.name) : null)))),
      el("tbody", {}, ...[...rows, ["Value added lost", lost(now.answer), lost(kept.answer)]].map((r) => el("tr", {}, ...r.map((c, i) => el("td", { class: i ? "number" : "" }, c))))))));
}
