import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DrydockError } from '../errors.ts';
import type { Home } from '../home.ts';
import { withLock } from '../lock.ts';
import { type RunResult, runCommand } from '../run-command.ts';
import type { Packages } from './packages.ts';

const FIRST_OCTET = 10;
const SECOND_OCTETS = { lowest: 64, count: 160 }; // away from where home and cloud networks sit
/** The kernel's settings that an engine needs, and the value it needs. */
const KERNEL_SETTINGS: readonly (readonly [file: string, value: string])[] = [
  ['/proc/sys/net/ipv4/ip_forward', '1'],
  // Otherwise a reply that overtakes another may pass for invalid, miss its translation and be answered by the
  // host with a reset: the connection hangs until it times out, minutes later.
  ['/proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal', '1'],
];
const SHARED_RUN_FOLDER = '/run/drydock';
const SETTINGS_BEFORE = join(SHARED_RUN_FOLDER, 'settings-before.json');
const DEFAULT_MTU = 1500;
const settingsSchema = z.array(z.tuple([z.string(), z.string()]));

/** One engine's own piece of the network: a bridge, a /16 that nothing else here uses, and a firewall chain. */
export interface EngineNetwork {
  readonly bridge: string;
  /** First two numbers of the /16, e.g. `10.101`. */
  readonly prefix: string;
  readonly mtu: number;
}

/** Makes the bridge and the firewall rules. Two engines that start at once take turns. */
export function createNetwork(home: Home, packages: Packages): Promise<EngineNetwork> {
  return withLock(join(SHARED_RUN_FOLDER, 'network.lock'), async () => {
    const bridge = bridgeName(home);
    const prefix = `${FIRST_OCTET}.${freeOctet(await usedPrefixes(packages), home)}`;
    const mtu = defaultRouteMtu();
    await writeFile(prefixFile(home), prefix);
    await ip(packages, ['link', 'add', 'name', bridge, 'type', 'bridge']);
    await ip(packages, ['addr', 'add', `${prefix}.0.1/24`, 'dev', bridge]);
    await ip(packages, ['link', 'set', 'dev', bridge, 'mtu', String(mtu), 'up']);
    await addFirewallRules(home, packages, `${prefix}.0.0/16`); // brings the kernel's connection tracking along
    await changeSettings();
    return { bridge, prefix, mtu };
  });
}

/** Takes away all that `createNetwork` and the engine's own networks made. Safe when there is nothing. */
export function removeNetwork(home: Home, packages: Packages): Promise<void> {
  return withLock(join(SHARED_RUN_FOLDER, 'network.lock'), async () => {
    const addresses = await interfaceAddresses(packages);
    const own = addresses.find(({ name }) => name === bridgeName(home))?.prefix ?? savedPrefix(home);
    const ours = addresses.filter(({ name, prefix }) => prefix === own && isEngineBridge(name, home));
    for (const { name } of ours) await ip(packages, ['link', 'delete', 'dev', name]);
    if (existsSync(`/sys/class/net/${bridgeName(home)}`))
      await ip(packages, ['link', 'delete', 'dev', bridgeName(home)]);
    await removeFirewallRules(home, packages);
    await restoreSettings();
  });
}

function bridgeName(home: Home): string {
  return `ddk-${home.id}`;
}

/** The engine names the bridges of its networks `br-` and twelve digits. */
function isEngineBridge(name: string, home: Home): boolean {
  return name === bridgeName(home) || /^br-[0-9a-f]{12}$/.test(name);
}

function prefixFile(home: Home): string {
  return join(home.folder, 'network-prefix');
}

function savedPrefix(home: Home): string | undefined {
  return existsSync(prefixFile(home)) ? readFileSync(prefixFile(home), 'utf8') : undefined;
}

function chainName(home: Home): string {
  return `DRYDOCK-${home.id}`;
}

/**
 * The engine writes no firewall rules of its own, because two engines on one host would overwrite each other's.
 * These few stand in: containers reach out, and networks do not reach each other.
 */
async function addFirewallRules(home: Home, packages: Packages, pool: string): Promise<void> {
  const chain = chainName(home);
  await removeFirewallRules(home, packages);
  const rules = [
    ['-N', chain],
    ['-A', chain, '-s', pool, '-d', pool, '-m', 'physdev', '!', '--physdev-is-bridged', '-j', 'DROP'],
    ['-A', chain, '-s', pool, '-m', 'conntrack', '--ctstate', 'INVALID', '-j', 'DROP'],
    ['-A', chain, '-s', pool, '-j', 'ACCEPT'],
    ['-A', chain, '-d', pool, '-j', 'ACCEPT'],
    ['-I', 'FORWARD', '-j', chain],
    ['-t', 'nat', '-N', chain],
    ['-t', 'nat', '-A', chain, '-s', pool, '!', '-d', pool, '-j', 'MASQUERADE'],
    ['-t', 'nat', '-A', 'POSTROUTING', '-j', chain],
  ];
  for (const rule of rules) check(await iptables(packages, rule), `iptables ${rule.join(' ')}`);
}

async function removeFirewallRules(home: Home, packages: Packages): Promise<void> {
  const chain = chainName(home);
  for (const table of [['FORWARD'], ['POSTROUTING', '-t', 'nat']]) {
    const [parent = '', ...option] = table;
    while ((await iptables(packages, [...option, '-D', parent, '-j', chain])).exitCode === 0);
    await iptables(packages, [...option, '-F', chain]);
    await iptables(packages, [...option, '-X', chain]);
  }
}

function iptables(packages: Packages, args: readonly string[]): Promise<RunResult> {
  const env = { ...packages.env, PATH: packages.path.join(':') };
  return runCommand(join(packages.root, 'drydock/bin/iptables'), ['--wait', ...args], { env });
}

async function ip(packages: Packages, args: readonly string[]): Promise<string> {
  const result = await runCommand(join(packages.root, 'drydock/bin/busybox'), ['ip', ...args], { env: {} });
  check(result, `ip ${args.join(' ')}`);
  return result.stdout;
}

function check(result: RunResult, command: string): void {
  if (result.exitCode === 0) return;
  throw new DrydockError('engine-failed', `the kernel refused a network setting: ${command}`, {
    evidence: [result.stderr.trim()],
    nextStep: 'the embedded engine needs full root rights: not a container without NET_ADMIN',
  });
}

async function interfaceAddresses(packages: Packages): Promise<{ name: string; prefix: string }[]> {
  const rows = (await ip(packages, ['-4', '-o', 'addr'])).matchAll(/^\d+: (\S+)\s+inet (\d+\.\d+)\./gm);
  return [...rows].map(([, name = '', prefix = '']) => ({ name, prefix }));
}

/** Every `a.b` that a route or an interface of this host lies in. */
async function usedPrefixes(packages: Packages): Promise<Set<string>> {
  const routes = (await ip(packages, ['-4', 'route'])).matchAll(/^(\d+\.\d+)\./gm);
  return new Set([
    ...[...routes].map(([, prefix = '']) => prefix),
    ...(await interfaceAddresses(packages)).map(({ prefix }) => prefix),
  ]);
}

/** Starts at a place that differs per home, and stays the same for it, so that its saved networks fit again. */
function freeOctet(used: ReadonlySet<string>, home: Home): number {
  const start = Number.parseInt(home.id, 16);
  for (let step = 0; step < SECOND_OCTETS.count; step++) {
    const octet = SECOND_OCTETS.lowest + ((start + step) % SECOND_OCTETS.count);
    if (!used.has(`${FIRST_OCTET}.${octet}`)) return octet;
  }
  throw new DrydockError(
    'engine-failed',
    `every address pool of the embedded engine is in use on this host`,
    {
      nextStep: 'stop another engine: drydock engine stop',
    },
  );
}

/** A bridge with larger packets than the way out loses them without a word. */
function defaultRouteMtu(): number {
  const rows = readFileSync('/proc/net/route', 'utf8')
    .split('\n')
    .map((row) => row.split('\t'));
  const name = rows.find((row) => row[1] === '00000000')?.[0];
  const file = `/sys/class/net/${name}/mtu`;
  return name && existsSync(file) ? Number(readFileSync(file, 'utf8')) : DEFAULT_MTU;
}

/** Remembers what the first engine found, on disk, so that whichever is the last can set it back. */
async function changeSettings(): Promise<void> {
  const present = KERNEL_SETTINGS.filter(([file]) => existsSync(file));
  if (!existsSync(SETTINGS_BEFORE)) {
    await mkdir(SHARED_RUN_FOLDER, { recursive: true });
    const before = present.map(([file]) => [file, readFileSync(file, 'utf8').trim()]);
    await writeFile(SETTINGS_BEFORE, JSON.stringify(before));
  }
  for (const [file, value] of present) await writeFile(file, value);
}

/** The last engine to go sets the host back to what the first one found. */
async function restoreSettings(): Promise<void> {
  const isLast = !readdirSync('/sys/class/net').some((name) => name.startsWith('ddk-'));
  if (!isLast || !existsSync(SETTINGS_BEFORE)) return;
  const before = settingsSchema.parse(JSON.parse(readFileSync(SETTINGS_BEFORE, 'utf8')));
  for (const [file, value] of before) await writeFile(file, value);
  await rm(SETTINGS_BEFORE);
}
