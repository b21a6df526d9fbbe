// The ledger: what lies where, a lot, balance, alarms, and checking a file. What
// stands behind /ledger in the address says which.
import { ask, problemText } from "../api";
import { el } from "../dom";
import type { Open } from "../ledger/model";
import { about, closed, nav, Part } from "../ledger/nav";
import { names } from "../names";

type Draw = (into: HTMLElement, rest: string) => Promise<void>;

const parts: Record<Part, () => Promise<Draw>> = {
  "": async () => (await import("../ledger/lots")).draw,
  lot: async () => (await import("../ledger/lot")).draw,
  alarms: async () => (await import("../ledger/alarms")).draw,
  balance: async () => (await import("../ledger/balance")).draw,
  verify: async () => (await import("../ledger/verify")).draw,
};

export async function draw(into: HTMLElement) {
  const [, , first = "", ...rest] = location.pathname.split("/").map(decodeURIComponent);
  const body = el("div"), head = el("div");
  into.replaceChildren(nav(first as Part), head, body);
  const part = parts[first as Part];
  if (!part) {
    body.append(el("p", { class: "problem", role: "alert" }, "This part of the ledger does not exist."));
    return;
  }
  try {
    const [open] = await Promise.all([ask<Open>("ledger/open"), names()]);
    if (open.open) head.append(about(open));
    if (!open.open && first !== "verify") body.append(closed());
    else await (await part())(body, rest.join("/"));
  } catch (error) {
    body.replaceChildren(el("p", { class: "problem", role: "alert" }, problemText(error)));
  }
}
