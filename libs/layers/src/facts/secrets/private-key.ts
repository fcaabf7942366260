import { DER_SEQUENCE, derElement } from '../der.ts';
import { type PemBlock, pemBlock } from '../pem.ts';

/** What the private key that begins at `at` calls itself. Nothing when it is only the words, or a sample cut short. */
export function privateKeyLabel(bytes: Buffer, at: number): string | undefined {
  const block = pemBlock(bytes, at);
  return block && isPrivateKey(block) ? block.label : undefined;
}

/** The smallest there is, on the curve Ed25519, has 48. */
const SMALLEST_BYTES = 40;
const OPENSSH = 'openssh-key-v1\0';
const PGP_SECRET_KEY = 5;

function isPrivateKey({ label, headers, content }: PemBlock): boolean {
  if (content.length < SMALLEST_BYTES) return false;
  if (label === 'OPENSSH PRIVATE KEY') return content.toString('latin1', 0, OPENSSH.length) === OPENSSH;
  if (label === 'PGP PRIVATE KEY BLOCK') return pgpTag(content[0] ?? 0) === PGP_SECRET_KEY;
  if (!label.endsWith('PRIVATE KEY')) return false;
  // The old way to encrypt: the whole content is, so that nothing of it can be recognised.
  if (headers.includes('ENCRYPTED')) return content.length % 8 === 0;
  const whole = derElement(content, 0);
  return whole?.tag === DER_SEQUENCE && whole.end === content.length;
}

/** The kind of the first packet, in the old or the new way to write it. */
function pgpTag(first: number): number | undefined {
  if (first < 0x80) return undefined;
  return first & 0x40 ? first & 0x3f : (first >> 2) & 0xf;
}
