// A plan as the page asks for it, all of it in the address, and its answer.

export type Ask = { minerals: string[]; budget: number; by: number; named: boolean; stock: boolean; pinned: string[]; banned: string[] };
export type Choice = { id: string; start_year: number; kind: string; public_cost_usd: number };
export type Project = {
  id: string; name: string; mineral: string; form: string; place: string; kind: string; status: string; instrument: string; output_t_per_y: number; capex_usd: number; public_cost_usd: number;
  online: number[] | null; rests_on_assumptions: string[] | null; obstacles: string[] | null; figures: string[] | null; notes: string[] | null;
};
export type Closed = { mineral: string; year: number; wanted_t: number; unmet_without_plan_t: number; unmet_t: number };
export type Point = { budget_usd: number; objective_usd: number; spent_usd: number; expected_unmet_t: number; chosen: Choice[] };
export type Answer = {
  objective_usd: number; objective_without_plan_usd: number; mip_gap: number | null; status: string; chosen: Choice[]; budget_usd: Record<string, number>;
  stockpile: { material: string; place: string; bought_t: Record<string, number>; days_of_use: number }[]; adds: { id: string; alone_usd: number | null; last_in_usd: number | null }[]; gap_closed: Closed[]; frontier?: Point[];
  atlas: { projects: Project[]; under_way: Project[]; left_out: { id: string; mineral: string; why: string }[]; cases: { name: string; probability: number }[]; notes: string[] };
};

export const least = 1e7, most = 2e10, firstYear = 2026, lastYear = 2050;

export function fromAddress(q: URLSearchParams): Ask {
  const list = (key: string) => (q.get(key) ?? "").split(",").map((x) => x.trim()).filter(Boolean);
  const within = (v: number, lo: number, hi: number, standard: number) => (Number.isFinite(v) && v > 0 ? Math.min(hi, Math.max(lo, v)) : standard);
  return { minerals: list("minerals").length ? list("minerals") : ["gallium", "antimony"], budget: within(Number(q.get("budget")), least, most, 3e8), by: Math.round(within(Number(q.get("by")), firstYear + 1, lastYear, 2035)),
    named: q.get("named") === "true", stock: q.get("stock") !== "no", pinned: list("pin"), banned: list("ban") };
}

export function toAddress(a: Ask): Record<string, string> {
  return { minerals: a.minerals.join(","), budget: String(a.budget), by: String(a.by), named: a.named ? "true" : "", stock: a.stock ? "" : "no", pin: a.pinned.join(","), ban: a.banned.join(",") };
}

// question is the plan as parameters of the verb.
export function question(a: Ask) {
  return { minerals: a.minerals, budget: String(a.budget), by: a.by, named: a.named, "no-stockpile": !a.stock, include: a.pinned, exclude: a.banned, "time-limit": "60s" };
}

export function commandLine(a: Ask): string {
  return ["adit plan --minerals", a.minerals.join(","), `--budget ${a.budget} --by ${a.by}`, a.named ? "--named" : "", a.stock ? "" : "--no-stockpile", ...a.pinned.map((x) => "--include " + x), ...a.banned.map((x) => "--exclude " + x)].filter(Boolean).join(" ");
}

// The slider is in powers of ten; its value is rounded to two digits.
export function ofSlider(v: number): number {
  return Number((10 ** v).toPrecision(2));
}

export function money(usd: number): string {
  if (usd === 0) return "0";
  return Math.abs(usd) >= 1e9 ? `${Number((usd / 1e9).toPrecision(3))} bn` : `${Number((usd / 1e6).toPrecision(3))} M`;
}
