import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';

export interface TestImage extends AsyncDisposable {
  readonly ref: string;
}

/**
 * A text of this length that no other process has. Of two images with a layer in common, the engine may lose that layer
 * to one as the other goes (moby/buildkit#6521), and another process may run the same test.
 */
export function ownText(length: number): string {
  return randomBytes(4).toString('hex').padEnd(length, '.');
}

/** Builds an image from a Dockerfile and the files it copies. Both are gone afterwards. */
export async function makeImage(
  engine: Engine,
  dockerfile: string,
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly output?: string;
    readonly provenance?: boolean;
  } = {},
): Promise<TestImage> {
  const context = await mkdtemp(join(tmpdir(), 'drydock-layers-'));
  const ref = `drydock-test-${randomBytes(4).toString('hex')}/image:local`;
  for (const [path, text] of Object.entries({ Dockerfile: dockerfile, ...options.files })) {
    await mkdir(dirname(join(context, path)), { recursive: true });
    await writeFile(join(context, path), text);
  }
  const output = `${options.output ?? 'type=docker'},name=${ref}`;
  const provenance = `--provenance=${options.provenance ?? false}`;
  const args = ['buildx', 'build', '--output', output, provenance, context];
  const { exitCode, stderr } = await runDocker(engine, args);
  await rm(context, { recursive: true });
  if (exitCode !== 0) throw new Error(stderr);
  return {
    ref,
    [Symbol.asyncDispose]: async () => {
      await runDocker(engine, ['image', 'rm', '--force', ref]);
    },
  };
}
