// What came, was made, went and lies there, by site, element and period.
import { ask } from "../api";
import { frame } from "../chart/frame";
import { el } from "../dom";
import { quantity } from "../format";
import { keep, select } from "./filter";
import { flows } from "./flows";
import { Account, Balance } from "./model";
import { table } from "./table";

const periods: [string, string][] = [["month", "month"], ["quarter", "quarter"], ["year", "year"]];

export async function draw(into: HTMLElement) {
  const q = new URLSearchParams(location.search), f = { site: q.get("site") ?? "", element: q.get("element") ?? "", period: q.get("period") ?? "quarter" };
  const body = el("div"), controls = el("div", { class: "controls filters" });
  into.replaceChildren(controls, body);
  const load = async () => {
    const b = await ask<Balance>("ledger/balance", { period: f.period });
    if (!b.accounts.length) {
      body.replaceChildren(el("p", {}, "No site moved or counted anything."));
      return;
    }
    const sites = [...new Set(b.accounts.map((a) => a.site))], busiest = most(b.accounts, (a) => a.site);
    if (!sites.includes(f.site)) f.site = busiest;
    const here = b.accounts.filter((a) => a.site === f.site), elements = [...new Set(here.map((a) => a.element))];
    if (!elements.includes(f.element)) f.element = most(here, (a) => a.element);
    keep(f, { site: busiest, element: most(here, (a) => a.element), period: "quarter" });
    controls.replaceChildren(select("Site", f.site, sites.map((x) => [x, x]), (v) => { f.site = v; void load(); }), select("Element", f.element, elements.map((x) => [x, x]), (v) => { f.element = v; void load(); }), select("By", f.period, periods, (v) => { f.period = v; void load(); }));
    body.replaceChildren(...show(here.filter((a) => a.element === f.element), f));
  };
  await load();
}

function most(list: Account[], key: (a: Account) => string): string {
  const sums = new Map<string, number>();
  for (const a of list) sums.set(key(a), (sums.get(key(a)) ?? 0) + a.mined.kg + a.made.kg + a.received.kg + a.used.kg + a.sent.kg);
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

const columns: [string, keyof Account][] = [["Opening", "opening"], ["+ mined", "mined"], ["+ made", "made"], ["+ received", "received"], ["− used", "used"], ["− sent", "sent"], ["= closing", "closing"]];

function show(list: Account[], f: { site: string; element: string; period: string }): HTMLElement[] {
  const kg = (a: Account, key: keyof Account) => (a[key] as { kg: number }).kg;
  const odd = list.filter((a) => a.counted && Math.abs(a.sigmas) >= 3);
  return [frame({ name: "balance", title: `What of ${f.element} came to ${f.site}, went, and lay there?`, subtitle: `kg contained by ${f.period}: above the line what came or was made, below it what was used or sent; the dots are what the ledger says lay there at the end, the rings what somebody counted, with two standard uncertainties`,
    note: odd.length ? `${odd.length === 1 ? "One count is" : `${odd.length} counts are`} three standard uncertainties or more off what the ledger says: see the alarms.` : list.some((a) => a.counted) ? "Every count fits what the ledger says." : "Nobody counted what lies there: that is not the same as a count that fits.",
    table: { columns: [{ name: "From" }, { name: "Until" }, ...columns.flatMap(([n]) => [{ name: n, unit: "kg" }, { name: "±", unit: "kg" }]), { name: "Counted", unit: "kg" }, { name: "±", unit: "kg" }, { name: "Gap", unit: "kg" }, { name: "Gap", unit: "standard uncertainties" }],
      rows: list.map((a) => [a.from.slice(0, 10), a.until.slice(0, 10), ...columns.flatMap(([, key]) => [kg(a, key), (a[key] as { sigma_kg: number }).sigma_kg]), a.counted?.kg, a.counted?.sigma_kg, a.gap?.kg, a.counted ? a.sigmas : null]) },
    draw: (w) => flows(list, w) }), el("h2", { class: "section" }, "Does it add up?"),
  table("Balance", ["From", ...columns.map((c) => "#" + c[0]), "#Counted", "#Gap, σ"], list.map((a) => [label(a, f.period), ...columns.map(([, key]) => quantity(round(kg(a, key)))), a.counted ? `${quantity(a.counted.kg)} ± ${quantity(a.counted.sigma_kg)}` : el("span", { class: "soft" }, "not counted"), a.counted ? el("span", { class: Math.abs(a.sigmas) >= 3 ? "problem" : "" }, sigmas(a.sigmas)) : "–"])),
  el("p", { class: "soft" }, "kg contained; what is not counted is not zero. A gap of 3 standard uncertainties is a warning, of 5 an alarm. ", el("a", { href: `/ledger/alarms?site=${encodeURIComponent(f.site)}` }, "Alarms at this site"), ".")];
}

function sigmas(x: number): string {
  const text = x.toFixed(1).replace("-", "−");
  return text === "−0.0" ? "0.0" : text;
}

function round(kg: number): number {
  return Math.abs(kg) < 1e-6 ? 0 : kg;
}

function label(a: Account, period: string): string {
  const m = Number(a.from.slice(5, 7));
  return period === "year" ? a.from.slice(0, 4) : period === "quarter" ? `${a.from.slice(0, 4)} Q${(m - 1) / 3 + 1}` : a.from.slice(0, 7);
}
