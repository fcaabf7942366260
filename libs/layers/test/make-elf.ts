interface ElfForm {
  readonly is64?: boolean;
  readonly isLittle?: boolean;
  readonly machine?: number;
  readonly isStripped?: boolean;
  readonly isStatic?: boolean;
  /** Makes a library of it. */
  readonly soname?: string;
  /** Zeros between the names and all that names them. */
  readonly fillBytes?: number;
}

const ADDRESS = 0x400000;
const LOADER = '/lib64/ld-linux-x86-64.so.2\0';

/** A program that no machine can run, with everything in it that says what it needs. */
export function makeElf(form: ElfForm): Buffer {
  const { is64 = true, isLittle = true, machine = 62, fillBytes = 0 } = form;
  const wide = is64 ? 8 : 4;
  const number = (value: number, bytes: number) => {
    const low = Buffer.alloc(bytes);
    low.writeUIntLE(value, 0, Math.min(bytes, 6));
    return isLittle ? low : low.reverse();
  };
  const half = (value: number) => number(value, 2);
  const word = (value: number) => number(value, 4);
  const address = (value: number) => number(value, wide);

  const text = ['', 'libone.so.1', 'libc.so.6', '$ORIGIN/../lib:/opt/lib', form.soname ?? ''].join('\0');
  const at = (name: string) => text.indexOf(`\0${name}`) + 1;
  const strings = Buffer.from(`${text}\0`);
  const headerBytes = is64 ? 64 : 52;
  const segmentBytes = is64 ? 56 : 32;
  const sectionBytes = is64 ? 64 : 40;
  const isLibrary = form.soname !== undefined;
  const segmentCount = 1 + (form.isStatic ? 0 : 1) + (isLibrary || form.isStatic ? 0 : 1);
  const stringsAt = headerBytes + 3 * segmentBytes;
  const loaderAt = stringsAt + strings.length;
  const dynamicAt = loaderAt + LOADER.length + fillBytes;
  const dynamic = Buffer.concat(
    [
      [1, at('libone.so.1')],
      [1, at('libc.so.6')],
      [29, at('$ORIGIN')],
      ...(isLibrary ? [[14, at(form.soname ?? '')]] : []),
      [5, ADDRESS + stringsAt],
      [0, 0],
      [1, 1],
    ]
      .flat()
      .map(address),
  );
  const names = Buffer.from('\0.names\0.symbols\0.debug_info\0');
  const namesAt = dynamicAt + dynamic.length;
  const sectionsAt = namesAt + names.length;

  const segment = (type: number, start: number, size: number) =>
    Buffer.concat(
      is64
        ? [word(type), word(4), ...[start, ADDRESS + start, 0, size, size, 1].map(address)]
        : [word(type), ...[start, ADDRESS + start, 0, size, size].map(word), word(4), word(1)],
    );
  const section = (name: string, type: number, start: number, size: number) =>
    Buffer.concat([
      word(names.indexOf(`\0${name}`) + 1),
      word(type),
      ...[0, 0, start, size].map(address),
      word(0),
      word(0),
      ...[1, 0].map(address),
    ]);

  const sections = [
    Buffer.alloc(sectionBytes),
    section('.names', 3, namesAt, names.length),
    ...(form.isStripped
      ? []
      : [section('.symbols', 2, stringsAt, 1), section('.debug_info', 1, stringsAt, 1)]),
  ];
  const segments = [
    segment(1, 0, dynamicAt + dynamic.length),
    ...(form.isStatic ? [] : [segment(2, dynamicAt, dynamic.length)]),
    ...(isLibrary || form.isStatic ? [] : [segment(3, loaderAt, LOADER.length)]),
  ];
  const header = [
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, isLittle ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...[half(isLibrary ? 3 : 2), half(machine), word(1), address(0)],
    ...[address(headerBytes), address(sectionsAt), word(0)],
    ...[headerBytes, segmentBytes, segmentCount, sectionBytes, sections.length, 1].map(half),
  ];
  const padding = Buffer.alloc((3 - segmentCount) * segmentBytes);
  return Buffer.concat([
    ...[...header, ...segments, padding, strings, Buffer.from(LOADER), Buffer.alloc(fillBytes)],
    ...[dynamic, names, ...sections],
  ]);
}
