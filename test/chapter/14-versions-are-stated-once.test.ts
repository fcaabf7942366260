// Every build uses the same version of a toolchain, which is stated once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planImages } from '@drydock/images';
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine, ROOT } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';

const engine = await openTestEngine();
/** What an image is built from: Dockerfiles, and the manifests that name a version of a tool. */
const RECIPES = /^(apps|docker)\/.*(Dockerfile|package\.json|pom\.xml|go\.mod|bake\.hcl)$/;

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
});
