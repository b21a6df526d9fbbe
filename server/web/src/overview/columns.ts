// The columns of the matrix: what each says, sorts by and saves.
import { canvas, linear } from "../chart/svg";
import { el } from "../dom";
import { between, quantity, share } from "../format";
import { name } from "../names";
import { kept } from "../state";
import { whyLink } from "../why";
import { barMarks, spoken } from "./bar";
import { behind, Brief, Mineral } from "./model";

export type Column = { id: string; head: string; unit?: string; key: (m: Mineral) => number | string; cell: (m: Mineral) => Node | string; value: (m: Mineral) => string | number | null; number?: boolean };

// hatched is the pattern that all rows of the page share.
export const hatched = "url(#hatched)";

export function columns(brief: Brief): Column[] {
  const published = brief.minerals.some((m) => m.net_import_reliance && m.net_import_reliance !== "unknown");
  const all: (Column | false)[] = [
    { id: "mineral", head: "Mineral", key: (m) => m.name, value: (m) => m.name, cell: (m) => el("span", {}, el("a", { href: "/mineral/" + m.mineral + kept() }, m.name), m.own_output_withheld ? " *" : null) },
    { id: "supply", head: "Supply", unit: "t a year", key: (m) => m.supply_t, value: (m) => m.supply_t, cell: (m) => quantity(m.supply_t), number: true },
    published && { id: "reliance", head: "Net import reliance", unit: "% of use, as published", key: reliance, value: (m) => m.net_import_reliance, number: true,
      cell: (m) => (m.net_import_reliance_as ? whyLink(m.net_import_reliance_as.figure, m.net_import_reliance.replace("%", "")) : m.net_import_reliance || "–") },
    { id: "face", head: "At face value", unit: "% of imports", key: (m) => m.face_value_share, value: (m) => 100 * m.face_value_share, cell: (m) => share(m.face_value_share), number: true },
    { id: "dependence", head: "Really mined or processed there", unit: "% of supply", key: (m) => m.dependence_share, value: (m) => 100 * m.dependence_share, cell: dependence },
    { id: "loss", head: "Unmet without the worst country", unit: "% of demand", key: (m) => m.n_minus_1?.loss_share_shared ?? -1, value: (m) => (m.n_minus_1 ? 100 * m.n_minus_1.loss_share_shared : null), cell: (m) => loss(m, brief) },
    { id: "known", head: "Origin known", unit: "% of supply", key: (m) => 1 - m.unknown_origin_share, value: (m) => 100 * (1 - m.unknown_origin_share), cell: (m) => share(1 - m.unknown_origin_share), number: true },
  ];
  return all.filter((c): c is Column => c !== false);
}

// reliance of a published one: ">50" is more than 50, E less than none.
function reliance(m: Mineral): number {
  const text = m.net_import_reliance;
  if (/^E/.test(text)) return -1;
  const n = parseFloat(text.replace(/[^\d.]/g, ""));
  return Number.isNaN(n) ? -2 : n + (text.includes(">") ? 0.5 : text.includes("<") ? -0.5 : 0);
}

const room = 300;

function dependence(m: Mineral): Node {
  const drawing = canvas(room, 18, ...barMarks(m, linear([0, 1], [5, room - 5]), 9, hatched));
  drawing.setAttribute("aria-hidden", "true");
  return el("span", { class: "bounded", title: spoken(m) }, drawing, el("span", { class: "figure" }, share(m.dependence_share)), el("span", { class: "visually-hidden" }, spoken(m)));
}

// lossText says who is the worst, and how much is missing without: shared, or
// with everybody else served first.
export function lossText(m: Mineral, brief: Brief): string {
  return m.n_minus_1 ? between(m.n_minus_1.loss_share_shared, m.n_minus_1.loss_share_served_first) : brief.quick ? "…" : "–";
}

function loss(m: Mineral, brief: Brief): Node | string {
  if (!m.n_minus_1) return brief.quick ? el("span", { class: "soft" }, "…", el("span", { class: "visually-hidden" }, "being computed")) : "–";
  return el("span", {}, el("span", { class: brief.against.includes(m.n_minus_1.place) ? "focus-text" : "" }, name(m.n_minus_1.place)), " " + lossText(m, brief));
}

// bounds are those of what stands in the bar.
export function boundsOf(m: Mineral): (number | null)[] {
  return [behind(m).low, behind(m).high].map((v) => (v == null ? null : 100 * v));
}
