/** The first bytes of every native program of Linux. */
const MAGIC = '\x7fELF';

const MACHINES: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: 'i386',
  8: 'mips',
  20: 'powerpc',
  21: 'powerpc64',
  22: 's390',
  40: 'arm',
  43: 'sparc64',
  62: 'x86-64',
  183: 'aarch64',
  243: 'riscv',
  258: 'loongarch',
};

/** Reads the numbers of one file: of 32 or 64 bits, with the low or the high byte first. */
interface ElfNumbers {
  readonly is64: boolean;
  readonly half: (bytes: Buffer, at: number) => number;
  readonly word: (bytes: Buffer, at: number) => number;
  /** An address, an offset or a size: 4 or 8 bytes. */
  readonly address: (bytes: Buffer, at: number) => number;
}

export interface ElfHeader {
  readonly numbers: ElfNumbers;
  readonly machine: string;
  readonly sizeBytes: number;
  readonly programHeaders: ElfTable;
  readonly sectionHeaders: ElfTable;
  /** Which section holds the names of the sections. */
  readonly namesIndex: number;
}

export interface ElfTable {
  readonly start: number;
  readonly entryBytes: number;
  readonly count: number;
}

/** A part of the file as it is mapped into memory, or one that says how. */
export interface ElfSegment {
  readonly type: number;
  readonly start: number;
  readonly address: number;
  readonly sizeBytes: number;
}

export interface ElfSection {
  /** Position in the section of names. */
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly start: number;
  readonly sizeBytes: number;
}

/** Nothing when these are not the first bytes of an ELF file. */
export function elfHeader(head: Buffer): ElfHeader | undefined {
  if (head.toString('latin1', 0, MAGIC.length) !== MAGIC || head.length < 52) return undefined;
  const is64 = head[4] === 2;
  if (is64 && head.length < 64) return undefined;
  const numbers = elfNumbers(is64, head[5] !== 2);
  const { half, address } = numbers;
  const machine = half(head, 18);
  // After the two offsets and the flags, six short numbers come in the same order for 32 and 64 bits.
  const shorts = is64 ? 54 : 42;
  return {
    numbers,
    machine: MACHINES[machine] ?? `machine-${machine}`,
    sizeBytes: is64 ? 64 : 52,
    programHeaders: {
      start: address(head, is64 ? 32 : 28),
      entryBytes: half(head, shorts),
      count: half(head, shorts + 2),
    },
    sectionHeaders: {
      start: address(head, is64 ? 40 : 32),
      entryBytes: half(head, shorts + 4),
      count: half(head, shorts + 6),
    },
    namesIndex: half(head, shorts + 8),
  };
}

/** As many of them as the given bytes of the table hold. */
export function elfSegments({ numbers, programHeaders }: ElfHeader, table: Buffer): ElfSegment[] {
  const { is64, word, address } = numbers;
  return entries(table, programHeaders, is64 ? 56 : 32).map((bytes) => ({
    type: word(bytes, 0),
    start: address(bytes, is64 ? 8 : 4),
    address: address(bytes, is64 ? 16 : 8),
    sizeBytes: address(bytes, is64 ? 32 : 16),
  }));
}

/** As many of them as the given bytes of the table hold. */
export function elfSections({ numbers, sectionHeaders }: ElfHeader, table: Buffer): ElfSection[] {
  const { is64, word, address } = numbers;
  return entries(table, sectionHeaders, is64 ? 64 : 40).map((bytes) => ({
    name: word(bytes, 0),
    type: word(bytes, 4),
    flags: address(bytes, 8),
    start: address(bytes, is64 ? 24 : 16),
    sizeBytes: address(bytes, is64 ? 32 : 20),
  }));
}

function entries(table: Buffer, { entryBytes, count }: ElfTable, needBytes: number): Buffer[] {
  if (entryBytes < needBytes) return [];
  const present = Math.min(count, Math.floor(table.length / entryBytes));
  return Array.from({ length: present }, (_, index) => table.subarray(index * entryBytes));
}

function elfNumbers(is64: boolean, isLittle: boolean): ElfNumbers {
  const half = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const word = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const long = (bytes: Buffer, at: number) =>
    word(bytes, isLittle ? at + 4 : at) * 2 ** 32 + word(bytes, isLittle ? at : at + 4);
  return { is64, half, word, address: is64 ? long : word };
}
