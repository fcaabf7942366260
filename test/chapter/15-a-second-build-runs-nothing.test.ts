// A second build runs nothing, and after a source edit only the steps behind it run, unless the instructions stand in the wrong order.
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, copyOnDemand, EDIT, type Edit } from '../support/edited-copy.ts';
import { openTestEngine, SERVICES } from '../support/services.ts';
import { type Build, smallProject } from '../support/small-project.ts';

const engine = await openTestEngine();
const copy = copyOnDemand(engine, SERVICES);

afterAll(() => copy[Symbol.asyncDispose]());

/** Dependencies first, as they should be, or all at once. */
const INSTALL = 'RUN cat dependencies > installed; echo PREFIX';
const ORDERLY = `FROM debian:trixie-slim\nWORKDIR /app\nCOPY dependencies .\n${INSTALL}\nCOPY . .\nRUN wc source\n`;
const DISORDERLY = `FROM debian:trixie-slim\nWORKDIR /app\nCOPY . .\n${INSTALL}\nRUN wc source\n`;

claim(import.meta.filename, () => {
  statement('a second build runs nothing', {
    check: async (source) => {
      const files = { Dockerfile: ORDERLY, dependencies: 'one\ntwo\n', source: 'first\n' };
      await using project = smallProject(engine, files);
      expect(ran(await project.build()).length).toBeGreaterThan(0);
      project.write({ source });

      const build = await project.build();

      expect(build.failure).toBeUndefined();
      expect(ran(build), 'what ran').toEqual([]);
    },
    holds: { 'of the same source': 'first\n' },
    control: { 'of an edited source it does': { of: 'second\n', red: /what ran/ } },
  });

  statement('a second build of a service runs nothing', {
    check: async ({ service, edits }) => {
      const copied = await copy.get();

      const build = await copied.build([service], edits);

      expect(build.failure).toBeUndefined();
      expect(build.steps.filter(({ target }) => target === service).length).toBeGreaterThan(0);
      expect(ran(build), 'what ran').toEqual([]);
    },
    holds: Object.fromEntries(SERVICES.map((service) => [`of ${service}`, { service, edits: noEdits() }])),
    control: {
      'of an edited source it does': {
        of: { service: 'apod', edits: [appended('apps/apod/main.go', `// ${EDIT}`)] },
        red: /what ran/,
      },
    },
  });

  statement('an edit of the source leaves the dependencies alone', {
    check: async (dockerfile) => {
      const files = { Dockerfile: dockerfile, dependencies: 'one\ntwo\n', source: 'first\n' };
      await using project = smallProject(engine, files);
      await project.build();
      project.write({ source: 'second\n' });

      const build = await project.build();

      expect(build.failure).toBeUndefined();
      const installed = ran(build).filter((instruction) => instruction.includes('installed'));
      expect(ran(build).length).toBeGreaterThan(0);
      expect(installed, 'installed again').toEqual([]);
    },
    holds: { 'where they come first': ORDERLY },
    control: { 'where everything is copied at once': { of: DISORDERLY, red: /installed again/ } },
  });
});

function noEdits(): readonly Edit[] {
  return [];
}

/** The instructions that were not found in the cache. */
function ran({ steps }: Build): string[] {
  return steps
    .filter(
      ({ state, total, instruction }) => state === 'done' && total > 0 && !instruction.startsWith('FROM'),
    )
    .map(({ target, instruction }) => `${target ?? ''}: ${instruction}`);
}
