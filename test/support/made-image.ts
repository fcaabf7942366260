import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';

/** An image of somebody's own Dockerfile, under a name that nobody else has. */
export interface MadeImage extends AsyncDisposable {
  readonly ref: string;
  /** Its build context, with `Dockerfile` in it. */
  readonly folder: string;
  /** Writes the image into the folder, as `docker image save` does, and gives the path. */
  readonly save: () => Promise<string>;
}

export async function makeImage(
  engine: Engine,
  dockerfile: string,
  files: Readonly<Record<string, string>> = {},
): Promise<MadeImage> {
  const folder = mkdtempSync(join(tmpdir(), `drydock-made-${process.pid}-`));
  const ref = `drydock-made-${process.pid}-${randomBytes(3).toString('hex')}:test`;
  for (const [path, text] of Object.entries({ ...files, Dockerfile: dockerfile })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = async (...args: string[]) => {
    const { exitCode, stderr } = await runDocker(engine, args);
    if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  };
  await run('buildx', 'build', '--provenance=false', '--tag', ref, '--output', 'type=docker', folder);
  return {
    ref,
    folder,
    save: async () => {
      const path = join(folder, 'image.tar');
      await run('image', 'save', '--output', path, ref);
      return path;
    },
    [Symbol.asyncDispose]: async () => {
      await run('image', 'rm', '--force', ref);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
