// Easy wins: one scale for all kinds of options, filtered in the page.
import { ask, problemText } from "../api";
import { el } from "../dom";
import { quantity } from "../format";
import { Latest, lens } from "../lens";
import { name, names } from "../names";
import { stepText } from "../progress";
import { kept, note, view } from "../state";
import { Measure, winsChart } from "../wins/chart";
import { winsList } from "../wins/list";
import { kinds, Option, Screen } from "../wins/model";

export async function draw(into: HTMLElement) {
  const latest = new Latest();
  const status = el("p", { role: "status", class: "status" });
  const body = el("div");
  const load = async () => {
    const signal = latest.next();
    const v = view();
    status.className = "status";
    status.textContent = "Costing every option…";
    try {
      await names();
      const answer = await ask<Screen>("screen", { kind: "all", top: 0, country: v.country, against: v.against, year: v.year }, { signal, onStep: (s) => (status.textContent = stepText(s)) });
      status.textContent = "";
      show(body, answer);
    } catch (error) {
      if (signal.aborted) return;
      status.className = "problem";
      status.textContent = problemText(error);
      body.replaceChildren(); // it answers another question
    }
  };
  into.replaceChildren(lens(() => void load()), status, body);
  await load();
}

// Filters live in the address, so that a view can be shared.
type Filter = { kind: string; mineral: string; place: string; y: Measure };

function filterOf(): Filter {
  const q = new URLSearchParams(location.search);
  return { kind: q.get("kind") ?? "", mineral: q.get("mineral") ?? "", place: q.get("in") ?? "", y: q.get("y") === "ratio" ? "ratio" : "cost" };
}

function keep(f: Filter) {
  note({ kind: f.kind, mineral: f.mineral, in: f.place, y: f.y === "ratio" ? "ratio" : "" });
}

function show(body: HTMLElement, answer: Screen) {
  const drawn = el("div");
  const count = el("output", { class: "soft" });
  const f = filterOf();
  let reveal: (id: string) => void = () => {};
  drawn.addEventListener("click", (e) => { // a mark of the chart opens its option
    const href = (e.target as Element).closest("a")?.getAttribute("href") ?? "";
    if (!href.startsWith("#")) return;
    e.preventDefault();
    reveal(href.slice(1));
  });
  const redraw = () => {
    keep(f);
    const list = answer.options.filter((o) => (!f.kind || o.kind === f.kind) && (!f.mineral || o.mineral === f.mineral) && (!f.place || o.place === f.place));
    count.textContent = `${list.length} of ${answer.options.length} options`;
    const options = winsList(list);
    reveal = options.reveal;
    drawn.replaceChildren(...(list.length ? [winsChart(list, answer.asked.country, f.y), options.element] : [el("p", {}, "No option is of that kind, mineral and place.")]));
  };
  const select = (key: "kind" | "mineral" | "place" | "y", text: string, options: [string, string][]) => {
    const s = el("select", { onchange: () => { (f as Record<string, string>)[key] = s.value; redraw(); } }, ...options.map(([value, shown]) => el("option", { value, selected: f[key] === value }, shown)));
    return el("label", {}, text, s);
  };
  const some = (key: (o: Option) => string, all: string): [string, string][] => [["", all], ...[...new Set(answer.options.map(key))].map((x): [string, string] => [x, kinds[x] ?? name(x)]).sort((a, b) => a[1].localeCompare(b[1]))];
  body.replaceChildren(el("div", { class: "controls filters" },
    select("kind", "Kind", some((o) => o.kind, "all kinds")), select("mineral", "Mineral", some((o) => o.mineral, "all minerals")), select("place", "Place", some((o) => o.place, "everywhere")),
    select("y", "Scale", [["cost", "USD per kg"], ["ratio", "cost over price"]]), count), drawn, leftOut(answer));
  redraw();
}

function leftOut(answer: Screen): HTMLElement {
  const out = Object.entries(answer.left_out ?? {}).sort((a, b) => b[1] - a[1]);
  return el("section", {}, el("h2", { class: "section" }, "What is not here?"), ...(out.length ? [el("h3", {}, "Left out"), el("ul", {}, ...out.map(([why, n]) => el("li", {}, el("strong", {}, quantity(n)), " ", why)))] : []),
    answer.missing?.length ? el("h3", {}, "Not known") : null, el("ul", {}, ...(answer.missing ?? []).map((m) => el("li", {}, el("a", { href: "/mineral/" + m.mineral + kept() }, name(m.mineral)), ": ", m.why.replace(/\b[a-z]+(_[a-z]+)+\b/g, (id) => name(id).toLowerCase())))));
}
