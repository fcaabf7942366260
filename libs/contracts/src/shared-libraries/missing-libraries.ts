import { posix } from 'node:path';
import type { EffectiveFile, ElfFacts } from '@drydock/layers';
import type { ImageView } from '../image-view.ts';
import { libraryFolders } from './library-folders.ts';

export interface MissingLibrary {
  /** With a slash in front: the program or library that needs it. */
  readonly path: string;
  /** `libssl.so.3`, or the path of a loader. */
  readonly needs: string;
  readonly isLoader: boolean;
}

interface NativeFile {
  readonly file: EffectiveFile;
  readonly elf: ElfFacts;
}

/** What the processors of image configurations are called in ELF headers. */
const MACHINES: Readonly<Record<string, string>> = { amd64: 'x86-64', arm64: 'aarch64' };
/** musl is one file, which answers to the names of all parts of a C library. */
const MUSL = /^(libc\.musl-.*|lib(c|m|rt|dl|pthread|util|resolv|crypt|xnet)\.so)$/;

/**
 * Libraries that a program or a library is linked with and that are not in the image. A program must find its own
 * where the loader looks. A library may be loaded by a program that has loaded what it needs before, as Java and
 * Node do with theirs, so for it the library must be somewhere in the image.
 */
export async function missingLibraries(
  view: ImageView,
): Promise<{ readonly checked: number; readonly missing: readonly MissingLibrary[] }> {
  const folders = await libraryFolders(view);
  const machine = MACHINES[view.image.config.architecture];
  const native = nativeFiles(view).filter(({ elf }) => machine === undefined || elf.machine === machine);
  const names = new Set(native.flatMap(({ file, elf }) => [posix.basename(file.path), elf.soname ?? '']));
  const hasMusl = view.entries.some(({ path }) => /(^|\/)ld-musl-[^/]+\.so\.1$/.test(path));
  const isThere = (path: string, elf: ElfFacts) => {
    const found = view.follow(path);
    return found?.type === 'file' && (found.facts?.elf?.machine ?? elf.machine) === elf.machine;
  };
  const missing = native.flatMap(({ file, elf }) => {
    const path = `/${file.path}`;
    const isFound = (name: string) => {
      if (hasMusl && MUSL.test(name)) return true;
      if (name.includes('/')) return isThere(name, elf);
      const places = [...ownFolders(file, elf), ...folders];
      if (places.some((folder) => isThere(posix.join(folder, name), elf))) return true;
      return elf.interpreter === undefined && names.has(name);
    };
    const loader = elf.interpreter !== undefined && !isThere(elf.interpreter, elf) ? [elf.interpreter] : [];
    return [
      ...loader.map((needs) => ({ path, needs, isLoader: true })),
      ...elf.needed.filter((name) => !isFound(name)).map((needs) => ({ path, needs, isLoader: false })),
    ];
  });
  return { checked: native.length, missing };
}

function nativeFiles({ entries }: ImageView): NativeFile[] {
  return entries.flatMap((file) => {
    const elf = file.type === 'file' ? file.facts?.elf : undefined;
    return elf && (elf.needed.length > 0 || elf.interpreter !== undefined || elf.soname !== undefined)
      ? [{ file, elf }]
      : [];
  });
}

function ownFolders({ path }: EffectiveFile, { runpath }: ElfFacts): string[] {
  const origin = `/${posix.dirname(path)}`;
  return runpath
    .map((folder) => folder.replace(/\$ORIGIN|\$\{ORIGIN\}/g, origin).replace(/\$LIB|\$\{LIB\}/g, 'lib'))
    .filter((folder) => folder.startsWith('/'));
}
