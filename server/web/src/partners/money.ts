// Public money in a country. A letter of interest, a commitment and a payment
// are three things: they stand beside each other and are never added up.
import { el } from "../dom";
import { name, namesOf } from "../names";
import { whyLink } from "../why";
import { Finance, millions } from "./model";
import { list, plainTable } from "./table";

const states: [string, string][] = [["letter", "Letters of interest"], ["committed", "Committed"], ["disbursed", "Paid out"], ["unstated", "State not said"]];

export function moneySection(f: Finance, place: string): HTMLElement[] {
  const shown = states.filter(([id]) => id !== "unstated" || f.totals.unstated?.rows);
  const box = ([id, title]: [string, string]) => {
    const t = f.totals[id];
    const left = t?.rows_without_an_amount ? `, ${t.rows_without_an_amount} of them without an amount` : "";
    return el("div", { class: "fact", "data-state": id }, el("strong", {}, t?.rows ? (t.rows === t.rows_without_an_amount ? "not published" : millions(t.m_usd)) : "none on record"), el("span", {}, title + (t?.rows ? ` (${t.rows}${left})` : "")));
  };
  return [el("h2", { class: "section" }, `Which public money is in ${name(place)}?`), el("div", { class: "facts money" }, ...shown.map(box)),
    el("p", { class: "soft small" }, "The three states are not added up: one loan may pass through all of them."),
    ...(f.money.length ? [plainTable("Public money", ["For", "Minerals", "Agency", "Instrument", "State", "Amount", "As of"], f.money.map((m) => [m.name, namesOf(m.minerals), `${m.agency} (${name(m.payer)})`, m.instrument.replace("_", " "), m.state, whyLink(m.figure, millions(m.amount_m_usd)), m.as_of]))] : []),
    el("details", {}, el("summary", {}, `What its projects may ask for${f.income ? ` (income group: ${f.income.group.replace("_", " ")})` : ""}`),
      list(f.findings.map((x) => `${x.offer.name}, ${x.offer.agency}: ${x.verdict}. ${x.reasons.map((r) => r.clause).join("; ")}`)))];
}
