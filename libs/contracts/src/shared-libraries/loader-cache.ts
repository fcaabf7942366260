/** The paths of a library, by its name. */
export type CachedLibraries = ReadonlyMap<string, readonly string[]>;

const MAGIC = 'glibc-ld.so.cache1.1';
const COUNT_AT = 20;
const FLAGS_AT = 28;
const BIG_ENDIAN = 3;
const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;

/** Reads `/etc/ld.so.cache`. Nothing when it is damaged, or of a kind that no glibc since 1998 writes. */
export function parseLoaderCache(bytes: Buffer): CachedLibraries | undefined {
  // Until 2020 glibc put a table in an older format in front of it.
  const start = bytes.indexOf(MAGIC, 0, 'latin1');
  if (start < 0 || start + HEADER_BYTES > bytes.length) return undefined;
  const table = bytes.subarray(start);
  const isBig = ((table[FLAGS_AT] ?? 0) & 3) === BIG_ENDIAN;
  const word = (at: number) => (isBig ? table.readUInt32BE(at) : table.readUInt32LE(at));
  const count = word(COUNT_AT);
  if (HEADER_BYTES + count * ENTRY_BYTES > table.length) return undefined;
  const libraries = new Map<string, string[]>();
  for (let at = HEADER_BYTES; at < HEADER_BYTES + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    const [name, path] = [word(at + 4), word(at + 8)].map((text) => textAt(table, text));
    if (name === undefined || path === undefined) return undefined;
    libraries.set(name, [...(libraries.get(name) ?? []), path]);
  }
  return libraries;
}

function textAt(table: Buffer, start: number): string | undefined {
  const end = table.indexOf(0, start);
  return start < table.length && end >= 0 ? table.toString('utf8', start, end) : undefined;
}
