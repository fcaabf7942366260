// Proves that a key which Drydock does not honour is refused in plain words, with its place, and only where it matters.
import { type Engine, openEngine } from '@drydock/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { locateKey } from '../src/compose/locate-key.ts';
import { readFiles, refusalOf } from './fixtures/compose-folder.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ env: process.env, onProgress: () => undefined });
});

/** A service with these lines. */
function text(...lines: readonly string[]): string {
  return ['services:', '  shop:', '    image: shop:1', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

describe.concurrent('is refused, with what to do', () => {
  test.each([
    ['scale: 2', 'key "scale": must be 1: Drydock starts one container of each service'],
    ['deploy: { replicas: 3 }', 'key "deploy.replicas": must be 1'],
    [
      'post_start: [{ command: ["true"] }]',
      'key "post_start": Drydock runs no command inside of a container',
    ],
    ['pre_stop: [{ command: ["true"] }]', 'key "pre_stop": Drydock runs no command inside of a container'],
    ['external_links: ["db:db"]', 'key "external_links": a stack reaches no container outside of it'],
    ['use_api_socket: true', 'key "use_api_socket": Drydock hands the engine to no service'],
    ['credential_spec: { file: spec.json }', 'key "credential_spec": is for Windows'],
    ['provider: { type: cloud }', 'key "provider": Drydock starts containers only'],
    [
      'security_opt: ["seccomp:profile.json"]',
      'key "security_opt.0": a seccomp profile from a file is not supported',
    ],
    [
      'volumes: [{ type: npipe, source: /pipe, target: /pipe }]',
      'key "volumes.0.type": must be volume, bind',
    ],
  ])('%s', async (line, expected) => {
    const error = await refusalOf(engine, { 'compose.yaml': text(line) });

    expect(error.code).toBe('compose-unsupported');
    expect(error.message).toContain(`compose.yaml:4: service "shop": ${expected}`);
    expect(error.nextStep).toContain('leave it out');
  });

  test('a model that a service uses', async () => {
    const error = await refusalOf(engine, {
      'compose.yaml': `${text('models: [small]')}models: { small: { model: ai/small } }`,
    });

    expect([error.message, ...error.evidence]).toEqual([
      expect.stringContaining('compose.yaml:4: service "shop": key "models": Drydock runs no models'),
      expect.stringContaining('compose.yaml:5: top level: key "models": Drydock runs no models'),
    ]);
  });

  test('a config whose contents cannot be put into a read-only service', async () => {
    const error = await refusalOf(engine, {
      'compose.yaml': `${text('read_only: true', 'configs: [motd]')}configs: { motd: { content: hello } }`,
    });

    expect(error.message).toContain(
      'compose.yaml:5: service "shop": key "configs": "motd" cannot be written into a read-only service',
    );
  });

  test('a secret that Swarm keeps', async () => {
    const error = await refusalOf(engine, {
      'compose.yaml': `${text('secrets: [key]')}secrets:\n  key:\n    external: true\n`,
    });

    expect(error.message).toContain(
      'compose.yaml:7: top level: key "secrets.key.external": is kept by Swarm',
    );
  });

  test('a secret of a variable that nobody has set', async () => {
    const error = await refusalOf(
      engine,
      { 'compose.yaml': `${text('secrets: [key]')}secrets: { key: { environment: NOT_SET } }` },
      { userEnv: {} },
    );

    expect([error.message, ...error.evidence].join()).toContain('NOT_SET');
  });
});

test('all that is wrong is said at once, and nothing twice', async () => {
  const error = await refusalOf(engine, { 'compose.yaml': text('scale: 2', 'use_api_socket: true') });
  const one = await refusalOf(engine, { 'compose.yaml': text('scale: 2') });

  expect(error.message).toContain('(and 1 more)');
  expect(error.evidence).toEqual([expect.stringContaining('key "use_api_socket"')]);
  expect(one.evidence).toEqual([]);
});

test('the file that says it is named, when several are merged', async () => {
  const error = await refusalOf(engine, {
    'compose.yaml': text(),
    'compose.override.yaml': 'services:\n  shop:\n    scale: 2\n',
  });

  expect(error.message).toContain('compose.override.yaml:3: service "shop": key "scale"');
});

test('words of the schema library are not shown', async () => {
  const error = await refusalOf(engine, {
    'compose.yaml': text('healthcheck: { test: ["CMD", "true"], start_interval: 1s }'),
  });

  expect(error.message).toContain('key "healthcheck.start_interval": needs start_period beside it');
  expect(error.message).not.toMatch(/Invalid|expected|received/);
});

test('a key that Compose does not know is refused in Compose’s own words', async () => {
  const error = await refusalOf(engine, { 'compose.yaml': text('memlimit: 5m') });

  expect(error.code).toBe('compose-invalid');
  expect(error.message).toContain('Compose does not accept compose.yaml');
  expect(error.evidence.join('\n')).toContain('memlimit');
});

test('what another service asks for does not matter to one that does not need it', async () => {
  const services = {
    web: { image: 'web:1', depends_on: ['store'] },
    store: { image: 'store:1' },
    other: { image: 'other:1', scale: 2 },
  };

  const { services: read } = await readFiles(engine, { 'compose.yaml': { services } }, { services: ['web'] });
  const error = await refusalOf(engine, { 'compose.yaml': { services } }, { services: ['other'] });

  expect(read.map(({ name }) => name)).toEqual(['store', 'web']);
  expect(error.message).toContain('service "other": key "scale"');
});

test.each([
  [['services', 'shop', 'image'], 3],
  [['services', 'shop', 'deploy', 'replicas'], 5],
  [['services', 'shop', 'flow', 'inner'], 6],
  [['services', 'other'], 7],
  [['volumes', 'shop'], 10],
  [['nowhere'], undefined],
])('the line of %j is %s', (path, line) => {
  const file = [
    'services:',
    '  shop:',
    '    image: a',
    '    deploy:',
    '      replicas: 2',
    '    flow: { inner: 1 }',
    '  other:',
    '    image: b',
    'volumes:',
    '  shop:',
  ];

  expect(locateKey(file.join('\n'), path)).toBe(line);
});
