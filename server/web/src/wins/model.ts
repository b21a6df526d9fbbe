// What the screens answer, as far as the page uses it.
export type Number_ = { value: number; low: number; high: number; basis: string };
export type Option = {
  kind: string; id: string; name: string; mineral: string; form: string; place: string; region?: string; owner?: string; status: string;
  output_t_per_y: Number_ | null; cost_usd_per_kg: Number_ | null; price_usd_per_kg: number | null; cost_over_price: number | null;
  months_to_first_tonne_median: number | null; months_to_first_tonne_90pct: number | null; probability_within_horizon: number | null;
  net_imports_closed: number | null; value_added_no_longer_at_risk_usd: number | null; public_cost_usd: number | null; risk_per_public_dollar: number | null;
  ease: number | null; group: string; steps_ahead: string[] | null; obstacles: string[] | null; rests_on_assumptions: string[] | null; unknown: string[] | null; notes: string[] | null; figures: string[] | null; cite: string;
};
export type Screen = { options: Option[]; ranked: number; missing: { mineral: string; why: string }[] | null; left_out: Record<string, number> | null; asked: { country: string; against: string[]; year: number } };

export const kinds: Record<string, string> = { brownfield: "Old and idle sites", byproduct: "By-products", tailings: "Tailings", recycling: "Scrap", processing: "Processing plants" };

// placed tells whether an option can stand on the scale: what is not known is
// listed below, never drawn as nothing.
export function placed(o: Option): boolean {
  return o.cost_usd_per_kg != null && o.months_to_first_tonne_median != null && o.net_imports_closed != null;
}
