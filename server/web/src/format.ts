// Figures in print: the rules of the command line (docs/decisions/0009).

// share prints in whole percent, so that rounding never makes something of
// nothing, or nothing of something.
export function share(x: number | null | undefined): string {
  if (x == null) return "–";
  if (x === 0) return "0";
  if (x < 0.005) return "<1";
  if (x < 1 && x >= 0.995) return ">99";
  return (100 * x).toFixed(0);
}

// quantity has four significant digits and thousands separators.
export function quantity(x: number | null | undefined): string {
  if (x == null) return "–";
  if (x === 0) return "0";
  return new Intl.NumberFormat("en-US", { maximumSignificantDigits: Math.abs(x) >= 1000 ? Math.max(4, Math.floor(Math.log10(Math.abs(x))) + 1) : 4 }).format(Math.abs(x) >= 1000 ? Number(x.toPrecision(4)) : x);
}

// rough has two significant digits: what is estimated is no better known.
export function rough(x: number | null | undefined): string {
  return x == null ? "–" : quantity(Number(x.toPrecision(Math.abs(x) >= 100 ? 3 : 2)));
}

// between is two shares as one, or as a range.
export function between(low: number, high: number): string {
  return share(low) === share(high) ? share(low) : `${share(low)}–${share(high)}`;
}

// money has three significant digits, in millions or billions.
export function money(usd: number): string {
  if (usd === 0) return "0";
  const digits = (x: number) => new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 }).format(x);
  return Math.abs(usd) >= 999.5e6 ? `${digits(usd / 1e9)} bn` : `${digits(usd / 1e6)} M`;
}
