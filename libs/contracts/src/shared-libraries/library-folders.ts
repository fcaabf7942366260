import type { ImageView } from '../image-view.ts';

/** Where both glibc and musl look without being told. */
const DEFAULT_FOLDERS = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib', '/usr/local/lib64'];
const LOADER_SETTINGS = /^etc\/(ld\.so\.conf(\.d\/[^/]+\.conf)?|ld-musl-[^/]+\.path)$/;

/** The folders in which the loader of an image looks for every program, in its order. */
export async function libraryFolders(view: ImageView): Promise<readonly string[]> {
  const { LD_LIBRARY_PATH = '' } = view.image.config.env;
  const named = LD_LIBRARY_PATH.split(/[:;]/).filter((folder) => folder.startsWith('/'));
  return [...new Set([...named, ...(await configured(view)), ...multiarch(view), ...DEFAULT_FOLDERS])];
}

/** Debian keeps the libraries of each processor apart: `/usr/lib/x86_64-linux-gnu`. */
function multiarch({ entries }: ImageView): string[] {
  return entries
    .filter(
      ({ type, path }) => type === 'directory' && /^(usr\/(local\/)?)?lib\/[^/]+-linux-[^/]+$/.test(path),
    )
    .map(({ path }) => `/${path}`);
}

/** What the settings of the loader name, where their content is at hand. */
async function configured({ entries, evidence }: ImageView): Promise<string[]> {
  const settings = entries.filter(({ path, type }) => type === 'file' && LOADER_SETTINGS.test(path));
  const contents = await Promise.all(settings.map(({ path }) => evidence.readFile?.(`/${path}`)));
  const lines = contents.flatMap((content) => content?.toString('utf8').split(/[\n:]/) ?? []);
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('/'));
}
