// Node has nothing to compile, and gains from stages by its dependencies: an edit of the source installs none again, and those of development do not travel.
import { effectiveFiles, readImage } from '@drydock/layers';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, copyOnDemand, EDIT, type Edit } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';
import { builtProject } from '../support/small-project.ts';

const engine = await openTestEngine();
const SERVICE = 'apps/access-log';
/** All that an edit may repeat before something is compiled. */
const DEPS = appended(
  'docker/bake.hcl',
  'target "deps" {\n  inherits = ["access-log"]\n  target   = "deps"\n  output   = ["type=cacheonly"]\n  tags     = []\n}',
);
const copy = copyOnDemand(engine, ['access-log']);

afterAll(() => copy[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('no module is shipped that the program does not load', {
    check: async (open) => {
      await using image = await open();

      const names = [...effectiveFiles(await readImage(engine, image.ref())).keys()];
      expect(names.length).toBeGreaterThan(1);
      expect(
        names.filter((path) => /(^|\/)node_modules(\/|$)/.test(path)),
        'modules',
      ).toEqual([]);
    },
    holds: { 'in access-log': async () => own('drydock/access-log:local') },
    control: {
      'in an image of one stage': {
        of: () =>
          builtProject(engine, 'FROM debian:trixie-slim\nCOPY node_modules /app/node_modules\n', {
            'node_modules/typescript/package.json': '{ "name": "typescript", "version": "7.0.0" }',
          }),
        red: /modules/,
      },
    },
  });

  statement('the dependencies stay installed', {
    check: async (edit: Edit) => {
      const { build } = await copy.get();
      const { steps, failure } = await build(['deps'], [DEPS, edit]);

      expect(failure).toBeUndefined();
      const installs = steps.filter(
        ({ stage, instruction }) => stage === 'deps' && /npm ci$/.test(instruction),
      );
      expect(
        installs.map(({ state }) => state),
        'state of `npm ci`',
      ).toEqual(['cached']);
    },
    holds: {
      'after an edit of a source file': appended(`${SERVICE}/src/server.ts`, `// ${EDIT}`),
      'after an edit of a test': appended(`${SERVICE}/test/server.test.ts`, `// ${EDIT}`),
      'after an edit of the README': appended('README.md', EDIT),
    },
    control: {
      'other dependencies are installed': {
        of: {
          file: `${SERVICE}/package.json`,
          change: (text) => text.replace('"private": true', `"private": true,\n  "author": "${EDIT}"`),
        },
        red: /npm ci/,
      },
    },
  });
});

/** An image that is there before and after. */
function own(ref: string): { readonly ref: () => string } & AsyncDisposable {
  return { ref: () => ref, [Symbol.asyncDispose]: async () => undefined };
}
