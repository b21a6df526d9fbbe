// Checking a file that somebody gave you: dropped on the page, judged, forgotten.
import { address, Problem, problemText } from "../api";
import { el } from "../dom";
import { quantity } from "../format";
import { lotPath, Verdict } from "./model";
import { table } from "./table";

const most = 64; // MB that the server takes

export async function draw(into: HTMLElement) {
  const file = el("input", { type: "file", name: "file", id: "file", class: "visually-hidden" }), event = el("input", { type: "file", name: "event" }), key = el("input", { name: "log-key", autocomplete: "off", spellcheck: "false", size: 50, placeholder: "example.org/tin+5a5…" });
  const drop = el("label", { class: "drop", for: "file" }, el("strong", {}, "Drop a file here, or choose one"), el("span", { class: "soft" }, "A pack of a lot (HTML), a proof, an event, a document of EPCIS or UNTP, a signed credential, a data pack of schemas (zip)"), file);
  const answer = el("div", { class: "verdict-box", "aria-live": "polite" });
  const more = el("details", {}, el("summary", {}, "Whose log is it, and of which event is the proof?"), el("div", { class: "controls" }, el("label", {}, "Public key of the log, as its keeper publishes it", key), el("label", {}, "The event that a proof is of", event)));
  const judge = (chosen?: File) => void check(chosen, key.value.trim(), event.files?.[0], answer);
  file.addEventListener("change", () => judge(file.files?.[0]));
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.classList.remove("over"); });
  drop.addEventListener("drop", (e) => judge(e.dataTransfer?.files[0]));
  into.replaceChildren(el("h2", {}, "Does it hold what it says?"), drop, answer, more,
    el("p", { class: "soft small" }, "The file goes to this server alone. It is checked in memory, written nowhere, and forgotten; neither the server nor your browser keeps the answer. The same at the command line, without any server: ", el("code", {}, "adit ledger verify FILE"), "."));
}

async function check(file: File | undefined, key: string, event: File | undefined, answer: HTMLElement) {
  if (!file) return;
  if (file.size > most * 2 ** 20) {
    answer.replaceChildren(verdict("fails", file.name, `It is larger than ${most} MB: check it at the command line, with “adit ledger verify”.`));
    return;
  }
  answer.replaceChildren(el("p", { class: "status", role: "status" }, `Checking ${file.name}, ${quantity(file.size / 1000)} kB…`));
  const form = new FormData();
  form.append("file", file);
  if (event) form.append("event", event);
  try {
    const response = await fetch(address("ledger/verify", { "log-key": key }), { method: "POST", body: form, headers: { Accept: "application/json" } });
    if (response.ok) answer.replaceChildren(...judged(file.name, await response.json()));
    else answer.replaceChildren(verdict("fails", file.name, ((await response.json()) as Problem).detail ?? response.statusText, "cannot be checked"));
  } catch (error) {
    answer.replaceChildren(verdict("fails", file.name, problemText(error), "was not checked"));
  }
}

// verdict is what it came to: a file that is sound in itself is not yet one that
// somebody stands for.
function verdict(level: "holds" | "sound" | "fails", file: string, text: string, fails = "does not hold"): HTMLElement {
  const big = { holds: `✓ ${file} holds`, sound: `${file} is sound in itself, and nobody vouches for it here`, fails: `✗ ${file} ${fails}` };
  return el("div", { class: "verdict " + level, role: "status" }, el("p", { class: "big" }, big[level]), text ? el("p", { class: "said" }, text) : null);
}

function judged(file: string, v: Verdict): HTMLElement[] {
  const list = (title: string, items: string[]) => (items.length ? [el("h3", {}, title), el("ul", {}, ...items.map((x) => el("li", {}, sentence(x))))] : []);
  return [verdict(!v.holds ? "fails" : v.vouched_by ? "holds" : "sound", file, !v.holds ? sentence(v.fault) : v.vouched_by ? `It is a ${v.kind}; ${v.vouched_by} vouches for it.` : `It is a ${v.kind}.`), ...(v.holds ? [] : [el("p", {}, "Do not rely on it. Ask whoever gave it to you for the file as it was written; checking stops at the first place that is wrong.")]),
    ...list("What was checked", v.checked), ...list("What that does not show", v.not_shown), ...(v.pack ? [el("p", {}, "Lot ", el("a", { href: lotPath(v.pack.lot) }, v.pack.lot), ` of ledger ${v.pack.ledger}. Its page is there if that ledger is open here.`)] : []),
    ...(v.events?.length ? [el("h3", {}, "What became of each event"), table("Events", ["Where", "Event", "What is known of it"], v.events.slice(0, 500).map((e) => [el("code", {}, e.where), e.event || "–", eventText(e)]))] : []),
    ...(v.lost?.length ? [el("details", {}, el("summary", {}, `${quantity(v.lost.length)} things in it that a ledger has no place for`), el("ul", {}, ...v.lost.slice(0, 200).map((x) => el("li", {}, el("code", {}, x.where), ` ${x.what}`))))] : [])];
}

function eventText(e: NonNullable<Verdict["events"]>[number]): string {
  if (e.refused.length) return `A ledger takes nothing of it: ${e.refused[0].what}; ${e.refused[0].remedy}.`;
  if (e.recorded != null) return `Recorded as entry ${e.recorded}, in the same words.`;
  if (e.whole) return "Says what the signed event inside it says.";
  return e.event ? "Can be read as an event; nobody signed it as one." : "Says nothing to a ledger.";
}

function sentence(text: string): string {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}
