// All projects that could be built: which are chosen, and pinning and banning.
import { el } from "../dom";
import { money, quantity } from "../format";
import { name } from "../names";
import { Answer, Ask, Project } from "./model";

const numbers = new Set([5, 6]); // columns

// called are names of projects that were seen: a banned one is in no answer.
const called = new Map<string, string>();

export function projectTable(a: Answer, q: Ask, change: (next: Ask) => void): HTMLElement[] {
  for (const p of a.atlas.projects) called.set(p.id, p.name);
  const start = new Map(a.chosen.map((c) => [c.id, c.start_year]));
  const all = [...a.atlas.projects].sort((x, y) => Number(start.has(y.id)) - Number(start.has(x.id)) || x.mineral.localeCompare(y.mineral) || x.name.localeCompare(y.name));
  const without = (list: string[], id: string) => list.filter((x) => x !== id);
  const button = (p: { id: string; name: string }, text: string, pressed: boolean, next: Ask) => el("button", { type: "button", class: "quiet", "data-act": text.toLowerCase(), "data-project": p.id, "aria-pressed": String(pressed), "aria-label": `${text} ${p.name}`, onclick: () => change(next) }, pressed ? `${text}ned ×` : text);
  const acts = (p: { id: string; name: string }) => {
    const pinned = q.pinned.includes(p.id), banned = q.banned.includes(p.id);
    return el("span", { class: "acts" }, button(p, "Pin", pinned, { ...q, pinned: pinned ? without(q.pinned, p.id) : [...q.pinned, p.id], banned: without(q.banned, p.id) }), button(p, "Ban", banned, { ...q, banned: banned ? without(q.banned, p.id) : [...q.banned, p.id], pinned: without(q.pinned, p.id) }));
  };
  const row = (p: Project) => [el("span", { class: start.has(p.id) ? "focus-text" : "" }, p.name), name(p.mineral), name(p.place), p.kind.replace("_", " "), p.status, quantity(p.output_t_per_y), money(p.public_cost_usd), start.has(p.id) ? `from ${start.get(p.id)}` : "no", acts(p)];
  const gone = q.banned.filter((id) => !a.atlas.projects.some((p) => p.id === id)).map((id) => [el("span", { class: "soft" }, called.get(id) ?? id), "", "", "", "banned", "", "", "no", acts({ id, name: called.get(id) ?? id })]);
  const body = el("tbody", {}, ...[...gone, ...all.map(row)].map((cells) => el("tr", {}, ...cells.map((c, i) => (i === 0 ? el("th", { scope: "row" }, c) : el("td", { class: numbers.has(i) ? "number" : "" }, c))))));
  const find = el("input", { type: "search", "aria-label": "Find a project", placeholder: "Find: name, mineral, country, kind", size: 34, oninput: () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const r of body.rows) r.hidden = !words.every((w) => r.textContent!.toLowerCase().includes(w));
  } });
  return [el("h2", { class: "section" }, "Which projects could be built?"), el("p", { class: "soft" }, "Pin one to build it whatever it costs, ban one to see what takes its place. What a project is thought to cost and to take rests on assumptions by class of project."),
    el("div", { class: "controls filters" }, find),
    el("div", { class: "scroll kept-head", tabindex: 0, role: "region", "aria-label": "Projects" }, el("table", { class: "plain projects" },
      el("thead", {}, el("tr", {}, ...["Project", "Mineral", "Where", "Kind", "Status", "t a year", "Public cost, USD", "Chosen", "Change"].map((h, i) => el("th", { scope: "col", class: numbers.has(i) ? "number" : "" }, h)))), body))];
}
