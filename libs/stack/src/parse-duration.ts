const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Milliseconds of a duration as Compose writes it: `12s`, `1m30s`, `1.5s`. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)];
  const isWhole = parts.map(([part]) => part).join('') === text && parts.length > 0;
  if (!isWhole) throw new RangeError(`"${text}" is not a duration such as 1m30s`);
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}
