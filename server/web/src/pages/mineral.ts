// One mineral: who makes it, through whom it comes, what it cost, which controls
// are in force, what is being built.
import { ask, ProblemError, problemText } from "../api";
import { el } from "../dom";
import { Latest, lens } from "../lens";
import { lead, relianceFact } from "../mineral/lead";
import { madeCharts } from "../mineral/made";
import { controlChart, historyCharts, siteTable } from "../mineral/history";
import { Exposure, gapText, Record_, Sight, the } from "../mineral/model";
import { lossChart, mapChart, sankeyChart, shareCharts } from "../mineral/reach";
import { name, names, Names } from "../names";
import type { Listed, Survey } from "../overview/model";
import { stepText } from "../progress";
import { kept, view } from "../state";

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

// index lists all minerals, for who comes without one: those that somebody calls
// critical first.
async function index(into: HTMLElement, known: Names) {
  const critical = new Set((await ask<Survey>("minerals")).minerals.map((m) => m.mineral));
  const list = (title: string, of: Names["minerals"]) => [el("h2", {}, title), el("ul", { class: "index" }, ...[...of].sort((a, b) => a.name.localeCompare(b.name, "en")).map((m) => el("li", {}, el("a", { href: `/mineral/${m.id}${kept()}` }, m.name))))];
  into.replaceChildren(chooser(known, ""), ...list("On a list of critical minerals", known.minerals.filter((m) => critical.has(m.id))), ...list("On none", known.minerals.filter((m) => !critical.has(m.id))));
}

function chooser(known: Names, id: string): HTMLFormElement {
  const select = el("select", { name: "mineral", id: "mineral" }, id ? null : el("option", { value: "" }, "choose…"), ...known.minerals.map((m) => el("option", { value: m.id, selected: m.id === id }, m.name)));
  select.addEventListener("change", () => select.value && location.assign(`/mineral/${select.value}${kept()}`));
  return el("form", { class: "controls" }, el("label", {}, "Mineral", select));
}

async function fill(body: HTMLElement, id: string, signal: AbortSignal) {
  const v = view();
  const part = (className: string) => el("div", { class: className });
  const [head, made, reach, history, rest, gaps] = [part("lead"), part("multiples"), part("reach"), part("multiples wide"), part("rest"), part("gaps")];
  const status = el("p", { role: "status", class: "status" }, "Tracing where it comes from…");
  body.replaceChildren(status, head, made, reach, history, rest, gaps);
  const record = ask<{ records: Record_[] }>("minerals", { mineral: id, record: true }, { signal }).then((a) => a.records[0]);
  const exposure = ask<Exposure>("exposure", { mineral: id, country: v.country, against: v.against, year: v.year, flows: true }, { signal, onStep: (s) => (status.textContent = stepText(s)) });
  const listed = ask<Survey>("minerals", { mineral: id }, { signal }).then((a): Listed | undefined => a.minerals[0], () => undefined); // on no list
  exposure.catch(() => {}); // told below
  try {
    const r = await record;
    const sight = new Sight(v.country, v.against.split(","));
    history.append(...historyCharts(r, sight));
    rest.append(...[controlChart(r, sight), siteTable(r, sight)].filter((c): c is HTMLElement => c != null));
    const x = await exposure.catch(async (error) => {
      if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error;
      status.remove();
      head.append(...untraced(r, v.country, problemText(error), await listed));
    });
    if (!x) return;
    status.remove();
    drawExposure(x, r, await listed, { head, made, reach, gaps });
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
  rest.replaceChildren(...[controlChart(r, sight), siteTable(r, sight)].filter((c): c is HTMLElement => c != null));
}

// untraced is what is said where no network can be made: that is not known, and
// not that there is no dependence.
function untraced(r: Record_, country: string, why: string, listed?: Listed): HTMLElement[] {
  const known = relianceFact({ place: country }, listed);
  return [el("div", { class: "judgement" }, el("p", { class: "verdict" }, `Where ${the(name(country))} gets ${r.name.toLowerCase()} from is not known.`), el("p", {}, `The atlas answers: ${why}. What is published of it stands below.`)),
    ...(known ? [el("div", { class: "facts" }, known)] : [])];
}

function drawExposure(x: Exposure, r: Record_, listed: Listed | undefined, at: { head: HTMLElement; made: HTMLElement; reach: HTMLElement; gaps: HTMLElement }) {
  const sight = new Sight(x.place, x.against.places);
  at.head.append(...lead(x, sight, listed));
  at.made.append(...madeCharts(x, sight));
  at.reach.append(el("h2", { class: "section" }, `How does it reach ${the(name(x.place))}?`), el("div", { class: "multiples" }, ...shareCharts(x, sight)), sankeyChart(x, sight, r.uses),
    el("div", { class: "multiples wide" }, ...[lossChart(x, sight), mapChart(x, sight)].filter((c): c is HTMLElement => c != null)));
  const missing = gaps(x);
  if (missing) at.gaps.replaceChildren(missing);
}

function gaps(x: Exposure): HTMLElement | null {
  if (!x.missing?.length) return null;
  return el("section", {}, el("h2", { class: "section" }, "What is not known?"), el("ul", {}, ...x.missing.map((g) => el("li", {}, gapText(g)))));
}
