const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;

/** What `ldconfig` would write to `/etc/ld.so.cache` for these libraries, by name. */
export function loaderCache(
  libraries: Readonly<Record<string, string>>,
  { isBig = false }: { readonly isBig?: boolean } = {},
): Buffer {
  const names = Object.entries(libraries);
  const table = Buffer.alloc(HEADER_BYTES + names.length * ENTRY_BYTES);
  const put = (value: number, at: number) =>
    isBig ? table.writeUInt32BE(value, at) : table.writeUInt32LE(value, at);
  table.write('glibc-ld.so.cache1.1', 0, 'latin1');
  put(names.length, 20);
  table[28] = isBig ? 3 : 2;
  const texts: Buffer[] = [];
  let end = table.length;
  const text = (value: string) => {
    const at = end;
    texts.push(Buffer.from(`${value}\0`));
    end += value.length + 1;
    return at;
  };
  for (const [index, [name, path]] of names.entries()) {
    const at = HEADER_BYTES + index * ENTRY_BYTES;
    put(text(name), at + 4);
    put(text(path), at + 8);
  }
  return Buffer.concat([table, ...texts]);
}
