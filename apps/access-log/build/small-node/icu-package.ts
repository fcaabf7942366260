// ICU's data as it is linked into Node: a header, the number of items, two offsets for each (its name,
// its bytes, both from that number on), the names in order, the items.
// https://github.com/unicode-org/icu/blob/main/icu4c/source/common/ucmndata.h

/** One table of ICU: its name, and where its bytes are in the file that has the package. */
export interface Item {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const FORMAT = 'CmnD'; // stands 12 bytes into the header
const MAGIC = 0x27da; // and this, 2 bytes into it
const ALIGNMENT = 16;

/**
 * Finds the package in a program: where its table of contents starts, and what is in it, in order.
 * Where the last item ends does not stand in it; that one is given no bytes.
 */
export function findPackage(file: Buffer): { start: number; items: readonly Item[] } {
  for (let at = file.indexOf(FORMAT); at >= 12; at = file.indexOf(FORMAT, at + 1)) {
    const header = at - 12;
    if (file.readUInt16LE(header + 2) !== MAGIC) continue;
    const start = header + file.readUInt16LE(header);
    return { start, items: readContents(file, start) };
  }
  throw new Error('there is no data of ICU in this program');
}

/** Packs these items of a file anew: what stands from the table of contents on. */
export function packItems(file: Buffer, items: readonly Item[]): Buffer {
  const names = items.map(({ name }) => Buffer.from(`${name}\0`, 'latin1'));
  const contents = Buffer.alloc(4 + 8 * items.length);
  contents.writeUInt32LE(items.length, 0);
  const head = padded(Buffer.concat([contents, ...names]));
  const packed = [head];
  let nameAt = contents.length;
  let bytesAt = head.length;
  for (const [index, { start, end }] of items.entries()) {
    head.writeUInt32LE(nameAt, 4 + 8 * index);
    head.writeUInt32LE(bytesAt, 8 + 8 * index);
    const bytes = padded(file.subarray(start, end));
    packed.push(bytes);
    nameAt += names[index]?.length ?? 0;
    bytesAt += bytes.length;
  }
  return Buffer.concat(packed);
}

function readContents(file: Buffer, start: number): Item[] {
  const count = file.readUInt32LE(start);
  const starts = Array.from({ length: count }, (_, i) => start + file.readUInt32LE(start + 8 + 8 * i));
  return starts.map((from, index) => {
    const name = start + file.readUInt32LE(start + 4 + 8 * index);
    return {
      name: file.toString('latin1', name, file.indexOf(0, name)),
      start: from,
      end: starts[index + 1] ?? from,
    };
  });
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT);
}
