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
export type CutOff = { mineral: string; price_ratio: number; unmet_share: number; value_added_direct_usd: number | null; industry: string; text: string };
export type Claim = { statement: string; claimed: string; ours: string; verdict: string; others: string };
export type Missing = { mineral: string; kind: string; name: string; place?: string; t?: number };
// A quick Brief comes first, without what needs the solver: bounds and losses are
// pending in it, not none.
export type Brief = { quick?: boolean; country: string; against: string[]; year: number; minerals: Mineral[]; cut_offs: CutOff[] | null; claims: Claim[] | null; missing: Missing[] | null };

export type Reliance = { value_pct: number | null; low_pct: number | null; high_pct: number | null; published_as: string; of_group: string; year: number; figure: string };
export type Import = { place: string; share_pct: number; form: string };
export type Listed = { mineral: string; name: string; symbol: string; lists: string[]; tier: string; net_import_reliance: Reliance | null; imports_from: Import[] };
export type Survey = { year: number; mcs_edition: number; minerals: Listed[]; lists: { list: string; date: string }[] };

// behind is the stage at which a mineral depends more on the lens.
export function behind(m: Mineral): Bounded {
  return m.processed.share >= m.mined.share ? m.processed : m.mined;
}

// lesson is the mineral whose row is explained: where trade hides most, and where
// not all is known.
export function lesson(b: Brief): Mineral | undefined {
  const hidden = (m: Mineral) => m.dependence_share - m.face_value_share;
  const dark = (m: Mineral) => Number(m.unknown_origin_share >= 0.02 && hidden(m) >= 0.1);
  return [...b.minerals].filter((m) => m.dependence_share >= 0.1).sort((x, y) => dark(y) - dark(x) || hidden(y) - hidden(x))[0];
}
