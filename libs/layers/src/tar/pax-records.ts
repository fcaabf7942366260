import { ArchiveDamage } from '../archive-damage.ts';
import { decodeName } from './tar-block.ts';

/** What a PAX header says about the entry after it. What it leaves open stands in that entry's own block. */
export interface PaxRecords {
  readonly path?: string;
  readonly link?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly modifiedAt?: number;
  readonly hasCapabilities?: true;
  /** Extended attributes by name, their values in base64. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly sparse: readonly SparseRecord[];
}

/** In their order: version 0.0 says `offset` and `numbytes` again and again. */
type SparseRecord = readonly [key: string, value: string];

const CAPABILITIES = ['SCHILY.xattr.security.capability', 'LIBARCHIVE.xattr.security.capability'];

const ATTRIBUTE = 'SCHILY.xattr.';

/** Reads `<length> <key>=<value>\n`, again and again. An empty value takes back what was said before. */
export function parsePax(body: Buffer, position: number): PaxRecords {
  const values = new Map<string, string>();
  const sparse: SparseRecord[] = [];
  for (let at = 0; at < body.length; ) {
    const { key, value, end } = parseRecord(body, at, position);
    if (key.startsWith('GNU.sparse.')) sparse.push([key.slice('GNU.sparse.'.length), value]);
    else if (value === '') values.delete(key);
    else values.set(key, value);
    at = end;
  }
  const path = values.get('path');
  const link = values.get('linkpath');
  return {
    ...(path === undefined ? {} : { path }),
    ...(link === undefined ? {} : { link }),
    ...numbers(values, position),
    ...(CAPABILITIES.some((key) => values.has(key)) ? { hasCapabilities: true } : {}),
    ...attributesIn(values),
    sparse,
  };
}

function attributesIn(values: ReadonlyMap<string, string>): Pick<PaxRecords, 'attributes'> {
  const found = [...values].filter(([key]) => key.startsWith(ATTRIBUTE));
  const attributes = found.map(([key, value]) => [
    key.slice(ATTRIBUTE.length),
    Buffer.from(value, 'latin1').toString('base64'),
  ]);
  return found.length === 0 ? {} : { attributes: Object.fromEntries(attributes.sort()) };
}

const LONGEST_LENGTH = 9; // digits: a header is far smaller than that
const BLANK = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

function parseRecord(
  body: Buffer,
  at: number,
  position: number,
): { key: string; value: string; end: number } {
  const blank = body.subarray(at, at + LONGEST_LENGTH).indexOf(BLANK);
  const digits = body.toString('latin1', at, at + Math.max(0, blank));
  const end = at + Number(digits);
  const equals = body.indexOf(EQUALS, at);
  const isSound =
    /^[0-9]+$/.test(digits) &&
    end <= body.length &&
    body[end - 1] === NEWLINE &&
    equals > at + blank + 1 &&
    equals < end;
  if (!isSound) throw new ArchiveDamage(`the PAX header at byte ${position} has a broken record at ${at}`);
  const key = body.toString('utf8', at + blank + 1, equals);
  const bytes = body.subarray(equals + 1, end - 1);
  // Attributes are arbitrary bytes, one character for each.
  if (key === 'path' || key === 'linkpath' || key.startsWith('GNU.sparse.')) {
    if (bytes.includes(0)) throw new ArchiveDamage(`the PAX header at byte ${position} has a NUL in a name`);
    return { key, value: decodeName(bytes), end };
  }
  return { key, value: bytes.toString('latin1'), end };
}

function numbers(values: ReadonlyMap<string, string>, position: number) {
  const whole = (key: string) => {
    const text = values.get(key);
    if (text === undefined) return undefined;
    const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value)) return value;
    throw new ArchiveDamage(`the PAX header at byte ${position} has an impossible ${key}`);
  };
  const [size, uid, gid] = [whole('size'), whole('uid'), whole('gid')];
  const time = values.get('mtime');
  const seconds = time === undefined ? undefined : Math.floor(Number(time));
  if (seconds !== undefined && !(Number.isSafeInteger(seconds) && /^-?[0-9.]+$/.test(time ?? '')))
    throw new ArchiveDamage(`the PAX header at byte ${position} has an impossible mtime`);
  return {
    ...(size === undefined ? {} : { size }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(seconds === undefined ? {} : { modifiedAt: seconds }),
  };
}
