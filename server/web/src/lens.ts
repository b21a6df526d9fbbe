// The point of view of every page: whose supply it is, and who may cut it.
import { el } from "./dom";
import { names } from "./names";
import { show, view } from "./state";

// lens is a form for country and lens; changed is called when it was put into
// the address, and when the back button changed the address. A page that asks
// itself who cuts has the country only.
export function lens(changed: () => void, only?: "country"): HTMLFormElement {
  const v = view();
  const field = (name: string, text: string, value: string, list: string) =>
    el("label", {}, text, el("input", { name, value, list, autocomplete: "off", spellcheck: "false", required: true, size: 14 }));
  const places = el("datalist", { id: "places" });
  const lenses = el("datalist", { id: "lenses" });
  const form = el("form", { class: "controls" }, field("country", "Country", v.country, "places"), only ? null : field("against", "Who may cut supply", v.against, "lenses"),
    el("button", { type: "submit" }, "Show"), places, lenses);
  void names().then((n) => {
    const options = n.places.map((p) => el("option", { value: p.id }, p.name));
    places.append(...options);
    lenses.append(...n.groups.map((g) => el("option", { value: g })), ...options.map((o) => o.cloneNode(true)));
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const data = new FormData(form);
    show({ country: String(data.get("country")).trim(), ...(only ? {} : { against: String(data.get("against")).trim() }) });
    changed();
  });
  addEventListener("popstate", () => {
    const now = view();
    (form.elements.namedItem("country") as HTMLInputElement).value = now.country;
    if (!only) (form.elements.namedItem("against") as HTMLInputElement).value = now.against;
    changed();
  });
  return form;
}

// The latest question counts: a page that asks again drops the one before.
export class Latest {
  private asked = new AbortController();

  next(): AbortSignal {
    this.asked.abort();
    this.asked = new AbortController();
    return this.asked.signal;
  }
}
