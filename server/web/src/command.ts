// The question of a page at the command line, whole, so that it can be asked again.
import { el } from "./dom";
import { view } from "./state";

export function command(...words: string[]): HTMLElement {
  const v = view(), lens = ["--country", v.country, "--against", v.against, ...(v.year ? ["--year", v.year] : [])];
  return el("p", { class: "soft small command" }, "At the command line: ", el("code", {}, ["adit", ...words.filter(Boolean), ...lens].map(quoted).join(" ")));
}

// quoted is a word as a shell takes it.
function quoted(word: string): string {
  return /^[\w.,:=/+-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
