// Where a figure comes from: a link that opens the answer of the verb why over
// the page, and leads to the same answer as a page of its own.
import { ask, problemText } from "./api";
import { el } from "./dom";
import { quantity } from "./format";
import { kept, view } from "./state";

type Figure = { id: string; value: number | null; low: number | null; high: number | null; unit: string; year: number; basis: string; published_as: string; source: string; locator: string; note: string };
type Source = { id: string; title: string; publisher: string; edition: string; licence: string; url: string };
type Why = {
  figure?: Figure; row?: string; raw_file?: string; alternatives?: Figure[]; cells?: Record<string, string>; // of a figure of a table
  quantity?: string; t?: number; low_t?: number | null; high_t?: number | null; basis?: string; rule?: string; figures?: Figure[]; parts?: { id: string; how: string; t: number }[]; // of a flow or an output
  sources: Source[];
};

// whyAddress is the page that explains a figure, a flow "gallium/primary
// CHN>CAN" or an output "gallium/primary CHN".
export function whyAddress(figure: string): string {
  return "/sources" + kept({ figure });
}

export function whyLink(figure: string, text: string): HTMLElement {
  return figure ? el("a", { href: whyAddress(figure), class: "why" }, text) : el("span", {}, text);
}

// openWhy makes every link to an explanation open over the page. A click with
// a modifier key goes the browser's own way.
export function openWhy() {
  document.addEventListener("click", (e) => {
    const link = (e.target as Element).closest?.("a");
    const href = link?.getAttribute("href") ?? "";
    if (!href.startsWith("/sources?") || e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
    const figure = new URL(href, location.origin).searchParams.get("figure");
    if (!figure) return;
    e.preventDefault();
    void dialog(figure, href);
  });
}

async function dialog(figure: string, href: string) {
  // The text takes the focus, not the button: the key that opened the box would press it.
  const inside = el("div", { tabindex: "-1", autofocus: true }, el("p", { role: "status" }, "Looking…"));
  const box = el("dialog", { class: "why-box", "aria-label": "Where this figure comes from" },
    el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => box.close() }, "×"), inside, el("p", {}, el("a", { href, onclick: (e: Event) => e.stopPropagation() }, "Open as a page")));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (e) => e.target === box && box.close());
  document.body.append(box);
  box.showModal();
  inside.replaceChildren(await explanation(figure));
}

// explanation is the answer of why, for the dialog and for the page.
export async function explanation(figure: string): Promise<HTMLElement> {
  const v = view();
  try {
    return page(await ask<Why>("why", { figure, country: v.country, year: v.year }), figure);
  } catch (error) {
    return el("div", {}, el("h2", {}, figure), el("p", { class: "problem", role: "alert" }, problemText(error)));
  }
}

function page(w: Why, figure: string): HTMLElement {
  const shown = w.figure ? [w.figure] : (w.figures ?? []);
  return el("div", { class: "explained" },
    el("h2", {}, w.quantity ?? "Where this figure comes from"),
    w.t != null ? el("p", { class: "big" }, `${quantity(w.t)} t`, interval(w.low_t, w.high_t), w.basis ? ` – ${w.basis}` : "") : null,
    w.rule ? el("p", {}, sentence(w.rule)) : null,
    ...shown.map((f) => figureBox(f, w.figure ? w.row : undefined)),
    cite(w.cells),
    w.parts?.length ? part("It is made up of", w.parts.map((p) => el("li", {}, `${p.how}: `, whyLink(p.id, p.id), `, ${quantity(p.t)} t`))) : null,
    w.alternatives?.length ? part("Other sources say", w.alternatives.map((f) => el("li", {}, `${value(f)} (${f.basis}, ${f.source})`))) : null,
    part("Sources", w.sources.map(source)),
    el("p", { class: "soft" }, "At the command line: ", el("code", {}, `adit why "${figure}"`)));
}

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1) + ".";
}

function interval(low?: number | null, high?: number | null): string {
  return low == null || high == null || low === high ? "" : `, between ${quantity(low)} and ${quantity(high)}`;
}

function value(f: Figure): string {
  return `${f.value == null ? f.published_as || "not known" : quantity(f.value)} ${f.unit}${interval(f.low, f.high)}`;
}

function figureBox(f: Figure, row?: string): HTMLElement {
  const line = (name: string, text: string) => (text ? [el("dt", {}, name), el("dd", {}, text)] : []);
  return el("section", {}, el("p", { class: "big" }, value(f)),
    el("dl", {}, ...line("Year", f.year ? String(f.year) : ""), ...line("Known as", f.basis), ...line("Source", f.source), ...line("Where in it", f.locator), ...line("Row of the atlas", row ?? ""), ...line("Note", f.note), ...line("Id", f.id)));
}

function cite(cells?: Record<string, string>): HTMLElement | null {
  const text = cells?.cite;
  if (!text) return null;
  return el("p", {}, "It cites: ", /^https?:\/\/\S+$/.test(text) ? el("a", { href: text, rel: "noreferrer external" }, text) : text);
}

function part(title: string, items: HTMLElement[]): HTMLElement {
  return el("section", {}, el("h3", {}, title), el("ul", {}, ...items));
}

function source(s: Source): HTMLElement {
  const title = /^https?:/.test(s.url) ? el("a", { href: s.url, rel: "noreferrer external" }, s.title) : s.title;
  return el("li", {}, title, ` – ${[s.publisher, s.edition, s.licence].filter(Boolean).join(", ")}`);
}
