import type { Needle } from './needle-search.ts';
import { isPlausibleSecret, isVaried } from './plausible-secret.ts';

/** Enough of a secret to find it, and not enough to use it. Nothing when it is none. `at` is where its needle stands. */
export type ExcerptAt = (bytes: Buffer, at: number) => string | undefined;

const TOKEN_LIMIT = 600;

/** Tokens that begin with one of `heads`, and go on with `rest` up to the next character that is part of no token. */
export function tokens(
  heads: readonly string[],
  then: string | undefined,
  rest: RegExp,
): { readonly needles: readonly Needle[]; readonly excerptAt: ExcerptAt } {
  const pattern = new RegExp(`^(?<head>${heads.join('|')})(?<random>${rest.source})(?![A-Za-z0-9_])`);
  return {
    needles: heads.map((text) => ({ text, ...(then !== undefined && { then }) })),
    excerptAt: (bytes, at) => {
      if (/[A-Za-z0-9_]/.test(bytes.toString('latin1', at - 1, at))) return undefined;
      const { head, random } = pattern.exec(bytes.toString('latin1', at, at + TOKEN_LIMIT))?.groups ?? {};
      if (head === undefined || random === undefined) return undefined;
      if (!isVaried(random) || random.endsWith('EXAMPLE')) return undefined;
      return `${head}${random.slice(0, 2)}…`;
    },
  };
}

/** The first group `value` of what stands at the needle. */
export function valueAfter(pattern: RegExp): ExcerptAt {
  return (bytes, at) => {
    const text = bytes.toString('latin1', at, at + TOKEN_LIMIT);
    const { value } = pattern.exec(text)?.groups ?? {};
    if (value === undefined || !isPlausibleSecret(value)) return undefined;
    return `${text.slice(0, text.indexOf(value) + 2)}…`;
  };
}

const LOGINS_LIMIT = 8_192;

export function dockerLogin(bytes: Buffer, at: number): string | undefined {
  const text = bytes.toString('latin1', at, at + LOGINS_LIMIT);
  for (const { groups } of text.matchAll(/"auth"\s*:\s*"(?<auth>[A-Za-z0-9+/]{6,2048}={0,2})"/g)) {
    const [user = '', password = ''] = Buffer.from(groups?.auth ?? '', 'base64')
      .toString('latin1')
      .split(':');
    if (/^[\x21-\x7e]+$/.test(user) && password.length > 2) return `"auth": "${groups?.auth?.slice(0, 2)}…`;
  }
  return undefined;
}

const WEB_TOKEN_LIMIT = 8_192;
/** John Doe is the subject of the token that its inventors' site shows. */
const KNOWN_PAYLOAD = /"sub" ?: ?"1234567890"/;
/** Who issued it, for whom, when and until when: a token that says none of this is a sample. */
const CLAIM = /"(?:iss|aud|exp|iat|nbf|jti)" ?:/;

export function jsonWebToken(bytes: Buffer, at: number): string | undefined {
  if (/[\w.-]/.test(bytes.toString('latin1', at - 1, at))) return undefined;
  const [token = ''] = /^[\w.-]*/.exec(bytes.toString('latin1', at, at + WEB_TOKEN_LIMIT)) ?? [];
  const [head = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || signature.length < 20 || !isVaried(signature)) return undefined;
  const [said, claims] = [head, payload].map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  if (!CLAIM.test(claims ?? '') || KNOWN_PAYLOAD.test(claims ?? '')) return undefined;
  return /^\{.*"alg"\s*:\s*"[A-Z][A-Za-z]*\d+.*\}$/.test(said ?? '') ? `${head.slice(0, 12)}…` : undefined;
}

const ADDRESS =
  /^(?<scheme>[a-z0-9+]+):\/\/(?<user>[^\s:/?#@"'<>`]{0,100}):(?<password>[^\s:/?#@"'<>`]{1,200})@(?<host>[A-Za-z0-9.-]{1,253}|\[[0-9a-f:]+\])/;
const SAMPLE_HOST =
  /(?:^|\.)(?:example|test|invalid)(?:\.[a-z]+)?$|^(?:host(?:name)?|server|proxy(?:server)?|[a-z]+\.company\.com|domain\.com|foo\.com|bar\.com)$/i;
const SAMPLE_PASSWORD = /^(?:p(?:ass)?(?:w(?:or)?d)?|passphrase|secret|token|pw|bar|[a-z]*password\d*)$/i;

export function urlPassword(bytes: Buffer, at: number): string | undefined {
  const groups = ADDRESS.exec(bytes.toString('latin1', at, at + TOKEN_LIMIT))?.groups;
  if (!groups) return undefined;
  const { scheme = '', user = '', password = '', host = '' } = groups;
  if (SAMPLE_HOST.test(host) || SAMPLE_PASSWORD.test(password)) return undefined;
  return isPlausibleSecret(password, { shortest: 6 }) ? `${scheme}://${user}:…@${host}` : undefined;
}
