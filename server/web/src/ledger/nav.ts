// The parts of the ledger's page, and what to do where no ledger is open.
import { el } from "../dom";
import { quantity } from "../format";
import { day, Open } from "./model";

export type Part = "" | "lot" | "alarms" | "balance" | "verify";

const parts: [Part, string, string][] = [["", "/ledger", "What lies where"], ["alarms", "/ledger/alarms", "Alarms"], ["balance", "/ledger/balance", "Balance"], ["verify", "/ledger/verify", "Check a file"]];

export function nav(now: Part): HTMLElement {
  return el("nav", { class: "parts", "aria-label": "Ledger" }, ...parts.map(([part, href, title]) => el("a", { href, "aria-current": part === now ? "page" : null }, title)));
}

// about is which ledger it is, and how far it reads.
export function about(o: Open): HTMLElement {
  const last = o.last ? ` up to ${day(o.last)}` : "";
  return el("p", { class: "soft small about" }, `Ledger ${o.name}: ${quantity(o.entries)} entries${last}, all under one signed root.`,
    o.void ? ` ${o.void} of them break the ledger's rules and count for nothing.` : "", o.cosigned_by.length ? ` Countersigned by ${o.cosigned_by.join(", ")}.` : "");
}

export function closed(): HTMLElement {
  const line = (text: string) => el("pre", { tabindex: 0 }, el("code", {}, text));
  return el("section", { class: "closed" }, el("h2", {}, "No ledger is open"),
    el("p", {}, "A ledger is a folder with the lots of a chain and the signed events that made and moved them. This server was started without one. Start it with yours:"), line("adit serve --ledger FOLDER"),
    el("p", {}, "Or look at an invented one, with one fraud and one honest mistake in it:"), line("adit ledger demo tin\nadit serve --ledger tin"),
    el("p", {}, el("a", { href: "/ledger/verify" }, "A file that somebody gave you"), " can be checked without a ledger. ", el("a", { href: "/docs/ledger" }, "The ledger in five minutes.")));
}
