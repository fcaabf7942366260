/** What commander says of a wrong use, as every other message here is said. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /^error: option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. It (.*)\.$/s,
    '$1 is "$2"; it $3',
  ],
  [/^error: option '(?:-\w, )?(--[\w-]+) (<\w+>)' argument missing$/, '$1 lacks its value: $1 $2'],
  [/^error: option '(--[\w-]+)' cannot be used with option '(--[\w-]+)'$/, '$1 and $2 exclude each other'],
  [/^error: missing required argument '(\w+)'$/, 'the argument <$1> is missing'],
  [
    /^error: too many arguments for '(\w+)'\. Expected 0 arguments but got \d+: (.*)\.$/s,
    '"$1" takes no argument, and got $2',
  ],
  [
    /^error: too many arguments for '([\w-]+)'\. Expected (\d+) arguments? but got (\d+): (.*)\.$/s,
    '"$1" takes $2 at most, and got $3: $4',
  ],
  [
    /^error: unknown (option|command) '(.*?)'\n\(Did you mean (?:one of )?(.*)\?\)$/s,
    'unknown $1 "$2"; did you mean $3?',
  ],
  [/^error: unknown (option|command) '(.*)'$/s, 'unknown $1 "$2"'],
];

export function ownWords(text: string): string {
  const said = text.trimEnd();
  const [pattern, words] = WORDS.find(([one]) => one.test(said)) ?? [/^error: /, ''];
  return `drydock: ${said.replace(pattern, words)}`;
}
