// Proves that entries are kept once, in order, all of a batch or none, and over a restart.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Entry } from '../src/entry.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const entry = (id: string): Entry => ({ id, time: '2026-01-02T03:04:05.678Z', clientIp: '192.0.2.1' });

function openStore(t: TestContext, folder = temporaryFolder(t)) {
  const store = openEntryStore(folder);
  t.after(() => store.close());
  return store;
}

test('keeps the same id once, and gives back what was kept first', (t) => {
  const store = openStore(t);

  const [first, second] = store.keep([entry('a'), { ...entry('a'), clientIp: '192.0.2.99' }]);
  const [third] = store.keep([{ ...entry('a'), clientIp: '192.0.2.99' }]);

  assert.deepEqual(first, { entry: entry('a'), isNew: true });
  assert.deepEqual(second, { entry: entry('a'), isNew: false });
  assert.deepEqual(third, { entry: entry('a'), isNew: false });
  assert.equal(store.count(), 1);
});

test('gives back every field as it was sent', (t) => {
  const store = openStore(t);
  const full = {
    ...entry('a'),
    path: '/?q=ü&x="',
    userAgent: "'); DROP TABLE entry; --",
    traceId: 'f'.repeat(32),
  };

  store.keep([full]);

  assert.deepEqual(store.page({ limit: 1 }).entries, [full]);
});

test('pages newest first, and the last page has no next', (t) => {
  const store = openStore(t);
  store.keep(['a', 'b', 'c', 'd'].map(entry));

  const first = store.page({ limit: 2 });
  store.keep([entry('e')]);
  const second = store.page({ limit: 2, before: first.next ?? '' });

  assert.deepEqual(
    first.entries.map(({ id }) => id),
    ['d', 'c'],
  );
  assert.deepEqual(
    second.entries.map(({ id }) => id),
    ['b', 'a'],
  );
  assert.equal(second.next, null);
});

test('keeps nothing of a batch when one entry fails', (t) => {
  const store = openStore(t);
  const broken = { ...entry('b'), clientIp: null } as unknown as Entry;

  assert.throws(() => store.keep([entry('a'), broken]), /NOT NULL/);

  assert.equal(store.count(), 0);
  assert.deepEqual(store.page({ limit: 10 }).entries, []);
  assert.equal(store.keep([entry('a')])[0]?.isNew, true);
});

test('has everything after it was opened again', (t) => {
  const folder = temporaryFolder(t);
  const before = openEntryStore(folder);
  before.keep(['a', 'b'].map(entry));
  before.close();

  const after = openStore(t, folder);

  assert.equal(after.count(), 2);
  assert.equal(after.keep([entry('b')])[0]?.isNew, false);
});

test('has what a killed process left on the disk before it calls it known', (t) => {
  const killed = temporaryFolder(t);
  openStore(t, killed).keep(['a', 'b'].map(entry));
  const folder = temporaryFolder(t);
  cpSync(killed, folder, { recursive: true }); // as the files are when nobody closes them

  const [known] = openStore(t, folder).keep([entry('a')]);
  const afterPowerCut = temporaryFolder(t);
  copyFileSync(join(folder, 'access-log.db'), join(afterPowerCut, 'access-log.db'));

  assert.equal(known?.isNew, false);
  assert.equal(openStore(t, afterPowerCut).count(), 2, 'entries without the log, which is not on the disk');
});

test('lets one process at a time have the database', (t) => {
  const folder = temporaryFolder(t);
  openStore(t, folder);

  assert.throws(() => openEntryStore(folder, { waitMs: 10 }), /^Error: cannot open .*: database is locked$/);
});

test('refuses a file that is not a database', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'access-log.db'), 'not a database, but long enough to have a header'.repeat(50));

  assert.throws(() => openEntryStore(folder), /^Error: cannot open .*: file is not a database$/);
});

test('refuses a database of a later version, and leaves it alone', (t) => {
  const folder = temporaryFolder(t);
  const later = new DatabaseSync(join(folder, 'access-log.db'));
  later.exec('PRAGMA user_version = 99');
  later.close();

  assert.throws(() => openEntryStore(folder), /is of version 99, this program knows 1 at most/);
});
