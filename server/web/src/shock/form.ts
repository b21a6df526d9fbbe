// The form of a shock: all of it can be set with the keyboard.
import { pathEditor } from "../chart/path";
import { el } from "../dom";
import { name, names } from "../names";
import { longest, ordered, presets, printPath, Shock } from "./model";

// shockForm calls run when it is sent; it changes the shock that it was given.
export function shockForm(s: Shock, run: () => void): HTMLFormElement {
  const minerals = el("span", { class: "chosen" });
  const editor = pathEditor(s.path, s.months, (path) => { s.path = path; tell(); });
  const told = el("output", { class: "soft small" });
  const tell = () => { told.textContent = s.path.map((p) => `month ${p.month}: ${Math.round(p.share * 100)}% passes`).join("; ") + ", and so on from there"; };
  const preset = el("select", { name: "preset", onchange: () => { const p = presets.find((x) => x.id === preset.value); if (p) { s.path = p.path.map((q) => ({ ...q })); editor.set(s.path, s.months); tell(); } } },
    el("option", { value: "" }, "drawn below"), ...presets.map((p) => el("option", { value: p.id, selected: printPath(p.path) === printPath(s.path) }, p.name)));
  const input = (key: string, text: string, value: string, more: Record<string, string | number | ((e: Event) => void)> = {}) => el("label", {}, text, el("input", { name: key, value, autocomplete: "off", spellcheck: "false", ...more }));
  const months = input("months", "For how many months", String(s.months), { type: "number", min: 1, max: longest, required: "", onchange: (e) => { s.months = Math.min(longest, Math.max(1, Number((e.target as HTMLInputElement).value) || 24)); editor.set(s.path, s.months); } });
  const addPoint = el("button", { type: "button", class: "quiet", onclick: () => { const last = s.path[s.path.length - 1]; if (last.month < s.months) { s.path = ordered([...s.path, { month: Math.min(s.months, last.month + 3), share: Math.min(1, last.share + 0.2) }]); editor.set(s.path, s.months); tell(); } } }, "Add a point");
  const form = el("form", { class: "shock-form" },
    el("div", { class: "controls" }, el("label", { class: "grow" }, "Minerals", el("input", { name: "add", list: "minerals", placeholder: "add one", autocomplete: "off", onchange: (e: Event) => add(e) })), minerals),
    el("div", { class: "controls" }, input("from", "Who cuts", s.who.join(","), { list: "places", required: "" }), input("to", "Whom", s.to.join(","), { list: "places", placeholder: "everyone" }),
      input("start", "From month", s.start, { pattern: "\\d{4}-\\d{2}", required: "", size: 8 }), months, el("label", {}, "How", preset)),
    el("fieldset", {}, el("legend", {}, "How much passes, month by month"), editor.node,
      el("p", { class: "soft small" }, "Drag a point, or move it with the arrow keys; double-click adds one, Delete takes it away. ", addPoint), told),
    el("div", { class: "controls" }, el("button", { type: "submit", class: "primary" }, "Run")), el("datalist", { id: "minerals" }), el("datalist", { id: "places" }));
  const chips = () => minerals.replaceChildren(...s.minerals.map((m) => el("button", { type: "button", class: "chip", "aria-label": `Take away ${name(m)}`, onclick: () => { if (s.minerals.length > 1) { s.minerals = s.minerals.filter((x) => x !== m); chips(); } } }, name(m), " ×")));
  const add = (e: Event) => {
    const field = e.target as HTMLInputElement, id = field.value.trim().toLowerCase();
    if (id && !s.minerals.includes(id)) { s.minerals = [...s.minerals, id]; chips(); }
    field.value = "";
  };
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const data = new FormData(form), list = (key: string) => String(data.get(key) ?? "").split(",").map((x) => x.trim().toUpperCase()).filter(Boolean);
    s.who = list("from");
    s.to = list("to");
    s.start = String(data.get("start"));
    s.months = Number(data.get("months"));
    run();
  });
  void names().then((n) => {
    form.querySelector("#minerals")!.append(...n.minerals.map((m) => el("option", { value: m.id }, m.name)));
    form.querySelector("#places")!.append(...n.places.map((p) => el("option", { value: p.id }, p.name)));
    chips();
  });
  tell();
  return form;
}
