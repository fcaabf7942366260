import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A process of this host, as /proc shows it. */
export interface HostProcess {
  readonly pid: number;
  readonly args: readonly string[];
}

/**
 * Finds an engine's processes by the configuration file they were started with.
 * The kernel's own list cannot be stale, as a pid file can.
 */
export function processesWithArgument(argument: string): HostProcess[] {
  if (!existsSync('/proc')) return []; // no Linux, so no engine of ours
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: readArgs(name) }))
    .filter(({ args }) => args.includes(argument));
}

function readArgs(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it ended between the list and the look
  }
}
