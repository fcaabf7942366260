import { posix } from 'node:path';
import { matchPaths } from '../glob.ts';
import type { ImageView } from '../image-view.ts';
import { type CachedLibraries, parseLoaderCache } from './loader-cache.ts';

/** Where the loader of a program looks for libraries, apart from what the program itself says. */
export interface LibraryPlaces {
  /** In its order. */
  readonly folders: readonly string[];
  /** What `ldconfig` wrote down: the paths of a library, by its name. */
  readonly cached: CachedLibraries;
}

export interface LoaderPlaces {
  readonly glibc: LibraryPlaces;
  readonly musl: LibraryPlaces;
}

const GLIBC_FOLDERS = ['/lib64', '/usr/lib64', '/lib', '/usr/lib'];
const MUSL_FOLDERS = ['/lib', '/usr/local/lib', '/usr/lib'];
const CACHE = '/etc/ld.so.cache';

/**
 * Where the loaders of glibc and of musl look in an image. glibc's reads what `ldconfig` made of `/etc/ld.so.conf`,
 * and never the settings; of an image that has no such cache the settings count, since it may be made at the start.
 */
export async function loaderPlaces(view: ImageView): Promise<LoaderPlaces> {
  const { LD_LIBRARY_PATH = '' } = view.image.config.env;
  const named = LD_LIBRARY_PATH.split(/[:;]/).filter((folder) => folder.startsWith('/'));
  const cache = await view.evidence.readFile?.(CACHE);
  const cached = cache && parseLoaderCache(cache);
  const configured = cached ? [] : await glibcSettings(view);
  const musl = (await muslSettings(view)) ?? MUSL_FOLDERS;
  return {
    glibc: {
      folders: [...named, ...configured, ...multiarch(view), ...GLIBC_FOLDERS],
      cached: cached ?? new Map(),
    },
    musl: { folders: [...named, ...musl], cached: new Map() },
  };
}

/** Debian keeps the libraries of each processor apart: `/usr/lib/x86_64-linux-gnu`. */
function multiarch({ entries }: ImageView): string[] {
  return entries
    .filter(({ type, path }) => type === 'directory' && /^(usr\/)?lib\/[^/]+-linux-[^/]+$/.test(path))
    .map(({ path }) => `/${path}`);
}

/** What a musl image names in the place of the default folders. Nothing when it does not. */
async function muslSettings({ entries, evidence }: ImageView): Promise<readonly string[] | undefined> {
  const settings = entries.find(({ path }) => /^etc\/ld-musl-[^/]+\.path$/.test(path));
  const content = settings && (await evidence.readFile?.(`/${settings.path}`));
  return content && absolute(content.toString('utf8').split(/[\n:]/));
}

const SETTINGS = '/etc/ld.so.conf';
const MAX_SETTINGS = 100; // files that include one another

async function glibcSettings(view: ImageView): Promise<readonly string[]> {
  const folders: string[] = [];
  const toRead = view.follow(SETTINGS) ? [SETTINGS] : included('/etc/ld.so.conf.d/*.conf', view);
  for (const path of toRead) {
    const content = await view.evidence.readFile?.(path);
    for (const line of content?.toString('utf8').split('\n') ?? []) {
      const [said = ''] = line.trim().split('#');
      const globs = /^include\s+(?<globs>.+)$/.exec(said)?.groups?.globs;
      const more = globs?.split(/\s+/).map((glob) => posix.resolve(posix.dirname(path), glob)) ?? [];
      const unread = more.flatMap((glob) => included(glob, view)).filter((one) => !toRead.includes(one));
      toRead.push(...unread.slice(0, MAX_SETTINGS - toRead.length));
      if (!globs) folders.push(...absolute(said.split(/[\s:,]/).map((folder) => folder.split('=')[0] ?? '')));
    }
  }
  return folders;
}

/** In the order of their names. A file that is named plainly may lie behind a linked folder. */
function included(glob: string, { entries, follow }: ImageView): string[] {
  if (!/[*?[]/.test(glob)) return follow(glob) ? [glob] : [];
  const folder = follow(posix.dirname(glob));
  const matches = matchPaths([
    posix.join(`/${folder?.path ?? posix.dirname(glob).slice(1)}`, posix.basename(glob)),
  ]);
  return entries.map(({ path }) => `/${path}`).filter((path) => matches(path));
}

function absolute(folders: readonly string[]): string[] {
  return folders.map((folder) => folder.trim()).filter((folder) => folder.startsWith('/'));
}
