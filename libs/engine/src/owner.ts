import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * A process, told apart from any other that ever ran or will run: a process id alone comes back
 * after a while, and means nothing on another machine that shares the engine.
 */
export interface Owner {
  readonly pid: number;
  /** When it started, in the kernel's clock ticks since boot; empty where there is no /proc. */
  readonly start: string;
  readonly boot: string;
  /** The process id name space: in another one (a container's), our process ids mean other processes. */
  readonly space: string;
  readonly host: string;
}

/** The process this runs in. */
export function currentOwner(): Owner {
  return { pid: process.pid, start: startOf(process.pid), ...here() };
}

export function formatOwner({ pid, start, boot, space, host }: Owner): string {
  return `${pid}@${start}/${boot}/${space}/${host}`;
}

export function parseOwner(text: string): Owner | undefined {
  const groups = /^(?<pid>\d+)@(?<start>\d*)\/(?<boot>[^/]*)\/(?<space>[^/]*)\/(?<host>.*)$/.exec(
    text,
  )?.groups;
  if (!groups) return undefined;
  const { pid = '', start = '', boot = '', space = '', host = '' } = groups;
  return { pid: Number(pid), start, boot, space, host };
}

/** Whether the process is certainly gone. What cannot be known from here counts as alive. */
export function isGone(owner: Owner): boolean {
  const { boot, space, host } = here();
  if (owner.host !== host) return false;
  if (owner.boot !== boot) return true;
  if (owner.space !== space) return false;
  return !exists(owner.pid) || startOf(owner.pid) !== owner.start;
}

function here(): Pick<Owner, 'boot' | 'space' | 'host'> {
  return {
    boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    space: attempt(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')),
    host: hostname(),
  };
}

/**
 * Field 22 of /proc/<pid>/stat. Field 2, the command's name, may hold spaces and brackets: count from its end.
 * A zombie has ended, although its parent has not asked how: it started at no time.
 */
function startOf(pid: number): string {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'never' : (fields[19] ?? '');
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
