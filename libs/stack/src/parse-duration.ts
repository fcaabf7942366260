const UNIT_NS: Readonly<Record<string, number>> = {
  h: 3.6e12,
  m: 6e10,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  µs: 1e3,
  ns: 1,
};
const MS = 1e6;

/** Milliseconds of a duration as Compose writes it: `12s`, `1m30s`, `1.5s`. */
export function parseDuration(text: string): number {
  return parseDurationNs(text) / MS;
}

/** The same in nanoseconds, which is what the engine takes. */
export function parseDurationNs(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)];
  const isWhole = parts.map(([part]) => part).join('') === text && parts.length > 0;
  if (!isWhole) throw new RangeError(`"${text}" is not a duration such as 1m30s`);
  return parts.reduce(
    (sum, [, value, unit]) => sum + Math.round(Number(value) * (UNIT_NS[unit ?? ''] ?? 0)),
    0,
  );
}
