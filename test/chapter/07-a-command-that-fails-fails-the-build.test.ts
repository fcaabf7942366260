// A command that fails in any stage fails the whole build: the old image keeps its name, nothing half-built gets one, and the message names file and line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDocker } from '@drydock/engine';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { copyOnDemand } from '../support/edited-copy.ts';
import { openTestEngine, ROOT, SERVICES } from '../support/services.ts';
import { smallProject } from '../support/small-project.ts';

interface Sabotage {
  readonly service: string;
  readonly stage: string;
  /** What is built. */
  readonly target: string;
}

const engine = await openTestEngine();
const FAILING = 'RUN ["drydock-injected-failure"]';
/** A stage that no image needs is built by a target of its own. */
const OWN_TARGETS: Readonly<Record<string, string>> = {
  test: 'test',
  'jre-for-tests': 'test',
  prepared: 'fast',
  untrained: 'fast',
  trainer: 'fast',
  training: 'fast',
  fast: 'fast',
  recorder: 'checksums',
  checksums: 'checksums',
};

const FOUR_STAGES = `FROM debian:trixie-slim AS base
RUN echo PREFIX > /made
FROM base AS maker
RUN echo made >> /made
FROM debian:trixie-slim AS spare
RUN echo nobody needs PREFIX
FROM scratch AS last
COPY --from=maker /made /
`;
const copy = copyOnDemand(engine, SERVICES);

afterAll(() => copy[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('a failure in one of four stages fails the build', {
    check: async (stage) => {
      await using project = smallProject(engine, { Dockerfile: FOUR_STAGES });
      expect((await project.build()).failure).toBeUndefined();
      const before = await imagesOf(project.prefix);
      const { text, line } = sabotaged(FOUR_STAGES, stage);
      project.write({ Dockerfile: text });

      const { failure } = await project.build();

      const told = { dockerfile: 'Dockerfile', line, stage, kind: 'step-failed' };
      expect(failure, 'the build fails').toMatchObject(told);
      expect(before).toHaveLength(1);
      expect(await imagesOf(project.prefix), 'images and their names').toEqual(before);
    },
    holds: {
      'in one that the last one takes a file of': 'maker',
      'in one that another one stands on': 'base',
      'in the last one': 'last',
    },
    control: { 'in one that nothing needs it fails nothing': { of: 'spare', red: /the build fails/ } },
  });

  statement('a failure in a stage of a service fails the build', {
    check: async ({ service, stage, target }) => {
      const { images, build } = await copy.get();
      const file = `apps/${service}/Dockerfile`;
      const { line } = sabotaged(readFileSync(join(ROOT, file), 'utf8'), stage);
      const before = await images();

      const { failure } = await build([target], [{ file, change: (text) => sabotaged(text, stage).text }]);

      const told = { dockerfile: file, line, stage, kind: 'step-failed' };
      expect(failure, 'the build fails').toMatchObject(told);
      expect(await images(), 'images and their names').toEqual(before);
    },
    holds: Object.fromEntries(SERVICES.flatMap(everyStage)),
    control: {
      'in a stage that is not built it fails nothing': {
        of: { service: 'apod', stage: 'test', target: 'apod' },
        red: /the build fails/,
      },
    },
  });
});

/** Fails at the beginning of a stage: what it would have run after that makes no difference. */
function sabotaged(text: string, stage: string): { readonly text: string; readonly line: number } {
  const failing = text.replace(new RegExp(`^FROM \\S+ AS ${stage}$`, 'm'), `$&\n${FAILING}`);
  return { text: failing, line: failing.split('\n').indexOf(FAILING) + 1 };
}

/** Name and id of each image of a small project. */
async function imagesOf(prefix: string): Promise<string[]> {
  const list = ['image', 'ls', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'];
  const { stdout } = await runDocker(engine, [...list, '--filter', `reference=${prefix}/*`]);
  return stdout.split('\n').filter(Boolean);
}

function everyStage(service: string): [string, Sabotage][] {
  const text = readFileSync(join(ROOT, `apps/${service}/Dockerfile`), 'utf8');
  const stages = [...text.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name = '']) => name);
  return stages.map((stage) => {
    const own = OWN_TARGETS[stage];
    return [`${stage} of ${service}`, { service, stage, target: own ? `${service}-${own}` : service }];
  });
}
