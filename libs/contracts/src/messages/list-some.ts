/** The first few of a list as lines, and how many more there are. */
export function listSome(lines: readonly string[], limit: number): string[] {
  const more = lines.length - limit;
  return more <= 0 ? [...lines] : [...lines.slice(0, limit), `and ${more} more`];
}

/**
 * What was found, for a verdict: the first few to be read, and all of them for `--json`, where these are more. `short`
 * has the same lines for reading, where some are long.
 */
export function findings(
  lines: readonly string[],
  limit: number,
  short = lines,
): { readonly why: readonly string[]; readonly findings?: readonly string[] } {
  const isCut = lines.length > limit || short.some((line, index) => line !== lines[index]);
  return { why: listSome(short, limit), ...(isCut ? { findings: lines } : {}) };
}

/** `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
