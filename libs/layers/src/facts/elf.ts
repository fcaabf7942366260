import type { ElfFacts } from '../image-contents.ts';
import {
  type ElfHeader,
  type ElfSection,
  type ElfSegment,
  type ElfTable,
  elfHeader,
  elfSections,
  elfSegments,
} from './elf-headers.ts';
import type { FileObserver, ObservedFile } from './file-observer.ts';
import { type KeptRanges, keepRanges } from './kept-ranges.ts';

const LOAD = 1;
const DYNAMIC = 2;
const INTERPRETER = 3;
const SYMBOL_TABLE = 2;

const LIMIT_BYTES = 8_000_000;
/** A file up to this size is kept whole while it is looked at. */
const SMALL_BYTES = 1_000_000;
/** The names of libraries stand among the names of symbols: 4.3 MB into LLVM's library, the farthest seen. */
const HEAD_BYTES = 6_000_000;
/** Section headers mostly come last, after the names of the sections. Tools that edit a program append to it. */
const TAIL_BYTES = 256_000;
const NAMES_BYTES = 64_000;

/** Recognises native programs and libraries, and what they need to run. */
export function observeElf({ head, size }: ObservedFile): FileObserver | undefined {
  const header = elfHeader(head);
  if (!header) return undefined;
  const kept = keepRanges(size, LIMIT_BYTES);
  for (const [start, end] of wanted(header, head, size)) kept.want(start, end);
  return {
    write: kept.write,
    end: () => {
      const elf = elfFacts(header, kept);
      kept.release();
      return { elf };
    },
  };
}

/** What will be asked for, as far as the first bytes say where it is, the most needed first. */
function* wanted(header: ElfHeader, head: Buffer, size: number): Generator<readonly [number, number]> {
  if (size <= SMALL_BYTES) return yield [0, size];
  const { programHeaders, sectionHeaders } = header;
  yield [size - TAIL_BYTES, size];
  yield [programHeaders.start, programHeaders.start + tableBytes(programHeaders)];
  const isAtHead = programHeaders.start + tableBytes(programHeaders) <= head.length;
  // A tool that edits a program may write a second table far behind, and leaves the first where it was.
  const segments = elfSegments(header, head.subarray(isAtHead ? programHeaders.start : header.sizeBytes));
  for (const { type, start, sizeBytes } of segments) {
    if (type === DYNAMIC || type === INTERPRETER) yield [start, start + sizeBytes];
  }
  const sections = elfSections(header, head.subarray(sectionHeaders.start));
  const names = sections[header.namesIndex];
  if (names) yield [names.start, names.start + names.sizeBytes];
  yield [sectionHeaders.start - NAMES_BYTES, sectionHeaders.start + tableBytes(sectionHeaders)];
  // A static program asks for nothing by name.
  if (isAtHead && !segments.some(({ type }) => type === DYNAMIC)) return yield [0, head.length];
  const loads = segments.filter(({ type }) => type === LOAD);
  const first = loads.find(({ start }) => start === 0);
  yield [0, Math.min(HEAD_BYTES, isAtHead && first ? first.sizeBytes : HEAD_BYTES)];
  // A tool that edits a program moves the names to a segment of their own.
  for (const { start, sizeBytes } of loads) if (sizeBytes <= SMALL_BYTES) yield [start, start + sizeBytes];
}

function elfFacts(header: ElfHeader, kept: KeptRanges): ElfFacts {
  const { programHeaders, sectionHeaders } = header;
  const segments = elfSegments(header, kept.read(programHeaders.start, tableBytes(programHeaders)));
  const sections = elfSections(header, kept.read(sectionHeaders.start, tableBytes(sectionHeaders)));
  return {
    machine: header.machine,
    ...interpreter(segments, kept),
    ...dynamicFacts(header, segments, kept),
    hasSymbols: sections.some(({ type, sizeBytes }) => type === SYMBOL_TABLE && sizeBytes > 0),
    hasDebugInfo: hasDebugInfo(sections, sections[header.namesIndex], kept),
  };
}

const CONTENT = 1;
const COMPRESSED = 0x800;
const NOTE_BYTES = 4096;

function hasDebugInfo(
  sections: readonly ElfSection[],
  names: ElfSection | undefined,
  kept: KeptRanges,
): boolean {
  const nameOf = ({ name }: ElfSection) => (names ? textAt(kept, names.start + name) : '');
  if (sections.some((section) => nameOf(section) !== '')) {
    // Rust leaves one line for gdb in every program, stripped or not.
    return sections.some((section) => /^\.z?debug_(?!gdb_scripts)/.test(nameOf(section)));
  }
  // One linker puts megabytes of other names behind those of the sections, which have passed by then.
  // What is large and never loaded into memory is there for a debugger.
  return sections.some(
    ({ type, flags, sizeBytes }) => type === CONTENT && (flags & ~COMPRESSED) === 0 && sizeBytes > NOTE_BYTES,
  );
}

function tableBytes({ entryBytes, count }: ElfTable): number {
  return entryBytes * count;
}

function interpreter(segments: readonly ElfSegment[], kept: KeptRanges): { interpreter?: string } {
  const segment = segments.find(({ type }) => type === INTERPRETER);
  return segment ? { interpreter: textAt(kept, segment.start) } : {};
}

const NEEDED = 1;
const STRINGS = 5;
const SONAME = 14;
const RPATH = 15;
const RUNPATH = 29;

type DynamicFacts = Pick<ElfFacts, 'needed' | 'soname' | 'runpath'>;

/** What the dynamic loader is told. An old `rpath` counts only where there is no `runpath`. */
function dynamicFacts(header: ElfHeader, segments: readonly ElfSegment[], kept: KeptRanges): DynamicFacts {
  const table = dynamicTable(header, segments, kept);
  const values = (tag: number) => table.filter((entry) => entry.tag === tag).map(({ value }) => value);
  const strings = fileOffset(segments, values(STRINGS)[0]);
  if (strings === undefined) return { needed: [], runpath: [] };
  const texts = (tag: number) => values(tag).map((at) => textAt(kept, strings + at));
  const [soname] = texts(SONAME);
  const folders = texts(RUNPATH).length > 0 ? texts(RUNPATH) : texts(RPATH);
  return {
    needed: texts(NEEDED),
    ...(soname && { soname }),
    runpath: folders.flatMap((list) => list.split(':')).filter((folder) => folder !== ''),
  };
}

function dynamicTable(
  { numbers }: ElfHeader,
  segments: readonly ElfSegment[],
  kept: KeptRanges,
): { tag: number; value: number }[] {
  const segment = segments.find(({ type }) => type === DYNAMIC);
  const bytes = segment ? kept.read(segment.start, segment.sizeBytes) : Buffer.alloc(0);
  const half = numbers.is64 ? 8 : 4;
  const count = Math.floor(bytes.length / (2 * half));
  const all = Array.from({ length: count }, (_, index) => ({
    tag: numbers.address(bytes, 2 * half * index),
    value: numbers.address(bytes, 2 * half * index + half),
  }));
  const end = all.findIndex(({ tag }) => tag === 0);
  return end < 0 ? all : all.slice(0, end);
}

/** The table names addresses in memory; the segments say from where in the file each is filled. */
function fileOffset(segments: readonly ElfSegment[], address: number | undefined): number | undefined {
  if (address === undefined) return undefined;
  const segment = segments.find(
    (one) => one.type === LOAD && one.address <= address && address < one.address + one.sizeBytes,
  );
  return segment && address - segment.address + segment.start;
}

const LONGEST_TEXT_BYTES = 4096;

function textAt(kept: KeptRanges, start: number): string {
  const bytes = kept.read(start, LONGEST_TEXT_BYTES);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}
