import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askEngine } from '../ask-engine.ts';
import { assertDiskSpace } from '../disk.ts';
import type { Engine, Environment, OnProgress } from '../engine.ts';
import { DrydockError } from '../errors.ts';
import { type Home, locateHome, openHome } from '../home.ts';
import { withLock } from '../lock.ts';
import { toolEnvironment } from '../tool-environment.ts';
import { daemonProcesses, socketOf, startDaemon, stopDaemon } from './daemon.ts';
import { type ImageStore, refuseOtherStore, storeOf, storeToStart } from './image-store.ts';
import { createNetwork, removeNetwork } from './network.ts';
import { ensurePackages, type Packages, presentPackages } from './packages.ts';

const GRACE_FOR_SILENCE_MS = 10_000;
const POLL_MS = 200;

export interface EmbeddedOptions {
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

export interface EmbeddedStatus {
  readonly home: Home;
  /** `silent`: its processes are there, but it does not answer. */
  readonly state: 'running' | 'stopped' | 'silent';
  readonly host: string;
  readonly version: string | undefined;
  /** Of the engine that runs; when none does, of the one that the next start would start. */
  readonly store: ImageStore;
  readonly processIds: readonly number[];
}

/**
 * Gives the running embedded engine of this home, starting it when it does not run, with the image store that
 * `DRYDOCK_STORE` names. Safe to call from many processes.
 */
export function openEmbedded(options: EmbeddedOptions): Promise<Engine> {
  const home = openHome(options.env);
  const onWait = () => options.onProgress('waiting for another drydock command that is starting the engine');
  return withLock(lockFile(home), () => openLocked(home, options), { onWait, signal: options.signal });
}

/** The embedded engine of this home, if it runs. Starts nothing, and takes no lock. */
export async function runningEmbedded(env: Environment): Promise<Engine | undefined> {
  const home = locateHome(env);
  const packages = presentPackages(home);
  const running = packages && (await answering(home));
  if (!running) return undefined;
  refuseOtherStore(home, running, env);
  return engineOf(home, packages, running, env);
}

/** What state the embedded engine of this home is in. Starts nothing. */
export async function embeddedStatus(env: Environment): Promise<EmbeddedStatus> {
  const home = locateHome(env);
  const next = storeToStart(env);
  const answer = await askEngine(socketOf(home));
  const processIds = daemonProcesses(home).map(({ pid }) => pid);
  const version = typeof answer === 'string' ? undefined : answer.version;
  const state = version ? 'running' : processIds.length > 0 ? 'silent' : 'stopped';
  const store = typeof answer === 'string' ? next : storeOf(answer);
  return { home, state, host: socketOf(home), version, store, processIds };
}

/** Stops the embedded engine of this home and removes its bridge, rules and mounts. Images and volumes stay. */
export async function stopEmbedded(env: Environment): Promise<'stopped' | 'was not running'> {
  const home = locateHome(env);
  if (!existsSync(home.folder)) return 'was not running';
  return await withLock(lockFile(home), async () => {
    const ran = daemonProcesses(home).length > 0;
    await clear(home);
    return ran ? 'stopped' : 'was not running';
  });
}

async function openLocked(home: Home, { env, onProgress, signal }: EmbeddedOptions): Promise<Engine> {
  const store = storeToStart(env);
  const packages = await ensurePackages(home, { env, onProgress, signal });
  const running = await answering(home);
  if (running) {
    refuseOtherStore(home, running, env);
    return engineOf(home, packages, running, env);
  }
  await clear(home); // whatever an earlier, ended engine left
  await assertDiskSpace(home.folder);
  onProgress('starting the embedded engine');
  try {
    await startDaemon(home, { packages, network: await createNetwork(home, packages), store });
  } catch (error) {
    await clear(home);
    throw error;
  }
  const started = await answering(home);
  if (!started) throw new DrydockError('engine-lost', 'the embedded engine ended as soon as it had started');
  return engineOf(home, packages, started, env);
}

/** Waits a little for an engine that runs but does not answer yet: it may be busy. */
async function answering(
  home: Home,
): Promise<Exclude<Awaited<ReturnType<typeof askEngine>>, string> | undefined> {
  const deadline = Date.now() + GRACE_FOR_SILENCE_MS;
  for (;;) {
    const answer = await askEngine(socketOf(home));
    if (typeof answer !== 'string') return answer;
    if (daemonProcesses(home).length === 0 || Date.now() > deadline) return undefined;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function clear(home: Home): Promise<void> {
  await stopDaemon(home);
  const packages = presentPackages(home);
  if (packages) await removeNetwork(home, packages);
}

function engineOf(
  home: Home,
  packages: Packages,
  answer: { version: string; store: Engine['store'] },
  env: Environment,
): Engine {
  const tools = toolEnvironment(env);
  return {
    kind: 'embedded',
    host: socketOf(home),
    source: `the embedded engine in ${home.folder}`,
    version: answer.version,
    store: answer.store,
    docker: join(packages.root, 'usr/bin/docker'),
    env: {
      ...tools,
      PATH: [...packages.path, tools.PATH].join(':'),
      DOCKER_HOST: socketOf(home),
      DOCKER_CONFIG: home.clientConfig,
    },
    userEnv: env,
  };
}

function lockFile(home: Home): string {
  return join(home.folder, 'engine.lock');
}
