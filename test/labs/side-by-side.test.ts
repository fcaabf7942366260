// Proves that two learners share a machine, that two terminals of one lose nothing, and that a killed check is cleaned up.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { newLearner } from '../support/learner.ts';
import { leftBehind } from '../support/left-behind.ts';
import { startDrydock } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';
import { until } from '../support/until.ts';

const engine = await openTestEngine();
const FIRST = '01-first-run';

test('two learners check at once, and each gets their own verdict', async () => {
  using ada = newLearner();
  using bob = newLearner();
  await Promise.all([ada.lab('start'), bob.lab('start')]);
  ada.put(FIRST, 'solution');
  bob.put(FIRST, 'wrong/other-text');

  const [passed, failed] = await Promise.all([ada.lab('check'), bob.lab('check')]);

  expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✓ passed') });
  expect(failed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('the one line "hello"') });
});

test('two terminals of one learner lose no progress', { tags: 'thorough' }, async () => {
  using learner = newLearner();
  await Promise.all([learner.lab('start', '1'), learner.lab('start', '2')]);
  for (const lab of [FIRST, '02-layers-and-deleting']) learner.put(lab, 'solution');

  await Promise.all([
    learner.lab('check', '1'),
    learner.lab('check', '2'),
    learner.lab('hint', '2'),
    learner.lab('hint', '2'),
  ]);

  const { labs } = JSON.parse(readFileSync(join(learner.folder, 'results.json'), 'utf8'));
  expect(labs).toMatchObject({
    'first-run': { state: 'passed', checks: 1 },
    'layers-and-deleting': { state: 'passed', checks: 1 },
  });
});

test('what a killed check leaves is gone after the next one', { tags: 'thorough' }, async () => {
  using learner = newLearner();
  await learner.lab('start');
  learner.put(FIRST, 'solution');
  const child = startDrydock(['lab', 'check', '--folder', learner.folder]);
  const pid = child.pid ?? 0;
  const ended = new Promise((resolve) => child.on('close', resolve));
  await vi.waitFor(async () => expect(await leftBehind(engine, pid)).not.toEqual([]), {
    timeout: 60_000,
    interval: 20,
  });
  const clients = descendants(pid);
  child.kill('SIGKILL');
  await ended;
  await until('its clients have ended', () => !clients.some((client) => existsSync(`/proc/${client}`)));
  expect(await leftBehind(engine, pid)).not.toEqual([]);

  expect((await learner.lab('check')).exitCode).toBe(0);

  expect(await leftBehind(engine, pid)).toEqual([]);
});

/** Processes that a process has started, and those that they have. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}
