import { type BakeEntry, plain, type Token, tokens } from './entry.ts';

/**
 * Lists the keys and blocks of a bake file. `docker buildx bake` skips a key it does not know without a
 * word, so a misspelt one is only to be seen here. Values are not evaluated: bake does that.
 */
export function hclEntries(source: string): readonly BakeEntry[] {
  const entries: BakeEntry[] = [];
  const blocks: BakeEntry[] = [];
  let words: Token[] = [];
  let value: ValueReader | undefined;

  for (const token of tokens(source)) {
    if (value) {
      const end = value.accept(token);
      if (end === 'with its block') blocks.pop(); // `target "a" { context = "." }` on one line
      if (end !== undefined) value = undefined;
    } else if (token.type === 'word') {
      words.push(token);
    } else {
      if (token.type === 'equals' || token.type === 'open') {
        const added = entryOf(words, token.type === 'open' ? 'block' : 'attribute', blocks.at(-1));
        entries.push(added);
        if (added.kind === 'block') blocks.push(added);
        else value = readValue(added, (field) => entries.push(field));
      }
      if (token.type === 'close') blocks.pop();
      words = [];
    }
  }
  return entries;
}

function entryOf(words: readonly Token[], kind: BakeEntry['kind'], inside: BakeEntry | undefined): BakeEntry {
  const [name, ...labels] = words.map(plain);
  return { kind, name: name ?? '', labels, line: words[0]?.line ?? 0, inside };
}

interface ValueReader {
  /** Says when the value is over. */
  readonly accept: (token: Token) => 'alone' | 'with its block' | undefined;
}

/** Reads a value to its end, and tells of the keys of the objects in it. */
function readValue(inside: BakeEntry, onField: (entry: BakeEntry) => void): ValueReader {
  let depth = 0; // how many brackets are open
  let key: Token | undefined; // a word where a key may stand
  let mayBeKey = false;
  return {
    accept: (token) => {
      if (key && (token.type === 'equals' || token.type === 'colon'))
        onField({ kind: 'field', name: plain(key), labels: [], line: key.line, inside });
      key = mayBeKey && token.type === 'word' ? token : undefined;
      const separates = token.type === 'comma' || token.type === 'end-of-line';
      mayBeKey = (token.type === 'open' && token.text === '{') || (separates && depth > 0);
      if (token.type === 'open') depth += 1;
      if (token.type === 'close') depth -= 1;
      if (depth < 0) return 'with its block';
      return depth === 0 && token.type === 'end-of-line' ? 'alone' : undefined;
    },
  };
}
