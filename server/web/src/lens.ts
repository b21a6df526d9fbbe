// The point of view of every page: whose supply it is, and who may cut it.
import { el } from "./dom";
import { pick } from "./pick";
import { show, view } from "./state";

// lens is a form for country and lens; changed is called when it was put into
// the address, and when the back button changed the address. A page that asks
// itself who cuts has the country only.
export function lens(changed: () => void, only?: "country"): HTMLFormElement {
  const v = view();
  const country = pick({ name: "country", label: "Country", value: v.country });
  const against = only ? null : pick({ name: "against", label: "Who may cut supply", value: v.against, many: true, size: 24 });
  const form = el("form", { class: "controls lens" }, country.element, against?.element, el("button", { type: "submit" }, "Show"));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    show({ country: country.value(), ...(against ? { against: against.value() } : {}) });
    renew();
    changed();
  });
  const renew = () => {
    const now = view();
    country.show(now.country);
    against?.show(now.against);
  };
  addEventListener("popstate", () => {
    renew();
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
