// The form of a shock: all of it can be set with the keyboard.
import { pathEditor } from "../chart/path";
import { el } from "../dom";
import { Job } from "../job";
import { pick } from "../pick";
import { longest, ordered, presets, printPath, Shock } from "./model";

// shockForm calls run when it is sent; it changes the shock that it was given.
export function shockForm(s: Shock, job: Job, run: () => void): HTMLFormElement {
  const editor = pathEditor(s.path, s.months, (path) => { s.path = path; tell(); });
  const told = el("output");
  const tell = () => {
    told.textContent = s.path.map((p) => `${p.month === 0 ? "from the start" : `month ${p.month}`} ${Math.round(p.share * 100)}%`).join(", ") + (s.path.length > 1 ? ", and so on from there" : " throughout");
    preset.value = presets.find((p) => printPath(p.path) === printPath(s.path))?.id ?? "";
  };
  const preset: HTMLSelectElement = el("select", { name: "preset", onchange: () => { const p = presets.find((x) => x.id === preset.value); if (p) { s.path = p.path.map((q) => ({ ...q })); editor.set(s.path, s.months); tell(); } } },
    el("option", { value: "" }, "as drawn"), ...presets.map((p) => el("option", { value: p.id }, p.name)));
  const months = el("input", { name: "months", value: s.months, type: "number", min: 1, max: longest, required: true, onchange: () => { s.months = Math.min(longest, Math.max(1, Number(months.value) || 24)); editor.set(s.path, s.months); } });
  const start = el("input", { name: "start", value: s.start, pattern: "\\d{4}-\\d{2}", required: true, size: 8, autocomplete: "off", spellcheck: "false" });
  const addPoint = el("button", { type: "button", class: "quiet", onclick: () => { const last = s.path[s.path.length - 1]; if (last.month < s.months) { s.path = ordered([...s.path, { month: Math.min(s.months, last.month + 3), share: Math.min(1, last.share + 0.2) }]); editor.set(s.path, s.months); tell(); } } }, "Add a point");
  const of = pick({ name: "minerals", label: "Of what", value: s.minerals.join(","), many: true, of: (n) => n.minerals, size: 22 });
  const who = pick({ name: "from", label: "Who cuts", value: s.who.join(","), many: true, size: 16 }), whom = pick({ name: "to", label: "Whom", value: s.to.join(","), many: true, optional: true, placeholder: "everyone", size: 16 });
  const form = el("form", { class: "shock-form" },
    el("div", { class: "fields" }, el("div", { class: "controls" }, of.element, who.element, whom.element), el("div", { class: "controls" }, el("label", {}, "From month", start), el("label", {}, "For months", months), el("label", {}, "How", preset)),
      el("div", { class: "controls" }, el("button", { type: "submit", class: "primary" }, "Run"), job.node)),
    el("fieldset", {}, el("legend", {}, "How much passes, month by month"), editor.node, el("p", { class: "soft small" }, told, ". Drag a point, or move it with the arrow keys; double-click adds one, Delete takes it away. ", addPoint)));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    s.minerals = listed(of.value());
    s.who = listed(who.value());
    s.to = listed(whom.value());
    s.start = start.value;
    s.months = Math.min(longest, Math.max(1, Number(months.value) || 24));
    run();
  });
  tell();
  return form;
}

function listed(ids: string): string[] {
  return [...new Set(ids.split(",").filter(Boolean))];
}
