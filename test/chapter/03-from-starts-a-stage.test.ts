// Each FROM starts a stage, which can be named with AS and used by its name or its number.
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine } from '../support/services.ts';
import { builtProject, smallProject } from '../support/small-project.ts';

const engine = await openTestEngine();

/** A first stage that makes a file, and a second one that asks for it. */
const twoStages = (first: string, from: string) => `FROM debian:trixie-slim${first}
RUN echo PREFIX > /made
FROM scratch
COPY --from=${from} /made /made
`;

claim.concurrent(import.meta.filename, () => {
  statement('a later stage asks for an earlier one', {
    check: async (dockerfile) => {
      await using project = smallProject(engine, { Dockerfile: dockerfile });

      const { failure } = await project.build();

      expect(failure?.message, 'failure').toBeUndefined();
      expect(
        (await project.image()).layers.flatMap(({ entries }) => entries.map(({ path }) => path)),
      ).toEqual(['made']);
    },
    holds: {
      'by the name that AS gives': twoStages(' AS maker', 'maker'),
      'by its number, counted from 0': twoStages('', '0'),
      'by its number, though it has a name': twoStages(' AS maker', '0'),
    },
    control: {
      'by a name that no stage has': { of: twoStages(' AS maker', 'PREFIX-baker'), red: /failure/ },
      'by the number of a stage that is not there': { of: twoStages(' AS maker', '7'), red: /failure/ },
    },
  });

  statement('FROM begins anew: nothing of the stage above is there', {
    check: async (second) => {
      await using project = await builtProject(
        engine,
        `FROM debian:trixie-slim AS first\nRUN echo PREFIX > /made\nFROM ${second} AS second\nRUN ls / && echo PREFIX\n`,
      );

      expect(project.built.output, 'files at the root of the second stage').not.toContain('made');
    },
    holds: { 'even on the same base': 'debian:trixie-slim' },
    control: { 'but for FROM the stage itself': { of: 'first', red: /files at the root/ } },
  });

  statement('a stage can be built by its name', {
    check: async (stage) => {
      const bake = `target "default" {\n  target = "${stage}"\n  output = ["type=cacheonly"]\n}\n`;
      const Dockerfile = `FROM debian:trixie-slim AS first\nRUN echo first PREFIX\nFROM first AS second\nRUN echo second PREFIX\n`;
      await using project = smallProject(engine, { 'docker/bake.hcl': bake, Dockerfile });

      const { output } = await project.build();

      expect(output, 'what ran').toEqual([`first ${project.prefix}`]);
    },
    holds: { 'and what comes after it is left alone': 'first' },
    control: { 'the last one brings in the first': { of: 'second', red: /what ran/ } },
  });
});
