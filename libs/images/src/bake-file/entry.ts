/** One `key = …` or `block "label" {` of a bake file, and where it stands. */
export interface BakeEntry {
  /** `field`: a key of an object inside of a value, e.g. the `id` of `secret = [{ id = "x" }]`. */
  readonly kind: 'attribute' | 'block' | 'field';
  readonly name: string;
  readonly labels: readonly string[];
  readonly line: number;
  /** The block or attribute it stands in; none at the top of the file. */
  readonly inside: BakeEntry | undefined;
}

export interface Token {
  readonly type: 'word' | 'open' | 'close' | 'equals' | 'colon' | 'comma' | 'end-of-line' | 'other';
  readonly text: string;
  readonly line: number;
}

// In order of precedence: what is skipped comes first, so that a brace in a comment or a text never counts.
const TOKEN = new RegExp(
  [
    String.raw`(?<skip>#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/|<<-?(?<end>[\w-]+)\n(?:[\s\S]*?\n)?[ \t]*\k<end>(?=\n|$)|[ \t]+)`,
    String.raw`(?<word>[A-Za-z_][\w-]*)`,
    '(?<open>[{[(])',
    String.raw`(?<close>[}\])])`,
    '(?<other>[=!<>]=|=>)',
    '(?<equals>=)',
    '(?<colon>:)',
    '(?<comma>,)',
    String.raw`(?<eol>\n)`,
    String.raw`[\s\S]`,
  ].join('|'),
  'uy',
);

/** The tokens of HCL, of which JSON is written with the same ones. Windows line ends and a mark of UTF-8 are none. */
export function* tokens(source: string): Generator<Token> {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const token = text[at] === '"' ? stringAt(text, at) : tokenAt(text, at);
    if (token.type !== undefined) yield { type: token.type, text: token.text, line };
    line += token.text.split('\n').length - 1;
    at += token.text.length;
  }
}

function tokenAt(source: string, at: number): { type: Token['type'] | undefined; text: string } {
  TOKEN.lastIndex = at;
  const match = TOKEN.exec(source);
  const { skip, word, open, close, equals, colon, comma, eol } = match?.groups ?? {};
  const text = match?.[0] ?? source.slice(at, at + 1);
  if (skip !== undefined) return { type: undefined, text };
  if (word !== undefined) return { type: 'word', text };
  if (open !== undefined) return { type: 'open', text };
  if (close !== undefined) return { type: 'close', text };
  if (equals !== undefined) return { type: 'equals', text };
  if (colon !== undefined) return { type: 'colon', text };
  if (comma !== undefined) return { type: 'comma', text };
  return { type: eol === undefined ? 'other' : 'end-of-line', text };
}

function stringAt(source: string, at: number): { type: 'word'; text: string } {
  return { type: 'word', text: source.slice(at, stringEnd(source, at)) };
}

/** Behind the quote that closes a text: not one inside of `${…}`, which may hold texts again. */
function stringEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; ) {
    const sign = source[at];
    if (sign === '"') return at + 1;
    if (sign === '\n') return at; // never closed: bake says so
    const isTemplate = /^[$%]\{/.test(source.slice(at, at + 2)) && source[at - 1] !== sign; // `$${` is a text
    at = isTemplate ? templateEnd(source, at + 2) : at + (sign === '\\' ? 2 : 1);
  }
  return source.length;
}

function templateEnd(source: string, start: number): number {
  let depth = 1;
  for (let at = start; at < source.length; ) {
    const sign = source[at];
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    at = sign === '"' ? stringEnd(source, at) : at + 1;
    if (depth === 0) return at;
  }
  return source.length;
}

/** A word without its quotes. */
export function plain({ text }: Token): string {
  return text.replace(/^"|"$/g, '');
}
