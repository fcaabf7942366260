// Proves where a stack is reached when the compose file declares a port: there, or on the next one that is free.
import { randomInt } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type StackEvent, startStack } from '../src/index.ts';
import { TWO_SERVICES } from './fixtures/open-engine.ts';
import { engine, newProject, start } from './fixtures/start-fresh.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** A copy of the compose file that declares another port. */
async function declaring(port: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-ports-'));
  folders.push(folder);
  await cp(TWO_SERVICES, folder, { recursive: true });
  const file = join(folder, 'compose.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('8010', String(port)));
  return folder;
}

/**
 * Listens on a port below those that the kernel gives out by itself: one of these may be somebody else's as soon as it
 * is closed.
 */
async function listen(): Promise<{ port: number; close: () => void }> {
  for (;;) {
    const port = randomInt(10_000, 30_000);
    const server = createServer();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
    if (await promise) return { port, close: () => server.close() };
  }
}

test.concurrent('a declared port is used when it is free', async () => {
  const { port, close } = await listen();
  close();

  await using stack = await start({ root: await declaring(port), ports: 'declared' });

  expect(stack.service('front')).toMatchObject({ hostPort: port, declaredPort: port });
});

test.concurrent('a declared port that is taken gives way to a free one, and says so', async () => {
  const { port, close } = await listen();
  const taken: unknown[] = [];
  const onEvent = (event: StackEvent) => event.type === 'port-taken' && taken.push(event.hostPort);

  await using stack = await start({ root: await declaring(port), ports: 'declared', onEvent });
  close();

  expect(stack.service('front').hostPort).toBeGreaterThan(port);
  expect(stack.service('front').declaredPort).toBe(port);
  expect(taken[0]).toBe(port);
});

test.concurrent('two stacks that declare the same port run at once', async () => {
  const { port, close } = await listen();
  close();
  const root = await declaring(port);

  const names = [newProject(), newProject()] as const;
  const stacks = await Promise.all(
    names.map((name) => startStack(engine, { root, project: name, ports: 'declared' })),
  );
  const answers = await Promise.all(stacks.map((stack) => fetch(`${stack.service('front').url}/health`)));
  await Promise.all(stacks.map((stack) => stack.stop()));

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(new Set(stacks.map((stack) => stack.service('front').hostPort)).size).toBe(2);
});
