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

/** What each way adds to the environment of the image. */
export const WAYS = {
  'as shipped': {},
  'durability off': { NODE_OPTIONS: preload(DURABILITY_OFF) },
  'one commit each': { NODE_OPTIONS: preload(ONE_COMMIT_EACH) },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type Way = keyof typeof WAYS;

function preload(program: string): string {
  return `--import=data:text/javascript;base64,${Buffer.from(program).toString('base64')}`;
}
