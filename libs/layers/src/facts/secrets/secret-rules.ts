import { dockerLogin, encodedKey, jsonWebToken, urlPassword, valueAfter } from './excerpts.ts';
import { privateKeyLabel } from './private-key.ts';
import type { SecretRule } from './secret-rule.ts';
import { TOKEN_RULES } from './token-rules.ts';

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
    kind: 'private-key',
    finds: 'The same as base64, as Kubernetes keeps it.',
    example: 'tls.key: LS0tLS1CRUdJTi…',
    needles: [{ text: 'LS0tLS1CRUdJTi' }],
    excerptAt: encodedKey,
  },
  {
    kind: 'npm-token',
    finds: 'What npm signs in with at a registry, in an .npmrc or the like. Not a variable in its place.',
    example: '//registry.example/:_authToken=....................',
    needles: [{ text: '_authToken' }],
    excerptAt: valueAfter(/^_authToken["']?\s*[=:]\s*["']?(?<value>[^\s"';#]{16,512})/),
  },
  {
    kind: 'docker-login',
    finds: 'User and password of a registry, as `docker login` leaves them in its config.json.',
    example: '{ "auths": { "registry.example": { "auth": "dXNlcjo…" } } }',
    needles: [{ text: '"auths"' }],
    excerptAt: dockerLogin,
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
    needles: [{ text: '://' }],
    excerptAt: urlPassword,
  },
  ...TOKEN_RULES,
];
