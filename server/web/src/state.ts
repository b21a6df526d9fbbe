// What a page shows is in its address, so that it can be shared and the back
// button works.

export type View = { country: string; against: string; year: string };

export function view(): View {
  const q = new URLSearchParams(location.search);
  return { country: q.get("country") || "USA", against: q.get("against") || "CHN", year: q.get("year") || "" };
}

// kept is the point of view as the query of a link to another page.
export function kept(more: Record<string, string> = {}): string {
  const q = new URLSearchParams(location.search);
  const k = new URLSearchParams();
  for (const name of ["country", "against", "year"]) if (q.get(name)) k.set(name, q.get(name)!);
  for (const [name, value] of Object.entries(more)) k.set(name, value);
  return k.size ? "?" + k : "";
}

// keepInNavigation lets the links of the head keep the point of view.
export function keepInNavigation() {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("header a")) link.setAttribute("href", link.pathname + kept());
}

// show puts parameters into the address; what is the default leaves it.
export function show(change: Record<string, string>, defaults: Record<string, string> = { country: "USA", against: "CHN" }) {
  const q = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === "" || value === defaults[name]) q.delete(name);
    else q.set(name, value);
  }
  const query = q.toString();
  history.pushState(null, "", location.pathname + (query ? "?" + query : ""));
  keepInNavigation();
}

// note puts into the address what is sorted and filtered, without a step for
// the back button; what is blank leaves it.
export function note(change: Record<string, string>) {
  const q = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value) q.set(name, value);
    else q.delete(name);
  }
  history.replaceState(null, "", location.pathname + (q.size ? "?" + q : ""));
}
