// A chart as a file: its table as CSV, its drawing as SVG and PNG. A file
// stands alone: it carries the title, the note and its own colours.
import type { Chart } from "./frame";
import { canvas, label, Mark, s, wrap } from "./svg";
import type { Table, Value } from "./table";

// csv has a row of names with units, and figures unrounded.
export function csv(t: Table): string {
  const head = t.columns.map((c) => (c.unit ? `${c.name} (${c.unit})` : c.name));
  return [head, ...t.rows].map((r) => r.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(v: Value): string {
  if (v == null) return "";
  const text = String(v);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveText(name: string, type: string, text: string) {
  save(name, new Blob([text], { type: type + ";charset=utf-8" }));
}

function save(name: string, data: Blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const margin = 20;

// svgFile draws the chart anew, in the light colours, with title and note.
export function svgFile(c: Chart, width: number): string {
  const holder = document.createElement("div");
  holder.className = "chart";
  holder.style.cssText = "position:absolute;left:-9999px;color-scheme:light";
  document.body.append(holder);
  try {
    const inner = c.draw(width - 2 * margin);
    const whole = withTexts(c, inner, width);
    holder.append(whole);
    settle(whole);
    return new XMLSerializer().serializeToString(whole);
  } finally {
    holder.remove();
  }
}

function withTexts(c: Chart, inner: SVGSVGElement, width: number): SVGSVGElement {
  const texts: Mark[] = [];
  let y = margin;
  const put = (text: string, size: number, className: string) => {
    for (const line of wrap(text, width - 2 * margin, size, className === "chart-title" ? 600 : 400)) {
      y += size * 1.3;
      texts.push(label(margin, y, line, { class: className }));
    }
  };
  put(c.title, 19, "chart-title");
  if (c.subtitle) put(c.subtitle, 14, "chart-subtitle");
  y += 14;
  inner.setAttribute("x", String(margin));
  inner.setAttribute("y", String(y));
  y += Number(inner.getAttribute("height"));
  const note = typeof c.note === "string" ? c.note : (c.note?.textContent ?? "");
  if (note) put(note, 12, "chart-note");
  put("adit", 12, "chart-note");
  const ground = s("rect", { width, height: y + margin, class: "paper" });
  return canvas(width, y + margin, ground, ...texts, inner);
}

const properties = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "paint-order", "visibility"];
const initial: Record<string, string> = { "fill-opacity": "1", "stroke-dasharray": "none", "stroke-opacity": "1", "stroke-linecap": "butt", "stroke-linejoin": "miter", opacity: "1", "font-style": "normal", "dominant-baseline": "auto", "paint-order": "normal", visibility: "visible" };

// settle writes the styles into the elements, as attributes: a file has no style
// sheet, and the pages allow no inline style. All are read before the first class
// goes, since what an element looks like may hang on its parents.
function settle(root: SVGSVGElement) {
  const all = [root, ...root.querySelectorAll<SVGElement>("*")].map((e) => {
    const style = getComputedStyle(e);
    return { e, looks: properties.map((p) => [p, style.getPropertyValue(p)]).filter(([p, value]) => value && value !== initial[p]) };
  });
  for (const { e, looks } of all) {
    for (const [p, value] of looks) e.setAttribute(p, value);
    e.removeAttribute("class");
  }
}

export async function saveImage(name: string, svg: string, scale = 2) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml;charset=utf-8" }));
  await image.decode();
  const board = document.createElement("canvas");
  board.width = image.naturalWidth * scale;
  board.height = image.naturalHeight * scale;
  board.getContext("2d")!.drawImage(image, 0, 0, board.width, board.height);
  URL.revokeObjectURL(image.src);
  board.toBlob((blob) => blob && save(name, blob), "image/png");
}
