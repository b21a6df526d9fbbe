// Partners side by side: of one mineral on stated criteria, and over all minerals.
import { Bar, bars } from "../chart/bars";
import { frame } from "../chart/frame";
import { el } from "../dom";
import { between, quantity, rough, share } from "../format";
import { name, namesOf } from "../names";
import { All, Answer, partnerLink, Row } from "./model";
import { plainTable } from "./table";

const heads: [string, string, (v: number) => string][] = [
  ["added", "Could add, t", quantity], ["exposure", "Takes off dependence, points", share], ["loss", "Takes off the loss, points", share], ["governance", "Governance", (v) => v.toFixed(2)],
  ["ties", "Agreements", quantity], ["bottleneck", "Ends with the adversary, %", share], ["owned", "Owned by the adversary, %", share], ["controls", "Own controls", quantity],
];

export function mineralBoard(a: Answer): HTMLElement[] {
  const b = a.board!, before = b.dependence_share.before, what = name(b.mineral).toLowerCase();
  const could = b.partners.filter((r) => r.relief && fall(r) > 0.0005).sort((x, y) => fall(y) - fall(x)).slice(0, 14);
  const chart = could.length ? [frame({ name: `${b.mineral}-partners`, interactive: true, title: `Who could make dependence on ${what} smaller by ${a.by}?`, subtitle: `Percentage points off ${share(before)}%: the bar if the world shares what is added as it shares today, the line up to all of it coming here`,
    note: "Published spare capacity, and projects times the probability that they work by then.",
    table: { columns: ["Partner", "Added, expected (t)", "Dependence before", "If shared", "If all comes here"].map((n) => ({ name: n })), rows: could.map((r) => [name(r.place), r.relief!.made_t, before, r.relief!.dependence_share.if_shared_as_the_world_shares, r.relief!.dependence_share.if_all_comes_here]) },
    draw: (w) => bars(could.map((r): Bar => { const v = Math.max(0, before - r.relief!.dependence_share.if_shared_as_the_world_shares); return { label: name(r.place), value: v, low: v, high: fall(r), kind: r.front ? "own" : "rest", text: between(v, fall(r)), href: partnerLink(r.place) }; }), w, { print: share, unit: " points" }) })]
    : [el("p", {}, `No spare capacity and no project on record would make dependence on ${what} smaller by ${a.by}.`)];
  const active = (r: Row) => r.front || r.projects > 0 || r.additions.length > 0 || (r.share_of_world_output ?? 0) >= 0.005;
  const row = (r: Row) => [el("span", {}, r.front ? "● " : "", el("a", { href: partnerLink(r.place) }, name(r.place))), r.share_of_world_output == null ? "–" : share(r.share_of_world_output), ...heads.map(([id, , print]) => (r.criteria[id] == null ? "–" : print(r.criteria[id]!)))];
  const columns = ["Partner", "World output, %", ...heads.map(([, h]) => h)], rest = b.partners.filter((r) => !active(r));
  return [...chart, el("h2", { class: "section" }, `Who is there to deal with in ${what}?`), el("p", { class: "soft" }, "No score: ● marks the partners that no other beats on all criteria. What is not known stays empty (–) and counts for nobody."),
    plainTable("Partners by criterion", columns, b.partners.filter(active).map(row)),
    rest.length ? el("details", {}, el("summary", {}, `${rest.length} more that trade in it, with no part in making it worth naming`), plainTable("Other places by criterion", columns, rest.map(row))) : el("span"),
    el("details", {}, el("summary", {}, "What the criteria mean"), el("dl", { class: "criteria" }, ...heads.flatMap(([id, h]) => [el("dt", {}, h), el("dd", {}, a.criteria?.[id] ?? "")])))];
}

function fall(r: Row): number {
  return r.relief!.dependence_share.before - r.relief!.dependence_share.if_all_comes_here;
}

// allPartners sums over minerals: 100 points are the whole dependence on one.
export function allPartners(a: Answer): HTMLElement[] {
  const all: All = a.all!, points = (share: number) => 100 * share;
  const top = all.partners.filter((p) => p.dependence_taken_away_at_most >= 0.005).slice(0, 20);
  const text = (p: All["partners"][number], wide: boolean) => [`${rough(points(Math.max(0, p.dependence_taken_away_if_shared)))} to ${rough(points(p.dependence_taken_away_at_most))}`, wide ? namesOf(p.minerals.slice(0, 3)).toLowerCase() : ""].filter(Boolean).join(" · ");
  return [frame({ name: "partners", interactive: true, title: `With whom could dependence be made smaller by ${a.by}?`, subtitle: "Percentage points of dependence taken away, added up over all minerals: the bar if the world shares what is added as it shares today, the line up to all of it coming here. Beside it for what the most",
    note: `100 points would free one mineral wholly, or several in part. Covered nations are left out: ${namesOf(all.covered_nations_left_out)}.`,
    table: { columns: [{ name: "Partner" }, { name: "If shared", unit: "points" }, { name: "At most", unit: "points" }, { name: "Minerals it makes" }, { name: "Most for" }], rows: all.partners.map((p) => [name(p.place), points(p.dependence_taken_away_if_shared), points(p.dependence_taken_away_at_most), p.minerals_made, namesOf(p.minerals)]) },
    draw: (w) => bars(top.map((p): Bar => ({ label: name(p.place), value: points(Math.max(0, p.dependence_taken_away_if_shared)), low: points(Math.max(0, p.dependence_taken_away_if_shared)), high: points(p.dependence_taken_away_at_most), kind: "own", href: partnerLink(p.place), text: text(p, w >= 600) })), w, { print: quantity, unit: " points" }) })];
}
