// What the verbs of the ledger answer, as far as the pages read it.
import { quantity } from "../format";

export type Amount = { kg: number; sigma_kg: number };
export type Open = { open: boolean; name?: string; entries: number; void: number; log_key?: string; root?: string; last?: string; cosigned_by: string[] };

export type ElementHere = { element: string; lots: number; kg: number; sigma_kg: number; traced_kg: number; claimed_kg: Record<string, number> };
export type Site = { site: string; kind: string; party: string; country: string; name?: string; lat: number | null; lon: number | null; status?: string; lots: number; lots_without_elements: number; elements: ElementHere[] };
export type LotElement = { element: string; kg: number; sigma_kg: number; traced_share: number };
export type LotRow = { lot: string; material: string; site: string; holder: string; since: string; gross_kg: number; account: string; waste?: boolean; elements: LotElement[] };
export type Lots = { ledger: string; count: number; sites: Site[]; lots: LotRow[] };

export type Content = { element: string; grade: number; sigma: number; as?: string; assay?: { method: string; lab: string; document?: string } };
export type Lot = { id: string; material: string; mass: { kg: number; sigma_kg: number; moisture?: number }; content?: Content[]; account?: string; tags?: string[]; waste?: boolean };
export type Event = {
  id: string; from: string; until: string; party: string; site?: string;
  make?: { process: string; inputs?: string[]; outputs: Lot[] }; modify?: { action: string; inputs: string[]; outputs: Lot[] };
  move?: { to: string; to_site: string; lots: string[]; mode?: string; received?: { lot: string; mass: Lot["mass"]; content?: Content[] }[] };
  claim?: { act: string; certificate: string; account: string; element: string; kg: number; lot: string };
  documents?: { sha256: string; title: string; media?: string }[]; sealed?: { name: string; commitment: string }[];
};
export type Logged = { index: number; event: Event; signed_by: { key: string; party: string }[] };
export type NodeKind = "source" | "step" | "lot" | "there" | "gone" | "hidden";
export type WayNode = { kind: NodeKind; column: number; site?: string; holder?: string; process?: string; kg: number; lots: string[]; count: number };
export type WayBand = { from: number; to: number; kg: number; lots: number };
export type Ways = { lot: string; element: string; kg: number; nodes: WayNode[]; bands: WayBand[] };
export type Show = { ledger: string; lot: Lot; site: string; holder: string; used_by: string; ways: Ways | null; sites: Site[]; count: number; events: Logged[] };

export type Origin = { site: string; share: number; low: number; high: number; kg: number };
export type Back = { lot: string; element: string; kg: number; account: string; stages: number; lots: number; origins: Origin[] | null; unexplained: number; exact_bounds: boolean };
export type Holding = { lot: string; site: string; holder: string; kg: number; share: number; low: number; high: number };
export type Forward = { lot: string; element: string; kg: number; holdings: Holding[] | null; lost_kg: number; lots: number };

export type Account = { site: string; element: string; from: string; until: string; opening: Amount; mined: Amount; made: Amount; received: Amount; used: Amount; sent: Amount; closing: Amount; counted: Amount | null; gap: Amount | null; sigmas: number };
export type Balance = { period: string; accounts: Account[] };

export type Alarm = { kind: string; level: "alarm" | "warning"; site?: string; country?: string; element?: string; from: string; until: string; what: string; sigmas?: number; sure: string; innocent: string[]; settle: string[]; events?: string[]; lots?: string[] };
export type Alarms = { alarms: Alarm[]; void: { index: number; event: string; why: string }[] };

export type Premium = { scheme: string; value: number; low: number | null; high: number | null; unit: string; year: string; figure: string; note: string };
export type Bounded = { kg: number; low: number; high: number };
export type Supply = { element: string; kg: number; lots: number; traced: Bounded; traced_to_mines: Bounded; exact_bounds: boolean; claimed_kg: Record<string, number>; from: (Bounded & { country: string })[] | null; mineral?: string; first_mine_producer: { place: string; share: number; year: number; figure: string } | null; premiums: Premium[] };

export type Verdict = {
  kind: string; holds: boolean; vouched_by: string; fault: string; checked: string[]; not_shown: string[];
  pack?: { ledger: string; lot: string }; events?: { where: string; event: string; whole: boolean; recorded: number | null; refused: { rule: string; what: string; remedy: string }[] }[]; lost?: { where: string; what: string; remedy: string }[];
};

// models are the ways to claim an origin (ISO 22095), strongest first.
export const models = ["identity-preserved", "segregated", "controlled-blending", "mass-balance-rolling", "mass-balance-credit", "book-and-claim"];

export function modelName(account: string | undefined): string {
  return account ? account.replaceAll("-", " ") : "no claim";
}

export function lotPath(lot: string): string {
  return "/ledger/lot/" + encodeURIComponent(lot);
}

// part is a share of a whole; sums of parts differ from it in the last digits.
export function part(of: number, whole: number): number {
  return Math.round((of / whole) * 1e9) / 1e9;
}

// plural prints "1 step", "2 steps".
export function plural(n: number, noun: string): string {
  return `${quantity(n)} ${noun}${n === 1 ? "" : "s"}`;
}

// earns is a premium in words.
export function earns(p: Premium): string {
  const range = (x: number) => (p.low != null && p.high != null && p.low !== p.high ? `${quantity(p.low * x)}–${quantity(p.high * x)}` : quantity(p.value * x));
  return p.unit === "1" ? `${range(100)}% of the price` : `${range(1)} ${p.unit}`;
}

const printed = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

export function day(time: string): string {
  return printed.format(new Date(time));
}

// span prints two moments as days, and one where they are the same.
export function span(from: string, until: string): string {
  const [a, b] = [day(from), day(until)];
  return a === b ? a : `${a} – ${b}`;
}

const kinds: Record<string, string> = {
  "stock-gap": "Stock that is not what the ledger says", recovery: "More out of a process than it can give", drift: "Many small gains", "above-capacity": "More than the licence allows", "exporter-above-mines": "More sent than the mines behind may dig",
  "volume-step": "Output that jumped", "too-fast": "A journey that no vehicle makes", "output-before-input": "Used before it was there", "mine-status": "Out of a mine that may not sell", "claim-spent-twice": "A certificate spent twice", "over-certified": "More certified than there is",
  "registers-disagree": "Registers that disagree", "exports-above-production": "Exports above production", "mirror-gap": "Mirror statistics that disagree", "total-differs": "A total that is not its parts", "basis-unstated": "A basis that nobody stated",
};

export function alarmName(kind: string): string {
  return kinds[kind] ?? kind.replaceAll("-", " ");
}
