import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { type BuildEvent, type BuildFailure, type BuildStep, buildImages } from '@drydock/images';
import { type ImageContents, readImage } from '@drydock/layers';

/** A folder with Dockerfiles that teach one thing. `PREFIX` in a file stands for a name that nobody else has. */
export interface SmallProject extends AsyncDisposable {
  readonly prefix: string;
  readonly folder: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly build: (...targets: string[]) => Promise<Build>;
  /** An image that was built, by the end of its name. Default: the one of the folder's only Dockerfile. */
  readonly image: (name?: string) => Promise<ImageContents>;
  readonly ref: (name?: string) => string;
}

export interface Build {
  readonly failure: BuildFailure | undefined;
  readonly steps: readonly BuildStep[];
  readonly events: readonly BuildEvent[];
  /** What the steps printed. */
  readonly output: readonly string[];
}

/** The bake file of a project that has one Dockerfile, at its root. */
const ONE_IMAGE = `target "default" {
  tags   = ["PREFIX/image:local"]
  output = ["type=docker"]
  attest = ["type=provenance,disabled=true", "type=sbom,disabled=true"]
}
`;

export function smallProject(engine: Engine, files: Readonly<Record<string, string>>): SmallProject {
  const folder = mkdtempSync(join(tmpdir(), `drydock-small-${process.pid}-`));
  const prefix = `drydock-small-${process.pid}-${randomBytes(3).toString('hex')}`;
  const ref = (name = 'image') => `${prefix}/${name}:local`;
  const write: SmallProject['write'] = (added) => {
    for (const [path, text] of Object.entries(added)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text.replaceAll('PREFIX', prefix));
    }
  };
  write({ 'docker/bake.hcl': ONE_IMAGE, ...files });
  return {
    prefix,
    folder,
    ref,
    write,
    build: async (...targets) => {
      const events: BuildEvent[] = [];
      const onEvent = (event: BuildEvent) => events.push(event);
      const wanted = targets.length > 0 ? { targets } : {};
      const result = await buildImages(engine, { root: folder, ...wanted, onEvent });
      const output = events.flatMap((event) => (event.type === 'output' ? [event.line] : []));
      return { failure: result.ok ? undefined : result.failure, steps: result.steps, events, output };
    },
    image: (name) => readImage(engine, ref(name)),
    [Symbol.asyncDispose]: async () => {
      const { stdout } = await runDocker(engine, [
        'image',
        'ls',
        '--quiet',
        '--filter',
        `reference=${prefix}/*`,
      ]);
      const left = [...new Set(stdout.split('\n').filter(Boolean))];
      if (left.length > 0) await runDocker(engine, ['image', 'rm', '--force', ...left]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A project of one Dockerfile, built. Fails when the build does. */
export async function builtProject(
  engine: Engine,
  dockerfile: string,
  files: Readonly<Record<string, string>> = {},
): Promise<SmallProject & { readonly built: Build }> {
  const project = smallProject(engine, { ...files, Dockerfile: dockerfile });
  const built = await project.build();
  if (!built.failure) return { ...project, built };
  await project[Symbol.asyncDispose]();
  throw new Error(`the Dockerfile of this case cannot be built: ${built.failure.message}`);
}
