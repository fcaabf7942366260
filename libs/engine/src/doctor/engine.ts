import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hostClient, type Plugin, pluginState } from '../client.ts';
import { embeddedStatus, runningEmbedded } from '../embedded/embedded-engine.ts';
import { debianHere, hostDebian } from '../embedded/host-debian.ts';
import { presentPackages } from '../embedded/packages.ts';
import type { Engine, Environment } from '../engine.ts';
import { DrydockError } from '../errors.ts';
import { type Found, findHostEngine, type Miss, missText } from '../find-engine.ts';
import { locateHome, obstacleToPrograms } from '../home.ts';
import { chosenEngine } from '../open-engine.ts';
import { ROOT_IMAGE, rootImageOrigin } from '../root-image.ts';
import { toolEnvironment } from '../tool-environment.ts';
import { visibleName } from '../visible-text.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import { engineDisk } from './machine.ts';

const OLDEST_ENGINE = 25; // the first whose health checks know a start interval
const NEEDED_PROGRAMS = { 'dpkg-deb': 'dpkg', unshare: 'util-linux', setpriv: 'util-linux' };
/** Of Linux: to make the engine's bridge and firewall rules, and to mount. */
const CAPABILITIES = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21 };

/** The engine that a build would use, and its client. */
export async function lookAtEngine(env: Environment): Promise<readonly Finding[]> {
  const choice = chosenEngine(env);
  const { found, misses } = choice === 'embedded' ? { misses: [] } : await findHostEngine(env);
  if (found) return [...(await hostEngine(found, env)), ...misses.map(overlooked)];
  if (choice === 'host' || misses.some(({ isNamed }) => isNamed)) return misses.map(missed);
  const embedded = await embeddedEngine(env);
  const canStart = embedded.every(({ verdict }) => verdict !== 'failed');
  // An engine that is not there is no news where Drydock's own stands in; one that keeps this user out is.
  const worthKnowing = canStart ? misses.filter(({ reason }) => !reason.startsWith('there is no')) : misses;
  return [...embedded, ...worthKnowing.map(canStart ? overlooked : missed)];
}

function missed(miss: Miss): Finding {
  return failed('engine', missText(miss), miss.advice);
}

function overlooked(miss: Miss): Finding {
  return warning('engine', missText(miss), miss.advice);
}

async function hostEngine({ answer, source, host }: Found, env: Environment): Promise<readonly Finding[]> {
  const own = hostClient(host, env);
  const { version, store, product, folder } = answer;
  if (product === 'podman')
    return [
      failed(
        'engine',
        `Podman ${version} in Docker's place, ${source}`,
        `it cannot build with buildx: use Docker ${OLDEST_ENGINE} or newer`,
      ),
    ];
  const plugins = await Promise.all([plugin('buildx', own, env), plugin('compose', own, env)]);
  const engine = { kind: 'host', host, source, version, store, ...own, userEnv: env } as const;
  return [
    ok('engine', `${version}, ${source}`),
    engineAge(version),
    imageStore(engine),
    ...plugins,
    ...(plugins[0]?.verdict === 'ok' ? [await rootImage(engine)] : []),
    ...(await engineDisk(folder)),
  ];
}

async function embeddedEngine(env: Environment): Promise<readonly Finding[]> {
  const engine = await runningEmbedded(env);
  if (engine) return await runningEngine(engine);
  try {
    hostDebian();
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    return [failed('engine', error.summary, error.nextStep ?? '')];
  }
  const obstacles = [...unfitHome(env), ...missingPrograms(), ...missingRights()];
  if (obstacles.length > 0) return obstacles;
  const { state, home } = await embeddedStatus(env);
  if (state === 'silent')
    return [failed('engine', `Drydock's own does not answer, see ${home.log}`, 'run: drydock engine stop')];
  const todo = presentPackages(home) ? 'starts' : 'downloads and starts';
  return [
    warning(
      'engine',
      `none answers; the next build ${todo} Drydock's own`,
      'or start it now: drydock engine start',
    ),
  ];
}

async function runningEngine(engine: Engine): Promise<readonly Finding[]> {
  const [buildx, compose] = await Promise.all([
    pluginState(engine, 'buildx'),
    pluginState(engine, 'compose'),
  ]);
  return [
    ok('engine', `${engine.version}, ${engine.source}`),
    engineAge(engine.version),
    imageStore(engine),
    ok('buildx', `${buildx.version}, Drydock's own`),
    ok('compose', `${compose.version}, Drydock's own`),
    await rootImage(engine),
  ];
}

function engineAge(version: string): Finding {
  const major = Number.parseInt(version, 10);
  if (Number.isNaN(major))
    return warning('engine version', `"${version}"`, `it takes Docker ${OLDEST_ENGINE} or newer`);
  return major < OLDEST_ENGINE
    ? failed('engine version', `older than ${OLDEST_ENGINE}`, `use Docker ${OLDEST_ENGINE} or newer`)
    : ok('engine version', `${OLDEST_ENGINE} or newer`);
}

function imageStore({ kind, store }: Engine): Finding {
  const other = kind === 'embedded' ? 'overlay2' : 'graph driver';
  const isContainerd = store === 'containerd';
  const found = `${other} (sizes that docker prints differ from the containerd store)`;
  return ok('image store', isContainerd ? 'containerd' : found);
}

/** Where the client of this machine will not do, a build takes Debian's, unpacked. */
async function plugin(name: Plugin, own: Pick<Engine, 'docker' | 'env'>, env: Environment): Promise<Finding> {
  const { version, oldest, isUsable } = await pluginState(own, name);
  if (isUsable && version) return ok(name, version);
  const found = version ? `${version} is older than ${oldest}` : 'missing';
  if (presentPackages(locateHome(env))) return ok(name, `${found}; Drydock's own stands in`);
  const advice = `install docker's ${name} plugin, ${oldest} or newer`;
  return debianHere() && process.getuid?.() === 0
    ? warning(name, `${found}; the next build downloads Drydock's own`, `or ${advice}`)
    : failed(name, found, advice);
}

function unfitHome(env: Environment): readonly Finding[] {
  const { folder } = locateHome(env);
  const obstacle = obstacleToPrograms(folder);
  if (obstacle === undefined) return [];
  const found = `Drydock's own cannot lie in ${visibleName(folder)}: ${obstacle}`;
  return [failed('engine', found, 'set DRYDOCK_HOME to a folder with a plain name')];
}

function missingPrograms(): readonly Finding[] {
  const folders = (toolEnvironment({}).PATH ?? '').split(delimiter);
  return Object.entries(NEEDED_PROGRAMS)
    .filter(([program]) => !folders.some((folder) => existsSync(join(folder, program))))
    .map(([program, name]) => failed('engine', `Drydock's own needs ${program}`, `apt-get install ${name}`));
}

/** Root of a container has few of root's rights. */
function missingRights(): readonly Finding[] {
  const [, set = 'ffffffff'] =
    /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const missing = Object.entries(CAPABILITIES).filter(
    ([, bit]) => !((BigInt(`0x${set}`) >> BigInt(bit)) & 1n),
  );
  if (missing.length === 0) return [];
  const found = `Drydock's own needs ${missing.map(([name]) => name).join(' and ')}`;
  return [
    failed(
      'engine',
      found,
      'in a container: start that one with --privileged, or mount the socket of an engine',
    ),
  ];
}

async function rootImage(engine: Engine): Promise<Finding> {
  const origin = await rootImageOrigin(engine);
  return origin === 'missing'
    ? warning(
        'root image',
        `${ROOT_IMAGE} is not here yet`,
        'the next build pulls it, or makes it from Debian packages',
      )
    : ok('root image', `${ROOT_IMAGE}, ${origin}`);
}
