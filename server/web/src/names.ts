// Names of what may be chosen, asked once.
import { ask } from "./api";
import { view } from "./state";

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

const special: Record<string, string> = { OTH: "Other countries", WLD: "World", unknown: "Not known", US: "United States", "": "–" };

// name is that of a place, a group or a mineral, once names has been awaited.
export function name(id: string): string {
  return special[id] ?? known.get(id) ?? groups[id] ?? id;
}

export function namesOf(ids: string[]): string {
  const all = ids.map(name);
  return all.length < 2 ? all.join("") : all.slice(0, -1).join(", ") + " and " + all[all.length - 1];
}

// groups are what is commonly meant by the ids of groups; others show as they are.
export const groups: Record<string, string> = { EU27: "the European Union", FEOC: "the covered nations", FVEY: "the Five Eyes", G7: "the G7", NATO: "NATO", Quad: "the Quad" };

// lensOf names those who may cut supply: one by one where they are few, else as
// the group that was asked for.
export function lensOf(ids: string[]): string {
  return ids.length <= 4 ? namesOf(ids) : (groups[view().against] ?? `the ${ids.length} countries of the lens`);
}
