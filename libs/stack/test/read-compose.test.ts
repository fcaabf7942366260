// Proves that a compose file is read as Compose reads it, and that nothing in it is silently ignored.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrydockError, type Engine, openEngine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCompose } from '../src/index.ts';
import { parseDuration } from '../src/parse-duration.ts';
import { rerunCommand } from '../src/rerun-command.ts';
import { TWO_SERVICES } from './fixtures/open-engine.ts';

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await openEngine({ env: process.env, onProgress: () => undefined });
  folder = await mkdtemp(join(tmpdir(), 'drydock-compose-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is wrong with a service that has these lines, and an otherwise good file around it. */
async function refusal(lines: readonly string[], rest: readonly string[] = []): Promise<DrydockError> {
  const text = [
    'services:',
    '  shop:',
    '    image: shop:1',
    '    pull_policy: never',
    '    networks: [inner]',
    ...lines.map((line) => `    ${line}`),
    'networks: { inner: {} }',
    ...rest,
  ];
  await writeFile(join(folder, 'compose.yaml'), text.join('\n'));
  const error = await readCompose(engine, { root: folder }).catch((reason: unknown) => reason);
  if (error instanceof DrydockError) return error;
  throw new Error(`expected a refusal of:\n${text.join('\n')}`);
}

test('a compose file becomes one record for each service', async () => {
  const file = await readCompose(engine, { root: TWO_SERVICES });

  expect(file).toMatchObject({ project: 'tiny', network: 'tiny-inner', volumes: ['kept'] });
  expect(file.services.find(({ name }) => name === 'back')).toEqual({
    name: 'back',
    aliases: ['store'],
    image: 'drydock/tiny-service:test',
    dependsOn: [],
    command: null,
    entrypoint: null,
    environment: {},
    port: null,
    volumes: [{ volume: 'kept', target: '/data', isReadOnly: false }],
    tmpfs: { '/tmp': 'size=1m,mode=1777' },
    user: '65532:65532',
    isReadOnly: true,
    droppedCapabilities: ['ALL'],
    securityOptions: ['no-new-privileges:true'],
    memoryBytes: 64 * 1024 * 1024,
    cpus: 0.5,
    pidsLimit: 32,
    hasInit: false,
    stopGraceMs: 3_000,
    log: { driver: 'json-file', options: { 'max-size': '1m', 'max-file': '2' } },
  });
  expect(file.services.find(({ name }) => name === 'front')).toMatchObject({
    port: { containerPort: 80, hostPort: 8010 },
    environment: { GREETING: 'hello' },
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
      droppedCapabilities: ['ALL'],
      securityOptions: ['no-new-privileges:true'],
      memoryBytes: expect.any(Number),
      cpus: expect.any(Number),
      pidsLimit: expect.any(Number),
    });
});

describe('a key that Drydock does not honour is refused, with its service and its file', () => {
  test.each([
    ['privileged: true', 'service "shop": key "privileged"'],
    ['deploy: { replicas: 2 }', 'service "shop": key "deploy"'],
    ['ports: ["127.0.0.1:8010:80"]\n    hostname: shop', 'service "shop": key "hostname"'],
    ['ports: ["8010:80"]', 'service "shop": key "ports.0.host_ip": must be 127.0.0.1'],
    ['ports: ["127.0.0.1:8010:80/udp"]', 'service "shop": key "ports.0.protocol"'],
    ['volumes: ["./data:/data"]', 'service "shop": key "volumes.0.type"'],
    ['profiles: [later]', 'service "shop": key "profiles"'], // Compose leaves such a service out
    ['restart: always', 'service "shop": key "restart": must be "no"'],
  ])('%s', async (line, expected) => {
    const error = await refusal([line]);

    expect(error.code).toBe('compose-unsupported');
    expect(error.evidence.join('\n')).toContain(`compose.yaml: ${expected}`);
  });
});

test('all that is wrong is said at once', async () => {
  const error = await refusal(['privileged: true', 'secrets: [key]'], ['secrets: { key: { file: ./key } }']);

  expect(error.message).toMatch(/^compose\.yaml: .*\(and 2 more\)$/);
  expect(error.evidence).toEqual([
    'compose.yaml: service "shop": key "privileged" is not supported',
    'compose.yaml: service "shop": key "secrets" is not supported',
    'compose.yaml: top level: key "secrets" is not supported',
  ]);
});

test('a service on two networks is refused', async () => {
  const error = await refusal(['mem_limit: 5m'], []).catch(() => undefined);
  await writeFile(
    join(folder, 'two.yaml'),
    'services: { shop: { image: a, pull_policy: never, networks: [in, out] } }\nnetworks: { in: {}, out: {} }',
  );
  const reading = readCompose(engine, { root: folder, file: 'two.yaml' });

  expect(error).toBeUndefined(); // the file around it is good
  await expect(reading).rejects.toMatchObject({
    evidence: [
      'two.yaml: service "shop": key "networks": must name exactly one network',
      'two.yaml: top level: key "networks": must declare exactly one network',
    ],
  });
});

test('a key that Compose does not know is refused in Compose’s own words', async () => {
  const error = await refusal(['memlimit: 5m']);

  expect(error.code).toBe('compose-invalid');
  expect(error.evidence.join('\n')).toContain('memlimit');
});

test.each([
  ['12s', 12_000],
  ['1m30s', 90_000],
  ['1.5s', 1_500],
  ['250ms', 250],
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
