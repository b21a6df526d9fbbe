// A shock: what is cut, drawn as a path, and what comes of it, month by month.
// The whole of it is in the address; so is the one it is compared with.
import { ask } from "../api";
import { command } from "../command";
import { el } from "../dom";
import { Asking, Job } from "../job";
import { lens } from "../lens";
import { Names, names } from "../names";
import { backTests, industries, monthly, whatMatters, whoEarns, whoLacks } from "../shock/charts";
import { compare } from "../shock/compare";
import { shockForm } from "../shock/form";
import { Answer, document as scenario, fromAddress, Record_, Shock, title, toAddress } from "../shock/model";
import { view } from "../state";

type Solved = { shock: Shock; answer: Answer };

export async function draw(into: HTMLElement) {
  const n = await names(), job = new Job(), [formBox, body] = [el("div"), el("div")];
  let shock = asked(n);
  const run = async () => {
    const now = copied(shock), kept = new URLSearchParams(location.search).get("than");
    const got = await job.run("Solving month by month…", async (o) => {
      const answer = await solve(now, o), other = kept ? fromAddress(new URLSearchParams(kept), n.latest_year) : undefined;
      return { now: { shock: now, answer }, than: other && { shock: other, answer: await solve(other, o) } };
    }, body);
    if (got) body.replaceChildren(...results(got.now, got.than, () => { push(now, new URLSearchParams(toAddress(now)).toString()); void run(); }));
  };
  const open = () => { shock = asked(n); formBox.replaceChildren(shockForm(shock, job, () => { push(shock); void run(); })); };
  into.replaceChildren(lens(() => { open(); void run(); }, "country"), formBox, body, record());
  open();
  await run();
}

function asked(n: Names): Shock {
  return fromAddress(new URLSearchParams(location.search), n.latest_year);
}

// copied is a shock that the form does not change any more.
function copied(s: Shock): Shock {
  return { ...s, minerals: [...s.minerals], who: [...s.who], to: [...s.to], path: s.path.map((p) => ({ ...p })) };
}

function solve(s: Shock, o: Asking, more: Record<string, boolean> = {}): Promise<Answer> {
  return ask<Answer>("shock/" + s.minerals.join("/"), { ...view(), ...more }, { documents: { scenario: scenario(s) }, ...o });
}

// push puts a shock into the address; than is the one it is compared with.
function push(s: Shock, than?: string) {
  const q = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(toAddress(s))) value ? q.set(key, value) : q.delete(key);
  if (than != null) q.set("than", than);
  history.pushState(null, "", location.pathname + "?" + q);
}

function results(now: Solved, than: Solved | undefined, keep: () => void): HTMLElement[] {
  const { shock: s, answer: a } = now, present = (x: HTMLElement | null): x is HTMLElement => x != null;
  const forget = () => { const q = new URLSearchParams(location.search); q.delete("than"); location.search = q.toString(); };
  const file = el("a", { href: "data:application/json," + encodeURIComponent(JSON.stringify(scenario(s), null, 1)), download: "scenario.json" }, "scenario.json");
  return [el("section", { class: "lead", "aria-label": "In short" }, el("h2", {}, `What does it do: ${title(s)}?`), ...a.summary.map((t) => el("p", {}, t)),
    el("div", { class: "controls" }, el("button", { type: "button", onclick: keep }, "Keep, to compare with the next"), than ? el("button", { type: "button", onclick: forget }, "Compare no more") : null)),
    than ? compare({ name: title(s), answer: a }, { name: title(than.shock), answer: than.answer }) : null,
    ...a.views.map((v, i) => el("div", { class: "multiples wide", "data-mineral": v.mineral }, ...[...monthly(a, i, than?.answer), whoLacks(v), whoEarns(v)].filter(present))),
    industries(a), matters(s), a.notes?.length ? el("ul", { class: "soft" }, ...a.notes.map((x) => el("li", {}, x))) : null,
    el("div", { class: "again" }, command("shock", ...s.minerals, "--scenario", "scenario.json"), el("p", { class: "soft small" }, "with ", file))].filter(present);
}

// matters asks on demand which input moves the answer.
function matters(s: Shock): HTMLElement {
  const job = new Job(), chart = el("div");
  const act = async () => {
    const a = await job.run("Moving each input through its band…", (o) => solve(s, o, { tornado: true }));
    if (a?.tornado) chart.replaceChildren(whatMatters(a.tornado, a));
  };
  return el("section", { id: "tornado" }, el("div", { class: "controls" }, el("button", { type: "button", onclick: () => void act() }, "Which assumption matters most?"), job.node), chart);
}

// record asks on demand what the same model foresaw of past events.
function record(): HTMLElement {
  const job = new Job(), table = el("div");
  const act = async () => {
    const r = await job.run("Replaying past events…", (o) => ask<Record_>("shock", { backtest: true }, o));
    if (r) table.replaceChildren(backTests(r));
  };
  return el("section", { id: "record" }, el("div", { class: "controls" }, el("button", { type: "button", onclick: () => void act() }, "Did it foresee past events? Run the back-tests"), job.node), table);
}
