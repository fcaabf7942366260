import { createHash } from 'node:crypto';
import type { ContentScanner } from './content-scan.ts';
import { DER_BIT_STRING, DER_SEQUENCE, derChildren, derElement } from './der.ts';
import { pemBlock } from './pem.ts';

/** In a file. The largest collection known to us has 150. */
const LIMIT = 5_000;

const PEM = 0;

/**
 * Finds X.509 certificates of version 3, which all are since 1996: as PEM, as DER, and as DER in the middle of
 * something else, as in the key stores of Java. Not inside what is compressed or encrypted.
 */
export const certificateScanner: ContentScanner = {
  needles: [
    { text: '-----BEGIN ' },
    // Inside of it: the version (3), then a serial number begins.
    { text: '\xa0\x03\x02\x01\x02\x02' },
  ],
  start: () => {
    const digests = new Set<string>();
    return {
      hit: ({ needle, bytes, at }) => {
        if (digests.size >= LIMIT) return;
        const der = needle === PEM ? pemCertificate(bytes, at) : derCertificateAround(bytes, at);
        if (der) digests.add(`sha256:${createHash('sha256').update(der).digest('hex')}`);
      },
      end: () => (digests.size === 0 ? {} : { certificates: [...digests] }),
    };
  },
};

function pemCertificate(bytes: Buffer, at: number): Buffer | undefined {
  const block = pemBlock(bytes, at);
  // In a `TRUSTED CERTIFICATE` something follows that says for what it is trusted.
  if (!block || !/^(?:TRUSTED |X509 )?CERTIFICATE$/.test(block.label)) return undefined;
  return derCertificateAt(block.content, 0);
}

/** Above the version stand two sequences, each with one byte of tag and two to four of length. */
const HEADER_BYTES = [4, 3, 5, 2];

function derCertificateAround(bytes: Buffer, version: number): Buffer | undefined {
  for (const inner of HEADER_BYTES) {
    if (derElement(bytes, version - inner)?.start !== version) continue;
    for (const outer of HEADER_BYTES) {
      if (derElement(bytes, version - inner - outer)?.start !== version - inner) continue;
      const certificate = derCertificateAt(bytes, version - inner - outer);
      if (certificate) return certificate;
    }
  }
  return undefined;
}

/** A certificate is a sequence of three: what is certified, how it is signed, and the signature. */
function derCertificateAt(bytes: Buffer, at: number): Buffer | undefined {
  const whole = derElement(bytes, at);
  const parts = whole?.tag === DER_SEQUENCE ? derChildren(bytes, whole) : undefined;
  const [certified, algorithm, signature, ...more] = parts ?? [];
  const isCertificate =
    certified?.tag === DER_SEQUENCE &&
    algorithm?.tag === DER_SEQUENCE &&
    signature?.tag === DER_BIT_STRING &&
    more.length === 0;
  return whole && isCertificate ? bytes.subarray(at, whole.end) : undefined;
}
