import type { SecretFinding } from '../../image-contents.ts';
import { isName, isPlausibleSecret } from './plausible-secret.ts';

/** What a secret is called, at the end of a name: `DB_PASSWORD`, `spring.datasource.password`, `apiKey`, `SMTP_PASS`. */
const NAMES =
  '_auth|password|passwd|passphrase|pwd|(?:[_.-]|\\b|db|user|smtp|mail|store|auth|admin|root)pass|secret|token|credentials?|(?:api|app|access|private|secret|signing|encryption|account|storage|shared[_.-]?access|master|client|consumer|service|session|jwt|auth|hmac|crypto|license|webhook|deploy)[_.-]?key(?:[_.-]?base)?|(?:auth|secure_auth|logged_in|nonce)_(?:key|salt)|privatekey|presharedkey|\\bpsk';
/** What only a key to a person or a service is called: other names also say which secret is meant. */
const PASSWORDS = /(?:pass(?:word|wd|phrase)?|pwd)$/i;

const VALUE = '[^\\s"\'`,;][^\\s"\'`]{0,600}';
const QUOTED = '"(?<double>[^"\\n]{1,600})"|\'(?<single>[^\'\\n]{1,600})\'|`(?<back>[^`\\n]{1,600})`';

/** How a name and its value stand together. Of a value, `word` ends at the next blank. */
const FORMS = {
  /** `NAME=value`, `name: value`, `'name' => 'value'`, `"name": "value"`. */
  assignment: (value: string) =>
    `(?<![\\w.-])(?<name>[\\w.$-]{0,64}?(?:${NAMES}))["'\`]?\\]?(?:[ \\t]*(?:=>|:=|\\?=|=(?![=>]))[ \\t]*|[ \\t]*:[ \\t]+|[ \\t]*:[ \\t]*(?=["'\`]))(?:${value})`,
  /** `define('NAME', 'value')`, `set("name", "value")`. */
  call: (value: string) => `\\(\\s*["'](?<name>[\\w.-]{0,64}?(?:${NAMES}))["']\\s*,\\s*(?:${value})`,
  /** `<password>value</password>`. */
  element: () =>
    `<(?<name>[\\w:.-]{0,64}?(?:${NAMES}))(?:\\s[^<>]*)?>\\s*(?:<!\\[CDATA\\[)?(?<bare>[^<>\\s]{1,600}?)\\s*(?:\\]\\]>)?\\s*</`,
  /** `name="x.password" value="…"`, `<name>x.password</name><value>…`, `- name: PASSWORD⏎  value: …`. */
  pair: () =>
    `\\b(?:name|key)\\b["']?\\s*[=:>]\\s*["']?(?<name>[\\w.-]{0,64}?(?:${NAMES}))["']?(?:\\s*</name>)?[\\s,]{0,40}(?:<|["']?)(?:value|Value)["']?(?:\\s*[=:]\\s*["']?|>)(?<bare>[^\\s"'<>,]{1,600})`,
  /** `<property name="password">value</property>`. */
  property: () => `\\bname="(?<name>[\\w.-]{0,64}?(?:${NAMES}))"\\s*>\\s*(?<bare>[^<>\\s]{1,600})\\s*<`,
  /** `password: |⏎  value`. */
  block: () =>
    `^[ \\t-]*["']?(?<name>[\\w.-]{0,64}?(?:${NAMES}))["']?:[ \\t]*[|>][+-]?[ \\t]*\\n[ \\t]+(?<bare>\\S{1,600})[ \\t]*$`,
  /** `--password value`, `ENV PASSWORD value`. */
  option: () =>
    `(?:--|\\bENV\\s+)(?<name>[\\w-]{0,64}?(?:${NAMES}))\\s+["']?(?<bare>[^\\s"'\`-][^\\s"'\`]{0,600})`,
  /** `requirepass value`, a line of its own, as in the settings of Redis. */
  directive: () =>
    '^[ \\t]*(?<name>requirepass|masterauth|sentinel auth-pass \\S+)[ \\t]+["\']?(?<bare>[^\\s"\']{1,600})',
  /** `Authorization: Bearer value`. */
  authorization: () =>
    `(?<name>authorization)["']?\\s*[:=,]\\s*["'\`]?(?:bearer|basic|token)\\s+(?<bare>[^\\s"'\`]{8,600})`,
  /** `curl --user me:value`. */
  login: () =>
    `\\b(?:curl|wget)\\b[^\\n]{0,300}?\\s(?:-u|--user)[\\s=]["']?(?<name>[\\w.@+-]+):(?<bare>[^\\s"'\`]{6,200})`,
  /** `docker login -p value`, `sshpass -p value`, `mysql -pvalue`. */
  short: () =>
    `\\b(?<name>(?:docker|podman|nerdctl|helm|oras|crane|buildah|skopeo)\\b[^\\n]{0,200}?\\blogin\\b[^\\n]{0,200}?\\s-p\\s+|sshpass\\s+-p\\s*|(?:mysql|mariadb)\\w*\\b[^\\n]{0,200}?\\s-p)["']?(?<bare>[^\\s"'\`]{6,200})`,
  /** `identified by 'value'`. */
  query: () => `(?<name>identified\\s+by|password)\\s+(?:=\\s*)?'(?<single>[^'\\n]{1,600})'`,
} as const;

const ANY_VALUE = `${QUOTED}|(?<bare>${VALUE})`;
/** Something else on the same line makes it a sentence. */
const WHOLE_LINE = `${QUOTED}|(?<bare>${VALUE})(?=[ \\t]*(?:$|[,;)}\\]"']|[ \\t]#|//|<))`;

export type Grammar = 'text' | 'settings' | 'source' | 'query';

/** `text`: commands and variables. `settings`: each on a line of its own. `source`: only what stands in quotes is a value. */
const GRAMMARS: Readonly<Record<Grammar, readonly RegExp[]>> = {
  text: [
    FORMS.assignment(ANY_VALUE),
    FORMS.option(),
    FORMS.authorization(),
    FORMS.login(),
    FORMS.short(),
  ].map(expression),
  settings: [
    FORMS.assignment(WHOLE_LINE),
    FORMS.call(QUOTED),
    FORMS.element(),
    FORMS.pair(),
    FORMS.property(),
    FORMS.block(),
    FORMS.directive(),
    FORMS.authorization(),
  ].map(expression),
  query: [FORMS.query()].map(expression),
  source: [FORMS.assignment(QUOTED), FORMS.call(QUOTED), FORMS.pair(), FORMS.authorization()].map(expression),
};

function expression(source: string): RegExp {
  return new RegExp(source, 'gim');
}

/**
 * `DB_PASSWORD=…` and the like. Meant for what holds settings: in the source of a program, most values
 * behind such a name are no secrets.
 */
export function secretAssignments(text: string, grammar: Grammar = 'text'): SecretFinding[] {
  const lineOf = lineCounter(text);
  const found = GRAMMARS[grammar].flatMap((form) =>
    [...text.matchAll(form)].flatMap(({ groups, index, 0: all }) => {
      const { name = '', bare, double, single, back } = groups ?? {};
      const value = bare ?? double ?? single ?? back ?? '';
      if (!isSecretOf(name, value)) return [];
      // A form may begin with blank lines; its value is where the finding is.
      return [{ at: index + all.lastIndexOf(value), name, value }];
    }),
  );
  const byPlace = new Map(found.map((one) => [one.at, one]));
  return [...byPlace.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ at, name, value }) => assigned(name, value, lineOf(at)));
}

export function assigned(name: string, value: string, line: number): SecretFinding {
  return {
    kind: 'assigned-secret',
    line,
    excerpt: `${name.trim().replaceAll(/\s.*\s/g, ' … ')}=${value.slice(0, 1)}…`,
  };
}

function isSecretOf(name: string, value: string): boolean {
  // Spring says so of what is no digest; and in an address or a connection string other settings follow.
  const own = value.replace(/^\{noop\}/, '').replace(/[;&,][\w. -]+=.*$|[;,]+$/, '');
  if (/\s/.test(own) || !isPlausibleSecret(own)) return false;
  return PASSWORDS.test(name) || !isName(own);
}

/** By position. Asked in any order. */
function lineCounter(text: string): (at: number) => number {
  const breaks: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks.push(at);
  return (at) => {
    let [low, high] = [0, breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
