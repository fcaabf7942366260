import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from './engine.ts';
import { DrydockError } from './errors.ts';
import { refusalReason } from './refusal-reason.ts';

/** Where Drydock keeps what it downloads and runs. Deleting the folder, engine stopped, loses only time. */
export interface Home {
  readonly folder: string;
  /** Eight hex digits that tell the engines of two homes apart. */
  readonly id: string;
  /** Debian's packages, unpacked. */
  readonly packages: string;
  /** The embedded engine's images, containers and volumes in the containerd store. */
  readonly data: string;
  /** Configuration folder of the docker client, with its plugins. */
  readonly clientConfig: string;
  /** Sockets and process state: short, because a socket's path may have 107 bytes at most, and gone after a reboot. */
  readonly run: string;
  readonly log: string;
}

const RUN_FOLDER = '/run/drydock';

/** `DRYDOCK_HOME`, else `drydock` in the XDG cache folder. Creates the folder. */
export function openHome(env: Environment): Home {
  const wanted = wantedFolder(env);
  try {
    mkdirSync(wanted, { recursive: true });
    accessSync(wanted, constants.W_OK);
  } catch (cause) {
    throw unusable(wanted, cause);
  }
  return locateHome(env);
}

/** Signs that the programs of a home cannot have in their path: PATH, and apt's settings, have no way to write them. */
const UNWRITABLE = /[:"\n]/;

/** Why no engine or client can be unpacked into a folder. */
export function obstacleToPrograms(folder: string): string | undefined {
  const [sign] = UNWRITABLE.exec(folder) ?? [];
  return sign === undefined
    ? undefined
    : `its path has a ${NAMES[sign] ?? sign}, and programs are to lie in it`;
}

const NAMES: Readonly<Record<string, string>> = { ':': 'colon', '"': 'quotation mark', '\n': 'line break' };

/** The same home, as it is: the folder need not be there. */
export function locateHome(env: Environment): Home {
  const folder = realPath(wantedFolder(env));
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return {
    folder,
    id,
    packages: join(folder, 'packages'),
    data: join(folder, 'data'),
    clientConfig: join(folder, 'docker-config'),
    run: join(RUN_FOLDER, id),
    log: join(folder, 'engine.log'),
  };
}

function wantedFolder(env: Environment): string {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return resolve(env.DRYDOCK_HOME || join(cache, 'drydock'));
}

/** Without links, as far as the path is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

function unusable(folder: string, cause: unknown): DrydockError {
  const reason = refusalReason(cause as NodeJS.ErrnoException) ?? (cause as Error).message;
  return new DrydockError('home-unusable', `the cache folder "${folder}" cannot be written: ${reason}`, {
    cause,
    nextStep: 'name another one: set DRYDOCK_HOME to a folder that you may write to',
  });
}
