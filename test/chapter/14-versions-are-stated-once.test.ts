// Every build uses the same version of a toolchain, which is stated once, and so the builds of two machines agree.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planImages } from '@drydock/images';
import { type ImageContents, readImage } from '@drydock/layers';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, type Edit, type EditedCopy, withoutCaches } from '../support/edited-copy.ts';
import { copyOfMachine } from '../support/other-machine.ts';
import { openTestEngine, ROOT } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';

const engine = await openTestEngine();
/** What an image is built from: Dockerfiles, and the manifests that name a version of a tool. */
const RECIPES = /^(apps|docker)\/.*(Dockerfile|package\.json|pom\.xml|go\.mod|bake\.hcl)$/;

/** What is built on both machines, in one build on each. */
const TARGETS = ['image-gallery', 'careless-when', 'careless-where', 'careless-mode'] as const;
type Target = (typeof TARGETS)[number];

let bothMachines: Promise<readonly [EditedCopy, EditedCopy]> | undefined;
const owned = new AsyncDisposableStack();

afterAll(() => owned.disposeAsync());

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
    check: async (target) => {
      bothMachines ??= buildOnBoth();
      const [one, other] = await Promise.all(
        (await bothMachines).map(({ tag }) => readImage(engine, `drydock/${target}:${tag}`)),
      );
      if (!one || !other) throw new Error(`there are no two images of ${target}`);

      const [files, otherFiles] = [filesOf(one), filesOf(other)];
      expect(files.length).toBeGreaterThan(0);
      const differing = otherFiles.filter((file, index) => file !== files[index]);
      expect(differing, `files that differ: ${differing}`).toEqual([]);
      expect(otherFiles).toHaveLength(files.length);
      expect(other.config, 'configuration').toEqual(one.config);
    },
    holds: { 'image-gallery': 'image-gallery' } as Record<string, Target>,
    control: {
      'unless a command writes down when it ran': {
        of: 'careless-when',
        red: /files that differ: layer 1 made/,
      },
      'unless it writes down where': { of: 'careless-where', red: /files that differ: layer 1 made/ },
      'unless a source keeps the mode it was checked out with': {
        of: 'careless-mode',
        red: /files that differ: layer 1 made/,
      },
    },
  });
});

/** Images of one file each that a careless instruction makes. */
const CARELESS = `FROM drydock/root AS when
RUN date +%N > /made
FROM drydock/root AS where
RUN uname -n > /made
FROM drydock/root AS mode
COPY root/Dockerfile /made
${['when', 'where', 'mode'].map((why) => `FROM scratch AS careless-${why}\nCOPY --from=${why} /made /\n`).join('')}`;

const carelessTargets = ['careless-when', 'careless-where', 'careless-mode'].map((name) =>
  appended(
    'docker/bake.hcl',
    `target "${name}" {
  inherits   = ["_final"]
  context    = "docker"
  dockerfile = "careless.Dockerfile"
  contexts   = { "drydock/root" = "target:root" }
  target     = "${name}"
  tags       = ["drydock/${name}:\${TAG}"]
}`,
  ),
);

/** The name that commands of a target are told their machine has. */
function machineName(target: Target, name: string): Edit {
  const begin = `target "${target}" {`;
  const args = `  args = { BUILDKIT_SANDBOX_HOSTNAME = "${name}" }`;
  return { file: 'docker/bake.hcl', change: (text) => text.replace(begin, `${begin}\n${args}`) };
}

async function buildOnBoth(): Promise<readonly [EditedCopy, EditedCopy]> {
  const here = owned.use(copyOfMachine(engine, { umask: 0o022, timeZone: 'UTC' }));
  const elsewhere = owned.use(copyOfMachine(engine, { umask: 0o077, timeZone: 'Pacific/Kiritimati' }));
  await buildOn(here, 'here');
  // On the first one Go finds what it has compiled before; on the second it has compiled nothing yet.
  await buildOn(elsewhere, 'elsewhere', [withoutCaches('apps/image-gallery')]);
  return [here, elsewhere];
}

async function buildOn(copy: EditedCopy, name: string, own: readonly Edit[] = []): Promise<void> {
  writeFileSync(join(copy.folder, 'docker/careless.Dockerfile'), CARELESS);
  const names = TARGETS.map((target) => machineName(target, name));
  const { failure, steps } = await copy.build(TARGETS, [...carelessTargets, ...names, ...own], {
    noCache: true,
  });
  if (failure) throw new Error(`the build ${name} failed: ${failure.message}`);
  for (const target of TARGETS) {
    const runs = steps.filter((step) => step.target === target && step.instruction.startsWith('RUN'));
    if (!runs.every(({ state }) => state === 'done')) throw new Error(`not all of ${target} was run again`);
  }
}

/** All that a layer says of its files, but for their times. Archives have those rewritten: `build --reproducible`. */
function filesOf({ layers }: ImageContents): string[] {
  return layers.flatMap(({ entries }, layer) =>
    entries.map(({ path, type, mode, uid, gid, link = '', digest = '' }) =>
      [`layer ${layer + 1}`, path, type, mode.toString(8), `${uid}:${gid}`, link, digest].join(' ').trim(),
    ),
  );
}
