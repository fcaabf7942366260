import { readFile } from 'node:fs/promises';
import { join, normalize, posix, resolve } from 'node:path';
import type { BakeTarget } from './bake-schema.ts';

/** An address instead of a folder or file, as buildx tells: it is fetched by the builder, and is not on this machine. */
export function isAddress(path: string): boolean {
  return /^(?:(?:https?|git|ssh):\/\/|github\.com\/|[\w.-]+@[\w.-]+:)/.test(path);
}

/** A named context is a folder unless it begins like `target:` or `docker-image://`, or is an address. */
export function isFolder(context: string): boolean {
  return !isAddress(context) && !/^[\w+-]+:/.test(context);
}

/** Where a target's Dockerfile and its context are: relative to the repository, or an address. */
export function targetFiles(
  { context, dockerfile, 'dockerfile-inline': inline }: BakeTarget,
  bakeFile: string,
): { context: string; dockerfile: string } {
  const place = isAddress(context) ? context : normalize(context);
  if (inline !== undefined) return { context: place, dockerfile: `${bakeFile}, dockerfile-inline` };
  if (isAddress(dockerfile)) return { context: place, dockerfile };
  if (dockerfile.startsWith('cwd://')) return { context: place, dockerfile: normalize(dockerfile.slice(6)) };
  if (isAddress(context)) return { context, dockerfile: inRepository(context, dockerfile) };
  return { context: place, dockerfile: dockerfile.startsWith('/') ? dockerfile : join(place, dockerfile) };
}

/** A file of a git repository as its address is written: `https://host/name.git#branch:folder/Dockerfile`. */
function inRepository(address: string, file: string): string {
  const [repository = '', fragment = ''] = address.split('#', 2);
  const [branch = '', folder = ''] = fragment.split(':', 2);
  return `${repository}#${branch}:${posix.join(folder, file)}`;
}

/** What is read of a target's Dockerfile: empty when it is missing or elsewhere, which is bake's to complain about. */
export async function dockerfileText(
  root: string,
  { dockerfile, inline }: { readonly dockerfile: string; readonly inline?: string | undefined },
): Promise<string> {
  if (inline !== undefined) return inline;
  return isAddress(dockerfile) ? '' : readFile(resolve(root, dockerfile), 'utf8').catch(() => '');
}
