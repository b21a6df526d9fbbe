// Who makes it in the world, and who owns that.
import { Bar, bars } from "../chart/bars";
import { Chart, frame } from "../chart/frame";
import { el } from "../dom";
import { quantity, share } from "../format";
import { name } from "../names";
import { whyAddress } from "../why";
import { Exposure, Form, Make, Sight } from "./model";

const shown = 8;

export function madeCharts(x: Exposure, sight: Sight): HTMLElement[] {
  const mine = x.forms.find((f) => f.stage === "mine");
  const refined = x.forms.find((f) => x.parameters.processed_as.includes(f.material)) ?? x.forms[x.forms.length - 1];
  const charts: HTMLElement[] = [];
  if (mine) charts.push(madeChart(x, sight, mine, "mined", "Who mines it?"));
  if (refined && refined !== mine) charts.push(madeChart(x, sight, refined, "refined", mine ? "Who refines it?" : "Who makes it?"));
  charts.push(ownerChart(x, sight, mine ?? refined));
  return charts;
}

function madeChart(x: Exposure, sight: Sight, f: Form, slug: string, title: string): HTMLElement {
  const makes = byPlace(x.flows.makes.filter((m) => m.material === f.material && !m.from_scrap));
  const named = makes.filter((m) => m.place !== "OTH" && m.t > 0);
  const list: Bar[] = named.slice(0, shown).map((m) => ({ label: name(m.place), value: m.t, low: m.low_t, high: m.high_t, kind: sight.kind(m.place), href: whyAddress(m.process), text: `${quantity(m.t)} · ${share(m.t / f.world_t)} %` }));
  const rest = named.slice(shown);
  if (rest.length) list.push({ label: `${rest.length} more`, value: sum(rest), kind: "rest", text: `${quantity(sum(rest))} · ${share(sum(rest) / f.world_t)} %` });
  const others = makes.find((m) => m.place === "OTH");
  if (others) list.push({ label: "Not named", value: others.t, low: others.low_t, high: others.high_t, kind: "unknown", href: whyAddress(others.process), text: `${quantity(others.t)}` });
  return frame({
    name: `${x.mineral}-${slug}`,
    title,
    subtitle: `${f.name}, tonnes of ${f.mass_of} in ${x.year}, and share of the world`,
    note: `Bars: likeliest; lines over them: bounds of the data. ${cap(f.source)}; ${share(f.coverage_share)} % of what is made is reported or estimated by a source.${f.note ? " " + cap(f.note) + "." : ""}`,
    table: {
      columns: [{ name: "Place" }, { name: "Output", unit: "t" }, { name: "Low", unit: "t" }, { name: "High", unit: "t" }, { name: "Basis" }, { name: "Figure" }],
      rows: makes.map((m) => [name(m.place), m.t, m.low_t, m.high_t, m.basis, m.process]),
    },
    draw: (width) => bars(list, width, { print: quantity, unit: " t" }),
    interactive: true,
  });
}

// byPlace is sorted, the largest first. A form has one process a place.
function byPlace(list: Make[]): Make[] {
  return [...list].sort((a, b) => b.t - a.t || (a.place < b.place ? -1 : 1));
}

function sum(list: Make[]): number {
  return list.reduce((total, m) => total + m.t, 0);
}

function cap(text: string): string {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}

// ownerChart weighs the ultimate owners of all sites by what the sites make.
function ownerChart(x: Exposure, sight: Sight, f: Form): HTMLElement {
  const makes = x.flows.makes.filter((m) => m.material === f.material && !m.from_scrap);
  const total = sum(makes);
  const held = new Map<string, number>();
  for (const m of makes) for (const o of m.owners) held.set(o.place, (held.get(o.place) ?? 0) + m.t * o.share);
  const owned = [...held].map(([place, t]) => ({ place, share: t / total })).sort((a, b) => b.share - a.share);
  const unknown = Math.max(0, 1 - owned.reduce((s, o) => s + o.share, 0));
  const told = owned.filter((o) => o.share >= 0.005); // less says nothing beside what is not known
  const list: Bar[] = told.slice(0, shown).map((o) => ({ label: name(o.place), value: o.share, low: o.share, high: o.share + unknown, kind: sight.kind(o.place), text: unknown > 0.005 ? `${share(o.share)}–${share(o.share + unknown)} %` : `${share(o.share)} %` }));
  if (unknown > 0.0005) list.push({ label: "Owner not known", value: unknown, kind: "unknown", text: `${share(unknown)} %` });
  if (!told.length) return unowned(f, x.year);
  const chart: Chart = {
    name: `${x.mineral}-owned`,
    title: "Who owns it?",
    subtitle: `Ultimate owners of what makes ${f.name}, % of the world’s output in ${x.year}`,
    note: "A bar is what is known; the line reaches to what an owner would have if all that is not known were his.",
    table: { columns: [{ name: "Owner" }, { name: "At least", unit: "%" }, { name: "At most", unit: "%" }], rows: [...owned.map((o) => [name(o.place), 100 * o.share, 100 * (o.share + unknown)]), ["Not known", 100 * unknown, null]] },
    draw: (width) => bars(list, width, { print: (v) => String(Math.round(100 * v)), unit: " %", max: 1 }),
  };
  return frame(chart);
}

function unowned(f: Form, year: number): HTMLElement {
  return el("section", { class: "chart" }, el("h2", {}, "Who owns it?"),
    el("p", {}, `Not known. For next to nothing of the ${quantity(f.world_t)} t of ${f.name} that the world made in ${year} does a source at hand name the owners: that is a gap in the data, not independence.`));
}
