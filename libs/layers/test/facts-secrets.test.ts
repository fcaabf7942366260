// Proves that secrets are found in files, history and environment, and that what only looks like one is not.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findSecretsInText, SECRET_KINDS } from '../src/index.ts';
import { observe } from './observe.ts';

/** Random enough, the same at each run, and put together here so that no file holds it. */
function random(
  length: number,
  letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  return Array.from({ length }, (_, index) => letters[(index * 7 + 3) % letters.length]).join('');
}
const HEX = '0123456789abcdef';
const capitals = random(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const privateKey = (cipher?: string) =>
  generateKeyPairSync('ed25519').privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    ...(cipher && { cipher, passphrase: 'x' }),
  }) as string;
const oldKey = (cipher?: string) =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs1',
    format: 'pem',
    ...(cipher && { cipher, passphrase: 'x' }),
  }) as string;
const openssh = `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(`openssh-key-v1\0none${random(90)}`).toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`;
const pgp = `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n${Buffer.from(`\x95${random(90)}`, 'latin1').toString('base64')}\n=AbCd\n-----END PGP PRIVATE KEY BLOCK-----`;

const SECRETS: [string, string, string][] = [
  ['private-key', 'PKCS #8', privateKey()],
  ['private-key', 'PKCS #8, encrypted', privateKey('aes-256-cbc')],
  ['private-key', 'PKCS #1', oldKey()],
  ['private-key', 'PKCS #1, encrypted the old way', oldKey('aes-256-cbc')],
  ['private-key', 'in a string of JSON', JSON.stringify({ private_key: privateKey() })],
  ['private-key', 'OpenSSH', openssh],
  ['private-key', 'PGP', pgp],
  ['aws-access-key', 'permanent', `id=AKIA${capitals}`],
  ['aws-access-key', 'for a session', `ASIA${capitals}`],
  ['aws-secret-key', 'in a file of credentials', `aws_secret_access_key = ${random(40)}`],
  ['github-token', 'old', `https://ghs_${random(36)}@example.com`],
  ['github-token', 'limited', `github_pat_${random(22)}_${random(59)}`],
  ['gitlab-token', 'personal', `glpat-${random(20)}`],
  ['npm-token', 'by its form', `npm_${random(36)}`],
  ['npm-token', 'in a file of settings', `//registry.example/:_authToken=${random(20)}`],
  ['pypi-token', '', `pypi-AgEIcHlwaS5vcmc${random(60)}`],
  ['docker-token', '', `dckr_pat_${random(27)}`],
  [
    'docker-login',
    '',
    JSON.stringify({ auths: { 'r.example': { auth: Buffer.from('me:s3cr3t').toString('base64') } } }),
  ],
  ['slack-token', '', `xoxb-${random(12, '0123456789')}-${random(12, '0123456789')}-${random(24)}`],
  [
    'slack-webhook',
    '',
    `https://hooks.slack.com/services/T${capitals.slice(0, 8)}/B${capitals.slice(0, 8)}/${random(24)}`,
  ],
  ['stripe-key', '', `sk_live_${random(24)}`],
  ['google-api-key', '', `AIzaSy${random(33)}`],
  ['azure-storage-key', '', `AccountName=a;AccountKey=${random(86)}==`],
  ['json-web-token', '', `${base64url({ alg: 'HS256' })}.${base64url({ iss: 'me' })}.${random(43)}`],
  ['url-password', 'of a database', 'postgres://app:tr0ub4dor@db.internal/app'],
  ['url-password', 'of a proxy', 'http://me:s3cr3t-x@proxy.internal:3128'],
  ['url-password', 'of a database that few have', 'sqlserver://sa:tr0ub4dor@db:1433'],
  ['private-key', 'as base64', `key: ${Buffer.from(privateKey()).toString('base64')}`],
  ['aws-secret-key', 'in words', `Secret Access Key: ${random(40)}`],
  ['docker-login', 'by a token', JSON.stringify({ auths: { r: { identitytoken: random(40) } } })],
  ['slack-token', 'of an app', `xapp-1-${capitals.slice(0, 11)}-${random(13, '0123456789')}-${random(64)}`],
  ['google-oauth-token', 'the secret of a client', `GOCSPX-${random(28)}`],
  ['google-oauth-token', 'for others', `"1//0${random(60)}"`],
  ['azure-access-key', 'of a queue', `Endpoint=sb://a;SharedAccessKey=${random(43)}=`],
  ['azure-access-key', 'in an address', `https://a.blob.core.windows.net/c?sv=2022&sig=${random(43)}%3D`],
  ['openai-key', 'of a project', `sk-proj-${random(48)}`],
  ['openai-key', 'old', `sk-${random(20)}T3BlbkFJ${random(20)}`],
  ['anthropic-key', '', `sk-ant-api03-${random(95)}`],
  ['hugging-face-token', '', `hf_${random(34)}`],
  ['sendgrid-key', '', `SG.${random(22)}.${random(43)}`],
  ['twilio-key', '', `SK${random(32, HEX)}`],
  ['vault-token', '', `hvs.${random(90)}`],
  ['digitalocean-token', '', `dop_v1_${random(64, HEX)}`],
  ['age-key', '', `AGE-SECRET-KEY-1${random(58, 'ACDEFGHJKLMNPQRSTUVWXYZ023456789')}`],
  ['telegram-token', '', `${random(9, '0123456789')}:AA${random(33)}`],
  ['service-token', 'Atlassian', `ATATT3xFfGF0${random(180)}`],
  ['service-token', 'Databricks', `dapi${random(32, HEX)}`],
  ['service-token', 'New Relic', `NRAK-${random(27, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`],
  ['service-token', 'Shopify', `shpat_${random(32, HEX)}`],
  ['service-token', 'Terraform Cloud', `${random(14)}.atlasv1.${random(66)}`],
];

describe('a secret', () => {
  test.for(SECRETS)('of kind %s (%s) is found in a file, a program and a text', ([kind, , secret]) => {
    const kinds = (content: string) => observe('a', content).secrets?.map((finding) => finding.kind);

    expect(kinds(`first\n${secret}\nlast`)).toEqual([kind]);
    expect(kinds(`\0\0${secret}\0\0`)).toEqual([kind]);
    expect(findSecretsInText(secret).map((finding) => finding.kind)).toEqual([kind]);
  });

  test('of every kind that is documented is tried here', () => {
    const byName = ['assigned-secret', 'netrc-password', 'password-digest']; // among the settings
    const tried = new Set([...SECRETS.map(([kind]) => kind), ...byName]);

    expect(tried).toEqual(new Set(SECRET_KINDS.map(({ kind }) => kind)));
  });

  test('is found across the borders of pieces, with its line', () => {
    const lines = 'nothing to see\n'.repeat(80_000);
    const secret = `npm_${random(36)}`;

    for (const chunkBytes of [1_009, 65_536]) {
      expect(observe('a', lines + secret, { chunkBytes }).secrets).toEqual([
        { kind: 'npm-token', line: 80_001, excerpt: `npm_${secret.slice(4, 6)}…` },
      ]);
    }
  });

  test('has no line in a program', () => {
    expect(observe('a', `\0\n\n${SECRETS[10]?.[2]}`).secrets?.[0]).not.toHaveProperty('line');
  });

  test.for(SECRETS)('of kind %s (%s) cannot be used as it is shown', ([, , secret]) => {
    const [finding] = observe('a', secret).secrets ?? [];

    expect(finding?.excerpt).toMatch(/…/);
    expect(secret).not.toBe(finding?.excerpt);
    for (const part of finding?.excerpt.split('…') ?? []) expect(part.length).toBeLessThan(45);
  });
});

describe('no secret', () => {
  const cut = privateKey().split('\n');
  test.for<[string, string]>([
    ['the words that begin a key', '-----BEGIN PRIVATE KEY-----'],
    ['a key cut short', `${cut[0]}\n${cut[1]?.slice(0, 40)}\n${cut[2]}`],
    ['a key of dots', `${cut[0]}\n...\n${cut[2]}`],
    ['a key with something behind it', privateKey().replace('\n-----END', 'AAAA\n-----END')],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----'],
    ['the key of the documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['letters at the end of others', `xAKIA${capitals}`],
    ['letters at the beginning of others', `AKIA${capitals}x`],
    ['a token of one letter', `ghp_${'x'.repeat(36)}`],
    ['a token that says what goes there', `sk-ant-api03-your-key-goes-here-${'a1B2c3D4'.repeat(6)}`],
    ['a name of a property', 'const a = hvs.valueOfSomethingThatIsLongEnough + SG.propertyOfSomethingElse'],
    ['a checksum', `SK ${random(32, HEX)} key-${random(32, HEX)}`],
    ['a name that begins like a token', `npm_config_${random(30)}`],
    ['a variable for a token', `//registry.example/:_authToken=$${'{NPM_TOKEN}'}`],
    [
      'the token of the documentation',
      `${base64url({ alg: 'HS256' })}.${base64url({ sub: '1234567890', iat: 1 })}.${random(43)}`,
    ],
    [
      'an address of the documentation',
      'http://user:password@example.com http://joe:passw0rd1@proxy.example.com',
    ],
    ['an address with a variable', `https://me:$${'{PASSWORD}'}@git.internal`],
    ['a setting in the source of a program', 'password = "correct9horse"'],
  ])('is %s', ([, text]) => {
    expect(observe('a', text).secrets).toBeUndefined();
  });

  test.for(SECRET_KINDS.map(({ kind, example }) => [kind, example] as const))(
    'is the example for %s',
    ([, example]) => {
      expect(findSecretsInText(example)).toEqual([]);
    },
  );

  test('is a key with which a shared library tries itself out', () => {
    expect(observe('usr/lib/libtls.so.30.1', privateKey()).secrets).toBeUndefined();
    expect(observe('usr/bin/tls', privateKey()).secrets).toHaveLength(1);
  });
});

describe('settings', () => {
  test.for([
    ['.env', 'DB_PASSWORD=correct9horse', 1],
    ['app/.env.production', 'A=1\nAPI_KEY="correct9horse"', 2],
    ['app/application.yml', 'db:\n  password: correct9horse', 2],
    ['root/.npmrc', '_auth=dXNlcjpwYXNzd29yZA==', 1],
    ['root/.netrc', 'machine git.internal login me password s3cr', 1],
  ] as const)('%s: a password is found by its name', ([path, text, line]) => {
    expect(observe(path, text).secrets).toEqual([expect.objectContaining({ line })]);
  });

  test.for<[string, string]>([
    ['.env', 'DB_PASSWORD=\nDB_PASSWORD_FILE=/run/secrets/db\nTOKEN=/run/secrets/token'],
    ['.env', `DB_PASSWORD=$${'{OTHER}'}\nSECRET=Change-me-12\nTOKEN=your-t0ken-Here\nPASSWORD_LENGTH=12`],
    ['.env.example', 'DB_PASSWORD=correct9horse'],
    ['src/settings.ts', 'const password = "correct9horse";'],
  ])('%s: %j holds none', ([path, text]) => {
    expect(observe(path, text).secrets).toBeUndefined();
  });

  test('in a history or an environment count too', () => {
    const kinds = (text: string) => findSecretsInText(text).map(({ kind }) => kind);

    expect(kinds('RUN |1 BUILD_TOKEN=correct9horse /bin/sh -c make # buildkit')).toEqual(['assigned-secret']);
    expect(kinds('DB_PASSWORD=correct9horse')).toEqual(['assigned-secret']);
    expect(kinds(`curl -H "Authorization: Bearer ${random(20)}"`)).toEqual(['assigned-secret']);
    expect(kinds('ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt')).toEqual([]);
  });

  test('with a token of a known form are one finding', () => {
    expect(findSecretsInText(`GITHUB_TOKEN=ghp_${random(36)}`).map(({ kind }) => kind)).toEqual([
      'github-token',
    ]);
  });
});
