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
    String.raw`(?<skip>#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/|<<-?(?<end>\w+)\n[\s\S]*?\n[ \t]*\k<end>(?=\n|$)|[ \t]+)`,
    String.raw`(?<word>"(?:\\.|\$\{(?:"[^"\n]*"|[^"{}\n])*\}|[^"\\\n])*"|[A-Za-z_][\w-]*)`,
    '(?<open>[{[(])',
    String.raw`(?<close>[}\])])`,
    '(?<other>[=!<>]=|=>)',
    '(?<equals>=)',
    '(?<colon>:)',
    '(?<comma>,)',
    String.raw`(?<eol>\n)`,
    String.raw`[\s\S]`,
  ].join('|'),
  'gu',
);

/** The tokens of HCL, of which JSON is written with the same ones. Windows line ends and a mark of UTF-8 are none. */
export function* tokens(text: string): Generator<Token> {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let line = 1;
  for (const match of source.matchAll(TOKEN)) {
    const [text] = match;
    const { skip, word, open, close, equals, colon, comma, eol } = match.groups ?? {};
    if (word !== undefined) yield { type: 'word', text, line };
    else if (open !== undefined) yield { type: 'open', text, line };
    else if (close !== undefined) yield { type: 'close', text, line };
    else if (equals !== undefined) yield { type: 'equals', text, line };
    else if (colon !== undefined) yield { type: 'colon', text, line };
    else if (comma !== undefined) yield { type: 'comma', text, line };
    else if (eol !== undefined) yield { type: 'end-of-line', text, line };
    else if (skip === undefined) yield { type: 'other', text, line };
    line += text.split('\n').length - 1;
  }
}

/** A word without its quotes. */
export function plain({ text }: Token): string {
  return text.replace(/^"|"$/g, '');
}
