// The options in the order of the screens, each with what it rests on.
import { el } from "../dom";
import { quantity, share } from "../format";
import { name } from "../names";
import { whyLink } from "../why";
import { kindName } from "./chart";
import type { Number_, Option } from "./model";

const step = 40;

export type List = { element: HTMLElement; reveal: (id: string) => void };

export function winsList(list: Option[]): List {
  const body = el("div", { class: "options" });
  const more = el("button", { type: "button" }, "Show more");
  let shown = 0;
  const grow = () => {
    body.append(...list.slice(shown, shown + step).map((o, i) => item(o, shown + i + 1)));
    shown += step;
    more.hidden = shown >= list.length;
    more.textContent = `Show ${Math.min(step, list.length - shown)} more of ${list.length - shown}`;
  };
  more.addEventListener("click", grow);
  grow();
  const reveal = (id: string) => {
    const at = list.findIndex((o) => o.id === id);
    while (shown <= at) grow();
    const found = body.children[at] as HTMLDetailsElement | undefined;
    if (!found) return;
    found.open = true;
    found.scrollIntoView({ block: "center" });
    found.tabIndex = -1; // not its summary: the rest of the key press would close it again
    found.focus();
  };
  return { element: el("section", {}, el("h2", { class: "section" }, "Which come first?"), heads(), body, more), reveal };
}

const columns = ["Cost (low–high), USD per kg", "Price, USD per kg", "Months, median to 9 in 10", "% of net imports", "Public money, USD"];

// heads stand once over a wide list; on a narrow one each figure has its own.
function heads(): HTMLElement {
  return el("div", { class: "option-heads", "aria-hidden": "true" }, el("span"), el("span", {}, "Option"), ...columns.map((c) => el("span", {}, c)));
}

function item(o: Option, rank: number): HTMLElement {
  const fact = (head: string, value: string) => el("span", { class: "pair" }, el("small", {}, head), value);
  const whole = el("details", { class: "option " + (o.group === "easy" ? "easy" : ""), id: o.id },
    el("summary", {},
      el("span", { class: "rank" }, o.ease == null ? "–" : String(rank)),
      el("span", { class: "what" }, el("strong", {}, o.name), el("small", {}, `${kindName(o.kind)} · ${name(o.mineral)} ${o.form} · ${name(o.place)}${o.region ? ", " + o.region : ""} · ${o.status}`)),
      fact(columns[0], bounded(o.cost_usd_per_kg)), fact(columns[1], o.price_usd_per_kg == null ? "–" : quantity(o.price_usd_per_kg)),
      fact(columns[2], o.months_to_first_tonne_median == null ? "–" : `${quantity(o.months_to_first_tonne_median)}–${quantity(o.months_to_first_tonne_90pct)}`),
      fact(columns[3], share(o.net_imports_closed)), fact(columns[4], money(o.public_cost_usd))));
  whole.addEventListener("toggle", () => whole.childElementCount === 1 && whole.append(details(o)));
  return whole;
}

function bounded(n: Number_ | null): string {
  if (!n) return "not known";
  return n.low === n.high ? quantity(n.value) : `${two(n.value)} (${two(n.low)}–${two(n.high)})`;
}

function two(x: number): string {
  return quantity(Number(x.toPrecision(2)));
}

function money(x: number | null): string {
  return x == null ? "–" : x >= 1e9 ? `${quantity(Number((x / 1e9).toPrecision(2)))} bn` : `${quantity(Number((x / 1e6).toPrecision(2)))} M`;
}

function details(o: Option): HTMLElement {
  const line = (head: string, list: string[] | null) => (list?.length ? [el("dt", {}, head), el("dd", {}, list.join("; "))] : []);
  return el("div", { class: "explained" }, el("dl", {},
    ...line("Group", [o.group]),
    ...line("Output", o.output_t_per_y ? [`${quantity(o.output_t_per_y.value)} t a year (${o.output_t_per_y.basis})`] : null),
    ...line("Steps ahead", o.steps_ahead), ...line("In the way", o.obstacles), ...line("Rests on assumptions about", o.rests_on_assumptions), ...line("Not known", o.unknown), ...line("Notes", o.notes),
    ...line("Value added no longer at risk", o.value_added_no_longer_at_risk_usd ? [`${money(o.value_added_no_longer_at_risk_usd)} USD, ${quantity(o.risk_per_public_dollar)} for each public dollar`] : null),
    ...line("Comes within the horizon", o.probability_within_horizon == null ? null : [`in ${share(o.probability_within_horizon)} % of cases`])),
    o.figures?.length ? el("p", {}, el("span", { class: "soft" }, "Figures: "), ...o.figures.flatMap((f) => [whyLink(f, f), " "])) : null,
    /^https?:\/\/\S+$/.test(o.cite) ? el("p", {}, el("a", { href: o.cite, rel: "noreferrer external" }, o.cite)) : o.cite ? el("p", { class: "soft" }, o.cite) : null);
}
