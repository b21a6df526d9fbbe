// The matrix: a row for each mineral, sorted and filtered in the page.
import { svgFile, csv, saveImage, saveText } from "../chart/download";
import type { Chart } from "../chart/frame";
import { el } from "../dom";
import { of } from "../mineral/model";
import { name, namesOf } from "../names";
import { note } from "../state";
import { boundsOf, Column, columns, hatched } from "./columns";
import { matrixDrawing } from "./drawing";
import { keyBar } from "./bar";
import { Brief, lesson, Mineral, Survey } from "./model";

// Chosen is what is sorted and filtered; it stands in the address.
type Chosen = { by: string; down: boolean; word: string; list: string; hidden: boolean };

function chosenNow(): Chosen {
  const q = new URLSearchParams(location.search);
  const sort = q.get("sort") ?? "-dependence";
  return { by: sort.replace(/^-/, ""), down: sort.startsWith("-"), word: q.get("find") ?? "", list: q.get("list") ?? "", hidden: q.has("hidden") };
}

function keep(c: Chosen) {
  const sort = (c.down ? "-" : "") + c.by;
  note({ sort: sort === "-dependence" ? "" : sort, find: c.word, list: c.list, hidden: c.hidden ? "1" : "" });
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

// A Matrix takes the whole brief when it comes after the quick one: order,
// filter and focus stay.
export type Matrix = { element: HTMLElement; update: (brief: Brief) => void };

export function matrix(first: Brief, survey: Survey): Matrix {
  const chosen = chosenNow();
  const lists = new Map(survey.minerals.map((m) => [m.mineral, m.lists]));
  const [body, head, count, about] = [el("tbody"), el("tr"), el("output", { class: "soft" }), el("div")];
  let brief = first, all: Column[] = [], rows = new Map<string, HTMLElement>();
  const by = () => all.find((c) => c.id === chosen.by) ?? all[0];
  const visible = () =>
    brief.minerals
      .filter((m) => m.name.toLowerCase().includes(chosen.word) && (!chosen.list || lists.get(m.mineral)?.includes(chosen.list)) && (!chosen.hidden || m.dependence_share - m.face_value_share >= 0.1))
      .sort((a, b) => compare(by().key(a), by().key(b)) * (chosen.down ? -1 : 1) || compare(a.name, b.name));
  const show = () => {
    const list = visible();
    count.textContent = `${list.length} of ${brief.minerals.length}`;
    body.replaceChildren(...(list.length ? list.map((m) => rows.get(m.mineral)!) : [el("tr", {}, el("td", { colspan: all.length }, "No mineral is like that."))]));
    for (const [i, c] of all.entries()) head.children[i].setAttribute("aria-sort", c === by() ? (chosen.down ? "descending" : "ascending") : "none");
  };
  const changed = () => {
    keep(chosen);
    show();
  };
  const sortBy = (id: string) => {
    chosen.down = id === by().id ? !chosen.down : id !== "mineral";
    chosen.by = id;
    changed();
  };
  const update = (b: Brief) => {
    const at = document.activeElement?.getAttribute("href");
    brief = b;
    all = columns(b);
    rows = new Map(b.minerals.map((m) => [m.mineral, row(m, all)]));
    if (head.childElementCount !== all.length) head.replaceChildren(...all.map((c) => headOf(c, sortBy)));
    about.replaceChildren(...[lessonOf(b)].filter((e): e is HTMLElement => e != null));
    show();
    if (at) body.querySelector<HTMLElement>(`a[href="${CSS.escape(at)}"]`)?.focus();
  };
  update(first);
  const element = el("section", { class: "matrix-box" }, about, filters(survey, chosen, changed, count, downloads(() => brief, visible)),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Matrix of minerals" }, el("table", { class: "matrix" }, el("thead", {}, head), body)), marks(first));
  return { element, update };
}

function headOf(c: Column, sortBy: (id: string) => void): HTMLElement {
  return el("th", { scope: "col", class: classOf(c) }, el("button", { type: "button", onclick: () => sortBy(c.id) }, el("span", { class: "head" }, c.head), c.unit ? el("small", {}, c.unit) : null));
}

function classOf(c: Column): string {
  return `col-${c.id}${c.number ? " number" : ""}`;
}

function row(m: Mineral, all: Column[]): HTMLElement {
  const thin = m.thin_stages?.length;
  return el("tr", { class: thin ? "thin" : "", title: thin ? `Too little is known to rank ${m.thin_stages!.join(", ")}` : null },
    ...all.map((c, i) => (i ? el("td", { class: classOf(c) }, c.cell(m)) : el("th", { scope: "row" }, c.cell(m)))));
}

// lessonOf tells how one row is read.
function lessonOf(b: Brief): HTMLElement | null {
  const m = lesson(b);
  if (!m) return null;
  const who = namesOf(b.against);
  const what = m.name.toLowerCase();
  const seems = Math.round(100 * m.face_value_share), really = Math.round(100 * m.dependence_share);
  const lost = m.n_minus_1 ? ` Without ${name(m.n_minus_1.place)}, ${Math.round(100 * m.n_minus_1.loss_share_shared)} % or more of demand goes unmet.`
    : b.quick ? " What goes unmet without its worst country is being computed." : "";
  const text = el("p", { class: "lesson" }, el("strong", {}, `${m.name}: ${seems} % seems to come from ${who}; really ${really} %.`),
    ` That much of ${of(name(b.country))} ${what} was mined or processed there, whoever it was bought from.${lost}`);
  return el("div", { class: "reading" }, text, el("div", { class: "key", role: "img", "aria-label": "How a bar is read" }, keyBar(m, 330, hatched)));
}

function marks(b: Brief): HTMLElement {
  const withheld = b.minerals.some((m) => m.own_output_withheld), thin = b.minerals.some((m) => m.thin_stages?.length);
  return el("p", { class: "note" }, [
    "Unmet: the lower figure if the shortage is shared, the higher if others are served first.",
    withheld ? "* The country’s own output is withheld: dependence on others is overstated by what it is." : "",
    thin ? "In italics: too little is known to rank who makes it." : "",
  ].filter(Boolean).join(" "));
}

function filters(survey: Survey, chosen: Chosen, changed: () => void, count: HTMLElement, saves: HTMLElement): HTMLElement {
  const search = el("input", { type: "search", placeholder: "Find a mineral", "aria-label": "Find a mineral", value: chosen.word, oninput: () => { chosen.word = search.value.trim().toLowerCase(); changed(); } });
  const list = el("select", { "aria-label": "List of critical minerals", onchange: () => { chosen.list = list.value; changed(); } }, el("option", { value: "" }, "all minerals"), ...survey.lists.map((l) => el("option", { value: l.list, selected: l.list === chosen.list }, listName(l.list, l.date))));
  const gap = el("input", { type: "checkbox", checked: chosen.hidden, onchange: () => { chosen.hidden = gap.checked; changed(); } });
  return el("div", { class: "controls filters" }, search, list, el("label", { class: "check" }, gap, "only where trade hides 10 points or more"), count, saves);
}

const lists: Record<string, string> = { "us-2022": "United States", "us-2025": "United States", "eu-2023": "European Union", "defence-12": "the 12 defence minerals" };

function listName(id: string, date: string): string {
  return lists[id] ? `${lists[id]}, ${date.slice(0, 4)}` : id;
}

// downloads save what is visible, in its order.
function downloads(brief: () => Brief, visible: () => Mineral[]): HTMLElement {
  const chart = (b: Brief): Chart => ({
    name: "overview", title: `What does ${of(name(b.country))} supply really owe to ${namesOf(b.against)}?`,
    subtitle: `Share of supply mined or processed there, ${b.year}, %. Ring: share of imports at face value; line: bounds; hatched: origin unknown`,
    note: "Unmet without the worst country: % of demand, shortage shared – others served first.",
    table: tableOf(b, visible()), draw: (width) => matrixDrawing(visible(), b, width),
  });
  const button = (kind: string, save: () => void) => el("button", { type: "button", class: "quiet", "data-download": kind.toLowerCase(), "aria-label": `${kind} of the matrix`, onclick: save }, kind);
  return el("span", { class: "downloads" }, button("CSV", () => saveText("adit-overview.csv", "text/csv", csv(tableOf(brief(), visible())))),
    button("SVG", () => saveText("adit-overview.svg", "image/svg+xml", svgFile(chart(brief()), 960))), button("PNG", () => void saveImage("adit-overview.png", svgFile(chart(brief()), 960))));
}

function tableOf(b: Brief, list: Mineral[]) {
  const all = columns(b);
  return { columns: [...all.map((c) => ({ name: c.head, unit: c.unit })), { name: "At least", unit: "%" }, { name: "At most", unit: "%" }, { name: "Worst country" }],
    rows: list.map((m) => [...all.map((c) => c.value(m)), ...boundsOf(m), m.n_minus_1 ? name(m.n_minus_1.place) : null]) };
}
