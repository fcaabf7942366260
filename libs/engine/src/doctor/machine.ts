import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { freeBytes, REQUIRED_DISK_BYTES } from '../disk.ts';
import type { Environment } from '../engine.ts';
import { locateHome } from '../home.ts';
import { refusalReason } from '../refusal-reason.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const GB = 1_000_000_000;
const REQUIRED_MEMORY_BYTES = 3 * GB;
const OLDEST_NODE = 24;
const OTHER_HOME = 'set DRYDOCK_HOME to a folder that you may write to';

export function node(): Finding {
  const isOld = Number.parseInt(process.versions.node, 10) < OLDEST_NODE;
  return isOld
    ? failed('node', process.version, 'let npm choose the Node: npm run drydock -- doctor')
    : ok('node', process.version);
}

/** A colon ends a folder of PATH, and no quote helps: programs of the packages are not found then. */
export function path(root: string): readonly Finding[] {
  const mark = delimiter === ':' ? 'colon' : 'semicolon';
  if (!root.includes(delimiter)) return [];
  return [failed('folder', `${root} has a ${mark} in its path`, `move it to a folder without a ${mark}`)];
}

/** The disk that Drydock's own files are on, which the embedded engine keeps images on too. */
export async function disk(env: Environment): Promise<readonly Finding[]> {
  const { folder } = locateHome(env);
  const present = nearestThatIs(folder);
  const obstacle = obstacleTo(present);
  if (obstacle) return [failed('disk', `${folder} cannot be written: ${obstacle}`, OTHER_HOME)];
  return [await room('disk', { folder, present, advice: 'set DRYDOCK_HOME to a folder on another disk' })];
}

/** The disk of an engine that is not Drydock's, where it is of this machine. */
export async function engineDisk(folder: string | undefined): Promise<readonly Finding[]> {
  if (folder === undefined || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return [await room("engine's disk", { folder, present: folder, advice: 'run: docker system prune' })];
}

export function temporaryFolder(): readonly Finding[] {
  const obstacle = obstacleTo(tmpdir());
  if (!obstacle) return [];
  return [
    failed('temporary files', `${tmpdir()}: ${obstacle}`, 'set TMPDIR to a folder that you may write to'),
  ];
}

export function memory(): Finding {
  const found = `${(totalmem() / GB).toFixed(1)} GB`;
  return totalmem() < REQUIRED_MEMORY_BYTES
    ? warning('memory', found, `the four services and a build want ${REQUIRED_MEMORY_BYTES / GB} GB`)
    : ok('memory', found);
}

async function room(
  subject: string,
  { folder, present, advice }: { folder: string; present: string; advice: string },
): Promise<Finding> {
  const free = await freeBytes(present);
  const found = `${(free / GB).toFixed(1)} GB free for ${folder}`;
  return free < REQUIRED_DISK_BYTES
    ? failed(subject, found, `building needs ${REQUIRED_DISK_BYTES / GB} GB: free some, or ${advice}`)
    : ok(subject, found);
}

/** The folder, or the one that it would be made in. */
function nearestThatIs(folder: string): string {
  try {
    statSync(folder);
    return folder;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && dirname(folder) !== folder ? nearestThatIs(dirname(folder)) : folder;
  }
}

/** Why nothing can be written into a folder. */
function obstacleTo(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is a file`;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return refusalReason(error as NodeJS.ErrnoException) ?? 'there is no such folder';
  }
}
