import { posix } from 'node:path';
import type { PackageFacts } from '../../image-contents.ts';

/** Of `specifications/rack-3.0.gemspec`, whose name says it; a gem for one system has that behind the version. */
export function rubyGem(path: string): PackageFacts[] {
  const { name, version } =
    /^(?<name>.+?)-(?<version>\d[\w.]*)(?:-[\w-]+)?\.gemspec$/.exec(posix.basename(path))?.groups ?? {};
  return name && version ? [{ type: 'gem', name, version }] : [];
}
