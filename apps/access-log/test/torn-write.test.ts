// Proves that a power cut in the middle of a write, at whichever byte, costs nothing that was acknowledged.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Entry } from '../src/entry.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ACKNOWLEDGED = ['a', 'b', 'c'].map(entry);
const LAST = entry('last');
/** Where files are forgotten is where thousands of databases are opened soonest. */
const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The files of a service that was killed: its database and the log of what is not in it yet. */
interface Files {
  readonly database: Buffer;
  readonly log: Buffer;
  /** Where in the log the last record begins. It ends where the log ends. */
  readonly lastRecord: number;
}

for (const [what, tail] of [
  ['ends there', () => Buffer.alloc(0)],
  ['goes on with noise', noise],
] as const) {
  test(`keeps all entries before the last write when that one ${what}, at every byte`, (t) => {
    const files = filesOf(t);
    const reopened = reopen(t);
    const end = files.log.length;
    const whole: number[] = [];

    for (let cut = files.lastRecord; cut <= end; cut += 1) {
      const log = Buffer.concat([files.log.subarray(0, cut), tail(end - cut)]);
      if (reopened({ ...files, log }) === 'whole') whole.push(cut);
    }

    assert.ok(end - files.lastRecord > 4_096, 'the last record is a page at least');
    assert.deepEqual(whole, [end]);
  });
}

/** What the disk has brought down of a write need not be its beginning: it is written sector by sector. */
for (const [what, lost] of [
  ['is empty', (length: number) => Buffer.alloc(length)],
  ['is of an earlier log', (length: number, at: number, older: Buffer) => older.subarray(at, at + length)],
] as const) {
  test(`keeps all entries before the last write when a sector of that one ${what}`, (t) => {
    const files = filesOf(t);
    const older = filesOf(t).log;
    const reopened = reopen(t);
    let torn = 0;

    for (let at = files.lastRecord; at < files.log.length; at += 512) {
      const log = Buffer.from(files.log);
      lost(Math.min(512, log.length - at), at, older).copy(log, at);
      if (log.equals(files.log)) continue;
      torn += 1;
      assert.equal(reopened({ ...files, log }), 'absent', `sector at byte ${at}`);
    }

    assert.ok(torn > 1, `${torn} sectors had something to lose`);
  });
}

test('the same check is red for a log that lost what was acknowledged', (t) => {
  const files = filesOf(t);
  const log = files.log.subarray(0, files.lastRecord - 1);

  assert.throws(() => reopen(t)({ ...files, log }), /at byte \d+ of the log/);
});

function entry(id: string): Entry {
  return { id, time: '2026-01-02T03:04:05.678Z', clientIp: '192.0.2.1', path: `/${id}` };
}

/** Bytes that look like nothing, and are the same in every run. */
function noise(length: number): Buffer {
  return createHash('shake256', { outputLength: length }).update(`${length}`).digest();
}

/** Taken while the store is open: a killed process does not close it either. */
function filesOf(t: TestContext): Files {
  const folder = temporaryFolder(t);
  const store = openEntryStore(folder);
  t.after(() => store.close());
  const [database, log] = ['access-log.db', 'access-log.db-wal'].map((name) => join(folder, name));
  assert.ok(database && log);
  for (const one of ACKNOWLEDGED) store.keep([one]);
  const lastRecord = statSync(log).size;
  store.keep([LAST]);
  return { database: readFileSync(database), log: readFileSync(log), lastRecord };
}

/**
 * Opens a store on such files, and says what became of the last entry. Fails unless all others are there, once and as
 * they were, and new ones are taken.
 */
function reopen(t: TestContext) {
  const folder = temporaryFolder(t, IN_MEMORY);
  return ({ database, log }: Files): 'whole' | 'absent' => {
    writeFileSync(join(folder, 'access-log.db'), database);
    writeFileSync(join(folder, 'access-log.db-wal'), log);
    const store = openEntryStore(folder);
    try {
      const before = store.page({ limit: 10 }).entries.toReversed();
      const isWhole = before.length > ACKNOWLEDGED.length;
      const expected = isWhole ? [...ACKNOWLEDGED, LAST] : ACKNOWLEDGED;
      const kept = store.keep([...ACKNOWLEDGED, LAST, entry('new')]).map(({ isNew }) => isNew);
      const after = [...ACKNOWLEDGED, LAST, entry('new')];

      const where = `at byte ${log.length} of the log`;
      assert.deepEqual(before, expected, where);
      assert.deepEqual(kept, [...ACKNOWLEDGED.map(() => false), !isWhole, true], where);
      assert.deepEqual(store.page({ limit: 10 }).entries.toReversed(), after, where);
      assert.equal(store.count(), after.length, where);
      return isWhole ? 'whole' : 'absent';
    } finally {
      store.close();
    }
  };
}
