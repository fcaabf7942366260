import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { type BuildServicesOptions, buildServices } from './build-services.ts';
import { copyWorkspace } from './run-drydock.ts';
import type { Build } from './small-project.ts';

/** Text for an edit: one that an earlier run has made already would be found in the build's cache. */
export const EDIT = randomUUID();

/** A change of one file of the repository. */
export interface Edit {
  readonly file: string;
  readonly change: (text: string) => string;
}

/** A copy of the repository whose images have a tag of their own, to be edited, built and put back. */
export interface EditedCopy extends AsyncDisposable {
  readonly folder: string;
  readonly tag: string;
  /** Builds with the edits, and takes them back. */
  readonly build: (
    targets: readonly string[],
    edits?: readonly Edit[],
    options?: Pick<BuildServicesOptions, 'machine' | 'expectsFailure' | 'noCache'>,
  ) => Promise<Build>;
  /** Name and id of each image that the copy has. */
  readonly images: () => Promise<string[][]>;
}

export function editedCopy(engine: Engine): EditedCopy {
  const workspace = copyWorkspace();
  const { folder, stack: tag } = workspace;
  workspace.edit('docker/bake.hcl', (text) => text.replace('"local"', `"${tag}"`));
  const images = async () => {
    const list = ['image', 'ls', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'];
    const { stdout } = await runDocker(engine, [...list, '--filter', `reference=*/*:${tag}`]);
    return stdout
      .split('\n')
      .filter(Boolean)
      .sort()
      .map((line) => line.split(' '));
  };
  return {
    folder,
    tag,
    images,
    build: async (targets, edits = [], options = {}) => {
      const before = edits.map(({ file }) => [join(folder, file), readFileSync(join(folder, file))] as const);
      try {
        for (const { file, change } of edits) workspace.edit(file, change);
        return await buildServices(engine, { ...options, targets, root: folder });
      } finally {
        for (const [path, bytes] of before) writeFileSync(path, bytes);
      }
    },
    [Symbol.asyncDispose]: async () => {
      const names = (await images()).map(([name = '']) => name);
      if (names.length > 0) await runDocker(engine, ['image', 'rm', ...names]);
      workspace[Symbol.dispose]();
    },
  };
}

/** An edited copy that is made for the first who asks for it: most cases of a claim need none. */
interface CopyOnDemand extends AsyncDisposable {
  readonly get: () => Promise<EditedCopy>;
}

/** `targets` are built in it once, before anybody edits it. */
export function copyOnDemand(engine: Engine, targets: readonly string[] = []): CopyOnDemand {
  let made: Promise<EditedCopy> | undefined;
  const make = async () => {
    const copy = editedCopy(engine);
    const { failure } = targets.length > 0 ? await copy.build(targets) : {};
    if (!failure) return copy;
    await copy[Symbol.asyncDispose]();
    throw new Error(`${targets.join(', ')} cannot be built: ${failure.message}`);
  };
  return {
    get: () => {
      made ??= make();
      return made;
    },
    [Symbol.asyncDispose]: async () => {
      const copy = await made?.catch(() => undefined); // told to whoever asked for it
      await copy?.[Symbol.asyncDispose]();
    },
  };
}

/** An edit that puts a line behind the last one. */
export function appended(file: string, line: string): Edit {
  return { file, change: (text) => `${text.trimEnd()}\n${line}\n` };
}

/** What an earlier build of a Dockerfile has kept in its cache mounts is not there. `ids`: in some of them. */
export function withoutCaches(folder: string, ids = '[^,]+'): Edit {
  const mount = new RegExp(`--mount=type=cache,id=${ids},target=([^, ]+)\\S*`, 'g');
  return {
    file: `${folder}/Dockerfile`,
    change: (text) => text.replaceAll(mount, '--mount=type=tmpfs,target=$1'),
  };
}
