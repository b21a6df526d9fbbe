// All projects that could be built: which are chosen, and pinning and banning.
import { el } from "../dom";
import { quantity } from "../format";
import { name } from "../names";
import { plainTable } from "../partners/table";
import { Answer, Ask, money, Project } from "./model";

export function projectTable(a: Answer, q: Ask, change: (next: Ask) => void): HTMLElement[] {
  const start = new Map(a.chosen.map((c) => [c.id, c.start_year]));
  const all = [...a.atlas.projects].sort((x, y) => Number(start.has(y.id)) - Number(start.has(x.id)) || x.mineral.localeCompare(y.mineral) || x.name.localeCompare(y.name));
  const without = (list: string[], id: string) => list.filter((x) => x !== id);
  const button = (p: { id: string; name: string }, text: string, pressed: boolean, next: Ask) => el("button", { type: "button", class: "quiet", "data-act": text.toLowerCase(), "data-project": p.id, "aria-pressed": String(pressed), "aria-label": `${text} ${p.name}`, onclick: () => change(next) }, pressed ? `${text}ned ×` : text);
  const acts = (p: { id: string; name: string }) => {
    const pinned = q.pinned.includes(p.id), banned = q.banned.includes(p.id);
    return el("span", { class: "acts" }, button(p, "Pin", pinned, { ...q, pinned: pinned ? without(q.pinned, p.id) : [...q.pinned, p.id], banned: without(q.banned, p.id) }), button(p, "Ban", banned, { ...q, banned: banned ? without(q.banned, p.id) : [...q.banned, p.id], pinned: without(q.pinned, p.id) }));
  };
  const row = (p: Project) => [el("span", { class: start.has(p.id) ? "focus-text" : "" }, p.name), name(p.mineral), name(p.place), p.kind.replace("_", " "), p.status, quantity(p.output_t_per_y), money(p.public_cost_usd), start.has(p.id) ? `from ${start.get(p.id)}` : "no", acts(p)];
  const gone = q.banned.filter((id) => !a.atlas.projects.some((p) => p.id === id)).map((id) => [el("span", { class: "soft" }, id), "", "", "", "banned", "", "", "no", acts({ id, name: id })]);
  return [el("h2", { class: "section" }, "Which projects could be built?"), el("p", { class: "soft" }, "Pin one to build it whatever it costs, ban one to see what takes its place. What a project is thought to cost and to take rests on assumptions by class of project."),
    plainTable("Projects", ["Project", "Mineral", "Where", "Kind", "Status", "t a year", "Public cost, USD", "Chosen", "Change"], [...all.map(row), ...gone])];
}

// changes says how a plan differs from the one before it.
export function changes(a: Answer, before: Answer | undefined): HTMLElement | null {
  if (!before) return null;
  const called = (id: string) => [...a.atlas.projects, ...before.atlas.projects].find((p) => p.id === id)?.name ?? id;
  const had = new Set(before.chosen.map((c) => c.id)), has = new Set(a.chosen.map((c) => c.id));
  const came = [...has].filter((x) => !had.has(x)).map(called), went = [...had].filter((x) => !has.has(x)).map(called), more = a.objective_usd - before.objective_usd;
  const cost = Math.abs(more) < 1e3 ? "costs the same in all" : `costs ${money(Math.abs(more))} USD ${more > 0 ? "more" : "less"} in all`;
  return el("p", { class: "judgement", "data-change": "" }, `Against the plan before, this one ${cost}. `, came.length ? `Comes in: ${came.join(", ")}. ` : "", went.length ? `Drops out: ${went.join(", ")}.` : "");
}
