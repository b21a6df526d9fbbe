// The ways of a lot as a chart: sites by name, the smallest of a column as one.
import { frame } from "../chart/frame";
import { quantity, share } from "../format";
import { name } from "../names";
import { Back, lotPath, plural, Show, WayBand, WayNode, Ways } from "./model";
import { Band, Node, ways } from "./ways";

const most = 11; // nodes of a column

type Gathered = WayNode & { others?: number }; // so many nodes in one

export function waysChart(show: Show, back: Back, alarmed: Set<string>): HTMLElement {
  const w = gathered(show.ways!), country = (site?: string) => name(show.sites.find((y) => y.site === site)?.country ?? "");
  const nodes = w.nodes.map((n): Node => ({ column: n.column, kg: n.kg, lines: lines(n, show, back, country), kind: n.kind === "lot" ? "lot" : n.kind === "gone" || n.kind === "hidden" ? "open" : "step",
    mark: n.site ? alarmed.has(n.site) : false, href: n.count === 1 && n.kind !== "lot" ? lotPath(n.lots[0]) : undefined, title: title(n, country) }));
  const bands = w.bands.map((b): Band => ({ ...b, title: `${what(w.nodes[b.from])} → ${what(w.nodes[b.to])}: ${quantity(b.kg)} kg` }));
  return frame({ name: "ways", interactive: true, title: "Which way did it come, and where did it go?", subtitle: `kg of the lot's ${w.element}, if all mixed evenly; from left to right the steps, bands as wide as the mass`,
    note: [alarmed.size ? "⚠: an alarm stands at this site." : "", w.nodes.some((n) => n.kind === "gone" || n.kind === "hidden") ? "Hatched: went in or came out without a record of the other end." : "", show.ways!.nodes.length > w.nodes.length ? "The smallest sites of a step are drawn as one; the table has all." : ""].filter(Boolean).join(" "),
    table: { columns: [{ name: "From" }, { name: "Step" }, { name: "To" }, { name: "Step" }, { name: w.element, unit: "kg" }, { name: "Lots" }], rows: show.ways!.bands.map((b) => { const [p, q] = [show.ways!.nodes[b.from], show.ways!.nodes[b.to]]; return [p.site ?? "", verb(p), q.site ?? "", verb(q), b.kg, b.lots]; }) },
    draw: (width) => ways(nodes, bands, width, ["Out of the ground", "This lot", "There now"]) });
}

function lines(n: Gathered, show: Show, back: Back, country: (site?: string) => string): [string, string] {
  const o = n.kind === "source" ? back.origins?.find((x) => x.site === n.site) : undefined;
  const kg = `${quantity(n.kg)} kg`;
  if (n.others) return [plural(n.others, "other"), kg];
  if (n.kind === "lot") return [show.lot.id, kg];
  if (n.kind === "gone") return ["no lot", `${kg} lost`];
  if (n.kind === "hidden") return ["not recorded", kg];
  if (o) return [n.site!, [country(n.site), o.high - o.low < 0.005 ? `${share(o.share)}%` : `${share(o.low)}–${share(o.high)}%`].filter(Boolean).join(", ")];
  return [n.site!, `${n.kind === "there" ? "" : verb(n) + ", "}${kg}`];
}

function verb(n: WayNode): string {
  return { source: n.process ?? "", step: n.process ?? "", lot: "the lot", there: "lies there", gone: "came out nowhere", hidden: "origin not recorded" }[n.kind];
}

function what(n: Gathered): string {
  return n.others ? plural(n.others, "other") : [verb(n), n.site].filter(Boolean).join(" at ");
}

function title(n: WayNode, country: (site?: string) => string): string {
  const named = n.lots.join(", ") + (n.count > n.lots.length ? ` and ${n.count - n.lots.length} more` : "");
  return [`${what(n)}${n.site && country(n.site) !== "–" ? ", " + country(n.site) : ""}: ${quantity(n.kg)} kg`, n.holder && `held by ${n.holder}`, named && `lots ${named}`].filter(Boolean).join("; ");
}

// gathered joins the smallest nodes of a column that has too many.
function gathered(w: Ways): Ways & { nodes: Gathered[] } {
  const to = new Map<number, number>(), nodes: Gathered[] = [], others = new Map<string, number>(), seen = new Map<number, number>();
  w.nodes.forEach((n, i) => { // the largest first
    const k = (seen.get(n.column) ?? 0) + 1, size = w.nodes.filter((m) => m.column === n.column).length;
    seen.set(n.column, k);
    const key = `${n.column} ${n.kind}`;
    if (size > most && k >= most && (n.kind === "source" || n.kind === "there" || n.kind === "step")) {
      const at = others.get(key) ?? nodes.push({ ...n, site: "", holder: "", process: "", kg: 0, count: 0, lots: [], others: 0 }) - 1;
      others.set(key, at);
      const o = nodes[at];
      o.kg += n.kg;
      o.count += n.count;
      o.lots = [...o.lots, ...n.lots].slice(0, 12);
      o.others!++;
      to.set(i, at);
    } else to.set(i, nodes.push(n) - 1);
  });
  const bands = new Map<string, WayBand>();
  for (const b of w.bands) {
    const from = to.get(b.from)!, into = to.get(b.to)!, key = `${from} ${into}`, old = bands.get(key);
    bands.set(key, { from, to: into, kg: b.kg + (old?.kg ?? 0), lots: b.lots + (old?.lots ?? 0) });
  }
  return { ...w, nodes, bands: [...bands.values()] };
}
