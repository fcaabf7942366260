// Proves that a build is called wrong only where the work is to blame.
import type { BuildFailure } from '@drydock/images';
import { expect, test } from 'vitest';
import { brokenBuild } from '../src/index.ts';

const stopped: BuildFailure = {
  kind: 'silent',
  target: 'default',
  stage: 'build',
  dockerfile: 'Dockerfile',
  line: 3,
  source: ['RUN npm ci'],
  instruction: 'RUN npm ci',
  exitCode: undefined,
  output: [],
  message: 'printed nothing for 5 min, and was stopped',
};

test('a step that was stopped in its silence could not be checked: a server may be to blame, or the step', () => {
  expect(brokenBuild(stopped, ['node'])).toMatchObject({
    status: 'error',
    message: 'RUN printed nothing for 5 min, and was stopped',
    evidence: expect.arrayContaining(['Dockerfile:3, stage build', '3 | RUN npm ci']),
    nextStep: expect.stringContaining('check again'),
  });
});

test('one that failed is', () => {
  const failed: BuildFailure = { ...stopped, kind: 'step-failed', exitCode: 7 };

  expect(brokenBuild(failed, ['node'])).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('exit code 7'),
  });
});
