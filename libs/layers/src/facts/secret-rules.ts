import type { Needle } from './needle-search.ts';
import { privateKeyLabel } from './private-key.ts';
import {
  dockerLogin,
  type ExcerptAt,
  jsonWebToken,
  tokens,
  urlPassword,
  valueAfter,
} from './secret-excerpts.ts';
import type { SecretKind } from './secret-kinds.ts';

/** How one kind of secret is recognised. */
interface SecretRule extends SecretKind {
  /** What such a secret begins with. */
  readonly needles: readonly Needle[];
  readonly excerptAt: ExcerptAt;
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
