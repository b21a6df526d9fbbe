// A plan: which projects and stocks close the gap for the least money. All that
// is asked is in the address.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { share } from "../format";
import { Latest, lens } from "../lens";
import { names, namesOf } from "../names";
import { frontier, gaps, schedule, stocks, whatEachAdds } from "../plan/charts";
import { planForm } from "../plan/form";
import { Answer, Ask, commandLine, firstYear, fromAddress, money, question, toAddress } from "../plan/model";
import { changes, projectTable } from "../plan/projects";
import { stepText } from "../progress";
import { view } from "../state";

export async function draw(into: HTMLElement) {
  const latest = new Latest(), status = el("p", { role: "status", class: "status" }), [formBox, body] = [el("div"), el("div")];
  const stop = el("button", { type: "button", hidden: true, onclick: () => latest.next() }, "Stop");
  let last: Answer | undefined, current: AbortSignal | undefined;
  await names();
  const solve = async (q: Ask, more: Record<string, number> = {}) => {
    const signal = (current = latest.next()), v = view();
    status.className = "status";
    status.textContent = "Searching for the best plan…";
    stop.hidden = false;
    body.setAttribute("aria-busy", "true");
    try {
      const a = await ask<Answer>("plan", { ...question(q), country: v.country, against: v.against, year: v.year, ...more }, { signal, onStep: (s) => (status.textContent = stepText(s)) });
      status.textContent = "";
      return a;
    } catch (error) {
      if (signal !== current) return undefined; // another question took its place
      status.className = "problem";
      status.textContent = signal.aborted ? "Stopped." : problemText(error);
      return undefined;
    } finally {
      if (signal === current) {
        body.removeAttribute("aria-busy");
        stop.hidden = true;
      }
    }
  };
  const run = async () => {
    const q = fromAddress(new URLSearchParams(location.search)), a = await solve(q);
    if (!a) return;
    body.replaceChildren(...results(q, a, last, change, () => void more(q)));
    last = a;
  };
  const more = async (q: Ask) => {
    const a = await solve(q, { frontier: 6 });
    if (a) body.querySelector("#frontier")?.replaceChildren(frontier(a, q.budget) ?? "Nothing changes with less money.");
  };
  const open = () => formBox.replaceChildren(planForm(fromAddress(new URLSearchParams(location.search)), change));
  const change = (q: Ask) => { push(q); open(); void run(); };
  into.replaceChildren(lens(() => { open(); void run(); }), formBox, status, stop, body);
  open();
  await run();
}

function push(q: Ask) {
  const now = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(toAddress(q))) value ? now.set(key, value) : now.delete(key);
  history.pushState(null, "", location.pathname + "?" + now);
}

function results(q: Ask, a: Answer, before: Answer | undefined, change: (next: Ask) => void, more: () => void): HTMLElement[] {
  const spent = Object.values(a.budget_usd).reduce((n, x) => n + x, 0), saved = a.objective_without_plan_usd - a.objective_usd, projects = a.chosen.reduce((n, c) => n + c.public_cost_usd, 0);
  const fact = (big: string, text: string) => el("div", { class: "fact" }, el("strong", {}, big), el("span", {}, text));
  const present = (x: HTMLElement | null): x is HTMLElement => x != null;
  return [el("section", { class: "lead", "aria-label": "In short" }, el("h2", {}, `${money(q.budget)} USD of public money for ${namesOf(q.minerals).toLowerCase()}`),
    el("div", { class: "facts" }, fact(`${money(spent)} USD`, `spent, ${money(projects)} of it on projects`), fact(String(a.chosen.length), `projects chosen of ${a.atlas.projects.length} that could be built; ${a.atlas.under_way.length} are under way`),
      fact(`${money(saved)} USD`, `less cost in all than without a plan (${money(a.objective_without_plan_usd)}), unmet demand counted at its value`), fact(a.mip_gap == null ? "not known" : `${share(a.mip_gap)}%`, `better at most could another plan be (${a.status})`)),
    changes(a, before)),
    el("div", { class: "controls" }, el("button", { type: "button", onclick: more }, "What does each part of the money buy?"), el("span", { class: "soft small" }, "At the command line: ", el("code", {}, commandLine(q)))), el("div", { id: "frontier" }),
    ...[schedule(a, q, firstYear)].filter(present), el("div", { class: "multiples wide" }, ...[...gaps(a), whatEachAdds(a), stocks(a)].filter(present)), ...projectTable(a, q, change),
    el("details", {}, el("summary", {}, "What may happen, what was left out, and notes"), el("ul", { class: "soft" }, ...a.atlas.cases.map((c) => el("li", {}, `Case ${c.name}: ${share(c.probability)}%`)), ...a.atlas.left_out.map((x) => el("li", {}, `Left out: ${x.id}${x.mineral ? ` (${x.mineral})` : ""}: ${x.why}`)), ...(a.atlas.notes ?? []).map((n) => el("li", {}, n))))];
}
