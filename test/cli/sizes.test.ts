// Proves that `sizes` measures each image next to its committed row, and that a row too many or too few is told.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { copyWorkspace, runDrydock, type Workspace } from '../support/run-drydock.ts';
import { SERVICES } from '../support/services.ts';

const FILE = 'docker/sizes.json';
const IMAGES = SERVICES.map((name) => `drydock/${name}:local`).sort();

const read = ({ folder }: Workspace) => readFileSync(join(folder, FILE), 'utf8');

function change(copy: Workspace, edit: (sizes: Record<string, { unpackedBytes: number }>) => void): void {
  const sizes = JSON.parse(read(copy));
  edit(sizes);
  writeFileSync(join(copy.folder, FILE), JSON.stringify(sizes));
}

test.concurrent('the committed sizes have a row for each image, and no other', async () => {
  const { stdout, stderr, exitCode } = await runDrydock(['sizes'], { COLUMNS: '100' });

  expect(exitCode, stderr).toBe(0);
  for (const image of IMAGES) expect(stdout).toMatch(new RegExp(`^ +${image} +\\d+\\.\\d MB`, 'm'));
});

test.concurrent('in JSON, each row has what is and what was', async () => {
  const { stdout } = await callDrydock(['sizes', '--json']);

  const { rows, missing, stale, problems } = JSON.parse(stdout);
  expect(rows.map(({ image }: { image: string }) => image).sort()).toEqual(IMAGES);
  for (const { now, before } of rows)
    expect([now.unpackedBytes, before.unpackedBytes]).not.toContain(undefined);
  expect([missing, stale, problems]).toEqual([[], [], []]);
});

test.concurrent('a missing row and a stale one are errors, with the way out', async () => {
  using copy = copyWorkspace();
  change(copy, (sizes) => {
    sizes['drydock/gone:local'] = sizes['drydock/apod:local'] ?? { unpackedBytes: 0 };
    delete sizes['drydock/apod:local'];
  });

  const { stdout, stderr, exitCode } = await copy.call(['sizes'], { COLUMNS: '100' });

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/drydock\/apod:local +\d\.\d MB +new/);
  expect(stderr).toContain('docker/sizes.json does not fit the contracts');
  expect(stderr).toContain('it has no row for drydock/apod:local');
  expect(stderr).toContain('it has a row for drydock/gone:local, which no contract is for');
  expect(stderr).toMatch(/→ .*sizes --update/);
});

test.concurrent('a change is shown as a part of what was', async () => {
  using copy = copyWorkspace();
  change(copy, (sizes) => {
    const row = sizes['drydock/apod:local'];
    if (row) row.unpackedBytes *= 2;
  });

  const { stdout, exitCode } = await copy.call(['sizes'], { COLUMNS: '100' });

  expect(stdout).toMatch(/drydock\/apod:local +\d\.\d MB +-\d\d\.\d %/);
  expect(exitCode).toBe(0);
});

test.concurrent('an update writes what is measured, in the order of names, and the next one changes nothing', async () => {
  using copy = copyWorkspace();
  change(copy, (sizes) => {
    sizes['drydock/gone:local'] = sizes['drydock/apod:local'] ?? { unpackedBytes: 0 };
    delete sizes['drydock/apod:local'];
  });

  const first = await copy.call(['sizes', '--update']);
  const written = read(copy);
  const second = await copy.call(['sizes', '--update']);

  expect(first.stdout).toMatch(
    /docker\/sizes\.json written: \d of 4 rows changed, drydock\/gone:local removed/,
  );
  expect(Object.keys(JSON.parse(written))).toEqual(IMAGES);
  expect(second.stdout).toContain('0 of 4 rows changed');
  expect(read(copy)).toBe(written);
  expect((await copy.call(['sizes'])).exitCode).toBe(0);
});

test.concurrent('an image that is not built stops an update, and nothing is written', async () => {
  using copy = copyWorkspace();
  copy.edit('apps/apod/image.contract.ts', (text) => text.replace('drydock/apod:local', 'drydock/apod:gone'));
  const before = read(copy);

  const { stderr, exitCode } = await copy.call(['sizes', '--update']);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /apps\/apod\/image\.contract\.ts: there is no image "drydock\/apod:gone".*nothing was written/,
  );
  expect(stderr).toContain('npm run drydock -- build');
  expect(read(copy)).toBe(before);
});

test.concurrent.each([
  ['{', /docker\/sizes\.json is damaged: it is no JSON/],
  ['{ "drydock/apod:local": { "unpackedBytes": -1 } }', /is damaged: drydock\/apod:local › unpackedBytes/],
])('a damaged file is told and can be written anew: %s', async (text, said) => {
  using copy = copyWorkspace();
  writeFileSync(join(copy.folder, FILE), text);

  const { stderr, exitCode } = await copy.call(['sizes']);
  const update = await copy.call(['sizes', '--update']);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(said);
  expect(stderr).toMatch(/→ /);
  expect(update.exitCode).toBe(0);
  expect(Object.keys(JSON.parse(read(copy)))).toEqual(IMAGES);
});
