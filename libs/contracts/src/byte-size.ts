const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  bytes: 1,
  kB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
};
const BINARY_UNIT = /^[KMG]i?B?$|^[kmg]$/i;

/** Bytes of a size as people write it, `9.0 MB`; or, in words, what is wrong with it. Units are decimal. */
export function parseBytes(text: string): number | { readonly problem: string } {
  const [, digits, unit = ''] = text.trim().match(/^(\d[\d_]*(?:\.\d+)?)\s*([A-Za-z]+)?$/) ?? [];
  if (digits === undefined) return { problem: `"${text}" is no size; write it like "9.0 MB" or "250 kB"` };
  if (unit === '') return { problem: `"${text}" has no unit; write it like "9.0 MB" or "250 kB"` };
  const factor = UNITS[unit];
  const amount = Number(digits.replaceAll('_', ''));
  if (factor !== undefined) return Math.round(amount * factor);
  if (!BINARY_UNIT.test(unit))
    return { problem: `"${text}" has the unknown unit "${unit}"; use B, kB, MB or GB` };
  return { problem: `"${text}" has a unit that is not decimal: ${decimalHint(amount, unit)}` };
}

function decimalHint(amount: number, unit: string): string {
  const power = 'KMG'.indexOf(unit.slice(0, 1).toUpperCase()) + 1;
  const base = /i/i.test(unit) ? 1024 : 1000;
  return `registries and Docker count in 1,000s, so write "${formatBytes(amount * base ** power)}"`;
}

/** With three figures at most and a decimal unit: `94.1 MB`, `812 B`. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  // 999,950 would otherwise be "1000.0 kB".
  const [unit, factor] =
    size < 1_000
      ? ['B', 1]
      : size < 999_950
        ? ['kB', 1_000]
        : size < 999_950_000
          ? ['MB', 1_000_000]
          : ['GB', 1_000_000_000];
  return `${unit === 'B' ? bytes : (bytes / factor).toFixed(1)} ${unit}`;
}
