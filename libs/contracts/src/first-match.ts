/** The first match of a pattern, the same at every call: a pattern with the flag g or y remembers where it was. */
export function firstMatch(pattern: RegExp, text: string): string | undefined {
  return new RegExp(pattern).exec(text)?.[0];
}
