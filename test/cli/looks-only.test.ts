// Proves that a command which only looks starts no engine, downloads nothing and makes no folder.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-looks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOTHING = 'nothing is running, and no container engine either; start it with: npm start';

test.for([
  [['ps'], 0, NOTHING],
  [['ps', '--json'], 0, '[]'],
  [['logs'], 1, `drydock: ${NOTHING}`],
  [['logs', '--follow', 'apod'], 1, `drydock: ${NOTHING}`],
  [['down'], 0, NOTHING],
  [['down', '--json'], 0, '"removed": []'],
  [['down', '--volumes'], 1, 'no container engine runs, so no volume can be removed\n  → start it first:'],
  [['doctor'], 0, "none answers; the next build downloads and starts Drydock's own"],
  [['engine', 'status'], 0, 'embedded engine: stopped'],
  [['engine', 'stop'], 0, 'embedded engine: was not running'],
  [['--version'], 0, 'drydock 0.1.0'],
  [['--help'], 0, 'Usage: drydock'],
] as const)('%j with no engine there', async ([args, exitCode, said]) => {
  const home = join(folder, 'home');
  const env = { DRYDOCK_HOME: home, DRYDOCK_ENGINE: 'embedded' };

  const ran = await callDrydock(args, { env });

  expect(`${ran.stdout}${ran.stderr}`).toContain(said);
  expect(ran.exitCode).toBe(exitCode);
  expect(existsSync(home)).toBe(false);
});

test('doctor ends with 1 when the machine cannot build, in JSON too', async () => {
  const env = { DRYDOCK_HOME: folder, DOCKER_HOST: 'unix:///nowhere.sock' };

  const [text, json] = await Promise.all([
    callDrydock(['doctor'], { env }),
    callDrydock(['doctor', '--json'], { env }),
  ]);

  expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
  expect(text.stdout).toMatch(
    /^✗ engine .*DOCKER_HOST \(unix:\/\/\/nowhere\.sock\): there is no such socket$/m,
  );
  expect(text.stdout).toMatch(/→ start Docker, and check it with: docker version/);
  expect(JSON.parse(json.stdout)).toContainEqual(
    expect.objectContaining({ subject: 'engine', verdict: 'failed' }),
  );
});
