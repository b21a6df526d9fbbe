// The charts of a shock, and of the one it is compared with.
import { bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { Line, lines } from "../chart/lines";
import { tornado } from "../chart/tornado";
import { el } from "../dom";
import { money, quantity, share } from "../format";
import { the } from "../mineral/model";
import { name } from "../names";
import { Answer, Bar, Cost, Period, Record_, ViewOf } from "./model";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const short = (p: string) => { const [y, m] = p.split("-"); return m === "01" ? y : months[Number(m) - 1]; };

// marked are the months with a name on the axis: of a long run quarters, of a very
// long one half years.
function marked(periods: Period[]): number[] {
  const every = periods.length <= 9 ? 1 : periods.length <= 30 ? 3 : 6;
  return periods.flatMap((p, i) => ((Number(p.period.split("-")[1]) - 1) % every === 0 ? [i] : []));
}

type Pick = (p: Period) => number | null;
type Side = { view: ViewOf; mild?: ViewOf; harsh?: ViewOf };

// sides are the views of one mineral, in this answer and in the one kept.
function sides(a: Answer, i: number): Side {
  return { view: a.views[i], mild: a.views_mild?.[i], harsh: a.views_harsh?.[i] };
}

function line(text: string, kind: Line["kind"], side: Side, pick: Pick, more: Partial<Line> = {}): Line {
  const both = (i: number) => [side.mild, side.harsh].map((v) => v && pick(v.periods[i])).filter((v): v is number => v != null);
  return { name: text, kind, ...more, points: side.view.periods.map((p, i) => {
    const y = pick(p), reach = [...both(i), ...(y == null ? [] : [y])];
    return { x: i, y, ...(side.mild && side.harsh && y != null ? { low: Math.min(...reach), high: Math.max(...reach) } : {}) };
  }) };
}

type Drawn = { name: string; title: string; subtitle: string; unit: string; list: Line[]; columns: [string, string | undefined, Pick][]; log?: boolean; max?: number; print: (v: number) => string; note?: string };

function byMonth(view: ViewOf, d: Drawn): HTMLElement {
  const at = marked(view.periods);
  return frame({
    name: d.name, title: d.title, subtitle: d.subtitle, note: d.note, narrow: true,
    table: { columns: [{ name: "Month" }, ...d.columns.map(([n, unit]) => ({ name: n, unit }))], rows: view.periods.map((p) => [p.period, ...d.columns.map(([, , pick]) => pick(p))]) },
    draw: (width) => lines(d.list, width, { xTicks: at, xPrint: (i) => short(view.periods[i]?.period ?? ""), yPrint: d.print, unit: d.unit, log: d.log, max: d.max }),
  });
}

// monthly are the charts of one mineral: price, what is served, stocks.
export function monthly(a: Answer, i: number, than?: Answer): HTMLElement[] {
  const now = sides(a, i), old = than?.views.findIndex((v) => v.material === now.view.material) ?? -1;
  const before = than && old >= 0 ? { view: than.views[old] } : undefined; // without its band, to stay legible
  const what = `${name(now.view.mineral)} (${now.view.material.split("/")[1]})`, where = the(name(now.view.place));
  const compared = (pick: Pick): Line[] => (before ? [line("kept", "rest", before, pick, { dashed: true })] : []);
  const watch = now.view.watch && now.view.watch !== now.view.place ? [line("in " + name(now.view.watch), "rest", { view: now.view }, (p) => p.watch_price_ratio)] : [];
  const served: Pick = (p) => (p.wanted_t > 0 ? p.served_t / p.wanted_t : null);
  return [
    byMonth(now.view, { name: `price-${now.view.mineral}`, title: `How dear does ${what.toLowerCase()} get?`, subtitle: `Price in ${where} over the price without the shock; the band is from mild to harsh`, unit: "times, log scale", log: true, print: (v) => quantity(v) + "×",
      list: [line("in " + where, "focus", now, (p) => p.price_ratio), ...watch, ...compared((p) => p.price_ratio)], columns: [["Price over the price without", "×", (p) => p.price_ratio], ["Price", "USD/t", (p) => p.price_usd_per_t], ["World", "×", (p) => p.world_price_ratio], [now.view.watch ? "In " + name(now.view.watch) : "Elsewhere", "×", (p) => p.watch_price_ratio]] }),
    byMonth(now.view, { name: `served-${now.view.mineral}`, title: `How much of what ${where} wants is served?`, subtitle: "Share of what is wanted in the month, stocks included", unit: "%", max: 1, print: (v) => share(v) + "%",
      list: [line("served", "focus", now, served), ...compared(served)], columns: [["Served", "share", served], ["Served", "t", (p) => p.served_t], ["Wanted", "t", (p) => p.wanted_t]] }),
    byMonth(now.view, { name: `stock-${now.view.mineral}`, title: `How long do stocks in ${where} last?`, subtitle: "What users and states hold at the end of the month", unit: "tonnes", print: quantity, note: now.view.stock_gone_in ? `Gone in ${now.view.stock_gone_in}.` : undefined,
      list: [line("stock", "own", now, (p) => p.stock_t), ...compared((p) => p.stock_t)], columns: [["Stock", "t", (p) => p.stock_t]] }),
  ];
}

// whoLacks and whoGains: the places beside the country of view.
export function whoLacks(v: ViewOf): HTMLElement | null {
  const list = [...v.places.filter((p) => p.id !== v.place), { id: v.place, wanted_t: 0, unmet_t: v.unmet_t, unmet_share: v.unmet_share }].filter((p) => p.unmet_t > 0).sort((a, b) => b.unmet_t - a.unmet_t).filter((p, i) => i < 11 || p.id === v.place);
  if (!list.length) return null;
  return frame({ name: `lacks-${v.mineral}`, narrow: true, title: `Who goes short of ${name(v.mineral).toLowerCase()}?`, subtitle: "Tonnes unmet over the run, and their share of what is wanted",
    table: { columns: [{ name: "Place" }, { name: "Unmet", unit: "t" }, { name: "Share of what is wanted" }], rows: list.map((p) => [name(p.id), p.unmet_t, p.unmet_share]) },
    draw: (width) => bars(list.map((p) => ({ label: name(p.id), value: p.unmet_t, kind: p.id === v.place ? "own" : "rest", text: `${quantity(p.unmet_t)} t, ${share(p.unmet_share)}%` })), width, { print: quantity, unit: " t" }) });
}

// whoEarns has sales against those without the shock: more to the right, less to
// the left, the largest differences.
export function whoEarns(v: ViewOf): HTMLElement | null {
  const list = v.sales.map((x) => ({ ...x, more: x.usd - x.baseline_usd })).filter((x) => Math.abs(x.more) > 1).sort((a, b) => Math.abs(b.more) - Math.abs(a.more)).slice(0, 12).sort((a, b) => b.more - a.more);
  if (!list.length) return null;
  const signed = (x: number) => (x > 0 ? "+" : "−") + money(Math.abs(x)) + " USD";
  return frame({ name: `gains-${v.mineral}`, narrow: true, title: `Who earns more from ${name(v.mineral).toLowerCase()}, and who less?`, subtitle: "Makers' sales over the run, less those without the shock, in USD",
    table: { columns: [{ name: "Place" }, { name: "More", unit: "USD" }, { name: "Sales", unit: "USD" }, { name: "Without", unit: "USD" }], rows: list.map((x) => [name(x.place), x.more, x.usd, x.baseline_usd]) },
    draw: (width) => tornado(list.map((x) => ({ label: name(x.place), low: Math.min(0, x.more), high: Math.max(0, x.more), lowText: signed(x.more), highText: signed(x.more) })), 0, width, (x) => (x < 0 ? "−" + money(-x) : money(x)), "USD, less and more") });
}

export function industries(a: Answer): HTMLElement | null {
  if (!a.cost) return null;
  const of = (c: Cost | undefined, code: string) => c?.industries.find((x) => x.code === code)?.total_usd;
  const list = a.cost.industries.filter((x) => x.total_usd > 0).slice(0, 12);
  if (!list.length) return null;
  const reach = (code: string, v: number) => { const all = [v, of(a.cost_mild, code), of(a.cost_harsh, code)].filter((x): x is number => x != null); return { low: Math.min(...all), high: Math.max(...all) }; };
  return frame({ name: "industries", title: "Which industries lose?", subtitle: `GDP (value added) that is lost over ${quantity(Math.round(12 * a.cost.years))} months: ${money(a.cost.total_value_added_usd)} USD in all${a.cost_mild && a.cost_harsh ? `, ${money(a.cost_mild.total_value_added_usd)} if mild, ${money(a.cost_harsh.total_value_added_usd)} if harsh` : ""}. Colour: lacks the mineral itself; grey: supplies those that do; the line is from mild to harsh`,
    note: "Input-output accounts of the country; what is lost is what production that stops would have earned. Uses for which no source names an industry are not in it.",
    table: { columns: [{ name: "Industry" }, { name: "Code" }, { name: "Total", unit: "USD" }, { name: "Direct", unit: "USD" }, { name: "Why" }], rows: list.map((x) => [x.name, x.code, x.total_usd, x.direct_usd, (x.why ?? []).join("; ")]) },
    draw: (width) => bars(list.map((x) => ({ label: x.name, value: x.total_usd, kind: x.direct_usd > 0 ? "focus" : "rest", ...reach(x.code, x.total_usd), text: money(x.total_usd) + " USD" })), width, { print: money, unit: " USD" }) });
}

export function whatMatters(list: Bar[], a: Answer): HTMLElement {
  const base = a.cost?.total_value_added_usd ?? 0;
  const top = [...list].sort((x, y) => Math.abs(y.high.value_added_usd - y.low.value_added_usd) - Math.abs(x.high.value_added_usd - x.low.value_added_usd)).slice(0, 12);
  return frame({ name: "tornado", title: "Which assumption moves the answer most?", subtitle: "Value added that is lost, in USD, with one input at the low (grey) and at the high end (colour) of its band; the middle is with all inputs as they are, the small figures are the input",
    table: { columns: [{ name: "Input" }, { name: "Low" }, { name: "High" }, { name: "Lost at low", unit: "USD" }, { name: "Lost at high", unit: "USD" }, { name: "Unmet at low" }, { name: "Unmet at high" }, { name: "Basis" }, { name: "Figure" }], rows: top.map((b) => [b.name, b.low_value, b.high_value, b.low.value_added_usd, b.high.value_added_usd, b.low.unmet_share, b.high.unmet_share, b.basis, b.figure]) },
    draw: (width) => tornado(top.map((b) => ({ label: b.name, low: b.low.value_added_usd, high: b.high.value_added_usd, lowText: quantity(b.low_value), highText: quantity(b.high_value) })), base, width, money, "USD lost") });
}

// backTests are past events that the same model was asked to foresee.
export function backTests(r: Record_): HTMLElement {
  const known = r.results.filter((e) => e.observed_price_change_pct != null || e.predicted_price_change_pct != null);
  const cell = (v: number | null) => (v == null ? "–" : `${v > 0 ? "+" : ""}${quantity(Math.round(v))}%`);
  const verdict = (e: { checks: { verdict: string }[] }) => [...new Set(e.checks.map((c) => c.verdict))].join(", ") || "not testable";
  return el("section", {}, el("h2", { class: "section" }, "Did it foresee past events?"),
    el("p", {}, `${r.hits} hits, ${r.misses} misses, ${r.not_testable} not testable, from what was known before each event. Misses are kept.`),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Back-test record" }, el("table", { class: "plain" }, el("thead", {}, el("tr", {}, ...["Event", "From", "Rule", "Price observed", "Price foreseen", "Verdict"].map((h, i) => el("th", { scope: "col", class: i === 3 || i === 4 ? "number" : "" }, h)))),
      el("tbody", {}, ...known.map((e) => el("tr", {}, el("td", {}, e.event), el("td", { class: "acts" }, e.start_date), el("td", {}, e.pass_rule), el("td", { class: "number" }, cell(e.observed_price_change_pct)), el("td", { class: "number" }, cell(e.predicted_price_change_pct)), el("td", { class: verdict(e).includes("hit") ? "focus-text" : "" }, verdict(e))))))));
}
