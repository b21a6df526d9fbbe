// The matrix as one drawing, for a file or a printed page.
import { canvas, fit, hatch, label, linear, Mark, s } from "../chart/svg";
import { share } from "../format";
import { name } from "../names";
import { barMarks } from "./bar";
import { lossText } from "./columns";
import { Brief, Mineral } from "./model";

const row = 20;
const top = 40;

export function matrixDrawing(list: Mineral[], b: Brief, width: number): SVGSVGElement {
  const [names, face, from, to, loss] = [0, 206, 214, width - 270, width - 214];
  const x = linear([0, 1], [from + 6, to - 6]);
  const unknown = hatch();
  const heads: Mark[] = [
    ...head(names, "Mineral", "", ""), ...head(face - 4, "At face value", "%", " end"), ...head(from + 6, "Really mined or processed there", "% of supply", ""), ...head(loss, "Unmet without the worst", "% of demand", ""),
    s("line", { x1: 0, x2: width, y1: top - 4, y2: top - 4, class: "axis" }),
  ];
  const rows = list.flatMap((m, i): Mark[] => {
    const y = top + i * row + row / 2;
    const strong = m.n_minus_1 && b.against.includes(m.n_minus_1.place) ? "focus" : "";
    return [
      label(names, y + 4.5, fit(m.name + (m.own_output_withheld ? " *" : ""), face - 60), { class: m.thin_stages?.length ? "thin" : "" }), label(face - 4, y + 4.5, share(m.face_value_share), { class: "end" }),
      ...barMarks(m, x, y, unknown.fill), label(to + 30, y + 4.5, share(m.dependence_share), { class: "end strong" }),
      label(loss, y + 4.5, m.n_minus_1 ? `${name(m.n_minus_1.place)} ${lossText(m, b)}` : lossText(m, b), { class: strong }),
    ];
  });
  return canvas(width, top + list.length * row + 6, unknown.defs, ...heads, ...rows);
}

function head(x: number, text: string, unit: string, place: string): Mark[] {
  return [label(x, 13, text, { class: "strong small" + place }), label(x, 28, unit, { class: "soft small" + place })];
}
