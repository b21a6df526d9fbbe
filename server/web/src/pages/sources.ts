// What the atlas holds, from where, how old, how sure, and what is missing. With
// a figure in the address: where that figure is from.
import { ask, problemText } from "../api";
import { dataTable } from "../chart/table";
import { el } from "../dom";
import { quantity } from "../format";
import { ageChart, basisChart, Held, publisherChart, Sources } from "../held/charts";
import { gapText } from "../mineral/model";
import { name, names } from "../names";
import type { Brief } from "../overview/model";
import { stepText } from "../progress";
import { view } from "../state";
import { explanation } from "../why";

type Check = { sound: boolean; counts: Record<string, number>; faults: { rule: string; where?: string; message?: string; remedy?: string }[] };

export async function draw(into: HTMLElement) {
  await names();
  const figure = new URLSearchParams(location.search).get("figure") ?? "";
  const form = el("form", { class: "controls", role: "search" }, el("label", { class: "grow" }, "Where is a figure from? Its id, a flow or an output", el("input", { name: "figure", value: figure, placeholder: "gallium/primary CHN>USA", spellcheck: "false" })), el("button", { type: "submit" }, "Explain"));
  const explained = el("div");
  const held = el("div");
  into.replaceChildren(form, explained, held);
  if (figure) explained.append(await explanation(figure));
  const [sources, check] = await Promise.all([ask<Sources>("sources"), ask<Check>("check")]);
  held.append(...summary(sources, check), el("div", { class: "multiples wide" }, publisherChart(sources), basisChart(sources)), ageChart(sources), list(sources), faults(check), missing());
}

function summary(x: Sources, c: Check): HTMLElement[] {
  const fact = (n: string, text: string) => el("div", { class: "fact" }, el("strong", {}, n), el("span", {}, text));
  const newest = x.sources.map((h) => h.published).filter(Boolean).sort().pop() ?? "–";
  return [el("div", { class: "lead" }, el("div", { class: "facts" },
    fact(quantity(x.rows), `rows in ${c.counts.tables ?? "–"} tables`), fact(String(x.sources.length), `sources of ${new Set(x.sources.map((h) => h.publisher)).size} publishers`),
    fact(newest, "the newest was published"), fact(String(c.faults?.length ?? 0), c.sound ? "faults: every cell, key, id and bound was checked" : "faults, listed below")))];
}

function list(x: Sources): HTMLElement {
  const link = (h: Held) => (/^https?:/.test(h.url) ? el("a", { href: h.url, rel: "noreferrer external" }, h.title) : h.title);
  const row = (h: Held) => el("tr", {}, el("td", {}, link(h), el("small", { class: "block soft" }, [h.publisher, h.edition && `edition ${h.edition}`, h.id].filter(Boolean).join(" · ")), h.note ? el("small", { class: "block soft" }, h.note) : null),
    el("td", {}, h.published || "–"), el("td", {}, h.years || "–"), el("td", {}, h.licence), el("td", { class: "number" }, quantity(h.rows)), el("td", {}, el("small", {}, Object.keys(h.tables).sort().join(", "))),
    el("td", {}, el("code", { title: h.sha256 }, h.sha256.slice(0, 8) || "–")));
  const head = ["Source", "Published", "Years", "Terms"].map((h) => el("th", { scope: "col" }, h));
  return el("section", { class: "chart held" }, el("h2", {}, "Which sources, under which terms?"),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Sources" }, el("table", {}, el("thead", {}, el("tr", {}, ...head, el("th", { scope: "col", class: "number" }, "Rows"), el("th", { scope: "col" }, "Tables"), el("th", { scope: "col" }, "Raw file, SHA-256"))), el("tbody", {}, ...x.sources.map(row)))));
}

function faults(c: Check): HTMLElement {
  return el("section", {}, el("h2", { class: "section" }, "Is the data sound?"), c.faults?.length ? el("ul", {}, ...c.faults.map((f) => el("li", {}, [f.where, f.message ?? f.rule, f.remedy].filter(Boolean).join(" – ")))) : el("p", {}, `Yes: ${quantity(c.counts.rows)} rows were checked against their columns, keys, ids and bounds, and no fault was found.`));
}

// missing takes seconds: it is what tracing all minerals comes upon.
function missing(): HTMLElement {
  const v = view();
  const status = el("p", { role: "status", class: "status" }, "Looking for gaps…");
  const section = el("section", {}, el("h2", { class: "section" }, "What is missing?"), status);
  ask<Brief>("brief", { country: v.country, against: v.against, year: v.year }, { onStep: (s) => (status.textContent = stepText(s)) }).then(
    (b) => {
      status.textContent = `${b.missing?.length ?? 0} gaps that tracing every mineral for ${name(b.country)} came upon. What is withheld is not taken for nothing: it is left open, and widens the bounds.`;
      section.append(dataTable({ columns: [{ name: "Mineral" }, { name: "What" }, { name: "Where" }, { name: "Why it is missing" }], rows: (b.missing ?? []).map((m) => [name(m.mineral), m.name, m.place ? name(m.place) : "", gapText(m).split(": ").pop()!]) }));
    },
    (error) => {
      status.className = "problem";
      status.textContent = problemText(error);
    });
  return section;
}
