/** One element of DER, the binary form of certificates and keys: a tag, a length, and that many bytes. */
export interface DerElement {
  readonly tag: number;
  /** Where its content begins: behind tag and length. */
  readonly start: number;
  readonly end: number;
}

export const DER_SEQUENCE = 0x30;
export const DER_BIT_STRING = 0x03;

/** The element that begins at `at`. Nothing when there is none, or when it does not end within the bytes. */
export function derElement(bytes: Buffer, at: number): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  // Up to 127 bytes the length is in place; above, this byte says in how many bytes it follows.
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  if (first === 0x80 || lengthBytes > 4 || start > bytes.length) return undefined;
  const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes));
  return end <= bytes.length ? { tag, start, end } : undefined;
}

/** The elements that `parent` consists of. Nothing when they do not fill it exactly. */
export function derChildren(bytes: Buffer, parent: DerElement): DerElement[] | undefined {
  const children: DerElement[] = [];
  for (let at = parent.start; at < parent.end; ) {
    const child = derElement(bytes, at);
    if (!child || child.end > parent.end) return undefined;
    children.push(child);
    at = child.end;
  }
  return children;
}
