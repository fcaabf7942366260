import type { Needle } from '../needle-search.ts';
import { isPlausibleSecret, isVaried } from './plausible-secret.ts';
import { privateKeyLabel } from './private-key.ts';

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
  const token = /"(?<name>identitytoken|registrytoken)"\s*:\s*"(?<value>[\w.+/=-]{20,})"/.exec(text)?.groups;
  return token && `"${token.name}": "${token.value?.slice(0, 2)}…`;
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

const LONGEST_SCHEME = 32;
const LONGEST_LOGIN = 320;
const SCHEME = /(?<![A-Za-z0-9+.-])(?<scheme>[a-z][a-z0-9+.-]{1,30})$/i;
const LOGIN =
  /^:\/\/(?<user>[^\s:/?#@"'<>`]{0,100}):(?<password>[^\s:/?#@"'<>`]{1,200})@(?<host>[A-Za-z0-9._-]{1,253}|\[[0-9a-f:]+\])/i;
const SAMPLE_SCHEME = /^(?:scheme|proto(?:col)?|example|foo|bar|dotenv)$/i;
const SAMPLE_HOST =
  /(?:^|\.)(?:example|test|invalid)(?:\.[a-z]+)?$|^(?:host(?:name)?|server|proxy(?:server)?|[a-z]+\.company\.com|domain\.com|foo\.com|bar\.com)$/i;
const SAMPLE_PASSWORD = /^(?:p(?:ass)?(?:w(?:or)?d)?|passphrase|secret|token|pw|bar|[a-z]*password\d*)$/i;
/** No slash, blank or quote comes before the `@`. */
const ENDS_LOGIN = new Set([...'/?#"\'<>`\\ \t\r\n\0'].map((letter) => letter.charCodeAt(0)));
const AT_SIGN = 0x40;

/** The needle is `://`. */
export function urlPassword(bytes: Buffer, at: number): string | undefined {
  if (!hasLogin(bytes, at + '://'.length)) return undefined;
  const scheme = SCHEME.exec(bytes.toString('latin1', Math.max(0, at - LONGEST_SCHEME), at))?.groups?.scheme;
  const groups = LOGIN.exec(bytes.toString('latin1', at, at + TOKEN_LIMIT))?.groups;
  if (!scheme || !groups || SAMPLE_SCHEME.test(scheme)) return undefined;
  const { user = '', password = '', host = '' } = groups;
  if (SAMPLE_HOST.test(host) || SAMPLE_PASSWORD.test(password)) return undefined;
  return isPlausibleSecret(password, { shortest: 6 }) ? `${scheme}://${user}:…@${host}` : undefined;
}

/** Addresses are many, and few of them sign in. */
function hasLogin(bytes: Buffer, start: number): boolean {
  const end = Math.min(bytes.length, start + LONGEST_LOGIN);
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === AT_SIGN) return true;
    if (ENDS_LOGIN.has(byte)) return false;
  }
  return false;
}

const KEY_LIMIT = 64_000;

/** A private key as PEM that is base64 once more, as Kubernetes and many settings have it. */
export function encodedKey(bytes: Buffer, at: number): string | undefined {
  const [text = ''] = /^[A-Za-z0-9+/]+={0,2}/.exec(bytes.toString('latin1', at, at + KEY_LIMIT)) ?? [];
  const label = privateKeyLabel(Buffer.from(text, 'base64'), 0);
  return label === undefined ? undefined : `${label} in base64, ${text.slice(0, 12)}…`;
}

/** What stands at the needle, with what stands before it. `value` is the part that is random. */
export function around(pattern: RegExp, before: number): ExcerptAt {
  return (bytes, at) => {
    const start = Math.max(0, at - before);
    const {
      index = 0,
      0: all = '',
      groups,
    } = pattern.exec(bytes.toString('latin1', start, at + TOKEN_LIMIT)) ?? {};
    // Another of the same kind may come later in the text, and has a needle of its own.
    const isHere = all !== '' && start + index <= at && at < start + index + all.length;
    return isHere && isVaried(groups?.value ?? all) ? `${all.slice(0, 6)}…` : undefined;
  };
}
