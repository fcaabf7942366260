import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, runDocker } from '@drydock/engine';
import { dockerLines, dockerOutput } from '../docker-output.ts';
import { labelArguments, PROXY_LABEL } from '../labels.ts';
import { aliasesOf, connect, disconnect } from './endpoint.ts';
import type { FaultTarget } from './fault-target.ts';
import { openProxyControl, type ProxyControl } from './proxy-control.ts';

const IMAGE = 'drydock/proxy:local';
const CONTROL_PORT = 8474;
const READY_TIMEOUT_MS = 15_000;
const POLL_MS = 20;
const USER = '65532:65532';
const HARDENING = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

/** A container in front of a service, under the service's names. */
export interface ServiceProxy {
  readonly containerId: string;
  readonly control: ProxyControl;
  /** The service as the others see it: through the proxy. */
  readonly url: string;
  /** Until the service answers through it. */
  waitUntilAnswers(): Promise<void>;
}

/**
 * Puts a proxy in front of a service, once. It takes over the service's names and, if the engine allows, its address, so
 * that connections that are open break instead of going on past it. It stays for as long as the stack does.
 */
export function proxyOf(target: FaultTarget): Promise<ServiceProxy> {
  target.proxy ??= install(target).catch((error: unknown) => {
    target.proxy = undefined;
    throw error;
  });
  return target.proxy;
}

async function install(target: FaultTarget): Promise<ServiceProxy> {
  const { engine } = target;
  await refuseMissing(target);
  const aliases = (await aliasesOf(target)) ?? [target.run.name, ...target.run.aliases];
  const [containerId = ''] = await dockerLines(engine, createArguments(target, aliases));
  try {
    await disconnect(target);
    await dockerOutput(engine, ['start', containerId]); // an address that has become free is given out first
    const control = openProxyControl(await addressOf(target, containerId, CONTROL_PORT));
    await control.open({
      port: target.containerPort,
      upstream: upstreamOf(target),
      timeoutMs: READY_TIMEOUT_MS,
    });
    await connect(target, []);
    const url = await addressOf(target, containerId, target.containerPort);
    const proxy = { containerId, control, url, waitUntilAnswers: () => waitUntilAnswers(target, url) };
    await proxy.waitUntilAnswers();
    return proxy;
  } catch (error) {
    await runDocker(engine, ['rm', '--force', containerId]);
    await disconnect(target).catch(() => undefined);
    await connect(target, aliases).catch(() => undefined); // the first error is the news
    throw error;
  }
}

/** The name of its container leads to the service itself, whoever has its other names. */
export function upstreamOf({ containerName, containerPort }: FaultTarget): string {
  return `${containerName}:${containerPort}`;
}

function createArguments(target: FaultTarget, aliases: readonly string[]): string[] {
  const { labels, run, network, containerName, containerPort } = target;
  const names = aliases.flatMap((alias) => ['--network-alias', alias]);
  const ports = [CONTROL_PORT, containerPort].flatMap((port) => ['--publish', `127.0.0.1::${port}`]);
  const place = ['--name', `${containerName}-proxy`, '--network', network, ...names, ...ports];
  const marks = labelArguments({ ...labels, [PROXY_LABEL]: run.name });
  return ['create', '--pull', 'never', ...place, ...marks, ...HARDENING, '--user', USER, IMAGE];
}

async function refuseMissing({ engine }: FaultTarget): Promise<void> {
  if ((await runDocker(engine, ['image', 'inspect', IMAGE])).exitCode === 0) return;
  throw new DrydockError('image-missing', `not built yet: ${IMAGE}, which harms traffic`, {
    nextStep: 'build it: drydock build proxy',
  });
}

async function addressOf({ engine }: FaultTarget, containerId: string, port: number): Promise<string> {
  const [address] = await dockerLines(engine, ['port', containerId, `${port}/tcp`]);
  return `http://${address}`;
}

async function waitUntilAnswers({ run }: FaultTarget, url: string): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let answer: unknown;
  while (performance.now() < deadline) {
    answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      (error: Error) => error.message,
    );
    if (answer === 200) return;
    await sleep(POLL_MS);
  }
  throw new DrydockError(
    'service-not-ready',
    `service "${run.name}" does not answer through its proxy: /health ${answer}`,
    { nextStep: `see what it logs: docker logs on its container` },
  );
}
