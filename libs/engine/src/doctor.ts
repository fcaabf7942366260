import { totalmem } from 'node:os';
import { freeBytes, REQUIRED_DISK_BYTES } from './disk.ts';
import type { Engine, Environment } from './engine.ts';
import { openHome } from './home.ts';
import { hostCertificates } from './host-certificates.ts';
import { hostMirrors } from './host-mirrors.ts';
import { ROOT_IMAGE, rootImageOrigin } from './root-image.ts';
import { runDocker } from './run-docker.ts';
import { proxySettings } from './tool-environment.ts';

const GB = 1_000_000_000;
const REQUIRED_MEMORY_BYTES = 3 * GB;
const OLDEST_ENGINE = 25; // the first whose health checks know a start interval

/** One thing looked at. `warning` is worth knowing; `failed` stops the harness. */
export interface Finding {
  readonly subject: string;
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** What to do. Absent when there is nothing to do. */
  readonly advice?: string;
}

/** Looks at the machine and the engine, and says what is wrong and what to do. Changes nothing. */
export async function examine(engine: Engine, env: Environment): Promise<Finding[]> {
  return [
    { subject: 'engine', verdict: 'ok', found: `${engine.version}, ${engine.source}` },
    engineAge(engine),
    store(engine),
    await tool(engine, 'buildx'),
    await tool(engine, 'compose'),
    await disk(env),
    memory(),
    await rootImage(engine),
    certificates(env),
    mirrors(env),
    proxy(env),
  ];
}

function engineAge({ version }: Engine): Finding {
  const isOld = Number.parseInt(version, 10) < OLDEST_ENGINE;
  const found = isOld ? `older than ${OLDEST_ENGINE}` : `${OLDEST_ENGINE} or newer`;
  const subject = 'engine version';
  return isOld
    ? { subject, verdict: 'warning', found, advice: `use Docker ${OLDEST_ENGINE} or newer` }
    : { subject, verdict: 'ok', found };
}

function store({ kind, store }: Engine): Finding {
  const other = kind === 'embedded' ? 'overlay2' : 'graph driver';
  const found =
    store === 'containerd'
      ? 'containerd'
      : `${other} (sizes that docker prints differ from the containerd store)`;
  return { subject: 'image store', verdict: 'ok', found };
}

async function tool(engine: Engine, name: 'buildx' | 'compose'): Promise<Finding> {
  const result = await runDocker(engine, [name, 'version']);
  const found = result.stdout.trim();
  return result.exitCode === 0
    ? { subject: name, verdict: 'ok', found }
    : { subject: name, verdict: 'failed', found: 'missing', advice: `install the docker ${name} plugin` };
}

async function disk(env: Environment): Promise<Finding> {
  const { folder } = openHome(env);
  const free = await freeBytes(folder);
  const found = `${(free / GB).toFixed(1)} GB free for ${folder}`;
  const advice = `building needs ${REQUIRED_DISK_BYTES / GB} GB: free some, or set DRYDOCK_HOME to a folder on another disk`;
  return free < REQUIRED_DISK_BYTES
    ? { subject: 'disk', verdict: 'failed', found, advice }
    : { subject: 'disk', verdict: 'ok', found };
}

function memory(): Finding {
  const found = `${(totalmem() / GB).toFixed(1)} GB`;
  const advice = `the four services and a build want ${REQUIRED_MEMORY_BYTES / GB} GB`;
  return totalmem() < REQUIRED_MEMORY_BYTES
    ? { subject: 'memory', verdict: 'warning', found, advice }
    : { subject: 'memory', verdict: 'ok', found };
}

async function rootImage(engine: Engine): Promise<Finding> {
  const origin = await rootImageOrigin(engine);
  const found = origin === 'missing' ? `${ROOT_IMAGE} is not here yet` : `${ROOT_IMAGE}, ${origin}`;
  const advice = 'the next build pulls it, or makes it from Debian packages';
  return origin === 'missing'
    ? { subject: 'root image', verdict: 'warning', found, advice }
    : { subject: 'root image', verdict: 'ok', found };
}

function certificates(env: Environment): Finding {
  const extra = hostCertificates(env).map(({ subject }) => subject);
  const found =
    extra.length === 0 ? 'none beyond the common ones' : `builders also trust: ${extra.join('; ')}`;
  return { subject: 'certificates', verdict: 'ok', found };
}

function mirrors(env: Environment): Finding {
  const list = hostMirrors(env).map(({ id, source }) => `${id} from ${source}`);
  return {
    subject: 'mirrors',
    verdict: 'ok',
    found: list.length === 0 ? 'none set' : `builders use ${list.join(', ')}`,
  };
}

function proxy(env: Environment): Finding {
  const names = Object.keys(proxySettings(env));
  return {
    subject: 'proxy',
    verdict: 'ok',
    found: names.length === 0 ? 'none set' : `builders use ${names.join(', ')}`,
  };
}
