import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, OnProgress } from '../engine.ts';
import { DrydockError } from '../errors.ts';
import { type RunResult, runCommand } from '../run-command.ts';
import { toolEnvironment } from '../tool-environment.ts';
import type { HostDebian } from './host-debian.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PROGRESS_EVERY_MS = 1_000;
const BYTES_PER_MB = 1_000_000;

export interface Download {
  /** Private to this run: apt keeps its lists, state and cache here, and reads nothing of the host's but its mirror. */
  readonly folder: string;
  readonly host: HostDebian;
  /** `name/suite`, as apt-get takes it. */
  readonly wanted: readonly string[];
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/** Downloads Debian packages with a private apt, which checks their signatures. Gives the archives' paths. */
export async function download({
  folder,
  host,
  wanted,
  env,
  onProgress,
  signal,
}: Download): Promise<string[]> {
  const archives = join(folder, 'archives');
  for (const name of ['lists/partial', 'state', 'cache', 'archives'])
    await mkdir(join(folder, name), { recursive: true });
  const mirror = await hostMirror(host, env);
  await writeFile(join(folder, 'sources.list'), sources(mirror, host));
  await writeFile(join(folder, 'status'), '');
  await writeFile(join(folder, 'apt.conf'), configuration(folder, host));
  const aptEnv = { ...toolEnvironment(env), APT_CONFIG: join(folder, 'apt.conf') };

  onProgress("reading Debian's package lists");
  check(await runCommand('apt-get', ['update'], { env: aptEnv, signal }), 'could not read the package lists');
  const totalBytes = await sizeOf(wanted, aptEnv);
  const timer = setInterval(async () => {
    onProgress(
      `downloading the engine: ${megabytes(await folderBytes(archives))} of ${megabytes(totalBytes)} MB`,
    );
  }, PROGRESS_EVERY_MS);
  try {
    onProgress(`downloading the engine: ${megabytes(totalBytes)} MB`);
    check(
      await runCommand('apt-get', ['download', ...wanted], { env: aptEnv, cwd: archives, signal }),
      'could not download the engine',
    );
  } finally {
    clearInterval(timer);
  }
  return (await readdir(archives))
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name));
}

/** The mirror that the host's own apt uses for its release: taken from the machine, written nowhere else. */
async function hostMirror(host: HostDebian, env: Environment): Promise<string> {
  const format = '$(REPO_URI) $(RELEASE)';
  const result = await runCommand('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], {
    env: toolEnvironment(env),
  });
  const line = result.stdout.split('\n').find((row) => row.endsWith(` ${host.codename}`));
  if (line) return line.slice(0, line.lastIndexOf(' '));
  throw new DrydockError('no-network', `the host's apt names no mirror for Debian ${host.codename}`, {
    evidence: [result.stderr.trim()].filter(Boolean),
    nextStep: `run apt-get update, and check that the apt sources hold a line for ${host.codename}`,
  });
}

function sources(mirror: string, host: HostDebian): string {
  return ['testing', host.codename]
    .map((suite) => `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`)
    .join('');
}

function configuration(folder: string, host: HostDebian): string {
  return [
    `Dir::Etc::sourcelist "${folder}/sources.list";`,
    'Dir::Etc::sourceparts "-";',
    `Dir::State "${folder}/state";`,
    `Dir::State::lists "${folder}/lists";`,
    `Dir::State::status "${folder}/status";`,
    `Dir::Cache "${folder}/cache";`,
    `APT::Architecture "${host.architecture}";`,
    'APT::Sandbox::User "root";', // the cache folder need not be readable by apt's own user
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
    'Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled "false";',
    'Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";',
    '',
  ].join('\n');
}

function check(result: RunResult, subject: string): void {
  if (result.exitCode === 0) return;
  const lines = result.stderr.split('\n').filter((line) => /^[EW]:/.test(line));
  throw new DrydockError(
    'no-network',
    `${subject} from Debian's mirror: apt-get ended with exit code ${result.exitCode}`,
    {
      evidence: lines.slice(-10),
      nextStep: 'check the network with: apt-get update',
    },
  );
}

async function sizeOf(wanted: readonly string[], env: Record<string, string>): Promise<number> {
  const result = await runCommand(
    'apt-cache',
    ['show', '--no-all-versions', ...wanted.map((name) => name.split('/')[0] ?? name)],
    { env },
  );
  return [...result.stdout.matchAll(/^Size: (\d+)$/gm)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name))
        .then((file) => file.size)
        .catch(() => 0),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function megabytes(bytes: number): string {
  return (bytes / BYTES_PER_MB).toFixed(0);
}
