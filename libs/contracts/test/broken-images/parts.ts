import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeElf } from '../make-elf.ts';

const AUTHORITY = readFileSync(join(import.meta.dirname, '../fixtures/authority.pem'));

/** A token of the right shape, new in every run: none is ever written down. */
export function secret(prefix: string): string {
  return (
    prefix +
    randomBytes(64)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 36)
  );
}

/** `sha256:…` of the authority that stands for the build machine's. */
export function authorityFingerprint(): string {
  return `sha256:${new X509Certificate(AUTHORITY).fingerprint256.replaceAll(':', '').toLowerCase()}`;
}

/** What the broken images are made from, by file name. */
export function parts(): Readonly<Record<string, Buffer | string>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    'zeros-100k': Buffer.alloc(100_000),
    'zeros-250k': Buffer.alloc(250_000),
    'zeros-400k': Buffer.alloc(400_000),
    'noise-35k': randomBytes(35_000),
    'noise-150k': randomBytes(150_000),
    a: 'a',
    b: 'b',
    c: 'c',
    'notes.txt': 'release 1\n',
    'elf-without-loader': makeElf({ interpreter: '/lib/ld-none.so.1' }),
    'elf-needs-odd': makeElf({ needed: ['libodd.so.1'], interpreter: '/lib64/ld-linux-x86-64.so.2' }),
    'elf-odd': makeElf({ soname: 'libodd.so.1' }),
    'elf-foreign': makeElf({ machine: 'aarch64', soname: 'libodd.so.1' }),
    'elf-symbols': makeElf({ soname: 'libsymbols.so', hasSymbols: true }),
    'key.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }),
    'authority.pem': AUTHORITY,
    'authority.der': new X509Certificate(AUTHORITY).raw,
  };
}
