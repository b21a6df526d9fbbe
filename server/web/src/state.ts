// What a page shows is in its address, so that it can be shared and the back
// button works.

export type View = { country: string; against: string; year: string };

export function view(): View {
  const q = new URLSearchParams(location.search);
  return { country: q.get("country") || "USA", against: q.get("against") || "CHN", year: q.get("year") || "" };
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
}
