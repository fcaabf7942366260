import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertDiskSpace } from '../disk.ts';
import type { Environment, OnProgress } from '../engine.ts';
import { DrydockError } from '../errors.ts';
import { type Home, obstacleToPrograms } from '../home.ts';
import { runCommand } from '../run-command.ts';
import { toolEnvironment } from '../tool-environment.ts';
import { visibleName } from '../visible-text.ts';
import { download } from './apt.ts';
import { debianHere, type HostDebian, hostDebian } from './host-debian.ts';

// Engine and clients come from Debian testing, where they are current and need little of the host.
const FROM_TESTING = ['docker.io', 'containerd', 'docker-cli', 'docker-buildx', 'docker-compose'];
// These must match the host's own C library, so they come from the host's release.
const FROM_HOST_RELEASE = [
  'runc',
  'tini',
  'busybox-static',
  'mmdebstrap',
  'iptables',
  'libip4tc2',
  'libip6tc2',
  'libxtables12',
  'libnftnl11',
  'libmnl0',
  'libnfnetlink0',
  'libnetfilter-conntrack3',
];

/** The engine's programs and libraries, unpacked from Debian's packages and not installed anywhere. */
export interface Packages {
  readonly root: string;
  /** Folders with programs, in the order a PATH wants them. */
  readonly path: readonly string[];
  /** What a program from here needs in its environment besides a PATH. */
  readonly env: Readonly<Record<string, string>>;
}

/** Gives the unpacked packages, downloading them when this home has none, or not the ones this version asks for. */
export async function ensurePackages(
  home: Home,
  options: { env: Environment; onProgress: OnProgress; signal?: AbortSignal | undefined },
): Promise<Packages> {
  const host = hostDebian();
  const obstacle = obstacleToPrograms(home.folder);
  if (obstacle)
    throw new DrydockError('home-unusable', `the cache folder "${visibleName(home.folder)}": ${obstacle}`, {
      nextStep: 'set DRYDOCK_HOME to a folder with a plain name',
    });
  const wanted = wantedPackages(host);
  const root = rootOf(home, wanted);
  if (!existsSync(root)) await install(home, { host, wanted, root, ...options });
  return layout(root, host);
}

/** The packages when they are there already, downloading nothing. */
export function presentPackages(home: Home): Packages | undefined {
  const host = debianHere();
  const root = host && rootOf(home, wantedPackages(host));
  return root && existsSync(root) ? layout(root, host) : undefined;
}

function wantedPackages(host: HostDebian): string[] {
  const release = FROM_HOST_RELEASE.map((name) => `${name}/${host.codename}`);
  return [...FROM_TESTING.map((name) => `${name}/testing`), ...release];
}

/** The folder's name says which packages it holds, so that a new list means a new download. */
function rootOf(home: Home, wanted: readonly string[]): string {
  return join(home.packages, createHash('sha256').update(wanted.join('\n')).digest('hex').slice(0, 12));
}

/** The packages' places. Nothing is checked. */
function layout(root: string, host: HostDebian): Packages {
  const libraries = join(root, 'usr/lib', host.multiarch);
  return {
    root,
    path: ['drydock/bin', 'usr/bin', 'usr/sbin', 'bin'].map((folder) => join(root, folder)),
    env: { LD_LIBRARY_PATH: libraries, XTABLES_LIBDIR: join(libraries, 'xtables') },
  };
}

interface Install {
  readonly host: HostDebian;
  readonly wanted: readonly string[];
  readonly root: string;
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

async function install(home: Home, { host, wanted, root, env, onProgress, signal }: Install): Promise<void> {
  await assertDiskSpace(home.folder);
  await rm(home.packages, { recursive: true, force: true }); // other versions, and what an ended download left
  await mkdir(home.packages, { recursive: true });
  const unfinished = `${root}.unfinished`;
  // A folder of its own for each attempt: an apt that outlived its killed parent may still write to the last one.
  const apt = await mkdtemp(join(home.packages, 'apt-'));
  const archives = await download({
    folder: apt,
    host,
    wanted,
    env,
    onProgress,
    signal,
  });
  onProgress('unpacking the engine');
  for (const archive of archives) await unpack(archive, unfinished, signal);
  await linkPrograms(unfinished);
  await rm(apt, { recursive: true });
  await rename(unfinished, root); // last: the folder's name is the mark that it is whole
}

async function unpack(archive: string, into: string, signal?: AbortSignal): Promise<void> {
  await mkdir(into, { recursive: true });
  const result = await runCommand('dpkg-deb', ['--extract', archive, into], {
    env: toolEnvironment({}),
    signal,
  });
  if (result.exitCode !== 0)
    throw new DrydockError('engine-failed', `could not unpack ${archive}`, {
      evidence: [result.stderr.trim()],
    });
}

/** Debian's install scripts would make these; nothing is installed here. */
async function linkPrograms(root: string): Promise<void> {
  const bin = join(root, 'drydock/bin');
  await mkdir(bin, { recursive: true });
  for (const name of ['iptables', 'ip6tables'])
    await symlink('../../usr/sbin/xtables-nft-multi', join(bin, name));
  await symlink('../../bin/busybox', join(bin, 'busybox')).catch(() => undefined);
  await writeFile(
    join(root, 'drydock/README'),
    'Unpacked from Debian packages by Drydock. Safe to delete when its engine is stopped.\n',
  );
}
