// What the API answers about a mineral, as far as the page uses it.
import type { Kind } from "../chart/bars";
import { quantity } from "../format";
import { lensOf, name } from "../names";

export type Bounded = { share: number; low?: number | null; high?: number | null; p5?: number | null; p95?: number | null };
export type Origin = Bounded & { place: string };
export type Step = { from: string; to: string; material: string; process?: string; lane?: string; t: number };
export type Route = { supplier: string; origin: string; t: number; basis: string; path?: Step[] };
export type Loss = { place: string; loss_share_served_first: number; loss_share_shared: number };
export type Form = { material: string; name: string; stage: string; mass_of: string; world_t: number; known_t: number; unknown_origin_t: number; source: string; trade: string; note?: string; coverage_share: number; hhi_low: number | null; hhi_high: number | null };
export type Make = { process: string; place: string; material: string; t: number; low_t: number; high_t: number; from_scrap: boolean; basis: string; owners: { place: string; share: number }[] };
export type Gap = { kind: string; name: string; place?: string; t?: number };

export type Exposure = {
  place: string;
  material: string;
  mineral: string;
  year: number;
  supply_t: number;
  face_value: { place: string; share: number }[];
  look_through: { mined: Origin[]; processed: Origin[] };
  owners: { place: string; share: number }[] | null;
  n_minus_1: Loss[] | null;
  against: { places: string[]; face_value_share: number; mined: Bounded; processed: Bounded };
  through: { mined: Route[]; processed: Route[] };
  judgement: string;
  notes: string[] | null;
  parameters: { processed_as: string[] };
  forms: Form[];
  flows: { makes: Make[] };
  missing?: Gap[];
  derived_share_of_arrivals?: number;
  sources: { title: string; publisher: string }[];
};

export type Point = { time: string; value: number | null; low: number | null; high: number | null; basis: string; figure: string };
export type Series = { form: string; stage: string; place: string; detail: string; unit: string; points: Point[] };
export type Control = { id: string; imposer: string; targets: string[]; measure: string; start: string; end: string; suspended_from: string; suspended_until: string; status: string; legal_reference: string; cite: string };
export type Site = { id: string; name: string; table: string; stage: string; kind: string; status: string; place: string; owner: string; lat: number | null; lon: number | null; capacity_t_per_y: number | null; capacity_of: string; start_year: string; cite: string };
export type Use = { region: string; use: string; year: number; share_pct: number | null; figure: string };
export type Record_ = { mineral: string; name: string; production: Series[]; prices: Series[]; stocks: Series[]; reserves: Series[]; uses: Use[]; controls: Control[]; sites: Site[] };

// A Sight tells whose view it is: which colour a place has in every chart.
export class Sight {
  constructor(readonly own: string, readonly lens: string[]) {}

  kind(place: string): Kind {
    if (place === "OTH" || place === "unknown") return "unknown";
    if (this.lens.includes(place)) return "focus";
    return place === this.own ? "own" : "rest";
  }

  get lensName(): string {
    return lensOf(this.lens);
  }
}

// the puts an article before names that take one.
export function the(place: string): string {
  return /^(United|Netherlands|Philippines|Czech|Dominican Rep|Central African|Marshall|Solomon|Gambia|Bahamas|DR Congo|Russian Fed)/.test(place) ? "the " + place : place;
}

// of is whose: the United States’, Germany’s.
export function of(place: string): string {
  return the(place) + (place.endsWith("s") ? "’" : "’s");
}

// spelled writes out the places that a sentence of the API names by their ids.
export function spelled(text: string): string {
  return text.replace(/\b[A-Z]{3}\b/g, (id) => name(id));
}

const forms: Record<string, string> = { consumer: "held by consumers", industry: "held by industry", producer: "held by producers", lme: "London Metal Exchange", comex: "COMEX", us: "in the United States", wo3: "WO₃", ta2o5: "Ta₂O₅" };

// plainForm is a form of the statistics in words. Series of earlier editions word
// it otherwise, and stand apart.
export function plainForm(s: Series): string {
  const older = s.points.length > 0 && s.points.every((p) => p.figure.includes("-salient:"));
  const detail = s.detail.replace(/^(annual )?average: /, "");
  const plain = (detail && detail.length < 100 ? detail : (forms[s.form] ?? s.form.replaceAll("-", " ").replace(/\blme\b/, "LME").replace(/\bu\.s\b/, "U.S."))) || s.stage;
  return older ? (plain ? plain + ", earlier editions" : "earlier editions") : plain || "all forms";
}

// The kinds of world.Gap.
const gapKinds: Record<string, string> = {
  withheld: "output is withheld and cannot be bounded", bounded: "output is withheld; it is at most this", "at-least": "output is withheld; it is at least this", unavailable: "makes some, and nobody says how much",
  unrecorded: "more is needed than the world is known to make", recycled: "comes from scrap, whose origin nobody records", "no-trade": "no trade in its customs code is reported: its flows are derived",
  "no-world": "shares without a world tonnage to be shares of", thin: "too little of what the world makes is known to rank who makes it",
};

// gapText is a gap in words.
export function gapText(g: Gap): string {
  return `${g.name}${g.place ? ", " + name(g.place) : ""}: ${gapKinds[g.kind] ?? g.kind}${g.t ? ` (${quantity(g.t)} t)` : ""}`;
}
