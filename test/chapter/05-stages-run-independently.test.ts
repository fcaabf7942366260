// Stages run independently: two that need nothing of each other overlap in time, and one that nothing needs is skipped, so that a test stage runs only when it is asked for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildEvent, planImages } from '@drydock/images';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { copyOnDemand } from '../support/edited-copy.ts';
import { openTestEngine, ROOT, SERVICES } from '../support/services.ts';
import { type Build, builtProject } from '../support/small-project.ts';

const engine = await openTestEngine();

/** Long enough on any machine for the other stage to begin. */
const PATIENCE_S = 60;
/** For one that waits for what cannot come. */
const SHORT_S = 1;

/** Waits until the step that makes `other` has begun too: both see one folder. */
const meet = (own: string, other: string, patienceS: number) =>
  `RUN --mount=type=cache,id=PREFIX,target=/meet touch /meet/${own}; \\
  for _ in $(seq ${patienceS * 10}); do [ -e /meet/${other} ] && break; sleep 0.1; done; echo PREFIX > /${own}`;

/** Two stages that wait for each other, and a last one that needs both. */
const twoStages = (base: string, patienceS: number) => `FROM debian:trixie-slim AS one
${meet('one', 'two', patienceS)}
FROM ${base} AS two
${meet('two', 'one', patienceS)}
FROM scratch
COPY --from=one /one /
COPY --from=two /two /
`;

/** Its images have a tag of their own: another suite may be building the services just now. */
const copy = copyOnDemand(engine);
let services: Promise<Build> | undefined;

afterAll(() => copy[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('two stages overlap in time', {
    check: async (dockerfile) => {
      await using project = await builtProject(engine, dockerfile);

      const order = project.built.events.flatMap(ofMeeting);

      expect(order, 'order of what happened').toEqual(['started', 'started', 'finished', 'finished']);
    },
    holds: { 'that need nothing of each other': twoStages('debian:trixie-slim', PATIENCE_S) },
    control: {
      'the second of which stands on the first': {
        of: twoStages('one', SHORT_S),
        red: /order of what happened/,
      },
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
      const { failure, steps: all } = await build(target);

      expect(failure).toBeUndefined();
      const steps = all.filter((step) => step.target === target);
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

/** The services are all built at once. */
async function build(target: string): Promise<Build> {
  const copied = await copy.get();
  if (!SERVICES.some((service) => service === target)) return copied.build([target]);
  services ??= copied.build(SERVICES);
  return services;
}

/** What was told of the steps that meet. */
function ofMeeting(event: BuildEvent): ('started' | 'finished')[] {
  if (event.type !== 'step-started' && event.type !== 'step-finished') return [];
  if (!event.step.instruction.includes('/meet')) return [];
  return [event.type === 'step-started' ? 'started' : 'finished'];
}
