const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Milliseconds of a time as people write it, `2 s`; or, in words, what is wrong with it. */
export function parseDuration(text: string): number | { readonly problem: string } {
  const [, digits = '', unit = ''] = text.trim().match(/^(\d+(?:\.\d+)?)\s*([a-z]+)$/) ?? [];
  const factor = UNITS_MS[unit];
  if (factor === undefined)
    return { problem: `"${text}" is no time; write it like "500 ms", "2 s" or "1 min"` };
  return Math.round(Number(digits) * factor);
}

/** `12 ms`, `1.3 s`, `2 min`: the largest unit that loses nothing worth knowing. */
export function formatDuration(milliseconds: number): string {
  const [unit, factor] =
    milliseconds < 1_000 ? ['ms', 1] : milliseconds < 120_000 ? ['s', 1_000] : ['min', 60_000];
  return `${Number((milliseconds / factor).toFixed(factor === 1 ? 0 : 1))} ${unit}`;
}
