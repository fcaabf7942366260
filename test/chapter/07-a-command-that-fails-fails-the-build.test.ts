// A command that fails in any stage fails the whole build: the old image keeps its name, nothing half-built gets one, and the message names file and line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { type EditedCopy, editedCopy } from '../support/edited-copy.ts';
import { openTestEngine, ROOT, SERVICES } from '../support/services.ts';

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

let copy: EditedCopy;

beforeAll(async () => {
  copy = editedCopy(engine);
  const { failure } = await copy.build(SERVICES);
  expect(failure).toBeUndefined();
});

afterAll(() => copy?.[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('a failure in a stage fails the build', {
    check: async ({ service, stage, target }) => {
      const file = `apps/${service}/Dockerfile`;
      const begin = new RegExp(`^FROM \\S+ AS ${stage}$`, 'm');
      const before = await copy.images();

      // At the beginning of the stage: what it would have run after that makes no difference.
      const change = (text: string) => text.replace(begin, `$&\n${FAILING}`);
      const { failure } = await copy.build([target], [{ file, change }]);

      const line =
        change(readFileSync(join(ROOT, file), 'utf8'))
          .split('\n')
          .indexOf(FAILING) + 1;
      const told = { dockerfile: file, line, stage, kind: 'step-failed' };
      expect(failure, 'the build fails').toMatchObject(told);
      expect(await copy.images(), 'images and their names').toEqual(before);
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

function everyStage(service: string): [string, Sabotage][] {
  const text = readFileSync(join(ROOT, `apps/${service}/Dockerfile`), 'utf8');
  const stages = [...text.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name = '']) => name);
  return stages.map((stage) => {
    const own = OWN_TARGETS[stage];
    return [`${stage} of ${service}`, { service, stage, target: own ? `${service}-${own}` : service }];
  });
}
