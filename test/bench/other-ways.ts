// Two other ways to run access-log, for the benchmark alone. The service has no setting that makes it less safe: what is
// changed here is changed from outside, in Node, before the service of the image starts.

/** A commit that does not wait for the disk: a power cut takes what was acknowledged. */
const DURABILITY_OFF = `
import { DatabaseSync } from 'node:sqlite';
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  if (/journal_mode/.test(sql) && !/synchronous = FULL/.test(sql)) throw new Error('nothing to switch off');
  return exec.call(this, sql.replace('synchronous = FULL', 'synchronous = OFF'));
};`;

/** Ends the transaction after each entry, and begins another one for the next. */
const ONE_COMMIT_EACH = `
import { DatabaseSync, StatementSync } from 'node:sqlite';
const { exec } = DatabaseSync.prototype;
const { run } = StatementSync.prototype;
let database;
DatabaseSync.prototype.exec = function (sql) {
  database = this;
  return exec.call(this, sql);
};
StatementSync.prototype.run = function (...values) {
  const result = run.apply(this, values);
  exec.call(database, 'COMMIT; BEGIN IMMEDIATE');
  return result;
};`;

export const WAYS = ['as shipped', 'durability off', 'one commit each'] as const;

export type Way = (typeof WAYS)[number];

const PROGRAMS: Readonly<Record<Way, string>> = {
  'as shipped': '',
  'durability off': DURABILITY_OFF,
  'one commit each': ONE_COMMIT_EACH,
};

/** A disk that takes `ms` longer to bring a commit to it. One that holds nothing does not go there. */
function slowerDisk(ms: number): string {
  return `
import { DatabaseSync, StatementSync } from 'node:sqlite';
const { exec } = DatabaseSync.prototype;
const { run } = StatementSync.prototype;
const never = new Int32Array(new SharedArrayBuffer(4));
let holdsSome = false;
StatementSync.prototype.run = function (...values) {
  holdsSome = true;
  return run.apply(this, values);
};
DatabaseSync.prototype.exec = function (sql) {
  const result = exec.call(this, sql);
  if (sql.startsWith('COMMIT') && holdsSome) {
    Atomics.wait(never, 0, 0, ${ms});
    holdsSome = false;
  }
  return result;
};`;
}

/** What a way adds to the options of Node in the image. `syncMs`: on a disk that takes so much longer to sync than this one. */
export function nodeOptions(way: Way, syncMs: number): string {
  const disk = syncMs > 0 && way !== 'durability off' ? [slowerDisk(syncMs)] : [];
  return [...disk, PROGRAMS[way]].filter(Boolean).map(preload).join(' ');
}

function preload(program: string): string {
  return `--import=data:text/javascript;base64,${Buffer.from(program).toString('base64')}`;
}
