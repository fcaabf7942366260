// Proves that the commands of docs/walkthrough.md, typed one after the other, print what the page says.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { runCommand, runDocker } from '@drydock/engine';
import request from 'supertest';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { outputPattern, typedCommands } from '../support/console-page.ts';
import { openTestEngine, ROOT } from '../support/services.ts';

const engine = await openTestEngine();
const CONTAINERS = ['image-gallery', 'accesslog', 'iotd', 'apod'];
const commands = typedCommands(join(ROOT, 'docs/walkthrough.md'));
/** In front of every name, so that this walk and a stack that runs already do not meet. */
const prefix = `walk-${randomBytes(3).toString('hex')}-`;
const PATIENT = { timeout: 60_000, interval: 200 };
let port = '';

beforeAll(async () => {
  port = String(await freePort());
});

afterAll(async () => {
  await runDocker(engine, ['rm', '--force', '--volumes', ...CONTAINERS.map((name) => `${prefix}${name}`)]);
  await runDocker(engine, ['network', 'rm', `${prefix}nat`]);
});

test('the page has commands', () => {
  expect(commands.length).toBeGreaterThan(10);
});

test.each(commands.map((typed) => [typed.command, typed.prints] as const))('%s', async (command, prints) => {
  const pattern = outputPattern(prints);

  // What starts takes its time, and a reader would ask again.
  if (/ (inspect|exec|logs) /.test(command)) await expect.poll(() => type(command), PATIENT).toMatch(pattern);
  else expect(await type(command)).toMatch(pattern);
  // "Reload the page in a moment", it says itself.
  if (prints.includes('healthy'))
    await vi.waitFor(() => request(`http://127.0.0.1:${port}`).get('/').expect(200).expect(/<img /), PATIENT);
});

test.each([
  ['another line', ['one', 'two']],
  ['a line more', ['one', 'three', 'four']],
  ['nothing', []],
])('%s is not what the page says', (_, prints) => {
  expect('one\nthree').not.toMatch(outputPattern(prints));
  expect('one\nthree').toMatch(outputPattern(['o…', '…']));
});

/** What a shell prints, standard error too. */
async function type(command: string): Promise<string> {
  const env = { ...engine.env, PATH: [dirname(engine.docker), engine.env.PATH].join(delimiter) };
  const { stdout } = await runCommand('bash', ['-c', `exec 2>&1; ${withOwnNames(command)}`], { env });
  return stdout.trimEnd().replaceAll(prefix, '').replaceAll(port, '8010');
}

/** The reader's name of a container becomes an alias of it: that is what the others look up. */
function withOwnNames(command: string): string {
  return command
    .replace(/(?<= )(?<!hosts )(nat|image-gallery|accesslog|iotd|apod)(?= |$)/g, `${prefix}$1`)
    .replace(new RegExp(`--name ${prefix}(\\S+)`), '$& --network-alias $1')
    .replace('8010', port);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
