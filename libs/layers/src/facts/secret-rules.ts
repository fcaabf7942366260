import type { Needle } from './needle-search.ts';
import { isPlausibleSecret, isVaried } from './plausible-secret.ts';
import { privateKeyLabel } from './private-key.ts';

/** How one kind of secret is recognised. */
export interface SecretRule {
  /** The `kind` of what it finds. */
  readonly kind: string;
  /** What it finds, and what it takes for harmless. */
  readonly finds: string;
  /** Of the shape that is found. None of them is valid anywhere. */
  readonly example: string;
  /** What such a secret begins with. */
  readonly needles: readonly Needle[];
  /** Enough of it to find it, and not enough to use it. Nothing when it is none. `at` is where the needle stands. */
  readonly excerptAt: (bytes: Buffer, at: number) => string | undefined;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHANUMERIC = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;

/** What is recognised wherever it stands, in files of any kind. */
export const SECRET_RULES: readonly SecretRule[] = [
  {
    kind: 'private-key',
    finds:
      'A whole private key as PEM: of RSA, DSA, EC, PKCS #8, OpenSSH or PGP, encrypted or not. The line that begins one, without a key behind it, is none; nor is one in a shared library, which tests itself with it.',
    example: '-----BEGIN PRIVATE KEY-----',
    needles: [{ text: '-----BEGIN ' }],
    excerptAt: (bytes, at) => {
      const label = privateKeyLabel(bytes, at);
      return label === undefined ? undefined : `-----BEGIN ${label}-----…`;
    },
  },
  {
    ...tokens(['AKIA', 'ASIA'], `${LETTERS}234567`, /[A-Z2-7]{16}/),
    kind: 'aws-access-key',
    finds:
      'The id of an access key of Amazon Web Services. Not the one of the documentation, which ends in EXAMPLE.',
    example: 'AKIA................',
  },
  {
    kind: 'aws-secret-key',
    finds:
      'The secret half of such a key, where it is named: aws_secret_access_key, in either case, or secretAccessKey.',
    example: 'aws_secret_access_key = ........................................',
    needles: ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'SecretAccessKey', 'secretAccessKey'].map(
      (text) => ({ text }),
    ),
    excerptAt: valueAfter(/^\w+["']?\s*[:=]\s*["']?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/),
  },
  {
    ...tokens(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], ALPHANUMERIC, /[A-Za-z0-9]{36,251}/),
    kind: 'github-token',
    finds: 'A token of GitHub: ghp_, gho_, ghu_, ghs_, ghr_ or github_pat_.',
    example: 'ghp_....................................',
  },
  {
    ...tokens(['github_pat_'], undefined, /[A-Za-z0-9_]{60,251}/),
    kind: 'github-token',
    finds: 'A token of GitHub that is limited to some repositories.',
    example: 'github_pat_......................_...........................................................',
  },
  {
    ...tokens(['glpat-', 'gldt-', 'glrt-', 'glcbt-'], undefined, /[A-Za-z0-9_.-]{20,300}/),
    kind: 'gitlab-token',
    finds: 'A token of GitLab: personal, deploy, runner or job.',
    example: 'glpat-....................',
  },
  {
    ...tokens(['npm_'], ALPHANUMERIC, /[A-Za-z0-9]{36}/),
    kind: 'npm-token',
    finds: 'A token of the npm registry.',
    example: 'npm_....................................',
  },
  {
    kind: 'npm-token',
    finds: 'What npm signs in with at a registry, in an .npmrc or the like. Not a variable in its place.',
    example: '//registry.example/:_authToken=....................',
    needles: [{ text: '_authToken' }],
    excerptAt: valueAfter(/^_authToken["']?\s*[=:]\s*["']?(?<value>[^\s"';#]{16,512})/),
  },
  {
    ...tokens(['pypi-AgEIcHlwaS5vcmc'], undefined, /[A-Za-z0-9_-]{40,500}/),
    kind: 'pypi-token',
    finds: 'A token of the Python package index.',
    example: 'pypi-AgEIcHlwaS5vcmc........................................',
  },
  {
    ...tokens(['dckr_pat_'], undefined, /[A-Za-z0-9_-]{27,60}/),
    kind: 'docker-token',
    finds: 'A token of Docker Hub.',
    example: 'dckr_pat_...........................',
  },
  {
    kind: 'docker-login',
    finds: 'User and password of a registry, as `docker login` leaves them in its config.json.',
    example: '{ "auths": { "registry.example": { "auth": "dXNlcjo…" } } }',
    needles: [{ text: '"auths"' }],
    excerptAt: dockerLogin,
  },
  {
    ...tokens(
      ['xoxb-', 'xoxp-', 'xoxa-', 'xoxs-', 'xoxr-', 'xoxe-'],
      undefined,
      /\d{8,}[A-Za-z0-9-]{16,250}/,
    ),
    kind: 'slack-token',
    finds: 'A token of Slack.',
    example: 'xoxb-............-............-........................',
  },
  {
    ...tokens(
      ['hooks.slack.com/services/'],
      undefined,
      /T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/[A-Za-z0-9]{20,30}/,
    ),
    kind: 'slack-webhook',
    finds: 'An address at which anybody can post to a channel of Slack.',
    example: 'hooks.slack.com/services/T......../B......../........................',
  },
  {
    ...tokens(['sk_live_', 'rk_live_'], undefined, /[A-Za-z0-9]{20,250}/),
    kind: 'stripe-key',
    finds: 'A secret key of Stripe that moves real money. Not the ones for tests.',
    example: 'sk_live_........................',
  },
  {
    ...tokens(['AIzaSy'], undefined, /[A-Za-z0-9_-]{33}/),
    kind: 'google-api-key',
    finds: 'A key for the programming interfaces of Google.',
    example: 'AIzaSy.................................',
  },
  {
    kind: 'azure-storage-key',
    finds: 'The key of a storage account of Azure, in a connection string.',
    example:
      'AccountKey=......................................................................................==',
    needles: [{ text: 'AccountKey=' }],
    excerptAt: valueAfter(/^AccountKey=(?<value>[A-Za-z0-9+/]{86}==)/),
  },
  {
    kind: 'json-web-token',
    finds: 'A signed token (JWT). Not the well-known one of the documentation.',
    example: 'eyJhbGciOi….eyJ….…',
    // What `{"alg":`, `{"typ":`, `{"kid":` and `{"x5t":` begin with in base64.
    needles: ['eyJhbGciOi', 'eyJ0eXAiOi', 'eyJraWQiOi', 'eyJ4NXQiOi'].map((text) => ({ text })),
    excerptAt: jsonWebToken,
  },
  {
    kind: 'url-password',
    finds:
      'An address with user and password: of a web site, a database, a queue. Not the ones of documentation, such as user:password@example.com.',
    example: 'postgres://app:.........@db.internal/app',
    needles: [
      'http://',
      'https://',
      'postgres://',
      'postgresql://',
      'mysql://',
      'mariadb://',
      'mongodb://',
      'mongodb+srv://',
      'redis://',
      'rediss://',
      'amqp://',
      'amqps://',
      'ftp://',
      'sftp://',
      'ssh://',
      'smtp://',
      'smtps://',
      'ldap://',
      'ldaps://',
      'socks5://',
    ].map((text) => ({ text })),
    excerptAt: urlPassword,
  },
];

const TOKEN_LIMIT = 600;

/** Tokens that begin with one of `heads`, and go on with `rest` up to the next character that is part of no token. */
function tokens(
  heads: readonly string[],
  then: string | undefined,
  rest: RegExp,
): Pick<SecretRule, 'needles' | 'excerptAt'> {
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
function valueAfter(pattern: RegExp): SecretRule['excerptAt'] {
  return (bytes, at) => {
    const text = bytes.toString('latin1', at, at + TOKEN_LIMIT);
    const { value } = pattern.exec(text)?.groups ?? {};
    if (value === undefined || !isPlausibleSecret(value)) return undefined;
    return `${text.slice(0, text.indexOf(value) + 2)}…`;
  };
}

const LOGINS_LIMIT = 8_192;

function dockerLogin(bytes: Buffer, at: number): string | undefined {
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

function jsonWebToken(bytes: Buffer, at: number): string | undefined {
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

function urlPassword(bytes: Buffer, at: number): string | undefined {
  const groups = ADDRESS.exec(bytes.toString('latin1', at, at + TOKEN_LIMIT))?.groups;
  if (!groups) return undefined;
  const { scheme = '', user = '', password = '', host = '' } = groups;
  if (SAMPLE_HOST.test(host) || SAMPLE_PASSWORD.test(password)) return undefined;
  return isPlausibleSecret(password, { shortest: 6 }) ? `${scheme}://${user}:…@${host}` : undefined;
}
