/** What stands where a secret would, and is none. */
const PLACEHOLDER =
  /example|placeholder|change.?(?:me|this|it)|replace|redacted|dummy|your[-_ ]?|insert|x{4,}|\*{3,}|\.\.\.|…|^(?:none|null|true|false|undefined|secret|password|passwd|token)$/i;
/** A variable, a command, a template, a path, an address: the secret comes from elsewhere. */
const REFERENCE =
  /^[$%@<{[(]|\$\{|\$\(|\{\{|^(?:env|file|vault|secret|arn|ref):|^\.{0,2}\/|^[a-z][a-z0-9+.-]*:\/\//i;

const SHORTEST = 8;
const LONGEST = 512;
/** From here on a value counts as random without a mix of letters and digits. */
const LONG = 20;
const LONG_ENTROPY_BITS = 3.2;
const SHORT_ENTROPY_BITS = 2.5;

/** Whether a value behind `password=` looks like one that opens something. Short and simple ones pass as harmless. */
export function isPlausibleSecret(value: string, { shortest = SHORTEST } = {}): boolean {
  if (value.length < shortest || value.length > LONGEST) return false;
  if (PLACEHOLDER.test(value) || REFERENCE.test(value)) return false;
  const bits = entropyBits(value);
  if (value.length >= LONG && bits >= LONG_ENTROPY_BITS) return true;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\s_./:-]/].filter((kind) => kind.test(value));
  return kinds.length >= 2 && bits >= SHORT_ENTROPY_BITS;
}

/** Tokens are random: `ghp_xxxxxxxx` is none. */
export function isVaried(value: string): boolean {
  return new Set(value).size >= 6;
}

/** By character, after Shannon: how surprising the next one is, given how often each occurs. */
function entropyBits(value: string): number {
  const shares = [...Map.groupBy(value, (character) => character).values()].map(
    (same) => same.length / value.length,
  );
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
}
