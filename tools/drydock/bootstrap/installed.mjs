import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CANNOT_WRITE, root } from './places.mjs';

const stamp = join(root, 'node_modules/.drydock-installed');

function wantedStamp() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

/** Whether the packages are those of this very lock file, and for this machine. */
export function isInstalled() {
  const wanted = wantedStamp();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  if (!holdsLockedPackages()) return false;
  writeStamp();
  return true;
}

/** Spares the next command the look. In a checkout that cannot be written, each looks. */
export function writeStamp() {
  try {
    writeFileSync(stamp, wantedStamp());
  } catch (error) {
    if (!CANNOT_WRITE.includes(error.code)) throw error;
  }
}

/** Whether somebody ran `npm ci` by hand: npm keeps a list of what it has installed, written last. */
function holdsLockedPackages() {
  const present = packagesIn(join(root, 'node_modules/.package-lock.json'));
  const locked = packagesIn(join(root, 'package-lock.json'));
  if (present === undefined || locked === undefined) return false;
  const isSame = ([path, { version, integrity, optional, devOptional }]) =>
    path === '' || present[path] === undefined
      ? path === '' || optional === true || devOptional === true
      : present[path].version === version && present[path].integrity === integrity;
  const isForHere = ({ os, cpu }) =>
    (os === undefined || os.includes(process.platform)) && (cpu === undefined || cpu.includes(process.arch));
  return (
    Object.entries(locked).every(isSame) &&
    Object.entries(present).every(([path, entry]) => locked[path] !== undefined && isForHere(entry))
  );
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined; // not there, or not what npm writes
  }
}
