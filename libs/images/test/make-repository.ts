import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';

export interface Repository extends AsyncDisposable {
  readonly root: string;
  /** Begins the name of every image of this repository; `PREFIX` in a file stands for it. */
  readonly prefix: string;
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly tags: () => Promise<string[]>;
}

/** A folder with the given files, and image names of its own. Both are gone afterwards. */
export async function makeRepository(
  engine: Engine,
  files: Readonly<Record<string, string>>,
): Promise<Repository> {
  const root = await mkdtemp(join(tmpdir(), 'drydock-images-'));
  const prefix = `drydock-test-${randomBytes(4).toString('hex')}`;
  const write = async (added: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(added)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text.replaceAll('PREFIX', prefix));
    }
  };
  const tags = async () => {
    const format = '{{.Repository}}:{{.Tag}}';
    const { stdout } = await runDocker(engine, ['image', 'ls', '--format', format, `${prefix}/*`]);
    return stdout.split('\n').filter(Boolean).sort();
  };
  await write(files);
  return {
    root,
    prefix,
    write,
    tags,
    [Symbol.asyncDispose]: async () => {
      const left = await tags();
      if (left.length > 0) await runDocker(engine, ['image', 'rm', '--force', ...left]);
      await rm(root, { recursive: true });
    },
  };
}
