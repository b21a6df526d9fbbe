// The form of a plan.
import { el } from "../dom";
import { names } from "../names";
import { Ask, firstYear, lastYear, least, money, most, ofSlider } from "./model";

// planForm calls run when it is sent, with the question that it then asks.
export function planForm(q: Ask, run: (next: Ask) => void): HTMLFormElement {
  const told = el("output", { class: "strong" }, money(q.budget) + " USD");
  const slider = el("input", { type: "range", name: "budget", min: Math.log10(least), max: Math.log10(most), step: 0.05, value: Math.log10(q.budget), "aria-valuetext": money(q.budget) + " USD",
    oninput: () => { const text = money(ofSlider(Number(slider.value))) + " USD"; told.textContent = text; slider.setAttribute("aria-valuetext", text); } });
  const minerals = el("input", { name: "minerals", value: q.minerals.join(", "), list: "plan-minerals", required: true, autocomplete: "off", spellcheck: "false", size: 28 }), options = el("datalist", { id: "plan-minerals" });
  const check = (name: string, text: string, checked: boolean) => el("label", { class: "check" }, el("input", { type: "checkbox", name, checked }), text);
  const form = el("form", { class: "plan-form" },
    el("div", { class: "controls" }, el("label", {}, "Minerals, with commas", minerals), el("label", {}, "Until", el("input", { name: "by", type: "number", min: firstYear + 1, max: lastYear, value: q.by, required: true })),
      check("named", "Only projects that somebody has", q.named), check("stock", "May buy stocks", q.stock)),
    el("div", { class: "controls" }, el("label", { class: "grow" }, "Public money", slider), told, el("button", { type: "submit", class: "primary" }, "Plan")), options);
  void names().then((n) => options.append(...n.minerals.map((m) => el("option", { value: m.id }, m.name))));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const data = new FormData(form), moved = Math.abs(Number(slider.value) - Math.log10(q.budget)) > 0.03;
    run({ ...q, minerals: String(data.get("minerals")).split(",").map((x) => x.trim().toLowerCase()).filter(Boolean), by: Number(data.get("by")), budget: moved ? ofSlider(Number(slider.value)) : q.budget, named: data.has("named"), stock: data.has("stock") });
  });
  return form;
}
