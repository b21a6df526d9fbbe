// A plan: which projects and stocks close the gap for the least money. All that
// is asked is in the address.
import { ask } from "../api";
import { command } from "../command";
import { el } from "../dom";
import { money, share } from "../format";
import { Asking, Job } from "../job";
import { lens } from "../lens";
import { names, namesOf } from "../names";
import { budget, Curve, topOf } from "../plan/budget";
import { changes } from "../plan/change";
import { gaps, schedule, stocks, whatEachAdds, where } from "../plan/charts";
import { exports } from "../plan/export";
import { planForm } from "../plan/form";
import { Answer, another, Ask, commandWords, fromAddress, frontierPoints, question, Shown, spent, sum, toAddress } from "../plan/model";
import { projectTable } from "../plan/projects";
import { view } from "../state";

export async function draw(into: HTMLElement) {
  const job = new Job(), search = new Job(), [formBox, body] = [el("div"), el("div")];
  let last: Shown | undefined, curve: (Curve & { of: Shown }) | undefined;
  await names();
  const asked = () => fromAddress(new URLSearchParams(location.search));
  const solve = (q: Ask, o: Asking, more: Record<string, number> = {}) => ask<Answer>("plan", { ...question(q), ...view(), ...more }, o);
  const run = async () => {
    const q = asked(), a = await job.run("Searching for the best plan…", (o) => solve(q, o), body);
    if (!a) return;
    const now: Shown = { q, a, lens: JSON.stringify(view()) };
    if (curve && !sameCurve(curve.of, now)) curve = undefined;
    body.replaceChildren(...(await results(now, last, budgetOf(now), change)));
    last = now;
    if (q.top && !curve) void find(now);
  };
  const budgetOf = (now: Shown) => el("div", { id: "frontier" }, budget(now.q, now.a, curve, { job: search, pick: (usd) => change({ ...now.q, budget: usd }), find: () => void find(now) }));
  const find = async (now: Shown) => {
    const top = now.q.top >= now.q.budget ? now.q.top : topOf(now.q, now.a), q = { ...now.q, top };
    const a = await search.run("Searching for the plans of less and more money…", (o) => solve(q, o, { frontier: frontierPoints, "frontier-to": top }));
    if (!a?.frontier || now !== last) return;
    curve = { top, points: a.frontier, of: now };
    now.q = q;
    push(q, true);
    body.querySelector("#frontier")?.replaceWith(budgetOf(now));
    body.querySelector(".command")?.replaceWith(command(...commandWords(q)));
  };
  const open = () => formBox.replaceChildren(planForm(asked(), job, change));
  const change = (q: Ask) => { push(q); open(); void run(); };
  into.replaceChildren(lens(() => { open(); void run(); }), formBox, body);
  open();
  await run();
}

// sameCurve reports a question that differs in its budget only.
function sameCurve(x: Shown, y: Shown): boolean {
  const sets = (q: Ask) => [q.pinned.join(), q.banned.join()].join("|");
  return x.lens === y.lens && !another(x.q, y.q) && sets(x.q) === sets(y.q) && y.q.budget <= x.q.top;
}

function push(q: Ask, quietly = false) {
  const now = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(toAddress(q))) value ? now.set(key, value) : now.delete(key);
  history[quietly ? "replaceState" : "pushState"](null, "", location.pathname + "?" + now);
}

async function results(now: Shown, before: Shown | undefined, money_: HTMLElement, change: (next: Ask) => void): Promise<HTMLElement[]> {
  const { q, a } = now, present = (x: HTMLElement | null): x is HTMLElement => x != null;
  return [lead(now), changes(now, before), money_, el("div", { class: "multiples wide" }, ...[...gaps(now, before), await where(now), whatEachAdds(a), stocks(a)].filter(present)), schedule(now, before), ...projectTable(a, q, change), exports(q, a, view()), command(...commandWords(q)),
    el("details", {}, el("summary", {}, "What may happen, what was left out, and notes"), el("ul", { class: "soft" }, ...a.atlas.cases.map((c) => el("li", {}, `Case ${c.name}: ${share(c.probability)}%`)), ...a.atlas.left_out.map((x) => el("li", {}, `Left out: ${x.id}${x.mineral ? ` (${x.mineral})` : ""}: ${x.why}`)), ...(a.atlas.notes ?? []).map((n) => el("li", {}, n))))].filter(present);
}

function lead({ q, a }: Shown): HTMLElement {
  const projects = sum(a.chosen, (c) => c.public_cost_usd), nothing = a.objective_without_plan_usd;
  const fact = (big: string, text: string) => el("div", { class: "fact" }, el("strong", {}, big), el("span", {}, text));
  const bound = `better at most could another plan be (${a.status})${a.periods?.length ? `; the bound is that of a program that plans years in ${a.periods.length} groups` : ""}`;
  return el("section", { class: "lead", "aria-label": "In short" }, el("h2", {}, `What does ${money(q.budget)} USD of public money do for ${namesOf(q.minerals).toLowerCase()}?`),
    el("div", { class: "facts" }, fact(`${money(spent(a))} USD`, `spent, ${money(projects)} of it on projects`), fact(String(a.chosen.length), `projects chosen of ${a.atlas.projects.length} that could be built; ${a.atlas.under_way.length} are under way`),
      nothing == null ? null : fact(`${money(nothing - a.objective_usd)} USD`, `less cost in all than without a plan (${money(nothing)}), unmet demand counted at its value`), fact(a.mip_gap == null ? "not known" : `${share(a.mip_gap)}%`, bound)));
}
