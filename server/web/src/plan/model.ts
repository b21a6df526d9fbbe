// A plan as the page asks for it, all of it in the address, and its answer.

export type Ask = { minerals: string[]; budget: number; by: number; named: boolean; stock: boolean; pinned: string[]; banned: string[]; top: number };
export type Choice = { id: string; start_year: number; kind: string; public_cost_usd: number };
export type Project = {
  id: string; name: string; mineral: string; form: string; place: string; lat: number | null; lon: number | null; kind: string; status: string; instrument: string; output_t_per_y: number; capex_usd: number; public_cost_usd: number;
  net_imports_closed: number | null; online: number[] | null; rests_on_assumptions: string[] | null; obstacles: string[] | null; figures: string[] | null; notes: string[] | null;
};
export type Closed = { mineral: string; year: number; wanted_t: number; unmet_without_plan_t: number | null; unmet_t: number };
export type Point = { budget_usd: number; objective_usd: number; spent_usd: number; expected_unmet_t: number; mip_gap: number | null; chosen: Choice[] };
export type Answer = {
  objective_usd: number; objective_without_plan_usd: number | null; mip_gap: number | null; status: string; periods?: number[]; chosen: Choice[]; budget_usd: Record<string, number>;
  stockpile: { material: string; place: string; bought_t: Record<string, number>; days_of_use: number }[]; adds: { id: string; alone_usd: number | null; last_in_usd: number | null }[]; gap_closed: Closed[]; frontier?: Point[];
  atlas: { projects: Project[]; under_way: Project[]; left_out: { id: string; mineral: string; why: string }[]; cases: { name: string; probability: number }[]; notes: string[] };
};
// A plan that was shown, with what was asked.
export type Shown = { q: Ask; a: Answer; lens: string };

export const least = 1e6, most = 5e10, firstYear = 2026, lastYear = 2050, timeLimit = "60s";

export function fromAddress(q: URLSearchParams): Ask {
  const list = (key: string) => (q.get(key) ?? "").split(",").map((x) => x.trim()).filter(Boolean);
  const within = (v: number, lo: number, hi: number, standard: number) => (Number.isFinite(v) && v > 0 ? Math.min(hi, Math.max(lo, v)) : standard);
  return { minerals: list("minerals").length ? list("minerals") : ["gallium", "antimony"], budget: within(Number(q.get("budget")), least, most, 3e8), by: Math.round(within(Number(q.get("by")), firstYear + 1, lastYear, 2035)),
    named: q.get("named") === "true", stock: q.get("stock") !== "no", pinned: list("pin"), banned: list("ban"), top: within(Number(q.get("frontier")), least, 2 * most, 0) };
}

export function toAddress(a: Ask): Record<string, string> {
  return { minerals: a.minerals.join(","), budget: String(a.budget), by: String(a.by), named: a.named ? "true" : "", stock: a.stock ? "" : "no", pin: a.pinned.join(","), ban: a.banned.join(","), frontier: a.top ? String(a.top) : "" };
}

// question is the plan as parameters of the verb.
export function question(a: Ask) {
  return { minerals: a.minerals, budget: String(a.budget), by: a.by, named: a.named, "no-stockpile": !a.stock, include: a.pinned, exclude: a.banned, "time-limit": timeLimit };
}

export function commandWords(a: Ask): string[] {
  return ["plan", "--minerals", a.minerals.join(","), "--budget", String(a.budget), "--by", String(a.by), a.named ? "--named" : "", a.stock ? "" : "--no-stockpile", "--time-limit", timeLimit,
    ...a.pinned.flatMap((x) => ["--include", x]), ...a.banned.flatMap((x) => ["--exclude", x]), ...(a.top ? ["--frontier", String(frontierPoints), "--frontier-to", String(a.top)] : [])];
}

// frontierPoints are the budgets of the frontier; of twice the budget, half of them
// lie within it.
export const frontierPoints = 8;

// another reports a plan of something else: with more or less money, or other
// projects pinned and banned, it is the same question.
export function another(x: Ask, y: Ask): boolean {
  const key = (a: Ask) => JSON.stringify([[...a.minerals].sort(), a.by, a.named, a.stock]);
  return key(x) !== key(y);
}

export function sum<T>(list: T[], of: (x: T) => number): number {
  return list.reduce((n, x) => n + of(x), 0);
}

export function spent(a: Answer): number {
  return sum(Object.values(a.budget_usd), (x) => x);
}
