// A Linux program, 64 bits wide: a header, a list of segments (which bytes of the file go to which
// address), the bytes. Sections, symbols among them, come last: debuggers read those, the kernel does not.
// https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly alignment: number;
}

const LOAD = 1;
const NOTE = 4;
const ENTRY_BYTES = 56;

/**
 * Takes that range of offsets out of a program, but for the pages that reach over its ends. All that
 * stays keeps its address: where the range was, the program now has no memory. Sections go as well.
 */
export function cutOut(program: Buffer, range: { from: number; to: number }): Buffer {
  const segments = readSegments(program);
  const loaded = segments.filter(({ type }) => type === LOAD);
  const split = loaded.find(
    ({ offset, fileBytes }) => offset <= range.from && range.to <= offset + fileBytes,
  );
  if (split === undefined) throw new Error('the range to cut out is not within one segment of the program');

  // Offsets and addresses have to agree about where in its page a byte is.
  const page = Math.max(...loaded.filter(({ offset }) => offset >= split.offset).map((s) => s.alignment));
  const from = Math.ceil(range.from / page) * page;
  const to = Math.floor(range.to / page) * page;
  const before = from - split.offset;
  const skipped = to - split.offset;
  const halves = [
    { ...split, fileBytes: before, memoryBytes: before },
    {
      ...split,
      offset: from,
      address: split.address + skipped,
      fileBytes: split.fileBytes - skipped,
      memoryBytes: split.memoryBytes - skipped,
    },
  ];
  // The list has no room for one segment more: that of notes for debuggers makes it.
  const moved = segments
    .filter(({ type }) => type !== NOTE)
    .flatMap((s) => (s === split ? halves : s.offset < to ? s : { ...s, offset: s.offset - (to - from) }));
  if (moved.length > segments.length) throw new Error('the program has no note that could make room');

  const end = Math.max(...loaded.map(({ offset, fileBytes }) => offset + fileBytes));
  const small = Buffer.concat([program.subarray(0, from), program.subarray(to, end)]);
  small.fill(0, range.from, from);
  writeSegments(small, moved);
  return small;
}

function readSegments(program: Buffer): Segment[] {
  if (program.readUInt32BE(0) !== 0x7f454c46 || program[4] !== 2) {
    throw new Error('this is no program for Linux of 64 bits');
  }
  const start = Number(program.readBigUInt64LE(32));
  return Array.from({ length: program.readUInt16LE(56) }, (_, index) => {
    const at = start + ENTRY_BYTES * index;
    const number = (offset: number) => Number(program.readBigUInt64LE(at + offset));
    return {
      type: program.readUInt32LE(at),
      flags: program.readUInt32LE(at + 4),
      offset: number(8),
      address: number(16),
      fileBytes: number(32),
      memoryBytes: number(40),
      alignment: number(48),
    };
  });
}

function writeSegments(program: Buffer, segments: readonly Segment[]): void {
  const start = Number(program.readBigUInt64LE(32));
  program.writeUInt16LE(segments.length, 56);
  program.fill(0, 40, 48); // where sections are,
  program.fill(0, 60, 64); // and how many
  for (const [index, segment] of segments.entries()) {
    const at = start + ENTRY_BYTES * index;
    program.writeUInt32LE(segment.type, at);
    program.writeUInt32LE(segment.flags, at + 4);
    const { offset, address, fileBytes, memoryBytes, alignment } = segment;
    for (const [place, number] of [offset, address, address, fileBytes, memoryBytes, alignment].entries()) {
      program.writeBigUInt64LE(BigInt(number), at + 8 + 8 * place);
    }
  }
}
