import { matchesGlob, posix } from 'node:path';
import type { SourceStep } from './source-step.ts';

const { basename, dirname, join, relative } = posix;

/** ADD unpacks it, so what was in it cannot be told. */
const ARCHIVE = /\.(tar|tgz|txz|tbz2?)(\.\w+)?$/;

/**
 * Where a path of an image stood before a COPY or ADD put it there: in the stage, image or build context, and
 * without a leading slash. `<<name` is a heredoc. Nothing when the step did not put it there. `path` is absolute.
 */
export function copiedPath(step: SourceStep, path: string): string | undefined {
  const { sources, destination } = step;
  if (sources === undefined || destination === undefined) return undefined;
  const archive = step.keyword === 'ADD' ? sources.find((source) => ARCHIVE.test(source)) : undefined;
  const plain = destination.replace(/\/+$/, '') || '/';
  if (path === plain && !destination.endsWith('/') && sources.length === 1) {
    return withoutSlashes(sources[0] ?? '');
  }
  const rest = relative(plain, path);
  if (rest === '' || rest.startsWith('..')) return undefined;
  const keepsParents = /\s--parents(=true)?\s/.test(step.text);
  if (archive !== undefined) return withoutSlashes(archive);
  const named = sources.find((source) => !source.endsWith('/') && isCalled(source, rest));
  if (named !== undefined && !keepsParents) {
    return named.startsWith('<<') ? named : withoutSlashes(join(dirname(named), rest));
  }
  if (keepsParents) return rest;
  // The content of a folder is copied, not the folder itself.
  const folder = sources.find((source) => !source.startsWith('<<'));
  return folder === undefined ? undefined : withoutSlashes(join(folder, rest));
}

/** Whether a source that is a file, or a pattern, can have become the file `name` of the destination. */
function isCalled(source: string, name: string): boolean {
  if (name.includes('/')) return false;
  if (source.startsWith('<<')) return source.slice('<<'.length) === name;
  const base = basename(source);
  return base === name || (/[*?[]/.test(base) && matchesGlob(name, base));
}

function withoutSlashes(path: string): string {
  return path.startsWith('<<') ? path : posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');
}
