// Partners and policy: with whom, and under which controls and orders. What
// stands behind /partners in the address is a country or a mineral.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { Latest, lens } from "../lens";
import { name, names, namesOf } from "../names";
import { allPartners, mineralBoard } from "../partners/board";
import { countryPage } from "../partners/country";
import { Answer, Control, Policy } from "../partners/model";
import { actionsChart, controlsChart } from "../partners/policy";
import { pick } from "../pick";
import { stepText } from "../progress";
import { view } from "../state";

export async function draw(into: HTMLElement) {
  const latest = new Latest(), status = el("p", { role: "status", class: "status" }), body = el("div"), rules = el("section", { "aria-label": "Policy" });
  const load = async () => {
    const signal = latest.next(), v = view(), who = subject();
    status.className = "status";
    status.textContent = "Comparing partners…";
    body.replaceChildren();
    try {
      await names();
      void policy(rules, who, v.against, signal);
      const a = await ask<Answer>("partners", { name: who ? [who] : [], country: v.country, against: v.against, year: v.year }, { signal, onStep: (s) => (status.textContent = stepText(s)) });
      status.textContent = "";
      body.replaceChildren(...(a.page ? countryPage(a, namesOf(v.against.split(","))) : a.board ? mineralBoard(a) : allPartners(a)));
    } catch (error) {
      if (signal.aborted) return;
      status.className = "problem";
      status.textContent = problemText(error);
      rules.replaceChildren(); // they concern something else
    }
  };
  into.replaceChildren(el("div", { class: "pickers" }, chooser(() => void load()), lens(() => void load())), status, body, rules);
  await load();
}

function subject(): string {
  return decodeURIComponent(location.pathname.split("/")[2] ?? "");
}

// chooser is the form for a country or a mineral; empty is all partners.
function chooser(changed: () => void): HTMLFormElement {
  const field = pick({ name: "subject", label: "Partner, or mineral", value: subject(), optional: true, placeholder: "all", size: 18, of: (n) => [...n.places, ...n.minerals] });
  const form = el("form", { class: "controls" }, field.element, el("button", { type: "submit" }, "Open"));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    history.pushState(null, "", "/partners" + (field.value() ? "/" + encodeURIComponent(field.value()) : "") + location.search);
    field.show(subject());
    changed();
  });
  addEventListener("popstate", () => field.show(subject()));
  return form;
}

// policy draws the controls that concern what is shown, and all open orders.
async function policy(into: HTMLElement, who: string, against: string, signal: AbortSignal) {
  const n = await names(), lower = who.toLowerCase();
  const mineral = n.minerals.find((m) => m.id === lower || m.name.toLowerCase() === lower)?.id;
  const place = mineral ? undefined : n.places.find((p) => p.id.toLowerCase() === lower || p.name.toLowerCase() === lower)?.id;
  try {
    const [c, a] = await Promise.all([ask<Policy>("policy", { controls: true, mineral, country: view().country, against }, { signal }), ask<Policy>("policy", { mineral, country: view().country, against }, { signal })]);
    const of = (x: Control) => !place || x.imposer === place || x.targets.includes(place);
    const title = mineral ? `Which controls bind ${name(mineral).toLowerCase()}?` : place ? `Which controls does ${name(place)} impose, or meet?` : "Which controls bind?";
    into.replaceChildren(el("h2", { class: "section" }, "Controls and orders"), ...controlsChart(c, against.split(","), of, title), ...actionsChart(a));
  } catch (error) {
    if (!signal.aborted) into.replaceChildren(el("p", { class: "problem", role: "alert" }, problemText(error)));
  }
}
