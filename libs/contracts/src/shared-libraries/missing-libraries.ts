import { posix } from 'node:path';
import type { EffectiveFile, ElfFacts } from '@drydock/layers';
import type { ImageView } from '../image-view.ts';
import { type LibraryPlaces, loaderPlaces } from './library-folders.ts';

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
const MUSL_LOADER = /(^|\/)ld-musl-[^/]+\.so\.1$/;
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
  const places = await loaderPlaces(view);
  const machine = MACHINES[view.image.config.architecture];
  const native = nativeFiles(view).filter(({ elf }) => machine === undefined || elf.machine === machine);
  const names = new Set(native.flatMap(({ file, elf }) => [posix.basename(file.path), elf.soname ?? '']));
  const hasMusl = view.entries.some(({ path }) => MUSL_LOADER.test(path));
  const isThere = (path: string, elf: ElfFacts) => {
    const found = view.follow(path);
    return found?.type === 'file' && (found.facts?.elf?.machine ?? elf.machine) === elf.machine;
  };
  const missing = native.flatMap(({ file, elf }) => {
    const path = `/${file.path}`;
    const isFound = (name: string) => {
      if (hasMusl && MUSL.test(name)) return true;
      if (name.includes('/')) return isThere(name, elf);
      const loader = MUSL_LOADER.test(elf.interpreter ?? '') ? places.musl : places.glibc;
      if (candidates(name, { file, elf }, loader).some((place) => isThere(place, elf))) return true;
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

/** Where a library may be that a program or a library needs. */
function candidates(name: string, needs: NativeFile, { folders, cached }: LibraryPlaces): string[] {
  const places = [...ownFolders(needs), ...folders].map((folder) => posix.join(folder, name));
  return [...places, ...(cached.get(name) ?? [])];
}

function ownFolders({ file, elf }: NativeFile): string[] {
  const origin = `/${posix.dirname(file.path)}`;
  return elf.runpath
    .map((folder) => folder.replace(/\$ORIGIN|\$\{ORIGIN\}/g, origin))
    .flatMap((folder) => LIB_NAMES.map((lib) => folder.replace(/\$LIB|\$\{LIB\}/g, lib)))
    .filter((folder) => folder.startsWith('/'));
}

/** What `$LIB` stands for, by the distribution. */
const LIB_NAMES = ['lib', 'lib64', 'lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu'];
