// Proves on the service as it is shipped that a write which a power cut tears costs nothing that was acknowledged.
// Its own tests try every byte of the write; these are a few of them.
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import type { Fault, Service, Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allEntries, countOfVisits } from '../support/all-entries.ts';
import { dockerText } from '../support/containers.ts';
import { openTestEngine, startServices } from '../support/services.ts';
import { postEntry } from './kills/writers.ts';

const ACKNOWLEDGED = ['a', 'b', 'c', 'd', 'e'];
const FRAME_HEADER_BYTES = 24;

let engine: Engine;
let stack: Stack;
let service: Service;
let folder: string;
let files: { readonly database: Buffer; readonly log: Buffer; readonly lastRecord: number };

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  service = stack.service('accesslog');
  folder = mkdtempSync(join(tmpdir(), `drydock-small-${process.pid}-`));
  for (const id of ACKNOWLEDGED) expect((await postEntry(service.url, id)).status).toBe(201);
  await dockerText(engine, 'cp', `${service.containerId}:/data/.`, folder);
  const lastRecord = statSync(join(folder, 'access-log.db-wal')).size;
  expect((await postEntry(service.url, 'last')).status).toBe(201);
  {
    await using _killed = await service.killed();
    await dockerText(engine, 'cp', `${service.containerId}:/data/.`, folder);
  }
  const [database, log] = ['access-log.db', 'access-log.db-wal'].map((name) =>
    readFileSync(join(folder, name)),
  );
  files = { database: database ?? Buffer.alloc(0), log: log ?? Buffer.alloc(0), lastRecord };
});
afterAll(async () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  await stack?.stop();
});

/** Kills the service, and lets it find its files as a power cut would have left them. */
async function restartWith(log: Buffer): Promise<void> {
  const killed: Fault = await service.killed();
  writeFileSync(join(folder, 'access-log.db'), files.database);
  writeFileSync(join(folder, 'access-log.db-wal'), log);
  // As an archive, so that the files are those of the service's user again.
  await dockerText(engine, 'cp', '--archive', `${folder}/.`, `${service.containerId}:/data`);
  await killed.heal();
}

/** As long, and another one in every byte. */
function noiseInsteadOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ (1 + randomInt(255))));
}

test.each<[string, (length: number) => number, boolean]>([
  ['before its first byte', () => 0, false],
  ['within the header of its frame', () => FRAME_HEADER_BYTES - 1, false],
  ['in its middle', (length) => length / 2, false],
  ['in its middle, with noise behind', (length) => length / 2, true],
  ['before its last byte', (length) => length - 1, false],
  ['before its last byte, with noise there', (length) => length - 1, true],
])('torn %s, the last write is absent, and all before it is there', async (_, where, isNoisy) => {
  const { log, lastRecord } = files;
  const length = log.length - lastRecord;
  const cut = lastRecord + Math.floor(where(length));
  const noise = isNoisy ? noiseInsteadOf(log.subarray(cut)) : Buffer.alloc(0);

  await restartWith(Buffer.concat([log.subarray(0, cut), noise]));

  expect(length).toBeGreaterThan(4_096);
  expect((await allEntries(stack)).map(({ id }) => id).toReversed()).toEqual(ACKNOWLEDGED);
  expect((await postEntry(service.url, 'e')).status).toBe(200);
  expect((await postEntry(service.url, 'last')).status).toBe(201);
  expect(await countOfVisits(stack)).toBe(ACKNOWLEDGED.length + 1);
});

test('not torn, it is there, and known when it is sent again', async () => {
  await restartWith(files.log);

  expect((await allEntries(stack)).map(({ id }) => id).toReversed()).toEqual([...ACKNOWLEDGED, 'last']);
  expect((await postEntry(service.url, 'last')).status).toBe(200);
});
