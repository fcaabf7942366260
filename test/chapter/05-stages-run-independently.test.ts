// Stages run independently: two that need nothing of each other overlap in time, and one that nothing needs is skipped, so that a test stage runs only when it is asked for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildEvent, planImages } from '@drydock/images';
import { expect } from 'vitest';
import { buildServices } from '../support/build-services.ts';
import { claim, statement } from '../support/claim.ts';
import { openTestEngine, ROOT, SERVICES } from '../support/services.ts';
import { builtProject } from '../support/small-project.ts';

const engine = await openTestEngine();

/** Two stages that take a second each, and a last one that needs both. */
const twoSlowStages = (base: string) => `FROM debian:trixie-slim AS one
RUN sleep 1; echo PREFIX > /one
FROM ${base} AS two
RUN sleep 1; echo PREFIX > /two
FROM scratch
COPY --from=one /one /
COPY --from=two /two /
`;

claim(import.meta.filename, () => {
  statement('two stages overlap in time', {
    check: async (dockerfile) => {
      await using project = await builtProject(engine, dockerfile);

      const order = project.built.events.flatMap(ofSleep);

      expect(order, 'order of what happened').toEqual(['started', 'started', 'finished', 'finished']);
    },
    holds: { 'that need nothing of each other': twoSlowStages('debian:trixie-slim') },
    control: {
      'the second of which stands on the first': { of: twoSlowStages('one'), red: /order of what happened/ },
    },
  });

  statement('a stage is skipped', {
    check: async (last) => {
      await using project = await builtProject(
        engine,
        `FROM debian:trixie-slim AS needed\nRUN echo PREFIX > /a\nFROM debian:trixie-slim AS spare\nRUN echo PREFIX > /b\nFROM scratch\n${last}\n`,
      );

      expect(project.built.steps.map(({ stage }) => stage)).toContain('needed');
      expect(
        project.built.steps.map(({ stage }) => stage),
        'stages of the build',
      ).not.toContain('spare');
    },
    holds: { 'when no other needs it': 'COPY --from=needed /a /' },
    control: {
      'one file of it is wanted': {
        of: 'COPY --from=needed /a /\nCOPY --from=spare /b /',
        red: /stages of the build/,
      },
    },
  });

  statement('an image is built without its test stage', {
    check: async (target) => {
      const { steps, failure } = await buildServices(engine, { targets: [target] });

      expect(failure).toBeUndefined();
      expect(steps.length).toBeGreaterThan(3);
      expect(
        steps.map(({ stage }) => stage),
        `stages of ${target}`,
      ).not.toContain('test');
    },
    holds: Object.fromEntries(SERVICES.map((service) => [service, service])),
    control: { 'which runs when it is asked for': { of: 'apod-test', red: /stages of apod-test/ } },
  });

  statement('whoever runs the tests asks for the test stage', {
    check: async (dockerfile) => {
      const { targets, requested } = await planImages(engine, { root: ROOT, targets: ['test'] });

      const asked = requested.map((name) => targets.get(name));
      const ofThisFile = asked.filter((target) => target?.dockerfile === dockerfile);
      expect(readFileSync(join(ROOT, dockerfile), 'utf8')).toMatch(/^FROM /m);
      expect(
        ofThisFile.map((target) => target?.stage),
        `stages asked for of ${dockerfile}`,
      ).toEqual(['test']);
    },
    holds: Object.fromEntries(
      [...SERVICES.map((service) => `apps/${service}`), 'docker/healthcheck'].map((folder) => [
        `of ${folder}`,
        `${folder}/Dockerfile`,
      ]),
    ),
    control: { 'there is none to ask for': { of: 'docker/runtime/Dockerfile', red: /stages asked for/ } },
  });
});

/** What was told of the steps that sleep. */
function ofSleep(event: BuildEvent): ('started' | 'finished')[] {
  if (event.type !== 'step-started' && event.type !== 'step-finished') return [];
  if (!event.step.instruction.includes('sleep')) return [];
  return [event.type === 'step-started' ? 'started' : 'finished'];
}
