// Proves that a build does not go on without an optional package: npm passes over one that it could not
// download, and a later build would find that step done.
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EditedCopy, editedCopy } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';

vi.setConfig({ testTimeout: 300_000 });

let engine: Engine;
let copy: EditedCopy;

beforeAll(async () => {
  engine = await openTestEngine();
  copy = editedCopy(engine);
});

afterAll(() => copy?.[Symbol.asyncDispose]());

test.each([
  ['node', 'docker/node', 'Node'],
  ['access-log', 'apps/access-log', 'Turborepo'],
])(
  '%s is not built without it, and the network is named',
  { tags: 'thorough' },
  async (target, folder, program) => {
    const passedOver = (text: string) =>
      text.replace('npm ci --no-audit', 'npm ci --omit=optional --no-audit');

    const { failure } = await copy.build([target], [{ file: `${folder}/Dockerfile`, change: passedOver }], {
      expectsFailure: true,
    });

    expect(failure).toMatchObject({ kind: 'network', target });
    expect(failure?.output.join('\n')).toContain(
      `npm went on without ${program}, which it could not download`,
    );
  },
);
