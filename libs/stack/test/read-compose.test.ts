// Proves that a compose file becomes what the engine is asked for, and what a person would type.
import { join } from 'node:path';
import { type Engine, openEngine } from '@drydock/engine';
import { beforeAll, expect, test } from 'vitest';
import { readCompose } from '../src/index.ts';
import { parseDuration } from '../src/parse-duration.ts';
import { rerunCommand } from '../src/rerun-command.ts';
import { TWO_SERVICES } from './fixtures/open-engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await openEngine({ env: process.env, onProgress: () => undefined });
});

test('a compose file becomes one record for each service', async () => {
  const file = await readCompose(engine, { root: TWO_SERVICES });

  expect(file).toMatchObject({ project: 'tiny', network: 'tiny-inner', volumes: ['kept'] });
  expect(file.services.find(({ name }) => name === 'back')).toMatchObject({
    name: 'back',
    aliases: ['store'],
    image: 'drydock/tiny-service:test',
    dependsOn: [],
    command: null,
    entrypoint: null,
    environment: {},
    port: null,
    volumes: [{ volume: 'kept', target: '/data', isReadOnly: false }],
    user: '65532:65532',
    isReadOnly: true,
    stopGraceMs: 3_000,
    create: { User: '65532:65532' },
    host: {
      Tmpfs: { '/tmp': 'size=1m,mode=1777' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: 64 * 1024 * 1024,
      NanoCpus: 500_000_000,
      PidsLimit: 32,
      Init: false,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    },
  });
  expect(file.services.find(({ name }) => name === 'front')).toMatchObject({
    port: { containerPort: 80, hostPort: 8010 },
    environment: { GREETING: 'hello' },
    waitsFor: [{ service: 'back', condition: 'service_started', isRequired: true }],
  });
});

test('the repository’s own compose file is read, and hardens every service', async () => {
  const { services } = await readCompose(engine, { root: join(import.meta.dirname, '../../..') });

  expect(services.map(({ name }) => name).sort()).toEqual([
    'access-log',
    'apod',
    'image-gallery',
    'image-of-the-day',
  ]);
  for (const service of services)
    expect(service, service.name).toMatchObject({
      user: '65532:65532',
      isReadOnly: true,
      host: {
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: expect.any(Number),
        NanoCpus: expect.any(Number),
        PidsLimit: expect.any(Number),
      },
    });
});

test.each([
  ['12s', 12_000],
  ['1m30s', 90_000],
  ['1.5s', 1_500],
  ['250ms', 250],
  ['500us', 0.5],
  ['1h0m0s', 3_600_000],
])('the duration %s is %d ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each(['', '12', 's', '5 s', '1d'])('"%s" is no duration', (text) => {
  expect(() => parseDuration(text)).toThrow(RangeError);
});

test('the command to rerun a service has its settings, quoted for a shell', async () => {
  const { services } = await readCompose(engine, { root: TWO_SERVICES });
  const [back] = services.filter(({ name }) => name === 'back');
  if (!back) throw new Error('no service "back"');

  expect(rerunCommand({ ...back, environment: { WORDS: "it's" } })).toBe(
    'docker run --rm --read-only --user 65532:65532 --cap-drop ALL --security-opt no-new-privileges:true ' +
      '--memory 67108864 --cpus 0.5 --pids-limit 32 --tmpfs /tmp:size=1m,mode=1777 --volume /data ' +
      "--env 'WORDS=it'\\''s' drydock/tiny-service:test",
  );
});
