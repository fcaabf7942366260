/** What stands where a secret would, and is none. */
const PLACEHOLDER =
  /example|placeholder|change.?(?:me|this|it)|replace|redacted|dummy|sample|your[-_ ]?|insert|x{4,}|\*{3,}|\.\.\.|…|todo|fixme|foobar|lorem|(?:super|top|my)[-_ ]?secret|secret[-_]?here|\\u[0-9a-f]{4}|^(?:none|null|true|false|undefined|secret|password|passwd|token)$/i;
/** A variable, a command, a template, a path, an address, what is encrypted: the secret comes from elsewhere. */
const REFERENCE =
  /^[$%@<[#]|^\*\w+$|\$\{|\$\(|\{\{|^\{(?!noop\})|^ENC[([]|^(?:env|file|vault|secret|arn|ref|ssm|kms):|^\.{0,2}\/|^[a-z][a-z0-9+.-]*:\/\/|^(?:process\.env|import\.meta|os\.(?:environ|getenv)|System\.|getenv|ENV\[|(?:var|local|data|module|each|self|config|settings|secrets|env|context|params|props|this|github|inputs)\.)/i;
/** What people type where they do not mean it: `admin123`, `Password1!`, `test-password`. */
const WEAK =
  /^(?:(?:my|the|db|app|new|old|local|dev|test|testing|temp|default|user|admin|root|guest|demo|some|any|no|a)?[-_. ]?(?:p[a@][s$]{2}(?:w[o0]?rd|wd|phrase)?|pw|pwd|secret|token|key|admin|administrator|root|test|testing|user|guest|demo|default|welcome|letmein|postgres|mysql|mariadb|mongo|redis|rabbitmq|minio|keycloak|grafana|elastic|oracle|sa)[-_.@!#]?){1,3}\d{0,4}[!@#.?]*$/i;
/** The name of one: `AWS_ACCESS_KEY_ID`. */
const VARIABLE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** `abcdefgh`, `12345678`, `qwertyui`: typed along the keyboard or the alphabet. */
const RUNS = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm';
const LONGEST_RUN = 16;

const SHORTEST = 8;
const LONGEST = 512;
/** From here on a value counts as random without a mix of letters and digits. */
const LONG = 20;
const LONG_ENTROPY_BITS = 3.2;
const SHORT_ENTROPY_BITS = 2.5;

/** Whether a value behind `password=` looks like one that opens something. Short and simple ones pass as harmless. */
export function isPlausibleSecret(value: string, { shortest = SHORTEST } = {}): boolean {
  if (value.length < shortest || value.length > LONGEST) return false;
  if ([PLACEHOLDER, REFERENCE, WEAK, VARIABLE].some((harmless) => harmless.test(value)) || isRun(value))
    return false;
  const bits = entropyBits(value);
  if (value.length >= LONG && bits >= LONG_ENTROPY_BITS) return true;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\s_./:-]/].filter((kind) => kind.test(value));
  return kinds.length >= 2 && bits >= SHORT_ENTROPY_BITS;
}

const WORDS = /^[A-Za-z]+(?:[-_./:]+[A-Za-z]+)+\d?$/;
const CAMEL_CASE = /^[A-Za-z][a-z]*(?:[A-Z][a-z]+)+$/;
const CLASS = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+\.[A-Z]\w*$/;

/** Words with something between them: `my-shop-database`, `org.example.TokenProvider`. Names of things look so. */
export function isName(value: string): boolean {
  return [WORDS, CAMEL_CASE, CLASS].some((name) => name.test(value));
}

/** Tokens are random: `ghp_xxxxxxxx` is none, and neither is `sk-your-key-here`. */
export function isVaried(value: string): boolean {
  return new Set(value).size >= 6 && !PLACEHOLDER.test(value);
}

/** All of it is typed along a row, but for a few characters at its ends. */
function isRun(value: string): boolean {
  const [text, length] = [value.toLowerCase(), Math.max(4, value.length - 4)];
  if (value.length >= LONGEST_RUN) return false;
  for (let at = 0; at + length <= text.length; at++)
    if (RUNS.includes(text.slice(at, at + length))) return true;
  return false;
}

/** By character, after Shannon: how surprising the next one is, given how often each occurs. */
function entropyBits(value: string): number {
  const shares = [...Map.groupBy(value, (character) => character).values()].map(
    (same) => same.length / value.length,
  );
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
}
