/** What a made native file asks for. It cannot run: only its headers are real. */
export interface MadeElf {
  readonly machine?: 'x86-64' | 'aarch64';
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
  readonly runpath?: string;
  readonly hasSymbols?: boolean;
}

const HEADER = 64;
const SEGMENT = 56;
const SECTION = 64;
const MACHINES = { 'x86-64': 62, aarch64: 183 };
const [LOAD, DYNAMIC, INTERPRETER] = [1, 2, 3];
const [NEEDED, STRING_TABLE, STRING_SIZE, SONAME, RUNPATH] = [1, 5, 10, 14, 29];
const [SYMBOLS, STRINGS] = [2, 3];

/** The bytes of a 64-bit little-endian ELF file, as `readelf` would read them: address and offset are the same. */
export function makeElf(made: MadeElf = {}): Buffer {
  const { machine = 'x86-64', interpreter, needed = [], soname, runpath, hasSymbols } = made;
  const names = ['', ...needed, soname ?? '', runpath ?? ''];
  const strings = Buffer.from(names.map((name) => `${name}\0`).join(''));
  const placeOf = (name: string) => strings.indexOf(`\0${name}\0`) + 1;
  const loader = Buffer.from(interpreter ? `${interpreter}\0` : '');
  const segments = interpreter ? 3 : 2;
  const loaderAt = HEADER + segments * SEGMENT;
  const stringsAt = loaderAt + loader.length;
  const tags: [number, number][] = [
    ...needed.map((name): [number, number] => [NEEDED, placeOf(name)]),
    ...(soname ? [[SONAME, placeOf(soname)] as [number, number]] : []),
    ...(runpath ? [[RUNPATH, placeOf(runpath)] as [number, number]] : []),
    [STRING_TABLE, stringsAt],
    [STRING_SIZE, strings.length],
    [0, 0],
  ];
  const dynamic = words(tags.flat());
  const dynamicAt = stringsAt + strings.length;
  const symbolsAt = dynamicAt + dynamic.length;
  const symbols = Buffer.alloc(hasSymbols ? 4_800 : 0);
  const sectionNames = Buffer.from('\0.symtab\0.strtab\0.shstrtab\0');
  const namesAt = symbolsAt + symbols.length;
  const sectionsAt = namesAt + sectionNames.length;
  const sections = [
    section({}),
    ...(hasSymbols
      ? [
          section({ name: 1, type: SYMBOLS, at: symbolsAt, size: symbols.length, link: 2 }),
          section({ name: 9, type: STRINGS, at: namesAt, size: 1 }),
        ]
      : []),
    section({ name: 17, type: STRINGS, at: namesAt, size: sectionNames.length }),
  ];
  const end = sectionsAt + sections.length * SECTION;
  const header = Buffer.alloc(HEADER);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(MACHINES[machine], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(HEADER), 32);
  header.writeBigUInt64LE(BigInt(sectionsAt), 40);
  for (const [at, value] of [
    [52, HEADER],
    [54, SEGMENT],
    [56, segments],
    [58, SECTION],
    [60, sections.length],
    [62, sections.length - 1],
  ] as const)
    header.writeUInt16LE(value, at);
  return Buffer.concat([
    header,
    segment(LOAD, 0, end),
    segment(DYNAMIC, dynamicAt, dynamic.length),
    ...(interpreter ? [segment(INTERPRETER, loaderAt, loader.length)] : []),
    loader,
    strings,
    dynamic,
    symbols,
    sectionNames,
    ...sections,
  ]);
}

function segment(type: number, at: number, size: number): Buffer {
  return Buffer.concat([words32([type, 4]), words([at, at, at, size, size, 1])]);
}

function section({ name = 0, type = 0, at = 0, size = 0, link = 0 }): Buffer {
  return Buffer.concat([
    words32([name, type]),
    words([0, 0, at, size]),
    words32([link, 0]),
    words([1, type === SYMBOLS ? 24 : 0]),
  ]);
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), index * 8);
  return bytes;
}

function words32(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
