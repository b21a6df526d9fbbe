// How a plan differs from the one that was shown before it.
import { el } from "../dom";
import { money, quantity } from "../format";
import { name } from "../names";
import { Answer, another, Shown, spent, sum } from "./model";

export function comparable(now: Shown, before: Shown | undefined): before is Shown {
  return before != null && now.lens === before.lens && !another(now.q, before.q);
}

// changes says what came, what went, and what that costs.
export function changes(now: Shown, before: Shown | undefined): HTMLElement | null {
  if (!comparable(now, before)) return null;
  const [a, b] = [now.a, before.a], called = (id: string) => [...a.atlas.projects, ...b.atlas.projects].find((p) => p.id === id)?.name ?? id;
  const had = new Set(b.chosen.map((c) => c.id)), has = new Set(a.chosen.map((c) => c.id)), more = a.objective_usd - b.objective_usd;
  const cost = Math.abs(more) < 1e3 ? "costs the same in all" : `costs ${money(Math.abs(more))} USD ${more > 0 ? "more" : "less"} in all`;
  const listed = (head: string, of: Answer, ids: string[]) => (ids.length ? el("li", {}, el("strong", {}, head), " " + ids.map((id) => `${called(id)} (${money(of.chosen.find((c) => c.id === id)!.public_cost_usd)} USD)`).join("; ")) : null);
  return el("section", { class: "change", "data-change": "", "aria-label": "What changed" }, el("h3", {}, `Against the plan before, this one ${cost}`),
    el("ul", {}, listed("Comes in:", a, [...has].filter((x) => !had.has(x))), listed("Drops out:", b, [...had].filter((x) => !has.has(x))), has.size === had.size && [...has].every((x) => had.has(x)) ? el("li", {}, "The same projects are chosen.") : null),
    table(a, b));
}

// table has money and unmet demand, before and now.
function table(a: Answer, b: Answer): HTMLElement {
  const unmet = (of: Answer, m: string) => sum(of.gap_closed.filter((x) => x.mineral === m), (x) => x.unmet_t);
  const row = (what: string, unit: string, old: number, now: number, print: (v: number) => string) => {
    const more = now - old, rounding = Math.abs(more) <= 1e-4 * Math.abs(old);
    return el("tr", {}, el("td", {}, what), el("td", {}, unit), ...[print(old), print(now), rounding ? "0" : (more > 0 ? "+" : "−") + print(Math.abs(more))].map((x) => el("td", { class: "number" }, x)));
  };
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Before and now" }, el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, ...["", "", "Before", "Now", "Difference"].map((h, i) => el("th", { scope: "col", class: i > 1 ? "number" : "" }, h)))),
    el("tbody", {}, row("Cost in all", "USD", b.objective_usd, a.objective_usd, money), row("Spent", "USD", spent(b), spent(a), money),
      ...[...new Set(a.gap_closed.map((x) => x.mineral))].map((m) => row(`Unmet ${name(m).toLowerCase()} over the years`, "t", unmet(b, m), unmet(a, m), quantity)))));
}
