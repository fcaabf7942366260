/** A block of text between a line that begins and a line that ends it. */
export interface PemBlock {
  /** E.g. `CERTIFICATE`, `RSA PRIVATE KEY`. */
  readonly label: string;
  /** `Proc-Type: 4,ENCRYPTED` and the like. */
  readonly headers: string;
  readonly content: Buffer;
}

const LONGEST_BYTES = 48 * 1024;
const BEGIN = /^-----BEGIN (?<label>[A-Z0-9 ]{3,40})-----/;
/** A line break, or one that is written as `\n` in a string of JSON or of a program. */
const BREAK = /\\r|\\n|\r|\n/g;

/** The block that begins at `at`. Nothing when it does not end, or holds anything but base64. */
export function pemBlock(bytes: Buffer, at: number): PemBlock | undefined {
  const head = bytes.toString('latin1', at, at + 64);
  const label = BEGIN.exec(head)?.groups?.label;
  if (label === undefined) return undefined;
  const start = at + `-----BEGIN ${label}-----`.length;
  // No dashes are in base64: whatever comes next must be the end.
  const end = bytes.subarray(0, start + LONGEST_BYTES).indexOf('-----', start, 'latin1');
  const last = `-----END ${label}-----`;
  if (end < 0 || bytes.toString('latin1', end, end + last.length) !== last) return undefined;
  const lines = bytes.toString('latin1', start, end).replaceAll(BREAK, '\n').split('\n').map(withoutQuotes);
  const isHeader = (line: string) => /^[A-Z][A-Za-z-]+: /.test(line);
  const headers = lines.filter(isHeader).join('\n');
  // PGP ends with a checksum of its own.
  const base64 = lines.filter((line) => !isHeader(line) && !/^=[A-Za-z0-9+/]{4}$/.test(line)).join('');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return { label, headers, content: Buffer.from(base64, 'base64') };
}

/** In the source of a program each line may be a string of its own: `"MIIB…" +`. */
function withoutQuotes(line: string): string {
  if (/^[\s"'+,;\\]*$/.test(line)) return '';
  return line.replace(/^[\s"'>#*|]+/, '').replace(/[\s"'\\]+[\s+,;\\]*$/, '');
}
