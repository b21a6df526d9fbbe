// A shock: what is cut, drawn as a path, and what comes of it, month by month.
// The whole of it is in the address; so is the one it is compared with.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { Latest, lens } from "../lens";
import { names } from "../names";
import { stepText } from "../progress";
import { backTests, industries, monthly, whatMatters, whoGains, whoLacks } from "../shock/charts";
import { shockForm } from "../shock/form";
import { Answer, document as scenario, fromAddress, Record_, Shock, title, toAddress } from "../shock/model";
import { view } from "../state";

export async function draw(into: HTMLElement) {
  const latest = new Latest();
  const { latest_year } = await names();
  const status = el("p", { role: "status", class: "status" });
  const [formBox, body, record] = [el("div"), el("div"), el("div")];
  const cancel = el("button", { type: "button", hidden: true, onclick: () => latest.next() }, "Stop");
  let shock = fromAddress(new URLSearchParams(location.search), latest_year);
  let current: AbortSignal | undefined;
  const run = async () => {
    const signal = (current = latest.next());
    body.setAttribute("aria-busy", "true");
    cancel.hidden = false;
    try {
      const answer = await solve(shock, signal, status);
      const kept = new URLSearchParams(location.search).get("than");
      const than = kept ? await solve(fromAddress(new URLSearchParams(kept), latest_year), signal, status) : undefined;
      status.textContent = "";
      body.replaceChildren(...results(shock, answer, than, () => { keep(shock); void run(); }, () => void matters(shock, body, status, latest)));
    } catch (error) {
      if (signal !== current) return; // another question took its place
      status.className = "problem";
      status.textContent = signal.aborted ? "Stopped." : problemText(error);
    } finally {
      if (signal === current) {
        body.removeAttribute("aria-busy");
        cancel.hidden = true;
      }
    }
  };
  const open = () => { shock = fromAddress(new URLSearchParams(location.search), latest_year); formBox.replaceChildren(shockForm(shock, () => { push(shock); void run(); })); };
  record.append(el("button", { type: "button", onclick: () => void past(record, status) }, "Did it foresee past events? Run the back-tests"));
  into.replaceChildren(lens(() => { open(); void run(); }, "country"), formBox, status, cancel, body, record);
  open();
  await run();
}

async function solve(s: Shock, signal: AbortSignal, status: HTMLElement, more: Record<string, boolean> = {}): Promise<Answer> {
  status.className = "status";
  status.textContent = "Solving month by month…";
  const v = view();
  return ask<Answer>(path(s), { country: v.country, against: v.against, year: v.year, ...more }, { documents: { scenario: scenario(s) }, signal, onStep: (x) => (status.textContent = stepText(x)) });
}

function path(s: Shock): string {
  return "shock/" + s.minerals.join("/");
}

// push puts a shock into the address; than is the one it is compared with.
function push(s: Shock, than?: string) {
  const q = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(toAddress(s))) value ? q.set(key, value) : q.delete(key);
  if (than != null) q.set("than", than);
  history.pushState(null, "", location.pathname + "?" + q);
}

function keep(s: Shock) {
  push(s, new URLSearchParams(toAddress(s)).toString());
}

function results(s: Shock, a: Answer, than: Answer | undefined, kept: () => void, torn: () => void): HTMLElement[] {
  const forget = () => { const q = new URLSearchParams(location.search); q.delete("than"); location.search = q.toString(); };
  const tools = el("div", { class: "controls" }, el("button", { type: "button", onclick: kept }, "Keep, to compare with the next"), than ? el("button", { type: "button", onclick: forget }, "Compare no more") : null,
    el("button", { type: "button", onclick: torn }, "Which assumption matters most?"), el("a", { href: "data:application/json," + encodeURIComponent(JSON.stringify(scenario(s), null, 1)), download: "scenario.json" }, "Scenario as a file"),
    el("span", { class: "soft small" }, "At the command line: ", el("code", {}, `adit shock ${s.minerals.join(" ")} --scenario scenario.json`)));
  return [el("section", { class: "lead", "aria-label": "In short" }, el("h2", {}, `What does it do: ${title(s)}?`), ...a.summary.map((t) => el("p", {}, t)), than ? el("p", { class: "soft" }, "Dashed: the shock that was kept. " + than.summary.join(" ")) : null), tools,
    ...a.views.map((v, i) => el("div", { class: "multiples wide", "data-mineral": v.mineral }, ...monthly(a, i, than), ...[whoLacks(v), whoGains(v)].filter((x): x is HTMLElement => x != null))),
    ...[industries(a)].filter((x): x is HTMLElement => x != null), el("div", { id: "tornado" }),
    a.notes?.length ? el("ul", { class: "soft" }, ...a.notes.map((n) => el("li", {}, n))) : el("span")];
}

async function matters(s: Shock, body: HTMLElement, status: HTMLElement, latest: Latest) {
  const signal = latest.next();
  try {
    const a = await solve(s, signal, status, { tornado: true });
    status.textContent = "";
    if (a.tornado) body.querySelector("#tornado")?.replaceChildren(whatMatters(a.tornado, a));
  } catch (error) {
    status.className = "problem";
    status.textContent = signal.aborted ? "Stopped." : problemText(error);
  }
}

async function past(into: HTMLElement, status: HTMLElement) {
  status.className = "status";
  try {
    const r = await ask<Record_>("shock", { backtest: true }, { onStep: (x) => (status.textContent = stepText(x)) });
    status.textContent = "";
    into.replaceChildren(backTests(r));
  } catch (error) {
    status.className = "problem";
    status.textContent = problemText(error);
  }
}

