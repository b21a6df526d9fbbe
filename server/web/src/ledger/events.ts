// The papers of a lot: what was found in it, what is claimed, who signed what.
import { Child, el } from "../dom";
import { quantity } from "../format";
import { Content, Event, Logged, lotPath, modelName, Show, span } from "./model";
import { table } from "./table";

export function events(show: Show): HTMLElement {
  return el("section", {}, el("h2", { class: "section" }, "Which events say so, and who signed them?"), el("p", { class: "soft" }, `${quantity(show.count)} events, in the order of the log${show.events.length < show.count ? `; the first ${show.events.length} are shown` : ""}. Each stands in the log as it was signed; “adit ledger verify” checks it.`), ...show.events.map(one));
}

function one(x: Logged): HTMLElement {
  const e = x.event, open = el("div", { class: "explained" }), box = el("details", { class: "event" }, el("summary", {}, el("span", { class: "rank" }, String(x.index)), el("span", { class: "what" }, deed(e), el("small", {}, `${e.party} · ${span(e.from, e.until)}`)), el("span", { class: "soft" }, `signed by ${x.signed_by.map((s) => s.party || s.key).join(" and ")}`)), open);
  box.addEventListener("toggle", () => box.open && !open.childElementCount && open.append(...inside(x)));
  return box;
}

const link = (lot: string) => el("a", { href: lotPath(lot) }, lot);
const many = (lots: string[]) => lots.slice(0, 6).join(", ") + (lots.length > 6 ? ` and ${lots.length - 6} more` : "");
const links = (lots: string[]): Child[] => lots.slice(0, 100).flatMap((l, i): Child[] => [i ? ", " : "", link(l)]);

function deed(e: Event): string {
  if (e.make) return `${e.make.process} at ${e.site}: ${e.make.inputs?.length ? many(e.make.inputs) + " → " : ""}${many(e.make.outputs.map((l) => l.id))}`;
  if (e.modify) return `${e.modify.action} at ${e.site}: ${many(e.modify.inputs)} → ${many(e.modify.outputs.map((l) => l.id))}`;
  if (e.move) return `from ${e.site} to ${e.move.to_site}${e.move.mode ? " by " + e.move.mode : ""}: ${many(e.move.lots)}`;
  if (e.claim) return `certificate ${e.claim.certificate} ${e.claim.act === "issue" ? "issued" : "spent"} for ${quantity(e.claim.kg)} kg of ${e.claim.element}: ${e.claim.lot}`;
  return e.id;
}

// named are the lots that an event is about.
function named(e: Event): string[] {
  return [...(e.make?.inputs ?? []), ...(e.make?.outputs ?? []).map((l) => l.id), ...(e.modify?.inputs ?? []), ...(e.modify?.outputs ?? []).map((l) => l.id), ...(e.move?.lots ?? []), ...(e.claim ? [e.claim.lot] : [])];
}

function inside(x: Logged): HTMLElement[] {
  const e = x.event, line = (name: string, ...value: Child[]) => [el("dt", {}, name), el("dd", {}, ...value)];
  return [el("dl", {}, ...line("Event", e.id), ...line("Entry of the log", String(x.index)), ...line("Lots", ...links(named(e))), ...x.signed_by.flatMap((s) => line("Signed with", `key ${s.key}${s.party ? " of " + s.party : ""}`)),
    ...(e.documents ?? []).flatMap((d) => line("Document", `${d.title}${d.media ? `, ${d.media}` : ""}, SHA-256 `, el("code", {}, d.sha256))), ...(e.sealed ?? []).flatMap((s) => line("Sealed", `${s.name}: its owner alone can open it; the event commits to it by `, el("code", {}, s.commitment)))),
  el("pre", { tabindex: 0 }, JSON.stringify(e, null, 1))];
}

// assays are what was found in the lot and in what it is made of.
export function assays(show: Show): HTMLElement | string {
  const found: [string, string, number, number, Content][] = [];
  for (const { event: e } of show.events) {
    for (const l of [...(e.make?.outputs ?? []), ...(e.modify?.outputs ?? [])]) for (const c of l.content ?? []) found.push([l.id, l.material, l.mass.kg, l.mass.sigma_kg, c]);
    for (const r of e.move?.received ?? []) for (const c of r.content ?? []) found.push([r.lot, "weighed again on arrival", r.mass.kg, r.mass.sigma_kg, c]);
  }
  if (!found.length) return "";
  const pct = (v: number) => `${(100 * v).toPrecision(3)}%`;
  return el("section", {}, el("h2", { class: "section" }, "What was weighed and assayed?"), table("Assays", ["Lot", "Material", "#Gross, kg", "#±", "#Grade", "#±", "Method, laboratory", "Report, SHA-256"],
    found.slice(0, 200).map(([lot, material, kg, sigma, c]) => [lot === show.lot.id ? el("strong", {}, lot) : link(lot), material, quantity(kg), quantity(sigma), `${c.element} ${pct(c.grade)}${c.as ? ` as ${c.as}` : ""}`, pct(c.sigma), c.assay ? `${c.assay.method}, ${c.assay.lab}` : el("span", { class: "soft" }, "not stated"), c.assay?.document ? el("code", { title: c.assay.document }, c.assay.document.slice(0, 8)) : "–"])));
}

export function claims(show: Show): HTMLElement | string {
  const all = show.events.filter((x) => x.event.claim?.lot === show.lot.id);
  if (!all.length) return "";
  return el("section", {}, el("h2", { class: "section" }, "Which certificates?"), table("Certificates", ["Certificate", "", "Model", "#kg", "When", "#Entry"], all.map(({ index, event: e }) => [e.claim!.certificate, e.claim!.act === "issue" ? "issued" : "spent", modelName(e.claim!.account), `${e.claim!.element} ${quantity(e.claim!.kg)}`, span(e.from, e.until), String(index)])));
}
