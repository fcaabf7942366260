// Every build uses the same version of a toolchain, which is stated once, and so the builds of two machines agree.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planImages } from '@drydock/images';
import { type ImageContents, readImage } from '@drydock/layers';
import { afterAll, beforeAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, type Edit, type EditedCopy, withoutCaches } from '../support/edited-copy.ts';
import { copyOfMachine } from '../support/other-machine.ts';
import { openTestEngine, ROOT } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';

const engine = await openTestEngine();
/** What an image is built from: Dockerfiles, and the manifests that name a version of a tool. */
const RECIPES = /^(apps|docker)\/.*(Dockerfile|package\.json|pom\.xml|go\.mod|bake\.hcl)$/;

/** What is built on both machines. */
interface Sources {
  readonly target: string;
  readonly edits?: readonly Edit[];
  /** Of the second machine alone. */
  readonly editsThere?: readonly Edit[];
}

let here: EditedCopy;
let elsewhere: EditedCopy;

beforeAll(() => {
  here = copyOfMachine(engine, { umask: 0o022, timeZone: 'UTC' });
  elsewhere = copyOfMachine(engine, { umask: 0o077, timeZone: 'Pacific/Kiritimati' });
  for (const { folder } of [here, elsewhere])
    writeFileSync(join(folder, 'docker/careless.Dockerfile'), 'FROM drydock/root AS maker\n');
});

afterAll(async () => {
  await elsewhere?.[Symbol.asyncDispose]();
  await here?.[Symbol.asyncDispose]();
});

claim(import.meta.filename, () => {
  statement('the version is stated in one place', {
    check: async (version) => {
      const recipes = trackedFiles().filter((file) => RECIPES.test(file));
      const stating = recipes.filter((file) => version.test(readFileSync(join(ROOT, file), 'utf8')));

      expect(recipes.length).toBeGreaterThan(10);
      expect(stating, `files that state ${version}`).toHaveLength(1);
    },
    holds: {
      'of Java': /^ARG JAVA_VERSION=\d|openjdk-\d/m,
      'of Go': /golang-\d+\.\d+/,
      'of Node': /"node(-linux-x64)?": "\d|FROM node:/,
      'of npm': /"packageManager": "npm@|npm@\d/,
    },
    control: {
      'Debian is where two chains begin: builders, and what is shipped': {
        of: /^FROM debian:/m,
        red: /files that state/,
      },
    },
  });

  statement('whoever builds in that language builds with that image', {
    check: async ({ toolchain, targets: names }) => {
      const { targets } = await planImages(engine, { root: ROOT, targets: names });

      const needs = names.map((name) => [name, targets.get(name)?.needs.includes(toolchain)]);
      expect(needs, `built with ${toolchain}`).toEqual(names.map((name) => [name, true]));
    },
    holds: {
      Java: { toolchain: 'maven', targets: ['image-of-the-day', 'image-of-the-day-test', 'openjdk'] },
      Node: { toolchain: 'node', targets: ['access-log', 'access-log-test'] },
      Go: {
        toolchain: 'golang',
        targets: [
          'image-gallery',
          'image-gallery-test',
          'apod',
          'apod-test',
          'healthcheck',
          'healthcheck-test',
        ],
      },
    },
    control: {
      'no image in another language does': {
        of: { toolchain: 'golang', targets: ['access-log'] },
        red: /built with golang/,
      },
    },
  });

  statement('two machines make the same image, whatever their folder, name, umask, time zone and time', {
    check: async ({ target, edits = [], editsThere = [] }) => {
      const one = await builtOn(here, target, [...edits, machineName(target, 'here')]);
      const other = await builtOn(elsewhere, target, [
        ...edits,
        ...editsThere,
        machineName(target, 'elsewhere'),
      ]);

      const [files, otherFiles] = [filesOf(one), filesOf(other)];
      expect(files.length).toBeGreaterThan(0);
      const differing = otherFiles.filter((file, index) => file !== files[index]);
      expect(differing, `files that differ: ${differing}`).toEqual([]);
      expect(otherFiles).toHaveLength(files.length);
      expect(other.config, 'configuration').toEqual(one.config);
    },
    holds: {
      // On the first one Go finds what it has compiled before; on the second it has compiled nothing yet.
      'image-gallery': { target: 'image-gallery', editsThere: [withoutCaches('apps/image-gallery')] },
    } satisfies Record<string, Sources>,
    control: {
      'unless a command writes down when it ran': {
        of: careless('RUN date +%N > /made'),
        red: /files that differ: layer 1 made/,
      },
      'unless it writes down where': {
        of: careless('RUN uname -n > /made'),
        red: /files that differ: layer 1 made/,
      },
      'unless a source keeps the mode it was checked out with': {
        of: careless('COPY root/Dockerfile /made'),
        red: /files that differ: layer 1 made/,
      },
    },
  });
});

/** An image of one file that a careless instruction makes. */
function careless(instruction: string): Sources {
  const target = `target "careless" {
  inherits   = ["_final"]
  context    = "docker"
  dockerfile = "careless.Dockerfile"
  contexts   = { "drydock/root" = "target:root" }
  tags       = ["drydock/careless:\${TAG}"]
}`;
  const lines = `${instruction}\nFROM scratch AS made\nCOPY --from=maker /made /`;
  const edits = [appended('docker/bake.hcl', target), appended('docker/careless.Dockerfile', lines)];
  return { target: 'careless', edits };
}

/** The name that commands of the target are told their machine has. */
function machineName(target: string, name: string): Edit {
  const begin = `target "${target}" {`;
  const args = `  args = { BUILDKIT_SANDBOX_HOSTNAME = "${name}" }`;
  return { file: 'docker/bake.hcl', change: (text) => text.replace(begin, `${begin}\n${args}`) };
}

async function builtOn(copy: EditedCopy, target: string, edits: readonly Edit[]): Promise<ImageContents> {
  const { failure, steps } = await copy.build([target], edits, { noCache: true });
  if (failure) throw new Error(`${target} cannot be built: ${failure.message}`);
  const own = steps.filter((step) => step.target === target && step.instruction.startsWith('RUN'));
  if (!own.every(({ state }) => state === 'done')) throw new Error(`not all of ${target} was run again`);
  return readImage(engine, `drydock/${target}:${copy.tag}`);
}

/** All that a layer says of its files, but for their times. Archives have those rewritten: `build --reproducible`. */
function filesOf({ layers }: ImageContents): string[] {
  return layers.flatMap(({ entries }, layer) =>
    entries.map(({ path, type, mode, uid, gid, link = '', digest = '' }) =>
      [`layer ${layer + 1}`, path, type, mode.toString(8), `${uid}:${gid}`, link, digest].join(' ').trim(),
    ),
  );
}
