import { type BakeEntry, plain, tokens } from './entry.ts';

const BLOCKS = ['target', 'group', 'variable', 'function'];

interface Level {
  readonly bracket: string;
  /** What the keys of this level stand in. */
  readonly inside: BakeEntry | undefined;
  /** Of the key whose value comes next. */
  key: BakeEntry | undefined;
}

/**
 * The keys of a bake file in JSON, as if it were written in HCL: `{"target": {"app": {"context": "."}}}` is
 * `target "app" { context = "." }`. A list stands for its members, and a key `//` is a comment.
 */
export function jsonEntries(source: string): readonly BakeEntry[] {
  const entries: BakeEntry[] = [];
  const levels: Level[] = [];
  let word: { text: string; line: number } | undefined;
  for (const token of tokens(source)) {
    const level = levels.at(-1);
    if (token.type === 'colon' && word && level) {
      const added = entryOf(word, level);
      level.key = added;
      if (added.name !== '//' && (added.kind !== 'block' || added.labels.length > 0)) entries.push(added);
    } else if (token.type === 'open') {
      const isList = token.text === '[';
      levels.push({
        bracket: token.text,
        inside: level?.key ?? level?.inside,
        key: isList ? level?.key : undefined,
      });
    } else if (token.type === 'close') {
      levels.pop();
    } else if (token.type === 'comma' && level?.bracket === '{') {
      level.key = undefined;
    }
    word = token.type === 'word' ? { text: plain(token), line: token.line } : undefined;
  }
  return entries;
}

/** A block has its name from one level of keys, and its label from the next. */
function entryOf({ text: name, line }: { text: string; line: number }, { inside }: Level): BakeEntry {
  if (!inside) return { kind: BLOCKS.includes(name) ? 'block' : 'attribute', name, labels: [], line, inside };
  if (inside.kind === 'block' && inside.labels.length === 0)
    return { kind: 'block', name: inside.name, labels: [name], line, inside: undefined };
  return { kind: inside.kind === 'block' ? 'attribute' : 'field', name, labels: [], line, inside };
}
