// What honest bookkeeping does not explain: alarms and warnings apart.
import { ask } from "../api";
import { frame } from "../chart/frame";
import { Lane, timeline, yearOf } from "../chart/timeline";
import { Child, el } from "../dom";
import { keep, select } from "./filter";
import { Alarm, alarmName, Alarms, lotPath, span } from "./model";

export async function draw(into: HTMLElement) {
  const all = await ask<Alarms>("ledger/alarms"), q = new URLSearchParams(location.search);
  const f = { level: q.get("level") ?? "", kind: q.get("kind") ?? "", site: q.get("site") ?? "" };
  const list = el("div"), count = el("output", { class: "soft" });
  const redraw = () => {
    keep(f, { level: "", kind: "", site: "" });
    const shown = all.alarms.filter((a) => (!f.level || a.level === f.level) && (!f.kind || a.kind === f.kind) && (!f.site || where(a) === f.site));
    const red = shown.filter((a) => a.level === "alarm"), soft = shown.filter((a) => a.level === "warning");
    count.textContent = `${red.length} ${red.length === 1 ? "alarm" : "alarms"}, ${soft.length} ${soft.length === 1 ? "warning" : "warnings"}`;
    list.replaceChildren(...(shown.length ? [chart(shown)] : []), ...group("Alarms", "An honest mistake is a worse explanation than a false record: somebody should look, and soon.", red), ...group("Warnings", "Worth a look, and no accusation: chance or an honest mistake explains them about as well.", soft),
      ...(shown.length ? [] : [el("p", {}, all.alarms.length ? "None of that kind, at that site." : "Nothing in this ledger contradicts itself beyond what measurement allows. That is no proof: whoever stays within his licence and within measurement is not found.")]));
  };
  const some = (key: (a: Alarm) => string, every: string, print = (x: string) => x): [string, string][] => [["", every], ...[...new Set(all.alarms.map(key))].sort().map((x): [string, string] => [x, print(x)])];
  into.replaceChildren(el("div", { class: "controls filters" }, select("How sure", f.level, [["", "alarms and warnings"], ["alarm", "alarms"], ["warning", "warnings"]], (v) => { f.level = v; redraw(); }), select("What", f.kind, some((a) => a.kind, "everything", alarmName), (v) => { f.kind = v; redraw(); }),
    select("Where", f.site, some(where, "everywhere"), (v) => { f.site = v; redraw(); }), count), list, voids(all));
  redraw();
}

function where(a: Alarm): string {
  return a.site || a.country || "";
}

function chart(list: Alarm[]): HTMLElement {
  const lanes = [...new Set(list.map(where))].map((site): Lane => {
    const here = list.filter((a) => where(a) === site);
    return { label: site, detail: [...new Set(here.map((a) => alarmName(a.kind).toLowerCase()))].join("; "), spans: here.map((a) => ({ from: yearOf(a.from.slice(0, 10)), to: Math.max(yearOf(a.until.slice(0, 10)), yearOf(a.from.slice(0, 10)) + 0.02), kind: a.level === "alarm" ? "focus" : "rest", title: `${a.level}: ${a.what}` })) };
  });
  const ends = list.flatMap((a) => [yearOf(a.from.slice(0, 10)), yearOf(a.until.slice(0, 10))]);
  return frame({ name: "alarms", title: "Where do the records not fit, and when?", subtitle: "Accent: alarms; grey: warnings; a bar is the time that the figures are of",
    table: { columns: ["Level", "What", "Where", "Element", "From", "Until", "Standard uncertainties beyond", "Says"].map((n) => ({ name: n })), rows: list.map((a) => [a.level, a.kind, where(a), a.element ?? "", a.from.slice(0, 10), a.until.slice(0, 10), a.sigmas || null, a.what]) },
    draw: (w) => timeline(lanes, w, { from: Math.floor(Math.min(...ends)), to: Math.max(Math.floor(Math.min(...ends)) + 1, Math.ceil(Math.max(...ends) - 0.001)) }) });
}

function group(title: string, text: string, list: Alarm[]): HTMLElement[] {
  return list.length ? [el("h2", { class: "section" }, title), el("p", { class: "soft" }, text), ...articles(list)] : [];
}

// articles are alarms in full. Events that are shown on the page anyway are not
// named again.
export function articles(list: Alarm[], shown: string[] = []): HTMLElement[] {
  const line = (name: string, ...value: Child[]) => [el("dt", {}, name), el("dd", {}, ...value)];
  const points = (x: string[]) => (x.length === 1 ? x[0] : el("ul", {}, ...x.map((i) => el("li", {}, i))));
  return list.map((a) => el("article", { class: "finding " + a.level }, el("h3", {}, el("span", { class: "level" }, a.level), ` ${alarmName(a.kind)} – ${where(a)}`, el("small", { class: "soft" }, ` ${span(a.from, a.until)}`)), el("p", { class: "what" }, sentence(a.what)),
    el("dl", {}, ...line("How sure", sentence(a.sure)), ...line("Innocent if", points(a.innocent.map(sentence))), ...line("Would settle it", points(a.settle.map(sentence))),
      ...(a.lots?.length ? line("Lots", ...a.lots.flatMap((l, i): Child[] => [i ? ", " : "", el("a", { href: lotPath(l) }, l)])) : []), ...(a.events?.length && !a.events.every((e) => shown.includes(e)) ? line("Events", a.events.slice(0, 8).join(", ") + (a.events.length > 8 ? ` and ${a.events.length - 8} more` : "")) : []),
      ...(a.site ? line("Look at", el("a", { href: `/ledger/balance?site=${encodeURIComponent(a.site)}` }, "its balance")) : []))));
}

function sentence(text: string): string {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}

function voids(all: Alarms): HTMLElement | string {
  if (!all.void.length) return "";
  return el("section", {}, el("h2", { class: "section" }, "Entries that count for nothing"), el("p", { class: "soft" }, "They stand in the log, and break a rule of the ledger: whoever reads it leaves them out."), el("ul", {}, ...all.void.map((v) => el("li", {}, `Entry ${v.index}, event ${v.event}: ${v.why}`))));
}
