// Proves the life of the embedded engine on a real machine: interrupted, started twice, killed, beside another one, gone.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Engine,
  embeddedStatus,
  openEmbedded,
  openEngine,
  openHome,
  runDocker,
  stopEmbedded,
} from '../src/index.ts';

const HOME = 'drydock-home-';
/** An archive with nothing in it: an image of no files. */
const EMPTY_TAR = '\0'.repeat(1024);
const folders: string[] = [];
let first: NodeJS.ProcessEnv;

/** An environment with a home of its own, so that no test meets the user's engine. */
function newHome(): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), `${HOME}${process.pid}-`));
  folders.push(folder);
  return { ...process.env, DRYDOCK_HOME: folder, DRYDOCK_ENGINE: 'embedded' };
}

function open(env: NodeJS.ProcessEnv, signal?: AbortSignal) {
  return openEmbedded({ env, signal, onProgress: () => undefined });
}

/** All of an engine that the host can see: its bridges, rules, processes, mounts, control groups and run folder. */
function traces(env: NodeJS.ProcessEnv): string[] {
  const { id, run } = openHome(env);
  const groups = readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name, `drydock-${id}`));
  const found = [run, ...groups].filter((path) => existsSync(path));
  const links = readdirSync('/sys/class/net').filter((name) => name.includes(id));
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(id));
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readCommand(pid).includes(run))
    .map((pid) => `process ${readCommand(pid)}`);
  return [
    ...found,
    ...links,
    ...mounts,
    ...processes,
    ...firewallRules(env).filter((rule) => rule.includes(id)),
  ];
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function firewallRules(env: NodeJS.ProcessEnv): string[] {
  const { packages } = openHome(env);
  const key = readdirSync(packages).find((name) => /^[0-9a-f]{12}$/.test(name)) ?? '';
  const libraries = join(
    packages,
    key,
    'usr/lib',
    readdirSync(join(packages, key, 'usr/lib')).find((name) => name.endsWith('-gnu')) ?? '',
  );
  const options = {
    encoding: 'utf8' as const,
    env: { LD_LIBRARY_PATH: libraries, XTABLES_LIBDIR: join(libraries, 'xtables') },
  };
  const iptables = join(packages, key, 'drydock/bin/iptables');
  return ['filter', 'nat'].flatMap((table) =>
    execFileSync(iptables, ['-t', table, '-S'], options).split('\n'),
  );
}

/** Ends the engines of earlier runs of this file that were killed. */
async function sweepHomes(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(HOME))) {
    if (existsSync(`/proc/${name.slice(HOME.length).split('-')[0]}`)) continue; // its run still goes on
    await stopEmbedded({ ...process.env, DRYDOCK_HOME: join(tmpdir(), name) });
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

beforeAll(async () => {
  await sweepHomes();
  first = newHome();
  const interrupted = new AbortController();
  const onProgress = (text: string) => {
    if (text.startsWith('downloading')) interrupted.abort();
  };
  // The first start is broken off in the middle of its download: the tests below stand on what that leaves.
  await expect(openEmbedded({ env: first, signal: interrupted.signal, onProgress })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await embeddedStatus(first)).toMatchObject({ state: 'stopped' });
});

afterAll(async () => {
  for (const folder of folders) {
    await stopEmbedded({ ...process.env, DRYDOCK_HOME: folder });
    rmSync(folder, { recursive: true, force: true });
  }
});

test('starts after a broken-off download, and two that start it at once get the same engine', async () => {
  const [one, other] = await Promise.all([open(first), open(first)]);

  expect(one).toEqual(other);
  expect(one.store).toBe('containerd');
  const daemons = (await embeddedStatus(first)).processIds
    .map((pid) => readCommand(String(pid)))
    .filter((command) => command.startsWith('dockerd'));
  expect(daemons).toHaveLength(1);
});

test('openEngine finds the engine that runs', async () => {
  const engine = await openEngine({ env: first, onProgress: () => undefined });

  const { stdout } = await runDocker(engine, ['version', '--format', '{{.Server.Version}}']);

  expect(stdout.trim()).toBe(engine.version);
});

test('a killed engine leaves nothing running, and the next command starts it again with its networks', {
  tags: 'thorough',
}, async () => {
  const engine = await open(first);
  await runDocker(engine, ['network', 'create', 'kept']);
  const [outermost = 0] = (await embeddedStatus(first)).processIds;
  process.kill(outermost, 'SIGKILL');
  await expect
    .poll(() => embeddedStatus(first), { timeout: 10_000 })
    .toMatchObject({ state: 'stopped', processIds: [] });
  expect(existsSync(openHome(first).run), 'a stale socket is left for the next start to deal with').toBe(
    true,
  );

  const again = await open(first);

  const { stdout } = await runDocker(again, ['network', 'ls', '--format', '{{.Name}}']);
  expect(stdout.split('\n')).toContain('kept');
});

test('a second home has an engine, a bridge and addresses of its own, and its end does not touch the first', {
  tags: 'thorough',
}, async () => {
  const second = newHome();
  const home = openHome(second);
  mkdirSync(home.packages, { recursive: true });
  cpSync(openHome(first).packages, home.packages, { recursive: true, verbatimSymlinks: true });
  const [one, other] = await Promise.all([open(first), open(second)]);
  const pool = (env: NodeJS.ProcessEnv) => readFileSync(join(openHome(env).folder, 'network-prefix'), 'utf8');
  expect(other.host).not.toBe(one.host);
  expect(pool(second)).not.toBe(pool(first));

  await stopEmbedded(second);

  expect(traces(second)).toEqual([]);
  expect(traces(first)).toEqual(expect.arrayContaining([`ddk-${openHome(first).id}`]));
  expect((await embeddedStatus(first)).state).toBe('running');
});

test('the store is the one that was asked for, is refused while the other runs, and each keeps its own images', {
  tags: 'thorough',
}, async () => {
  const status = await embeddedStatus(first);
  const overlay2 = { ...first, DRYDOCK_STORE: 'overlay2' };
  await runDocker(await open(first), ['import', '-', 'kept/containerd'], { input: EMPTY_TAR });

  await expect(open(overlay2)).rejects.toMatchObject({
    code: 'engine-store',
    summary: expect.stringMatching(
      /runs with the store "containerd", and DRYDOCK_STORE asks for "overlay2"$/,
    ),
    nextStep: expect.stringContaining('drydock engine stop'),
  });
  await stopEmbedded(first);
  const stopped = await embeddedStatus(overlay2);
  const other = await open(overlay2);
  await runDocker(other, ['import', '-', 'kept/overlay2'], { input: EMPTY_TAR });
  const unasked = await open(first); // what runs will do for those who ask for none
  const running = await embeddedStatus(first);
  const images = async (engine: Engine) =>
    (await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}'])).stdout;
  const [driver, ofOverlay2] = [
    await runDocker(other, ['info', '--format', '{{.Driver}}']),
    await images(other),
  ];
  await stopEmbedded(first);
  const ofContainerd = await images(await open(first));

  expect(status).toMatchObject({ state: 'running', store: 'containerd' });
  expect(stopped).toMatchObject({ state: 'stopped', store: 'overlay2' });
  expect(other.store).toBe('graph-driver');
  expect(driver.stdout.trim()).toBe('overlay2');
  expect({ ...unasked, userEnv: other.userEnv }).toEqual(other);
  expect(running).toMatchObject({ state: 'running', store: 'overlay2' });
  expect(ofOverlay2).toBe('kept/overlay2\n');
  expect(ofContainerd).toBe('kept/containerd\n');
});

test('replies that overtake each other do not break a connection of a container', {
  tags: 'thorough',
}, async () => {
  await open(first);

  const setting = readFileSync('/proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal', 'utf8').trim();
  const rules = firewallRules(first).filter((rule) => rule.includes(openHome(first).id));

  expect(setting).toBe('1');
  expect(rules.join('\n')).toMatch(/--ctstate INVALID -j DROP/);
});

test('stopping leaves no process, mount, bridge, rule, control group or socket', async () => {
  await open(first);
  expect(traces(first).length).toBeGreaterThan(3); // the check below can see what it looks for

  expect(await stopEmbedded(first)).toBe('stopped');

  expect(traces(first)).toEqual([]);
  expect(await stopEmbedded(first)).toBe('was not running');
});

test('a stale pid file and socket do not keep it from starting', { tags: 'thorough' }, async () => {
  const { run } = openHome(first);
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'dockerd.pid'), String(process.pid));
  writeFileSync(join(run, 'docker.sock'), '');

  const engine = await open(first);

  expect((await runDocker(engine, ['ps'])).exitCode).toBe(0);
});
