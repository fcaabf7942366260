import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from './engine.ts';
import type { Home } from './home.ts';

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
/** Where Debian keeps the authorities that everyone has. */
const COMMON_FOLDER = '/usr/share/ca-certificates';
/** Where an administrator adds authorities. */
const LOCAL_FOLDER = '/usr/local/share/ca-certificates';

/** One authority that this host trusts and a plain Debian does not. */
export interface HostCertificate {
  readonly subject: string;
  readonly pem: string;
}

/** The extra authorities of this host: added by hand, in the system's bundle, or named by NODE_EXTRA_CA_CERTS. */
export function hostCertificates(env: Environment): HostCertificate[] {
  const common = new Set(filesBelow(COMMON_FOLDER).flatMap(readPems).map(fingerprint));
  // Without Debian's own list, the bundle cannot be told apart into common and extra.
  const bundles =
    common.size > 0 ? [SYSTEM_BUNDLE, env.NODE_EXTRA_CA_CERTS, env.SSL_CERT_FILE] : [env.NODE_EXTRA_CA_CERTS];
  const candidates = [...filesBelow(LOCAL_FOLDER), ...bundles.filter((file) => file !== undefined)].flatMap(
    readPems,
  );
  const extra = new Map(
    candidates.map((pem) => [fingerprint(pem), pem] as const).filter(([id]) => !common.has(id)),
  );
  return [...extra.values()].map((pem) => ({
    subject: new X509Certificate(pem).subject.replaceAll('\n', ', '),
    pem,
  }));
}

/** Writes the certificates to a folder that a build takes as the named context `host-ca`. Gives the folder. */
export async function writeCertificateContext(
  home: Home,
  certificates: readonly HostCertificate[],
): Promise<string> {
  const texts = certificates.map(({ pem }) => pem).sort();
  // Named after what it holds: builds that run at the same time cannot change each other's.
  const folder = join(
    home.folder,
    'host-ca',
    createHash('sha256').update(texts.join()).digest('hex').slice(0, 12),
  );
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  for (const [index, text] of texts.entries())
    await writeFile(join(unfinished, `host-${index + 1}.crt`), text);
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true })); // another build was first
  return folder;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.crt'))
    .map((name) => join(folder, name));
}

function readPems(file: string): string[] {
  if (!existsSync(file)) return [];
  const found =
    readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map((pem) => `${pem}\n`);
}

function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}
