// Proves who reaches whom: by name and by address on one network, and not at all from another.
import { currentOwner, type Engine, formatOwner, ROOT_IMAGE, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probe, runOnNetwork, type Stack, startStack, stopStack } from '../src/index.ts';
import { labelledObjects } from '../src/labelled-objects.ts';
import { OWNER_LABEL } from '../src/labels.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithTinyService, TWO_SERVICES } from './fixtures/open-engine.ts';

const WORD = `network-test-${process.pid}`;
/** For a line to get into the log, on a machine with other work. */
const POLL = { timeout: 30_000 };

let engine: Engine;
let one: Stack;
let other: Stack;

beforeAll(async () => {
  engine = await engineWithTinyService();
  [one, other] = (await Promise.all(
    [`${WORD}-one`, `${WORD}-other`].map((project) =>
      startStack(engine, { root: TWO_SERVICES, project, ports: 'random' }),
    ),
  )) as [Stack, Stack];
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  expect(await objectsNamed(engine, WORD)).toEqual([]);
  expect(await commandsLeft()).toEqual([]);
});

/** Containers of commands that this process has run. */
async function commandsLeft(): Promise<string[]> {
  const own = await labelledObjects(engine, `${OWNER_LABEL}=${formatOwner(currentOwner())}`, ['container']);
  return own.map(({ name }) => name).filter((name) => name.startsWith('drydock-once-'));
}

describe.concurrent('on its network, a service is reached', () => {
  test.each(['back', 'store', 'front'])('by the name %s', async (name) => {
    const answer = await probe(engine, { network: one.network, url: `http://${name}/health` });

    expect(answer).toEqual({ ok: true, status: 200, body: 'health', error: null });
  });

  test('by its address', async () => {
    const url = `http://${one.service('store').addressOnNetwork}/self`;

    const answer = await probe(engine, { network: one.network, url });

    expect(answer).toMatchObject({ ok: true, status: 200, body: expect.stringContaining('Uid:') });
  });
});

describe('from another network, a service is not reached', () => {
  test.concurrent('by its address', async () => {
    const url = `http://${one.service('store').addressOnNetwork}/health`;

    const answer = await probe(engine, { network: other.network, url, timeoutMs: 2_000 });

    expect(answer).toMatchObject({ ok: false, status: null, error: expect.stringMatching(/./) });
  });

  test.concurrent('from the default network', async () => {
    const url = `http://${one.service('store').addressOnNetwork}/health`;

    const answer = await probe(engine, { network: 'bridge', url, timeoutMs: 2_000 });

    expect(answer.ok).toBe(false);
  });

  test('by its name, which means the other stack’s service there', async () => {
    const texts = async (stack: Stack) => (await stack.service('store').logs()).map(({ text }) => text);
    await fetch(`${one.service('store').url}/mine`);
    await expect.poll(() => texts(one), POLL).toContain('/mine');
    const before = await texts(one);

    const answer = await probe(engine, { network: other.network, url: 'http://store/theirs' });

    expect(answer.status).toBe(404);
    await expect.poll(() => texts(other), POLL).toContain('/theirs');
    expect(await texts(one)).toEqual(before);
  });
});

describe.concurrent('a probe without an answer says why', () => {
  test('when nobody has the name', async () => {
    const answer = await probe(engine, { network: one.network, url: 'http://nobody/' });

    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('nobody') });
  });

  test('when nobody listens on the port', async () => {
    const answer = await probe(engine, { network: one.network, url: 'http://store:81/' });

    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('refused') });
  });

  test('when there is no such network', async () => {
    const asking = probe(engine, { network: `${WORD}-none`, url: 'http://store/' });

    await expect(asking).rejects.toMatchObject({ code: 'service-refused' });
  });
});

describe('a command on a network', () => {
  test('gives its output and its exit code', async () => {
    const command = ['sh', '-c', 'echo out; echo err >&2; exit 7'];

    const result = await runOnNetwork(engine, { network: one.network, image: ROOT_IMAGE, command });

    expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
  });

  test('leaves no container when it takes too long', async () => {
    const command = ['sleep', '60'];

    const result = await runOnNetwork(engine, {
      network: one.network,
      image: ROOT_IMAGE,
      command,
      timeoutMs: 1_500,
    });

    expect(result.exitCode).toBeGreaterThan(128);
    expect(await commandsLeft()).toEqual([]);
  });
});

describe.concurrent('a network with a given name', () => {
  const start = (network: string, project: string) =>
    startStack(engine, { root: TWO_SERVICES, project, network, ports: 'random' });

  test('is made and removed with the stack', async () => {
    const network = `${WORD}-made`;
    const stack = await start(network, `${WORD}-owner`);

    const during = await objectsNamed(engine, network);
    await stack.stop();

    expect(during).toEqual([network]);
    expect(await objectsNamed(engine, network)).toEqual([]);
  });

  test('is used when somebody made it by hand, and then stays', async () => {
    const network = `${WORD}-used`;
    await runDocker(engine, ['network', 'create', network]);
    const stack = await start(network, `${WORD}-guest`);

    const answer = await probe(engine, { network, url: 'http://store/health' });
    await stopStack(engine, stack.name);
    const after = await Promise.all([network, stack.name].map((name) => objectsNamed(engine, name)));
    await runDocker(engine, ['network', 'rm', network]);

    expect(answer.status).toBe(200);
    expect(after).toEqual([[network], []]);
  });

  test('is refused when it belongs to another stack', async () => {
    const network = `${WORD}-shared`;
    await using _owner = await start(network, `${WORD}-first`);

    await expect(start(network, `${WORD}-second`)).rejects.toMatchObject({
      code: 'network-conflict',
      summary: `network "${network}" belongs to the stack "${WORD}-first"`,
    });
  });

  test('is refused when a container of the same name is on it', async () => {
    const [network, container] = [`${WORD}-crowded`, `${WORD}-stranger`];
    await runDocker(engine, ['network', 'create', network]);
    const run = ['run', '--detach', '--name', container, '--network', network, '--network-alias', 'store'];
    await runDocker(engine, [...run, ROOT_IMAGE, 'sleep', '60']);

    const error = await start(network, `${WORD}-late`).catch((reason: unknown) => reason);
    await runDocker(engine, ['rm', '--force', container]);
    await runDocker(engine, ['network', 'rm', network]);

    expect(error).toMatchObject({
      code: 'network-conflict',
      summary: `network "${network}" already has a container called store`,
    });
  });

  test('is refused when it belongs to Compose', async () => {
    const network = `${WORD}-composed`;
    const label = ['--label', `com.docker.compose.project=${WORD}-project`];
    await runDocker(engine, ['network', 'create', ...label, network]);

    const error = await start(network, `${WORD}-latest`).catch((reason: unknown) => reason);
    await runDocker(engine, ['network', 'rm', network]);

    expect(error).toMatchObject({
      code: 'network-conflict',
      nextStep: expect.stringContaining('docker compose'),
    });
  });
});
