import { join } from 'node:path';
import type { SQLOutputValue } from 'node:sqlite';
import { DatabaseSync } from 'node:sqlite';
import type { Entry, Page } from './entry.ts';

/** What became of an entry: kept now, or known before under the same id. */
type Kept = { readonly entry: Entry; readonly isNew: boolean };

export type EntryStore = {
  /** Keeps all entries or none. When it returns, they have survived a power cut. */
  readonly keep: (entries: readonly Entry[]) => readonly Kept[];
  /** Newest first. `before` is the `next` of the page before. */
  readonly page: (options: { limit: number; before?: string | undefined }) => Page;
  readonly count: () => number;
  readonly close: () => void;
};

/** One step for each version of the database; what is here never changes, new steps follow. */
const MIGRATIONS = [
  `CREATE TABLE entry (
     sequence INTEGER PRIMARY KEY, -- order of arrival, and the cursor of a page
     id TEXT NOT NULL UNIQUE,
     time TEXT NOT NULL,
     clientIp TEXT NOT NULL,
     path TEXT,
     userAgent TEXT,
     traceId TEXT
   ) STRICT`,
];

/**
 * Opens the database in a folder, and makes or upgrades it. One process at a time may have it
 * open: a second one fails, after waiting for the first to go.
 */
export function openEntryStore(folder: string, options = { waitMs: 5_000 }): EntryStore {
  const database = openDatabase(join(folder, 'access-log.db'), options.waitMs);

  const insert = database.prepare(
    `INSERT INTO entry (id, time, clientIp, path, userAgent, traceId) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const selectOne = database.prepare('SELECT * FROM entry WHERE id = ?');
  const selectPage = database.prepare(
    'SELECT * FROM entry WHERE sequence < ? ORDER BY sequence DESC LIMIT ?',
  );
  // Counting rows takes longer the more there are. Nobody else writes, so counting once will do.
  let count = Number(database.prepare('SELECT count(*) AS rows FROM entry').get()?.rows);
  let isPastOnDisk = false;

  return {
    keep(entries) {
      // What a killed process wrote last may have been read from memory: it is in the log, which nobody has
      // brought to the disk. An entry of it must not be called known before it is there.
      if (!isPastOnDisk) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      isPastOnDisk = true;
      const kept = inTransaction(database, () =>
        entries.map((entry): Kept => {
          const { id, time, clientIp, path = null, userAgent = null, traceId = null } = entry;
          const isNew = insert.run(id, time, clientIp, path, userAgent, traceId).changes === 1;
          return isNew ? { entry, isNew } : { entry: toEntry(selectOne.get(id) ?? {}), isNew };
        }),
      );
      count += kept.filter(({ isNew }) => isNew).length;
      return kept;
    },
    page({ limit, before }) {
      // One row more than asked for tells whether there is a next page.
      const rows = selectPage.all(before ?? Number.MAX_SAFE_INTEGER, limit + 1);
      const shown = rows.slice(0, limit);
      const next = rows.length > limit ? String(shown.at(-1)?.sequence) : null;
      return { entries: shown.map(toEntry), next };
    },
    count: () => count,
    close: () => database.close(),
  };
}

function openDatabase(file: string, timeout: number): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout });
    // EXCLUSIVE needs no shared-memory file, which could not grow on a full disk. With FULL, a
    // commit is on the disk when it returns.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    migrate(database);
    return database;
  } catch (cause) {
    throw new Error(`cannot open ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > MIGRATIONS.length) {
    throw new Error(`database is of version ${version}, this program knows ${MIGRATIONS.length} at most`);
  }
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    inTransaction(database, () => database.exec(`${step}; PRAGMA user_version = ${index + 1}`));
  }
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back by itself after some errors, a full disk among them.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A row without its sequence, and without the columns that are empty. */
function toEntry({ sequence: _, ...columns }: Record<string, SQLOutputValue>): Entry {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)) as Entry;
}
