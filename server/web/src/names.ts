// Names of what may be chosen, asked once.
import { ask } from "./api";

export type Name = { id: string; name: string };
export type Names = { latest_year: number; minerals: Name[]; places: Name[]; groups: string[] };

let asked: Promise<Names> | undefined;
let known: Map<string, string> = new Map();

export function names(): Promise<Names> {
  asked ??= ask<Names>("names").then((n) => {
    known = new Map([...n.places, ...n.minerals].map((x) => [x.id, x.name]));
    return n;
  });
  return asked;
}

const special: Record<string, string> = { OTH: "Other countries", WLD: "World", unknown: "Not known", "": "–" };

// name is that of a place or a mineral, once names has been awaited.
export function name(id: string): string {
  return special[id] ?? known.get(id) ?? id;
}

export function namesOf(ids: string[]): string {
  const all = ids.map(name);
  return all.length < 2 ? all.join("") : all.slice(0, -1).join(", ") + " and " + all[all.length - 1];
}
