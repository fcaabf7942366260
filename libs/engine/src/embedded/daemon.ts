import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askEngine } from '../ask-engine.ts';
import { DrydockError } from '../errors.ts';
import type { Home } from '../home.ts';
import { dataFolder, type ImageStore, storeConfiguration } from './image-store.ts';
import type { EngineNetwork } from './network.ts';
import type { Packages } from './packages.ts';
import { linkPlugins } from './plugins.ts';
import { type HostProcess, processesWithArgument } from './processes.ts';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 25_000;
const CONTAINER_STOP_TIMEOUT_S = 10;
const POLL_MS = 50;
const LOG_LINES = 20;

/** The address of a home's engine, as `DOCKER_HOST` takes it. */
export function socketOf(home: Home): string {
  return `unix://${join(home.run, 'docker.sock')}`;
}

interface DaemonParts {
  readonly packages: Packages;
  readonly network: EngineNetwork;
  readonly store: ImageStore;
}

/** Starts dockerd in mount and process namespaces of its own and waits until it answers. */
export async function startDaemon(home: Home, { packages, network, store }: DaemonParts): Promise<void> {
  await mkdir(home.run, { recursive: true });
  await mkdir(dataFolder(home, store), { recursive: true });
  const settings = configuration(home, { packages, network, store });
  await writeFile(configFile(home), JSON.stringify(settings, null, 2));
  await linkPlugins(home, packages);
  const log = openSync(home.log, 'w');
  // When the first process of a process namespace ends, the kernel ends all others: nothing can be left running.
  const child = spawn(
    'unshare',
    ['--mount', '--propagation', 'slave', '--pid', '--fork', '--kill-child', '--mount-proc']
      .concat([join(packages.root, 'usr/bin/tini'), '--'])
      .concat(['dockerd', '--config-file', configFile(home)]),
    { detached: true, stdio: ['ignore', log, log], cwd: '/', env: daemonEnvironment(packages) },
  );
  child.on('error', () => undefined); // no unshare: shows as an engine that does not answer
  child.unref();
  await waitUntilReady(home);
}

/** Stops a home's dockerd and all it runs. Safe when nothing runs. */
export async function stopDaemon(home: Home): Promise<void> {
  for (const { pid } of daemonProcesses(home).filter(({ args }) => args[0] === 'dockerd'))
    end(pid, 'SIGTERM');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (daemonProcesses(home).length > 0 && Date.now() < deadline) await sleep(POLL_MS);
  for (const { pid } of daemonProcesses(home)) end(pid, 'SIGKILL');
  while (daemonProcesses(home).length > 0 && Date.now() < deadline + STOP_TIMEOUT_MS) await sleep(POLL_MS);
  await removeControlGroups(home);
  await rm(home.run, { recursive: true, force: true });
  await rmdir(dirname(home.run)).catch(() => undefined); // another engine may use it
}

/** Whether anything of a home's engine runs, answering or not. */
export function daemonProcesses(home: Home): HostProcess[] {
  return processesWithArgument(configFile(home));
}

/** The last lines that the engine wrote. */
function daemonLog(home: Home, lines = LOG_LINES): string[] {
  if (!existsSync(home.log)) return [];
  return readFileSync(home.log, 'utf8').trimEnd().split('\n').slice(-lines);
}

function configFile(home: Home): string {
  return join(home.run, 'daemon.json');
}

function configuration(home: Home, { packages, network, store }: DaemonParts): unknown {
  return {
    hosts: [socketOf(home)],
    'data-root': dataFolder(home, store),
    'exec-root': join(home.run, 'exec'),
    pidfile: join(home.run, 'dockerd.pid'),
    ...storeConfiguration(store),
    bridge: network.bridge,
    'fixed-cidr': `${network.prefix}.0.0/24`,
    'default-address-pools': [{ base: `${network.prefix}.128.0/17`, size: 24 }],
    mtu: network.mtu,
    'default-network-opts': { bridge: { 'com.docker.network.driver.mtu': String(network.mtu) } },
    iptables: false,
    ip6tables: false,
    'userland-proxy-path': join(packages.root, 'usr/sbin/docker-proxy'),
    'init-path': join(packages.root, 'usr/bin/tini'),
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': controlGroup(home),
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '10m', 'max-file': '2' },
    'shutdown-timeout': CONTAINER_STOP_TIMEOUT_S,
  };
}

function daemonEnvironment(packages: Packages): Record<string, string> {
  const system = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return { ...packages.env, PATH: [...packages.path, system].join(':'), HOME: '/root' };
}

async function waitUntilReady(home: Home): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let reason = 'it ended at once';
  while (Date.now() < deadline) {
    const answer = await askEngine(socketOf(home));
    if (typeof answer !== 'string') return;
    reason = answer;
    if (daemonProcesses(home).length === 0) break;
    await sleep(POLL_MS);
  }
  throw new DrydockError('engine-failed', `the embedded engine did not start: ${reason}`, {
    evidence: daemonLog(home),
    nextStep: `read ${home.log}, or delete ${home.folder} and try again`,
  });
}

function controlGroup(home: Home): string {
  return `/drydock-${home.id}`;
}

/** Empty control groups stay behind when their processes are gone. Removed from the leaves up. */
async function removeControlGroups(home: Home): Promise<void> {
  const base = '/sys/fs/cgroup';
  if (!existsSync(base)) return;
  const roots = existsSync(join(base, 'cgroup.controllers'))
    ? [base]
    : readdirSync(base).map((name) => join(base, name));
  for (const root of roots) await removeGroup(join(root, controlGroup(home)));
}

async function removeGroup(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeGroup(join(folder, entry.name));
  }
  await rmdir(folder).catch(() => undefined);
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended by itself
  }
}
