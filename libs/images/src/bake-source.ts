/** One `key = …` or `block "label" {` of a bake file, and where it stands. */
export interface BakeEntry {
  readonly kind: 'attribute' | 'block';
  readonly name: string;
  readonly labels: readonly string[];
  readonly line: number;
  /** The block it stands in; none at the top of the file. */
  readonly inside: BakeEntry | undefined;
}

interface Token {
  readonly type: 'word' | 'open' | 'close' | 'equals' | 'end-of-line' | 'other';
  readonly text: string;
  readonly line: number;
}

/**
 * Lists the keys and blocks of a bake file. `docker buildx bake` skips a key it does not know without a
 * word, so a misspelt one is only to be seen here. Values are not evaluated: bake does that.
 */
export function readBakeSource(source: string): readonly BakeEntry[] {
  const entries: BakeEntry[] = [];
  const blocks: BakeEntry[] = [];
  let words: Token[] = [];
  let valueDepth: number | undefined; // how many brackets are open inside a value; undefined outside of one

  for (const token of tokens(source)) {
    if (valueDepth !== undefined) {
      if (token.type === 'open') valueDepth += 1;
      else if (token.type === 'close') valueDepth -= 1;
      if (valueDepth < 0) blocks.pop(); // `target "a" { context = "." }` on one line
      if (valueDepth < 0 || (valueDepth === 0 && token.type === 'end-of-line')) valueDepth = undefined;
    } else if (token.type === 'word') {
      words.push(token);
    } else {
      if (token.type === 'equals' || token.type === 'open') {
        const added = entryOf(words, token.type === 'open' ? 'block' : 'attribute', blocks.at(-1));
        entries.push(added);
        if (added.kind === 'block') blocks.push(added);
        else valueDepth = 0;
      }
      if (token.type === 'close') blocks.pop();
      words = [];
    }
  }
  return entries;
}

function entryOf(words: readonly Token[], kind: BakeEntry['kind'], inside: BakeEntry | undefined): BakeEntry {
  const [name, ...labels] = words.map((word) => word.text.replace(/^"|"$/g, ''));
  return { kind, name: name ?? '', labels, line: words[0]?.line ?? 0, inside };
}

// In order of precedence: what is skipped comes first, so that a brace in a comment or a text never counts.
const TOKEN = new RegExp(
  [
    String.raw`(?<skip>#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/|<<-?(?<end>\w+)\n[\s\S]*?\n[ \t]*\k<end>(?=\n|$)|[ \t\r]+)`,
    String.raw`(?<word>"(?:\\.|\$\{(?:"[^"\n]*"|[^"{}\n])*\}|[^"\\\n])*"|[A-Za-z_][\w-]*)`,
    '(?<open>[{[(])',
    String.raw`(?<close>[}\])])`,
    '(?<equals>=)',
    String.raw`(?<eol>\n)`,
    String.raw`(?<other>[\s\S])`,
  ].join('|'),
  'gu',
);

function* tokens(source: string): Generator<Token> {
  let line = 1;
  for (const match of source.matchAll(TOKEN)) {
    const [text] = match;
    const { skip, word, open, close, equals, eol } = match.groups ?? {};
    if (word !== undefined) yield { type: 'word', text, line };
    else if (open !== undefined) yield { type: 'open', text, line };
    else if (close !== undefined) yield { type: 'close', text, line };
    else if (equals !== undefined) yield { type: 'equals', text, line };
    else if (eol !== undefined) yield { type: 'end-of-line', text, line };
    else if (skip === undefined) yield { type: 'other', text, line };
    line += text.split('\n').length - 1;
  }
}
