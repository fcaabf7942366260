/** The piece of a Dockerfile that buildx prints above its error, the guilty lines marked. */
export interface SourceExcerpt {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** Reads `   3 | >>> RUN false`. Nothing when the error has no place in a Dockerfile. */
export function parseSourceExcerpt(text: string): SourceExcerpt | undefined {
  const marked: { number: number; line: string }[] = [];
  for (const line of text.split('\n')) {
    const groups = /^\s*(?<number>\d+) \| >>> ?(?<line>.*)$/.exec(line)?.groups;
    if (groups) marked.push({ number: Number(groups.number), line: groups.line ?? '' });
    else if (marked.length > 0) break; // a second excerpt says where the first one was included from
  }
  const [first] = marked;
  return first && { firstLine: first.number, lines: marked.map(({ line }) => line) };
}
