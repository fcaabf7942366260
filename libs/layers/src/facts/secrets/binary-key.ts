import { DER_SEQUENCE, type DerElement, derChildren, derElement } from '../der.ts';
import type { FileObserver, ObservedFile } from '../file-observer.ts';
import { wholeFile } from '../whole-file.ts';

const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const LARGEST_BYTES = 16_384;
const RSA_NUMBERS = 9;
const DSA_NUMBERS = 6;

/** What keys are for, and how they are encrypted with a password. */
const ALGORITHMS = [
  '2a864886f70d0101', // RSA
  '2a8648ce3d02', // on elliptic curves
  '2a8648ce3804', // DSA
  '2b65', // X25519, Ed25519 and their like
  '2a864886f70d0105', // by a password
  '2a864886f70d010c01', // by a password, the way of PKCS #12
];

/** Finds a private key that is a file of its own in binary form: PKCS #1, PKCS #8, encrypted or not, SEC 1, DSA. */
export function observeBinaryKey({ head, size }: ObservedFile): FileObserver | undefined {
  if (head[0] !== DER_SEQUENCE || size > LARGEST_BYTES) return undefined;
  return wholeFile({ size }, (content) => {
    const label = keyLabel(content);
    return label === undefined
      ? {}
      : { secrets: [{ kind: 'private-key', excerpt: `${label}, in binary form…` }] };
  });
}

function keyLabel(content: Buffer): string | undefined {
  const whole = derElement(content, 0);
  if (whole?.tag !== DER_SEQUENCE || whole.end !== content.length) return undefined;
  const parts = derChildren(content, whole) ?? [];
  const [first, second, third] = parts;
  if (!first || !second) return undefined;
  const tags = parts.map(({ tag }) => tag);
  if (tags.every((tag) => tag === INTEGER) && first.end - first.start === 1 && content[first.start] === 0) {
    if (parts.length === RSA_NUMBERS) return 'RSA PRIVATE KEY';
    return parts.length === DSA_NUMBERS ? 'DSA PRIVATE KEY' : undefined;
  }
  if (first.tag === INTEGER && second.tag === DER_SEQUENCE && third?.tag === OCTET_STRING)
    return isAlgorithm(content, second) ? 'PRIVATE KEY' : undefined;
  if (first.tag === DER_SEQUENCE && second.tag === OCTET_STRING && parts.length === 2)
    return isAlgorithm(content, first) ? 'ENCRYPTED PRIVATE KEY' : undefined;
  const isCurve = tags[0] === INTEGER && content[first.start] === 1 && second.tag === OCTET_STRING;
  return isCurve && third?.tag === CURVE ? 'EC PRIVATE KEY' : undefined;
}

/** Which curve: the first part that may be left out, and never is where a key stands alone. */
const CURVE = 0xa0;

function isAlgorithm(content: Buffer, sequence: DerElement): boolean {
  const [identifier] = derChildren(content, sequence) ?? [];
  if (identifier?.tag !== OBJECT_IDENTIFIER) return false;
  const hex = content.toString('hex', identifier.start, identifier.end);
  return ALGORITHMS.some((algorithm) => hex.startsWith(algorithm));
}
