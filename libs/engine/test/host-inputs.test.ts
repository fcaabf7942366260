// Proves what of this machine is handed to the builders, and that nothing is when there is nothing.
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertDiskSpace } from '../src/disk.ts';
import { openHome } from '../src/home.ts';
import { hostCertificates, writeCertificateContext } from '../src/host-certificates.ts';
import { hostMirrors, writeMirrorSecrets } from '../src/host-mirrors.ts';
import { mirrorHosts } from '../src/mirror-hosts.ts';

const COMPANY_CA = join(import.meta.dirname, 'fixtures/company-ca.crt');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-host-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('an authority that NODE_EXTRA_CA_CERTS names is an extra one', () => {
  const subjects = hostCertificates({ NODE_EXTRA_CA_CERTS: COMPANY_CA }).map(({ subject }) => subject);

  expect(subjects).toContain('CN=Example Company Root');
});

test('an authority that everyone has is not an extra one', () => {
  const subjects = hostCertificates({}).map(({ subject }) => subject);

  expect(subjects.filter((subject) => /Let's Encrypt|ISRG|DigiCert/.test(subject))).toEqual([]);
});

test('the context holds one file per certificate, and the same certificates give the same folder', async () => {
  const home = openHome({ DRYDOCK_HOME: folder });
  const certificates = [
    { subject: 'CN=a', pem: 'pem a\n' },
    { subject: 'CN=b', pem: 'pem b\n' },
  ];

  const [first, second] = await Promise.all([1, 2].map(() => writeCertificateContext(home, certificates)));

  expect(second).toBe(first);
  expect(await readdir(first ?? '')).toEqual(['host-1.crt', 'host-2.crt']);
});

test('a package mirror of the user becomes a secret that only the user can read', async () => {
  await writeFile(join(folder, '.npmrc'), 'registry=https://mirror.example/npm/\n');
  await mkdir(join(folder, '.m2'));
  await writeFile(join(folder, '.m2/settings.xml'), '<settings/>');
  const mirrors = hostMirrors({
    HOME: folder,
    GOPROXY: 'https://mirror.example/go',
    DRYDOCK_APT_MIRROR: 'http://mirror.example/debian',
  });

  const secrets = await writeMirrorSecrets(openHome({ DRYDOCK_HOME: join(folder, 'home') }), mirrors);

  expect(secrets.map(({ id }) => id)).toEqual(['apt-sources', 'npmrc', 'maven-settings', 'goenv']);
  for (const { path } of secrets) expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await readFile(secrets[3]?.path ?? '', 'utf8')).toBe('GOPROXY=https://mirror.example/go\n');
});

test('a user with no mirror hands over no secret', async () => {
  await writeFile(join(folder, '.npmrc'), 'loglevel=warn\n');

  expect(hostMirrors({ HOME: folder })).toEqual([]);
});

test('a disk with too little room is refused with both figures', async () => {
  const refused = assertDiskSpace(folder, 1e15);

  await expect(refused).rejects.toMatchObject({
    code: 'disk-low',
    message: expect.stringMatching(/has [\d.]+ GB free, and building needs 1000000\.0 GB/),
  });
});

test('the hosts of the mirrors are known, and nothing else that the settings name', async () => {
  await writeFile(
    join(folder, '.npmrc'),
    'registry=https://npm.example:8443/all/\n@shop:registry = "http://shop.example/"\n//npm.example/:_authToken=x\n',
  );
  await mkdir(join(folder, '.m2'));
  await writeFile(
    join(folder, '.m2/settings.xml'),
    '<settings xmlns="http://format.example/SETTINGS/1.0.0"><url>https://maven.example/all</url></settings>',
  );

  const hosts = mirrorHosts({
    HOME: folder,
    GOPROXY: 'https://user:word@go.example/go|http://localhost:3000,direct',
    DRYDOCK_APT_MIRROR: 'http://apt.example/debian',
  });

  expect(hosts).toEqual(['apt.example', 'go.example', 'maven.example', 'npm.example', 'shop.example']);
});

test('a machine without mirrors has no hosts of any', () => {
  expect(mirrorHosts({ HOME: folder })).toEqual([]);
});
