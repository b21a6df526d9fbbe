// One mineral: who makes it, through whom it comes, what it cost, which controls
// are in force, what is being built.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { quantity, share } from "../format";
import { Latest, lens } from "../lens";
import { madeCharts } from "../mineral/made";
import { controlChart, historyCharts, siteTable, useChart } from "../mineral/history";
import { Exposure, gapText, Record_, Sight, spelled, the } from "../mineral/model";
import { lossChart, mapChart, sankeyChart, shareCharts } from "../mineral/reach";
import { name, names, Names } from "../names";
import { stepText } from "../progress";
import { view } from "../state";

export async function draw(into: HTMLElement) {
  const known = await names();
  const id = decodeURIComponent(location.pathname.split("/")[2] ?? "");
  if (!id) return index(into, known);
  const mineral = known.minerals.find((m) => m.id === id);
  document.querySelector("h1")!.textContent = mineral?.name ?? id;
  document.title = `${mineral?.name ?? id} – adit`;
  const latest = new Latest();
  const body = el("div");
  const load = () => void fill(body, id, latest.next());
  into.replaceChildren(el("div", { class: "pickers" }, chooser(known, id), lens(load)), body);
  load();
}

// index lists all minerals, for who comes without one.
function index(into: HTMLElement, known: Names) {
  into.replaceChildren(chooser(known, ""), el("ul", { class: "index" }, ...known.minerals.map((m) => el("li", {}, el("a", { href: `/mineral/${m.id}${location.search}` }, m.name)))));
}

function chooser(known: Names, id: string): HTMLFormElement {
  const select = el("select", { name: "mineral", id: "mineral" }, id ? null : el("option", { value: "" }, "choose…"), ...known.minerals.map((m) => el("option", { value: m.id, selected: m.id === id }, m.name)));
  select.addEventListener("change", () => select.value && location.assign(`/mineral/${select.value}${location.search}`));
  return el("form", { class: "controls" }, el("label", {}, "Mineral", select));
}

async function fill(body: HTMLElement, id: string, signal: AbortSignal) {
  const v = view();
  const part = (className: string) => el("div", { class: className });
  const [head, made, reach, history, rest, gaps] = [part("lead"), part("multiples"), part("reach"), part("multiples"), part("rest"), part("gaps")];
  const status = el("p", { role: "status", class: "status" }, "Tracing where it comes from…");
  body.replaceChildren(status, head, made, reach, history, rest, gaps);
  const record = ask<{ records: Record_[] }>("minerals", { mineral: id, record: true }, { signal }).then((a) => a.records[0]);
  const exposure = ask<Exposure>("exposure", { mineral: id, country: v.country, against: v.against, year: v.year, flows: true }, { signal, onStep: (s) => (status.textContent = stepText(s)) });
  exposure.catch(() => {}); // told below
  try {
    const r = await record;
    const sight = new Sight(v.country, v.against.split(","));
    history.append(...historyCharts(r, sight));
    rest.append(...[controlChart(r, sight), useChart(r), siteTable(r, sight)].filter((c): c is HTMLElement => c != null));
    const x = await exposure;
    status.remove();
    drawExposure(x, r, { head, made, reach, gaps });
    if (x.against.places.join() !== v.against || x.place !== v.country) recolour(r, x, history, rest);
  } catch (error) {
    if (signal.aborted) return;
    status.className = "problem";
    status.textContent = problemText(error);
  }
}

// recolour draws the history again, once the lens is known by its places.
function recolour(r: Record_, x: Exposure, history: HTMLElement, rest: HTMLElement) {
  const sight = new Sight(x.place, x.against.places);
  history.replaceChildren(...historyCharts(r, sight));
  rest.replaceChildren(...[controlChart(r, sight), useChart(r), siteTable(r, sight)].filter((c): c is HTMLElement => c != null));
}

function drawExposure(x: Exposure, r: Record_, at: { head: HTMLElement; made: HTMLElement; reach: HTMLElement; gaps: HTMLElement }) {
  const sight = new Sight(x.place, x.against.places);
  at.head.append(...lead(x, sight));
  at.made.append(...madeCharts(x, sight));
  at.reach.append(el("h2", { class: "section" }, `How does it reach ${the(name(x.place))}?`), el("div", { class: "multiples" }, ...shareCharts(x, sight)), sankeyChart(x, sight, r.uses), mapChart(x, sight),
    ...[lossChart(x, sight)].filter((c): c is HTMLElement => c != null));
  const missing = gaps(x);
  if (missing) at.gaps.replaceChildren(missing);
}

// lead is the judgement, and the three figures that it rests on.
function lead(x: Exposure, sight: Sight): HTMLElement[] {
  const a = x.against;
  const fact = (number: string, text: string) => el("div", { class: "fact" }, el("strong", {}, number), el("span", {}, text));
  const bounds = (b: { low?: number | null; high?: number | null }) => (b.low == null || b.high == null ? "" : ` (between ${share(b.low)} and ${share(b.high)} %)`);
  return [
    el("div", { class: "facts" },
      fact(`${quantity(x.supply_t)} t`, `a year reach ${the(name(x.place))} (${x.year})`),
      fact(`${share(a.face_value_share)} %`, `of imports come from ${sight.lensName} at face value`),
      fact(`${share(a.processed.share)} %`, `of supply is processed there${bounds(a.processed)}`),
      fact(`${share(a.mined.share)} %`, `of supply is mined there${bounds(a.mined)}`)),
    el("p", { class: "judgement" }, spelled(x.judgement)),
    ...(x.notes ?? []).map((n) => el("p", { class: "soft" }, n)),
  ];
}

function gaps(x: Exposure): HTMLElement | null {
  if (!x.missing?.length) return null;
  return el("section", {}, el("h2", { class: "section" }, "What is not known?"), el("ul", {}, ...x.missing.map((g) => el("li", {}, gapText(g)))));
}
