// Proves that a difference in any field of two configurations is told, and that nothing else is.
import type { ImageConfig } from '@drydock/layers';
import { describe, expect, test } from 'vitest';
import { compareConfig, compareHistory } from '../src/image/diff/compare-config.ts';

const CONFIG: ImageConfig = {
  os: 'linux',
  architecture: 'amd64',
  user: '',
  workingDir: '/',
  entrypoint: ['/a'],
  cmd: [],
  env: { A: '1', B: '' },
  exposedPorts: ['80/tcp'],
  volumes: [],
  labels: { x: '1' },
  stopSignal: undefined,
  healthcheck: undefined,
};

describe('two configurations', () => {
  const health = {
    test: ['CMD', '/h'],
    intervalMs: 1500,
    timeoutMs: undefined,
    startPeriodMs: undefined,
    startIntervalMs: undefined,
    retries: undefined,
  };

  test.for<[string, Partial<ImageConfig>, [string, string | undefined, string | undefined][]]>([
    ['nothing', {}, []],
    ['what is set to nothing', { env: { A: '1' } }, [['env B', '', undefined]]],
    ['the order of the variables', { env: { B: '', A: '1' } }, [['order of env', 'A B', 'B A']]],
    ['the variant', { architecture: 'arm', variant: 'v7' }, [['platform', 'linux/amd64', 'linux/arm/v7']]],
    [
      'the version of the system',
      { osVersion: '10.0.1' },
      [['platform', 'linux/amd64', 'linux(10.0.1)/amd64']],
    ],
    ['ONBUILD', { onBuild: ['RUN make'] }, [['on build', undefined, '["RUN make"]']]],
    ['SHELL', { shell: ['/bin/bash', '-c'] }, [['shell', undefined, '["/bin/bash","-c"]']]],
    ['the time to stop in', { stopTimeoutS: 0 }, [['stop timeout', undefined, '0 s']]],
    ['the author', { author: 'me' }, [['author', undefined, 'me']]],
    ['what few images set', { others: { ArgsEscaped: 'true' } }, [['field ArgsEscaped', undefined, 'true']]],
    [
      'the time of a health check',
      { healthcheck: health },
      [
        ['health check', undefined, '["CMD","/h"]'],
        ['health check interval', undefined, '1.5 s'],
      ],
    ],
  ])('differ in %s', ([, change, expected]) => {
    const changes = compareConfig(CONFIG, { ...CONFIG, ...change });

    expect(changes.map(({ field, before, after }) => [field, before, after])).toEqual(expected);
  });
});

test('each field of the configuration is compared by itself, set to nothing or not set', () => {
  const unset = { timeoutMs: undefined, startPeriodMs: undefined, startIntervalMs: undefined };
  const healthcheck = { test: ['CMD', '/h'], intervalMs: 1500, retries: undefined, ...unset };

  const changes = compareConfig(CONFIG, {
    ...CONFIG,
    user: '7',
    entrypoint: [],
    env: { A: '2' },
    labels: { x: '1', y: '' },
    healthcheck,
  });

  expect(compareConfig(CONFIG, CONFIG)).toEqual([]);
  expect(changes.map(({ field, before, after }) => [field, before, after])).toEqual([
    ['entry point', '["/a"]', undefined],
    ['env A', '1', '2'],
    ['env B', '', undefined],
    ['user', undefined, '7'],
    ['health check', undefined, '["CMD","/h"]'],
    ['health check interval', undefined, '1.5 s'],
    ['label y', undefined, ''],
  ]);
});

test('steps are compared one by one', () => {
  const steps = (...texts: readonly string[]) =>
    texts.map((createdBy) => ({ createdBy, comment: '', hasLayer: false }));

  expect(compareHistory(steps('A', 'B'), steps('A', 'B'))).toEqual([]);
  expect(compareHistory(steps('A', 'B'), steps('A', 'C', 'D'))).toEqual([
    { field: 'history step 2', before: 'B', after: 'C' },
    { field: 'history step 3', before: undefined, after: 'D' },
  ]);
});
