// The overview: reliance at once, then what really stands behind it, then what
// goes unmet, which takes longest.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { Latest, lens } from "../lens";
import { of, the } from "../mineral/model";
import { name, names, namesOf } from "../names";
import { claimTable, cutOffChart, hiddenChart, tierChart } from "../overview/charts";
import { Matrix, matrix } from "../overview/matrix";
import { Brief, Survey } from "../overview/model";
import { stepText } from "../progress";
import { view } from "../state";

export async function draw(into: HTMLElement) {
  const latest = new Latest();
  const [top, lead, table, more, quoted] = [el("div"), el("div", { class: "lead" }), el("div"), el("div", { class: "multiples wide" }), el("div")];
  const status = el("p", { role: "status", class: "status held" });
  const survey = ask<Survey>("minerals");
  survey.then((s) => top.childElementCount === 0 && top.append(tierChart(s)), () => {}); // the failure is told below
  const load = async () => {
    const signal = latest.next();
    const v = view();
    status.className = "status held";
    status.textContent = "Tracing every mineral…";
    let shown: Matrix | undefined;
    const brief = (quick: boolean, what: string) =>
      ask<Brief>("brief", { country: v.country, against: v.against, year: v.year, quick }, { signal, onStep: (step) => (status.textContent = what + stepText(step)) });
    try {
      const [s] = await Promise.all([survey, names()]);
      const quick = await brief(true, "");
      shown = matrix(quick, s);
      top.replaceChildren(tierChart(s, quick));
      lead.replaceChildren(...facts(quick));
      table.replaceChildren(el("h2", {}, `What does ${the(name(quick.country))} really get from ${namesOf(quick.against)}?`), shown.element);
      more.replaceChildren(...[hiddenChart(quick)].filter((c): c is HTMLElement => c != null));
      quoted.replaceChildren();
      status.textContent = "What goes unmet is being computed…";
      const whole = await brief(false, "What goes unmet: ");
      status.textContent = "";
      lead.replaceChildren(...facts(whole));
      shown.update(whole);
      more.append(...[cutOffChart(whole)].filter((c): c is HTMLElement => c != null));
      quoted.replaceChildren(...[claimTable(whole.claims)].filter((c): c is HTMLElement => c != null));
    } catch (error) {
      if (signal.aborted) return;
      status.className = "problem";
      status.textContent = problemText(error);
      if (!shown) for (const part of [lead, table, more, quoted]) part.replaceChildren(); // they answer another question
    }
  };
  into.replaceChildren(lens(() => void load()), status, lead, table, more, top, quoted, hatchDefinition());
  await load();
}

function facts(b: Brief): HTMLElement[] {
  const fact = (n: number | string, text: string) => el("div", { class: "fact" }, el("strong", {}, String(n)), el("span", {}, text));
  const who = namesOf(b.against);
  const half = b.minerals.filter((m) => m.dependence_share > 0.5);
  const hidden = b.minerals.filter((m) => m.dependence_share - m.face_value_share >= 0.1);
  const unmet = b.minerals.filter((m) => m.n_minus_1 && m.n_minus_1.loss_share_shared >= 0.1);
  const dark = b.minerals.filter((m) => m.unknown_origin_share >= 0.1);
  return [el("div", { class: "facts" },
    fact(half.length, `of ${b.minerals.length} minerals: more than half of ${of(name(b.country))} supply is mined or processed in ${who} (${b.year})`),
    fact(hidden.length, "depend on it by 10 points or more beyond what trade shows"),
    fact(b.quick ? "…" : unmet.length, "leave a tenth of demand or more unmet if their worst country stops"),
    fact(dark.length, "have no known origin for a tenth of supply or more"))];
}

// hatchDefinition is the pattern that all rows share.
function hatchDefinition(): HTMLElement {
  const holder = el("div", { class: "visually-hidden", "aria-hidden": "true" });
  holder.innerHTML = `<svg width="0" height="0"><defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/><line x1="0" y1="0" x2="0" y2="6" class="hatch-line"/></pattern></defs></svg>`;
  return holder;
}
