// Proves that an observation ends with the reason when the engine goes away under it, by a connection that can be cut.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { currentOwner, type Engine, formatOwner } from '@drydock/engine';
import { afterAll, expect, test } from 'vitest';
import { sweepStale } from '../src/index.ts';
import { removeLabelled } from '../src/labelled-objects.ts';
import { OWNER_LABEL } from '../src/labels.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithObserved, forProject, newProject, observe } from './fixtures/observe.ts';

const PROJECT = newProject();
const engine = forProject(await engineWithObserved(), PROJECT);
const open = new Set<Socket>();
const relay = createServer((client) => {
  const server = connect(addressOf(engine.host));
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    open.add(one);
    one.on('error', () => undefined);
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
});

afterAll(async () => {
  cut();
  await removeLabelled(engine, `${OWNER_LABEL}=${formatOwner(currentOwner())}`);
});

function cut(): void {
  relay.close();
  for (const connection of open) connection.destroy();
}

function addressOf(host: string) {
  if (host.startsWith('unix://')) return { path: host.slice('unix://'.length) };
  const { hostname, port } = new URL(host);
  return { host: hostname, port: Number(port) };
}

test('an engine that is gone is named, and soon', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  relay.listen(0, '127.0.0.1', resolve);
  await promise;
  const host = `tcp://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const fragile: Engine = { ...engine, host, env: { ...engine.env, DOCKER_HOST: host } };
  const observing = observe(fragile, { env: { HEALTH_STATUS: '503' }, timeoutMs: 600_000 });
  const left = () => objectsNamed(engine, PROJECT);
  const isThere = expect.stringMatching(/-declared$/);
  observing.catch(() => undefined);
  await expect.poll(left, { timeout: 90_000 }).toContainEqual(isThere);

  cut();

  await expect(observing).rejects.toMatchObject({
    code: 'engine-lost',
    summary: `the engine at ${host} does not answer any more`,
  });
  // Its things stay, because nobody is there to remove them: their owner is the one who answers for them.
  expect(await left()).toContainEqual(isThere);
  await sweepStale(engine);
  expect(await left()).toContainEqual(isThere);
});
