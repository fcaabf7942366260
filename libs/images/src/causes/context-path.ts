import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FailureCause } from '../build-failure.ts';
import { isAddress, isFolder } from '../target-files.ts';
import type { Scene } from './scene.ts';

/** Why a file that a COPY or ADD names is not among what the builder was given. */
export async function contextPathCause(scene: Scene): Promise<FailureCause | undefined> {
  const { failure, instruction, dockerfile } = scene;
  const path = /failed to calculate checksum.*"\/(?<path>[^"]*)": not found/s.exec(failure.message)?.groups
    ?.path;
  if (path === undefined || !instruction) return undefined;
  const words = instruction.text
    .replace(/^ONBUILD\s+/i, '')
    .split(/\s+/)
    .slice(1);
  const escaped = words.find((word) => /\\[\w.]/.test(word));
  if (escaped !== undefined && dockerfile.escapeSign === '\\')
    return {
      text: `a backslash in a Dockerfile is no separator of folders, and takes what follows as it is: "${escaped}" means "${escaped.replace(/\\(.)/g, '$1')}"`,
      nextStep: `write "${escaped.replaceAll('\\', '/')}"`,
    };
  const folder = folderOf(scene, words);
  if (folder === undefined) return undefined;
  const shown = relative(scene.plan.root, folder) || '.';
  const above = words.slice(0, -1).find((word) => leadsOut(word));
  if (above !== undefined) return outOf(`"${above}"`, 'leads', shown);
  return (
    (await whyNotThere(folder, path, shown)) ??
    (existsSync(join(folder, path)) ? keptOut(scene, folder) : undefined)
  );
}

/** The folder that the instruction copies from; nothing when it is a stage, an image, or elsewhere. */
function folderOf({ plan, builder }: Scene, words: readonly string[]): string | undefined {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const place = from === undefined ? builder.context : builder.contexts[from];
  if (place === undefined || isAddress(place) || !isFolder(place)) return undefined;
  return resolve(plan.root, place);
}

function leadsOut(word: string): boolean {
  return !word.startsWith('--') && join('/context', word).startsWith('/context') === false;
}

function outOf(what: string, leads: string, context: string): FailureCause {
  return {
    text: `${what} ${leads} out of the build context (${context}): a build is given nothing that lies outside of it`,
    nextStep:
      'copy it into the context, or name its folder under `contexts` in the bake file and take it with COPY --from',
  };
}

async function whyNotThere(folder: string, path: string, shown: string): Promise<FailureCause | undefined> {
  const parts = path.split('/').filter(Boolean);
  let at = folder;
  for (let links = 0; parts.length > 0; ) {
    const part = parts.shift() ?? '';
    const next = join(at, part);
    const found = await lstat(next).catch(() => undefined);
    if (!found) return otherCase(at, part, folder);
    if (found.isFile() && parts.length > 0) return noFolder(next, relative(folder, next));
    if (!found.isSymbolicLink()) {
      at = next;
      continue;
    }
    const to = await readlink(next);
    const goal = isAbsolute(to) ? to : resolve(dirname(next), to);
    const name = relative(folder, next);
    if (goal !== folder && !goal.startsWith(folder + sep))
      return outOf(`"${name}" is a link to "${to}", which`, 'leads', shown);
    if (isAbsolute(to)) return fromTheRoot(name, to, relative(dirname(next), goal));
    links += 1;
    if (links > 40) return undefined;
    parts.unshift(...relative(folder, goal).split('/').filter(Boolean));
    at = folder;
  }
  return undefined;
}

/** Where links are switched off, git writes the goal of a link into a file of its name. */
async function noFolder(path: string, name: string): Promise<FailureCause> {
  const text = (await stat(path)).size < 1_000 ? await readFile(path, 'utf8') : '';
  if (!/^[\w./-]*\/[\w./-]*$/.test(text))
    return { text: `"${name}" is a file, and no folder`, nextStep: 'correct the path, and build again' };
  return {
    text: `"${name}" is no folder but a file that holds "${text}", as git writes a link where links are switched off`,
    nextStep:
      'switch them on (git config core.symlinks true) and check it out again, or copy the files themselves',
  };
}

/** The file that keeps others out of the build: of the Dockerfile alone, else of the whole context. */
async function keptOut({ plan, builder }: Scene, folder: string): Promise<FailureCause | undefined> {
  const files = [resolve(plan.root, `${builder.dockerfile}.dockerignore`), join(folder, '.dockerignore')];
  const file = files.find((each) => existsSync(each));
  if (file === undefined) return undefined;
  const shown = relative(plan.root, file);
  return {
    text: `it is in the build context, and ${shown} keeps it out of the build`,
    nextStep: `let ${shown} let it in, for instance by a line that begins with "!", and build again`,
  };
}

function fromTheRoot(name: string, to: string, relativeLink: string): FailureCause {
  return {
    text: `"${name}" is a link to "${to}": in a build, the build context is where an absolute link begins`,
    nextStep: `make it a relative one: ln --symbolic --force ${relativeLink} ${name}`,
  };
}

/** macOS and Windows find a file whose name is written in other letters. */
async function otherCase(folder: string, name: string, context: string): Promise<FailureCause | undefined> {
  const names = await readdir(folder).catch(() => []);
  const found = names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (found === undefined) return undefined;
  const shown = relative(context, join(folder, found));
  return {
    text: `it is called "${shown}" there: Linux tells capital letters from small ones`,
    nextStep: `write "${shown}"`,
  };
}
