// The build is portable: it needs the engine and nothing else of the machine, and no file of the machine is in the image.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { effectiveFiles, readImage } from '@drydock/layers';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, copyOnDemand } from '../support/edited-copy.ts';
import { openTestEngine, ROOT } from '../support/services.ts';
import { type Build, builtProject, smallProject } from '../support/small-project.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';

const engine = await openTestEngine();
/** The engine's client finds nothing else: no compiler, no shell, no package manager, no home. */
const bare: Engine = { ...engine, docker: pathOfClient(engine), env: bareEnvironment(engine.env) };
const copy = copyOnDemand(bare);

afterAll(() => copy[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('a program is built by a client that finds no other program', {
    check: async (build) => {
      const { failure, compiled } = await build();

      expect(failure, 'the build fails').toBeUndefined();
      expect(compiled, 'commands that compiled').toBeGreaterThan(0);
    },
    holds: {
      'one of a single file': async () => {
        const Dockerfile = `FROM debian:trixie-slim AS builder
COPY main.pl .
RUN perl -c main.pl && cp main.pl /main
FROM scratch
COPY --from=builder /main /
`;
        await using project = smallProject(bare, { Dockerfile, 'main.pl': "print 'PREFIX';\n" });
        return compiledBy(await project.build(), /perl -c/);
      },
      'image-gallery': () => compile('image-gallery', 'apps/image-gallery/main.go', /go build/),
      'access-log': () => compile('access-log', 'apps/access-log/src/server.ts', /npm run build/),
    },
    control: {
      'a Dockerfile that ships what the host has compiled': {
        of: async () => {
          await using project = smallProject(bare, {
            Dockerfile: 'FROM scratch\nCOPY target/app.jar /app.jar\n',
            'pom.xml': '<project/>',
          });
          return { failure: (await project.build()).failure?.message, compiled: 1 };
        },
        red: /the build fails/,
      },
    },
  });

  statement('no file of the image was on the machine before, but for settings: the build has made them', {
    check: async (open) => {
      await using image = await open();

      const files = [...effectiveFiles(await readImage(engine, image.ref())).values()];
      const made = files.filter(({ type, size }) => type === 'file' && size > 0);
      const hosts = digestsOf(image.folder, image.sources);
      expect(made.length).toBeGreaterThan(0);
      expect(hosts.size).toBeGreaterThan(0);
      const copied = made.filter(({ digest }) => digest !== undefined && hosts.has(digest));
      expect(
        copied.map(({ path }) => path).filter((path) => !image.settings?.includes(path)),
        'copied from the host',
      ).toEqual([]);
    },
    holds: {
      'image-of-the-day': async () => ofRepository('drydock/image-of-the-day:local', ['app/java.options']),
      'access-log': async () => ofRepository('drydock/access-log:local'),
      'image-gallery': async () => ofRepository('drydock/image-gallery:local'),
      apod: async () => ofRepository('drydock/apod:local'),
    },
    control: {
      'an image that copies its build context': {
        of: async () => {
          const files = { 'note.txt': 'from the host\n' };
          const project = await builtProject(engine, 'FROM scratch\nCOPY note.txt /\n', files);
          return { ...project, sources: ['note.txt'] };
        },
        red: /copied from the host/,
      },
    },
  });
});

async function compile(target: string, file: string, compiler: RegExp) {
  const { build, tag } = await copy.get();
  return compiledBy(await build([target], [appended(file, `// ${tag}`)]), compiler);
}

function compiledBy({ failure, steps }: Build, compiler: RegExp) {
  const compiled = steps.filter(
    ({ state, instruction }) => state === 'done' && compiler.test(instruction),
  ).length;
  return { failure: failure?.message, compiled };
}

/** A client of the host's is known by its name alone, which nobody finds on an empty path. */
function pathOfClient({ docker, env }: Engine): string {
  const found = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, docker));
  return docker.includes('/') ? docker : (found.find((path) => existsSync(path)) ?? docker);
}

function bareEnvironment({ DOCKER_HOST = '', DOCKER_CONFIG }: Engine['env']): Record<string, string> {
  const empty = join(ROOT, '.drydock/no-programs');
  return { PATH: empty, HOME: empty, DOCKER_HOST, ...(DOCKER_CONFIG ? { DOCKER_CONFIG } : {}) };
}

interface ImageOfSources extends AsyncDisposable {
  readonly ref: () => string;
  readonly folder: string;
  readonly sources: readonly string[];
  /** What is written by hand, and copied as it is. */
  readonly settings?: readonly string[];
}

function ofRepository(ref: string, settings: readonly string[] = []): ImageOfSources {
  return {
    settings,
    ref: () => ref,
    folder: ROOT,
    sources: trackedFiles(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function digestsOf(folder: string, files: readonly string[]): Set<string> {
  const digest = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return new Set(files.map((file) => `sha256:${digest(file)}`));
}
