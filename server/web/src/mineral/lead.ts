// The top of the page of a mineral: the judgement in words, and the figures that
// it rests on, each leading to the chart that shows it.
import { el } from "../dom";
import { between, quantity, share } from "../format";
import { name } from "../names";
import type { Listed } from "../overview/model";
import { whyAddress } from "../why";
import { Bounded, Exposure, Loss, of, Sight, spelled, the } from "./model";

// percent is a share after whose figure stands its sign.
const percent = (x: number) => share(x) + " %";

export function lead(x: Exposure, sight: Sight, listed?: Listed): HTMLElement[] {
  const a = x.against, who = sight.lensName;
  const at = (chart: string) => `#chart-${x.mineral}-${x.place}-${chart}`;
  return [
    el("div", { class: "judgement" }, el("p", { class: "in-short" }, verdict(x, sight)), el("ul", {}, ...reasons(x, sight).map((r) => el("li", {}, r)))),
    el("div", { class: "facts" },
      fact(`${quantity(x.supply_t)} t`, `a year reach ${the(name(x.place))} (${x.year})`, at("through")),
      relianceFact(x, listed),
      fact(percent(a.face_value_share), `of imports come from ${who} at face value`, at("bought")),
      fact(percent(a.processed.share), `of supply is processed there${within(a.processed)}`, at("processed")),
      fact(percent(a.mined.share), `of supply is mined there${within(a.mined)}`, at("mined"))),
    ...(x.notes ?? []).map((n) => el("p", { class: "soft" }, spelled(n))),
  ];
}

function fact(number: string, text: string, href?: string): HTMLElement {
  return el("div", { class: "fact" }, el("strong", {}, href ? el("a", { href, class: "why" }, number) : number), el("span", {}, text));
}

// relianceFact is what is published of the United States, of nobody else.
export function relianceFact(x: { place: string }, listed?: Listed): HTMLElement | null {
  const r = listed?.net_import_reliance;
  if (x.place !== "USA" || !r || listed.tier === "unknown") return null;
  if (listed.tier === "exporter") return fact("net exporter", `by net import reliance, U.S. Geological Survey`, whyAddress(r.figure));
  return fact(`${r.published_as || r.value_pct} %`, `net import reliance, U.S. Geological Survey, ${r.year}${r.of_group ? ", of its group" : ""}`, whyAddress(r.figure));
}

function within(b: Bounded): string {
  return b.low == null || b.high == null || b.high - b.low < 0.005 ? "" : ` (between ${between(b.low, b.high)} %)`;
}

// verdict is one sentence: how much really, and whether trade shows it.
function verdict(x: Exposure, sight: Sight): string {
  const a = x.against, who = sight.lensName, ours = `${of(name(x.place))} ${name(x.mineral).toLowerCase()}`;
  const processed = a.processed.share >= a.mined.share;
  const most = processed ? a.processed : a.mined;
  const doing = Math.abs(a.processed.share - a.mined.share) < 0.005 ? "mined and processed" : processed ? "processed" : "mined";
  const more = Math.round(100 * (most.share - a.face_value_share));
  if (most.share < 0.005) return `Next to nothing of ${ours} is known to be mined or processed in ${who}.`;
  const seen = more >= 3 ? `, ${more} points more than trade shows` : more <= -3 ? `, ${-more} points less than trade shows` : ", about what trade shows";
  return `${percent(most.share)} of ${ours} is ${doing} in ${who}${seen}.`;
}

function reasons(x: Exposure, sight: Sight): string[] {
  const worst = [...(x.n_minus_1 ?? [])].sort((a, b) => b.loss_share_shared - a.loss_share_shared);
  const unknown = x.look_through.mined.filter((o) => sight.kind(o.place) === "unknown").reduce((sum, o) => sum + o.share, 0);
  const bounds = x.against.processed.share >= x.against.mined.share ? x.against.processed : x.against.mined;
  const wide = bounds.low != null && bounds.high != null && bounds.high - bounds.low >= 0.1;
  return [
    wide ? `If sources do not mix in proportion, it may be anything between ${between(bounds.low!, bounds.high!)} %.` : "",
    ...worst.filter((l, i) => i === 0 || sight.lens.includes(l.place)).slice(0, 2).map(lossSentence),
    unknown >= 0.005 ? `Where ${percent(unknown)} was mined, no source names.` : "",
  ].filter(Boolean);
}

function lossSentence(l: Loss): string {
  const [shared, last] = [share(l.loss_share_shared), share(l.loss_share_served_first)];
  const stop = `Without ${the(name(l.place))}, ${shared} % of demand goes unmet`;
  return shared === last ? stop + "." : `${stop} if the shortage is shared, ${last} % if others are served first.`;
}
