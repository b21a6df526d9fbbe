// Filters of the ledger's parts: they stand in the address, so that a view can
// be shared.
import { el } from "../dom";

export function select(text: string, value: string, options: [string, string][], changed: (value: string) => void): HTMLElement {
  const s = el("select", { onchange: () => changed(s.value) }, ...options.map(([v, shown]) => el("option", { value: v, selected: v === value }, shown)));
  return el("label", {}, text, s);
}

// keep puts filters into the address; what is the default leaves it.
export function keep(f: Record<string, string>, defaults: Record<string, string>) {
  const q = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(f)) {
    if (value && value !== defaults[key]) q.set(key, value);
    else q.delete(key);
  }
  const query = q.toString();
  history.replaceState(null, "", location.pathname + (query ? "?" + query : ""));
}
