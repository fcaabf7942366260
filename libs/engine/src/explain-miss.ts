import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Environment } from './engine.ts';
import { apiAddress, wantsTls } from './engine-address.ts';

/** What to do about an engine that does not answer at a `DOCKER_HOST` value, by looking at what is there. */
export function explainMiss(host: string, env: Environment): string {
  if (host.startsWith('ssh://') || wantsTls(host, env)) return forward(host, env);
  const address = apiAddress(host);
  if (typeof address === 'string')
    return 'set DOCKER_HOST to the address of an engine, or unset it to use the one of this machine';
  if (!('socketPath' in address))
    return 'start the engine there, or unset DOCKER_HOST to use the one of this machine';
  return explainSocket(address.socketPath);
}

/** Reaches an engine that only the docker client can speak to. */
function forward(host: string, env: Environment): string {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  const machine = `${url?.username ? `${url.username}@` : ''}${url?.hostname || 'HOST'}`;
  const unset = env.DOCKER_TLS_VERIFY ? ' and unset DOCKER_TLS_VERIFY' : '';
  return `let ssh bring its socket here: ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock ${machine}; then set DOCKER_HOST=unix:///tmp/engine.sock${unset}`;
}

function explainSocket(path: string): string {
  const closed = closedFolder(path);
  if (closed !== undefined)
    return `only ${ownerOf(closed)} may enter ${closed}: name an engine of your own in DOCKER_HOST`;
  const socket = attempt(() => statSync(path, { throwIfNoEntry: false }));
  if (!socket) return 'start Docker, and check it with: docker version';
  if (!socket.isSocket()) return 'set DOCKER_HOST to the socket of an engine, or unset it';
  if (mayUse(path)) return 'the engine has ended: start it again, and check it with: docker version';
  const isForGroup = (socket.mode & 0o020) !== 0 && socket.gid !== 0;
  return isForGroup
    ? joinGroup(socket.gid)
    : `it is for ${ownerOf(path)} alone: run the command as ${ownerOf(path)}`;
}

/** The first folder on the way that this user may not enter. */
function closedFolder(path: string): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const higher = closedFolder(parent);
  if (higher !== undefined) return higher;
  if (!attempt(() => statSync(parent))?.isDirectory()) return undefined;
  try {
    accessSync(parent, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? parent : undefined;
  }
}

/** Nothing also when a part of the path is a file. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function joinGroup(gid: number): string {
  const row = rowsOf('/etc/group').find(([, , id]) => Number(id) === gid);
  const [group = String(gid), , , members = ''] = row ?? [];
  const user = userName();
  return members.split(',').includes(user)
    ? `you are in the group "${group}", and this session began before: log out and in again, or run: newgrp ${group}`
    : `it is for the group "${group}": sudo usermod --append --groups ${group} ${user}, then log out and in again`;
}

function ownerOf(path: string): string {
  const { uid } = statSync(path);
  const [name] = rowsOf('/etc/passwd').find(([, , id]) => Number(id) === uid) ?? [];
  return name ?? `the user ${uid}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ''); // a user without a name, as in many containers
  }
}

function rowsOf(file: string): string[][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}
