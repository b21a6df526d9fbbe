// What the verbs partners and policy answer, as far as the page shows it.
import { kept } from "../state";

export type Share = { before: number; if_shared_as_the_world_shares: number; if_all_comes_here: number };
export type Criteria = Record<string, number | null>;
export type Stage = { material: string; name: string; output_t: number | null; low_t: number | null; high_t: number | null; basis: string; figure: string; world_t: number | null; capacity_t: number | null; capacity_published: boolean };
export type Reserve = { form: string; value: number | null; world: number | null; unit: string; year: string; basis: string; figure: string };
export type Addition = { material: string; spare_capacity_t: number; projects_t: number; projects: string[]; expected_t: Record<string, number> };
export type Row = {
  place: string; mineral: string; share_of_world_output: number | null; additions: Addition[]; criteria: Criteria; front: boolean; projects: number; projects_not_counted: number;
  relief: null | { by: number; made_t: number; displaced_t: number; dependence_share: Share };
};
export type GoesTo = { as: string; mined_t: number; places: { place: string; share: number }[]; adversary_share: number | null; adversary_low: number | null; adversary_high: number | null; not_on_record_share: number };
export type Held = Row & { reserves: Reserve[]; stages: Stage[]; goes_to: GoesTo | null };
export type Project = { id: string; name: string; mineral: string; stage: string; owner: string; status: string; status_as_of: string; t_per_y: number | null; probability_online: Record<string, number> | null; counts: boolean; why_not?: string; constraint?: string; figure?: string };
export type Corridor = { corridor: string; name: string; from: string[]; via: string[]; to: string[]; length_km: number | null; capacity_t_per_y: number | null; current_t_per_y: number | null; cost_change_pct: number | null; capex_m_usd: number | null; status: string; as_of: string; figure: string; note?: string };
export type Agreement = { agreement: string; name: string; kind: string; with: string; signed?: string; in_force?: string; with_the_country_that_asks: boolean; ended: boolean; note?: string };
export type Page = {
  place: string; covered_nation: boolean; governance: { mean_of_six: { value: number; year: number; figure: string } | null } | null; agreements: Agreement[]; minerals: Held[]; projects: Project[];
  owners: { owner: string; sites: number; adversary: boolean }[]; corridors: Corridor[]; missing: { mineral?: string; why: string }[];
};
export type Total = { m_usd: number; rows: number; rows_without_an_amount: number };
export type Money = { id: string; name: string; minerals: string[]; agency: string; payer: string; instrument: string; state: string; amount_m_usd: number | null; amount_note?: string; as_of: string; basis: string; figure: string };
export type Finding = { offer: { offer: string; name: string; agency: string; payer: string }; verdict: string; reasons: { clause: string }[] };
export type Finance = { income: { group: string } | null; findings: Finding[]; money: Money[]; totals: Record<string, Total>; foreign_lending: unknown[] };
export type Board = { mineral: string; material: string; supply_t: number; dependence_share: Share; partners: Row[]; notes: string[] };
export type All = { partners: { place: string; dependence_taken_away_at_most: number; dependence_taken_away_if_shared: number; minerals: string[]; minerals_made: number }[]; covered_nations_left_out: string[] };
export type Answer = { by: number; asked: { country: string; against: string[] }; criteria?: Record<string, string>; board?: Board; page?: Page; finance?: Finance; all?: All };

export type Control = {
  id: string; imposer: string; targets: string[]; minerals: string[]; scope?: string; forms: string; measure: string; status_at_last_source: string; command?: string; not_run_because?: string; legal_reference: string; basis: string; confidence: string; cite: string;
  standing: { state: string; since?: string; presumed?: boolean; next?: { day: string; event: string; presumed?: boolean } }; events: { day: string; event: string; presumed?: boolean }[]; // may be empty
  reach: { year: number; value_usd: number; gross_t: number; unknown_because?: string };
};
export type Action = { order: string; section: string; date: string; action: string; lead: string; deadline?: string; status: string; standing: string; days_left: number; minerals: string[]; commands: string[]; cite: string };
export type Policy = { on: string; actions: Action[] | null; controls: Control[] | null };

export function millions(m: number | null): string {
  if (m == null) return "not published";
  return m >= 1000 ? `${(m / 1000).toLocaleString("en-US", { maximumSignificantDigits: 3 })} bn USD` : `${m.toLocaleString("en-US", { maximumSignificantDigits: 4 })} M USD`;
}

// partnerLink leads to the page of a country or the partners of a mineral.
export function partnerLink(id: string): string {
  return `/partners/${encodeURIComponent(id)}${kept()}`;
}
