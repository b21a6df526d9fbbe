// What the brief answers, as far as the overview uses it.
export type Bounded = { share: number; low: number | null; high: number | null };
export type Loss = { place: string; loss_share_shared: number; loss_share_served_first: number } | null;
export type Mineral = {
  mineral: string;
  name: string;
  supply_t: number;
  net_import_reliance: string;
  net_import_reliance_as: { figure: string } | null;
  face_value_share: number;
  mined: Bounded;
  processed: Bounded;
  dependence_share: number;
  unknown_origin_share: number;
  n_minus_1: Loss;
  judgement: string;
  own_output_withheld: boolean;
  thin_stages: string[] | null;
};
export type CutOff = { mineral: string; price_ratio: number; unmet_share: number; value_added_direct_usd: number; industry: string; text: string };
export type Claim = { statement: string; claimed: string; ours: string; verdict: string; others: string };
export type Missing = { mineral: string; kind: string; name: string; place?: string; t?: number };
export type Brief = { country: string; against: string[]; year: number; minerals: Mineral[]; cut_offs: CutOff[] | null; claims: Claim[] | null; missing: Missing[] | null };

export type Reliance = { value_pct: number | null; low_pct: number | null; high_pct: number | null; published_as: string; of_group: string; figure: string };
export type Listed = { mineral: string; name: string; symbol: string; lists: string[]; tier: string; net_import_reliance: Reliance | null };
export type Survey = { year: number; mcs_edition: number; minerals: Listed[]; lists: { list: string; date: string }[] };

// behind is the stage at which a mineral depends more on the lens.
export function behind(m: Mineral): Bounded {
  return m.processed.share >= m.mined.share ? m.processed : m.mined;
}
