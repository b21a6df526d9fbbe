// All options on one scale: months, cost, and how much of net imports each closes.
import { frame } from "../chart/frame";
import { Axis, Dot, scatter } from "../chart/scatter";
import { quantity, share } from "../format";
import { of } from "../mineral/model";
import { name } from "../names";
import { kinds, Option, placed } from "./model";

export type Measure = "cost" | "ratio";

export function winsChart(list: Option[], country: string, measure: Measure): HTMLElement {
  const on = list.filter((o) => placed(o) && (measure === "cost" || o.cost_over_price != null));
  const y = (o: Option) => (measure === "cost" ? o.cost_usd_per_kg!.value : o.cost_over_price!);
  const told = new Set(on.filter((o) => o.group === "easy" && o.ease != null).sort((a, b) => b.ease! - a.ease!).slice(0, 14));
  const dots: Dot[] = on.map((o) => ({
    x: Math.max(1, o.months_to_first_tonne_median!), y: y(o), size: o.net_imports_closed!, kind: o.group === "easy" ? (o.place === country ? "own" : "focus") : "rest", label: told.has(o) ? short(o.name) : "",
    title: `${o.name} (${name(o.mineral)}, ${name(o.place)}): ${quantity(o.cost_usd_per_kg!.value)} USD/kg, ${quantity(o.months_to_first_tonne_median!)} months, closes ${share(o.net_imports_closed)} % of net imports`,
    href: "#" + o.id, xLow: told.has(o) ? Math.max(1, o.months_to_first_tonne_median!) : undefined, xHigh: told.has(o) ? (o.months_to_first_tonne_90pct ?? undefined) : undefined,
  }));
  const yAxis: Axis = measure === "cost" ? { title: "Cost with capital, USD per kg", print: quantity, log: true } : { title: "Cost over price", print: (v) => `×${quantity(v)}`, log: true };
  return frame({
    name: "easy-wins", interactive: true, title: "How cheap, how soon, and how much?",
    subtitle: `Each mark is an option; its area is the share of ${of(name(country))} net imports it closes. In colour: named projects (dark: at home); grey: potential that nobody has a project for, or no risk taken away`,
    note: `The easiest are named; the line from a mark reaches to the months of nine cases in ten. ${list.length - on.length} options without a known output, cost or time cannot be placed; they are listed below.`,
    table: { columns: [{ name: "Option" }, { name: "Kind" }, { name: "Mineral" }, { name: "Place" }, { name: "Cost", unit: "USD/kg" }, { name: "Low", unit: "USD/kg" }, { name: "High", unit: "USD/kg" }, { name: "Cost over price" }, { name: "Median", unit: "months" }, { name: "Nine in ten", unit: "months" }, { name: "Net imports closed", unit: "%" }, { name: "Group" }],
      rows: list.map((o) => [o.name, o.kind, o.mineral, o.place, o.cost_usd_per_kg?.value, o.cost_usd_per_kg?.low, o.cost_usd_per_kg?.high, o.cost_over_price, o.months_to_first_tonne_median, o.months_to_first_tonne_90pct, o.net_imports_closed == null ? null : 100 * o.net_imports_closed, o.group]) },
    draw: (width) => scatter(dots, width, { title: "Months to the first tonne (median)", print: quantity, min: 0, max: Math.max(12, ...dots.map((d) => d.xHigh ?? d.x)) }, yAxis),
  });
}

function short(text: string): string {
  return text.length > 42 ? text.slice(0, 40).trimEnd() + "…" : text;
}

export function kindName(kind: string): string {
  return kinds[kind] ?? kind;
}
