// The frame that every chart stands in: its question, the drawing, where the
// figures are from, the same figures as a table, and downloads.
import { el } from "../dom";
import { csv, saveImage, saveText, svgFile } from "./download";
import { dataTable, Table } from "./table";

export type { Table } from "./table";

export type Chart = {
  name: string; // of the files
  title: string; // the question that the chart answers
  subtitle?: string; // what is drawn, in which unit, of which year
  note?: string | Node; // sources, and what is missing
  table: Table; // all that is drawn
  draw: (width: number) => SVGSVGElement; // again for each width
  interactive?: boolean; // its marks are links or handles
  level?: 2 | 3; // of the heading; default 2
  narrow?: boolean; // takes the place of one small multiple
  saved?: number; // width of its pictures; default 760
};

// frame draws a chart, and draws it again when its width changes.
export function frame(c: Chart): HTMLElement {
  const into = el("div", { class: "canvas" });
  const id = `chart-${c.name}`;
  const data = el("details", { class: "data" }, el("summary", {}, "Table"));
  data.addEventListener("toggle", () => data.open && data.childElementCount === 1 && data.append(dataTable(c.table)));
  const figure = el("figure", { class: c.narrow ? "chart narrow" : "chart", "aria-labelledby": id, "data-chart": c.name },
    el("figcaption", {}, el(c.level === 3 ? "h3" : "h2", { id }, c.title), c.subtitle ? el("p", { class: "subtitle" }, c.subtitle) : null),
    into,
    c.note ? el("p", { class: "note" }, c.note) : null,
    el("div", { class: "tools" }, data, el("span", { class: "downloads" }, ...downloads(c))));
  keepDrawn(c, into);
  return figure;
}

function keepDrawn(c: Chart, into: HTMLElement) {
  let drawn = 0;
  const draw = (width: number) => {
    if (width <= 0 || width === drawn) return;
    drawn = width;
    into.replaceChildren(described(c, c.draw(width)));
  };
  new ResizeObserver(() => draw(Math.floor(into.clientWidth))).observe(into);
  addEventListener("beforeprint", () => into.isConnected && draw(into.closest(".multiples") ? page / 2 - 20 : page));
  addEventListener("afterprint", () => into.isConnected && draw(Math.floor(into.clientWidth)));
}

// page is the width of an A4 page within its margins, in CSS pixels.
const page = 686;

function described(c: Chart, drawing: SVGSVGElement): SVGSVGElement {
  drawing.setAttribute("role", c.interactive ? "group" : "img");
  drawing.setAttribute("aria-label", [c.title, c.subtitle, "The table below has the figures."].filter(Boolean).join(". "));
  return drawing;
}

function downloads(c: Chart): HTMLElement[] {
  const button = (kind: string, save: () => void) =>
    el("button", { type: "button", class: "quiet", "data-download": kind.toLowerCase(), "aria-label": `${kind} of: ${c.title}`, onclick: save }, kind);
  return [
    button("CSV", () => saveText(`adit-${c.name}.csv`, "text/csv", csv(c.table))),
    button("SVG", () => saveText(`adit-${c.name}.svg`, "image/svg+xml", svgFile(c, c.saved ?? 760))),
    button("PNG", () => void saveImage(`adit-${c.name}.png`, svgFile(c, c.saved ?? 760))),
  ];
}
