import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CANNOT_WRITE, fail, root } from './places.mjs';

const lock = join(root, '.drydock/installing');

/**
 * Two commands on a fresh clone must not install into the same folder at the same time. The lock is a folder with the
 * name of its holder in it: a folder takes the place of an empty one, and of no other, so that one of many gets it; and
 * whoever finds a holder dead removes that name, which nobody will ever have again.
 */
export async function takeTurns() {
  const own = nameOf(process.pid);
  const aside = makeLockAside(own);
  for (let isFirst = true; ; isFirst = false) {
    try {
      renameSync(aside, lock);
      return () => release(own);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    }
    removeDeadHolder();
    if (!isFirst) await new Promise((resolve) => setTimeout(resolve, 200));
    else if (existsSync(lock)) console.error('drydock: another command is installing; waiting for it');
  }
}

function makeLockAside(own) {
  try {
    makeParent();
    const aside = mkdtempSync(`${lock}-`);
    writeFileSync(join(aside, own), '');
    return aside;
  } catch (error) {
    if (!CANNOT_WRITE.includes(error.code)) throw error;
    return fail(
      `the packages are not installed, and ${root} cannot be written (${error.code}); run npm ci where it can`,
    );
  }
}

/** Not with `recursive`, which says ENOENT of a file system that is read-only. */
function makeParent() {
  try {
    mkdirSync(dirname(lock));
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

function removeDeadHolder() {
  try {
    for (const name of readdirSync(lock))
      if (name !== nameOf(Number.parseInt(name, 10))) rmSync(join(lock, name), { force: true });
    rmdirSync(lock); // refused when it is somebody's
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) throw error;
  }
}

function release(own) {
  rmSync(join(lock, own), { force: true });
  removeDeadHolder();
}

/** A process id comes back after a while; with the time it started at, it does not. */
function nameOf(pid) {
  if (!isAlive(pid)) return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return `${pid}-`; // no Linux
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
