import { posix } from 'node:path';
import type { PackageFacts } from '../../image-contents.ts';
import { controlBlocks } from './control-file.ts';

/** Of `requests-2.31.0.dist-info/METADATA`. */
export function pythonMetadata(text: string): PackageFacts[] {
  const [block] = controlBlocks(text);
  const [name, version] = [block?.get('Name'), block?.get('Version')];
  return name && version ? [{ type: 'pypi', name: pythonName(name), version }] : [];
}

/** Of `requests-2.31.0.dist-info/RECORD`: a line for each file, from the folder above. */
export function pythonRecord(path: string, text: string): PackageFacts[] {
  const folder = posix.dirname(path);
  const { name, version } =
    /^(?<name>.+)-(?<version>[^-]+)\.dist-info$/.exec(posix.basename(folder))?.groups ?? {};
  if (!name || version === undefined) return [];
  const files = text
    .split(/\r?\n/)
    .map(
      (line) =>
        (/^"(?:[^"]|"")*"/.exec(line)?.[0] ?? '').slice(1, -1).replaceAll('""', '"') || line.split(',')[0],
    )
    .filter((file) => file !== undefined && file !== '')
    .map((file) => posix.join(posix.dirname(folder), file ?? ''));
  return [{ type: 'pypi', name: pythonName(name), version, files }];
}

/** Small or large letters, `-`, `_` or `.` make no difference to Python. */
function pythonName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
