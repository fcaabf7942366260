/** One 512-byte header with its content, of which every field can be wrong on purpose. */
export interface TarPart {
  readonly name?: string | Buffer;
  /** `0` when unset. */
  readonly flag?: string;
  readonly content?: string | Buffer;
  /** What the header says of the content, when it is not its length. */
  readonly size?: number | Buffer;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number | Buffer;
  readonly gid?: number;
  readonly modifiedAt?: number | Buffer;
  /** `ustar` when unset. */
  readonly format?: 'v7' | 'ustar' | 'gnu';
  readonly prefix?: string;
  /** Bytes to put over the finished header, by position, before its checksum is made. */
  readonly over?: Readonly<Record<number, Buffer>>;
  readonly checksum?: string;
}

const BLOCK = 512;
const MAGIC = { v7: '', ustar: 'ustar\x0000', gnu: 'ustar  \0' };

/** A tar of these parts, byte by byte; with its end mark unless `isOpen`. */
export function makeTar(parts: readonly TarPart[], options: { readonly isOpen?: boolean } = {}): Buffer {
  const end = options.isOpen ? [] : [Buffer.alloc(2 * BLOCK)];
  return Buffer.concat([...parts.flatMap((part) => [header(part), ...filled(part.content ?? '')]), ...end]);
}

/** The record of a PAX header: `<length> <key>=<value>\n`, the length counting itself. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** The PAX header that says this of the next part. */
export function pax(
  values: readonly (readonly [key: string, value: string | Buffer])[],
  flag = 'x',
): TarPart {
  return {
    name: 'PaxHeaders/0',
    flag,
    content: Buffer.concat(values.map(([key, value]) => paxRecord(key, value))),
  };
}

/** A number in base 256, as GNU tar writes what octal digits cannot say. */
export function base256(value: number, bytes: number): Buffer {
  const field = Buffer.alloc(bytes);
  let left = BigInt(value);
  for (let at = bytes - 1; at >= 0; at--) {
    field[at] = Number(left & 0xffn);
    left >>= 8n;
  }
  field[0] = (field[0] ?? 0) | 0x80;
  return field;
}

export function octal(value: number, bytes: number): Buffer {
  return Buffer.from(`${value.toString(8).padStart(bytes - 1, '0')}\0`);
}

function header(part: TarPart): Buffer {
  const block = Buffer.alloc(BLOCK);
  const put = (value: string | Buffer, at: number) => Buffer.from(value).copy(block, at);
  const number = (value: number | Buffer, at: number, bytes: number) =>
    put(typeof value === 'number' ? octal(value, bytes) : value, at);
  put(Buffer.from(part.name ?? 'file').subarray(0, 100), 0);
  number(part.mode ?? 0o644, 100, 8);
  number(part.uid ?? 0, 108, 8);
  number(part.gid ?? 0, 116, 8);
  number(part.size ?? Buffer.from(part.content ?? '').length, 124, 12);
  number(part.modifiedAt ?? 0, 136, 12);
  put(part.flag ?? '0', 156);
  put((part.link ?? '').slice(0, 100), 157);
  put(MAGIC[part.format ?? 'ustar'], 257);
  put(part.prefix ?? '', 345);
  for (const [at, bytes] of Object.entries(part.over ?? {})) put(bytes, Number(at));
  put(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(part.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function filled(content: string | Buffer): Buffer[] {
  const bytes = Buffer.from(content);
  return [bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
}
