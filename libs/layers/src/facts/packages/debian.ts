import { posix } from 'node:path';
import type { PackageFacts } from '../../image-contents.ts';
import { controlBlocks } from './control-file.ts';

/** Of `var/lib/dpkg/status`, or of one package's file in `status.d`, where images without dpkg keep them. */
export function debianStatus(text: string): PackageFacts[] {
  return controlBlocks(text).flatMap((block) => {
    const [name, version, status] = ['Package', 'Version', 'Status'].map((field) => block.get(field));
    // A package that was removed may leave its settings, and its name, behind.
    const isInstalled = status === undefined || / installed$/.test(status);
    return name && version && isInstalled ? [{ type: 'deb', name, version }] : [];
  });
}

/** Of `var/lib/dpkg/info/libc6:amd64.list`: the files of one package, whose version stands elsewhere. */
export function debianFileList(path: string, text: string): PackageFacts[] {
  const name = posix.basename(path, '.list').replace(/:.*/, '');
  const lines = text.split('\n').filter((line) => line.startsWith('/') && line !== '/.');
  // Folders are listed too, each right before what is in it.
  const files = lines.filter((line, index) => !lines[index + 1]?.startsWith(`${line}/`));
  return [{ type: 'deb', name, version: '', files: files.map((line) => line.slice(1)) }];
}

/** Of `var/lib/dpkg/status.d/libc6.md5sums`, the same for images without dpkg. */
export function debianChecksums(path: string, text: string): PackageFacts[] {
  const name = posix.basename(path, '.md5sums').replace(/:.*/, '');
  const files = text
    .split('\n')
    .flatMap((line) => /^[0-9a-f]{32}\s+\*?(?:\.?\/)?(.+)$/.exec(line)?.[1] ?? []);
  return [{ type: 'deb', name, version: '', files }];
}
