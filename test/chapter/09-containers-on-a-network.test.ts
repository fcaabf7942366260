// The engine gives each container an address on a virtual network, on which containers reach each other by address and by name, and from outside of which they are not reached.
import { randomBytes } from 'node:crypto';
import { BlockList } from 'node:net';
import { runDocker } from '@drydock/engine';
import { probe } from '@drydock/stack';
import { afterAll, beforeAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { type Container, dockerText, withContainer } from '../support/containers.ts';
import { openTestEngine } from '../support/services.ts';

const engine = await openTestEngine();
const id = `drydock-chapter-${process.pid}-${randomBytes(3).toString('hex')}`;
const network = `${id}-nat`;
const other = `${id}-other`;
const IMAGE = 'drydock/apod:local';
const TIMEOUT_MS = 2_000;

let onNetwork: Container;
let onOther: Container;
let alone: Container;

beforeAll(async () => {
  await Promise.all([network, other].map((name) => dockerText(engine, 'network', 'create', name)));
  const start = (on: string, name: string) =>
    withContainer(engine, ['--network', on, '--name', `${id}-${name}`, IMAGE]);
  [onNetwork, onOther, alone] = await Promise.all([
    start(network, 'one'),
    start(other, 'two'),
    start('none', 'alone'),
  ]);
});

afterAll(async () => {
  await Promise.all([onNetwork, onOther, alone].map((container) => container?.[Symbol.asyncDispose]()));
  await runDocker(engine, ['network', 'rm', network, other]);
});

async function addressOf(container: Container): Promise<string> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  return dockerText(engine, 'inspect', '--format', format, container.id);
}

/** Whether somebody on the network gets an answer from there. */
async function answers(host: string): Promise<boolean> {
  const { ok } = await probe(engine, { network, url: `http://${host}/health`, timeoutMs: TIMEOUT_MS });
  return ok;
}

claim.concurrent(import.meta.filename, () => {
  statement('a container reaches another on its network', {
    check: async (host) => {
      expect(await answers(await host()), 'an answer').toBe(true);
    },
    holds: {
      'by its name': async () => `${id}-one`,
      'by its address': () => addressOf(onNetwork),
    },
    control: {
      'but not by a name of another network': { of: async () => `${id}-two`, red: /an answer/ },
      'nor by an address of another network': { of: () => addressOf(onOther), red: /an answer/ },
    },
  });

  statement('a container has an address of its network', {
    check: async (container) => {
      const subnet = await dockerText(
        engine,
        'network',
        'inspect',
        '--format',
        '{{range .IPAM.Config}}{{.Subnet}}{{end}}',
        network,
      );
      const [base = '', bits = ''] = subnet.split('/');
      const addresses = new BlockList();
      addresses.addSubnet(base, Number(bits));

      const address = await addressOf(container());

      expect(address, 'address').not.toMatch(/^(invalid IP)?$/);
      expect(addresses.check(address), `${address} is in ${subnet}`).toBe(true);
    },
    holds: { 'when it was started on one': () => onNetwork },
    control: {
      'that of another network is no address of this one': { of: () => onOther, red: /is in/ },
      'without a network it has none': { of: () => alone, red: /address/ },
    },
  });

  statement('a container that runs already joins a network', {
    check: async (join) => {
      const name = `${id}-late-${join}`;
      await using late = await withContainer(engine, ['--network', other, '--name', name, IMAGE]);

      if (join) await dockerText(engine, 'network', 'connect', network, late.id);

      expect(await answers(name), 'an answer').toBe(true);
    },
    holds: { 'by `docker network connect`': true },
    control: { 'and not by itself': { of: false, red: /an answer/ } },
  });

  statement('localhost is the container itself', {
    check: async (command) => {
      // The health check asks http://localhost for its answer, from wherever it runs.
      const { exitCode } = await runDocker(engine, command());

      expect(exitCode, 'exit code of the health check').toBe(0);
    },
    holds: { 'asked from within': () => ['exec', onNetwork.id, '/healthcheck'] },
    control: {
      'asked from another container, on the same network': {
        of: () => ['run', '--rm', '--network', network, '--entrypoint', '/healthcheck', IMAGE],
        red: /exit code of the health check/,
      },
    },
  });
});
