// The form of a plan, but for its budget, which is a point of the frontier.
import { el } from "../dom";
import { Job } from "../job";
import { pick } from "../pick";
import { Ask, firstYear, lastYear, least, most } from "./model";

// planForm calls run when it is sent, with the question that it then asks.
export function planForm(q: Ask, job: Job, run: (next: Ask) => void): HTMLFormElement {
  const minerals = pick({ name: "minerals", label: "Minerals, with commas", value: q.minerals.join(","), many: true, of: (n) => n.minerals, size: 28 });
  const check = (name: string, text: string, checked: boolean) => el("label", { class: "check" }, el("input", { type: "checkbox", name, checked }), text);
  const number = (name: string, text: string, value: number, min: number, max: number, step: number | string) => el("label", {}, text, el("input", { name, type: "number", min, max, step, value, required: true }));
  const form = el("form", { class: "plan-form" },
    el("div", { class: "controls" }, minerals.element, number("budget", "Public money, million USD", q.budget / 1e6, least / 1e6, most / 1e6, "any"), number("by", "Until", q.by, firstYear + 1, lastYear, 1),
      check("named", "Only projects that somebody has", q.named), check("stock", "May buy stocks", q.stock), el("button", { type: "submit", class: "primary" }, "Plan"), job.node));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const data = new FormData(form), budget = Number(data.get("budget")) * 1e6;
    run({ ...q, minerals: [...new Set(minerals.value().split(",").filter(Boolean))], by: Number(data.get("by")), budget, named: data.has("named"), stock: data.has("stock"), top: q.top && budget > q.top ? 2 * budget : q.top });
  });
  return form;
}
