import type { PackageFacts } from '../../image-contents.ts';
import type { FileObserver, ObservedFile } from '../file-observer.ts';
import { wholeFile } from '../whole-file.ts';
import { alpinePackages } from './alpine.ts';
import { archFileList, archPackage } from './arch.ts';
import { debianChecksums, debianFileList, debianStatus } from './debian.ts';
import { byFileName, javaPackages } from './java.ts';
import { composerPackages, condaPackage, dotnetPackages } from './json-lists.ts';
import { nodePackage } from './node.ts';
import { pythonMetadata, pythonRecord } from './python.ts';
import { rubyGem } from './ruby.ts';

type PackageReader = (path: string, content: Buffer) => PackageFacts[];

/** By the path of a file, how it says what is installed. The first that fits counts. */
const READERS: readonly (readonly [RegExp, PackageReader])[] = [
  [/^var\/lib\/dpkg\/status$/, (_, content) => debianStatus(text(content))],
  [/^var\/lib\/dpkg\/status\.d\/[^/]+\.md5sums$/, (path, content) => debianChecksums(path, text(content))],
  [/^var\/lib\/dpkg\/status\.d\/[^/]+$/, (_, content) => debianStatus(text(content))],
  [/^var\/lib\/dpkg\/info\/[^/]+\.list$/, (path, content) => debianFileList(path, text(content))],
  [/^(?:usr\/)?lib\/apk\/db\/installed$/, (_, content) => alpinePackages(text(content))],
  [/^var\/lib\/pacman\/local\/[^/]+\/desc$/, (_, content) => archPackage(text(content))],
  [/^var\/lib\/pacman\/local\/[^/]+\/files$/, (path, content) => archFileList(path, text(content))],
  [/(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/, (path) => rubyGem(path)],
  [/(?:^|\/)vendor\/composer\/installed\.json$/, (_, content) => composerPackages(text(content))],
  [/\.deps\.json$/, (_, content) => dotnetPackages(text(content))],
  [/(?:^|\/)conda-meta\/[^/]+\.json$/, (_, content) => condaPackage(text(content))],
  [/(?:^|\/)[^/]+\.egg-info(?:\/PKG-INFO)?$/, (_, content) => pythonMetadata(text(content))],
  [/(?:^|\/)[^/]+\.dist-info\/METADATA$/, (_, content) => pythonMetadata(text(content))],
  [/(?:^|\/)[^/]+\.dist-info\/RECORD$/, (path, content) => pythonRecord(path, text(content))],
  [
    /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/,
    (_, content) => nodePackage(text(content)),
  ],
  [/\.[jwe]ar$/, javaPackages],
];

/** Kept whole while they pass. A larger jar is known by its name only. */
const LIMIT_BYTES = 32_000_000;

/** Recognises the databases of package managers, and files that are or describe a package themselves. */
export function observePackages({ path, size }: ObservedFile): FileObserver | undefined {
  const [, read] = READERS.find(([pattern]) => pattern.test(path)) ?? [];
  if (!read) return undefined;
  if (size > LIMIT_BYTES) {
    const named = byFileName(path);
    return named && { write: () => undefined, end: () => ({ packages: [named] }) };
  }
  return wholeFile({ size }, (content) => {
    const packages = read(path, content);
    return packages.length === 0 ? {} : { packages };
  });
}

function text(content: Buffer): string {
  return content.toString('utf8');
}
