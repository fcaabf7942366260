// Proves that a cache folder which cannot be used is told in one message, with what to do.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openHome } from '../src/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-home-'));
const file = join(folder, 'file');
writeFileSync(file, '');
afterAll(() => rmSync(folder, { recursive: true }));

test('the folder is made when it is not there', () => {
  expect(openHome({ DRYDOCK_HOME: join(folder, 'new/home') }).folder).toMatch(/new\/home$/);
});

test.each([
  ['a file', file],
  ['below a file', join(file, 'home')],
])('one that is %s is refused', (_, home) => {
  expect(() => openHome({ DRYDOCK_HOME: home })).toThrow(
    expect.objectContaining({
      code: 'home-unusable',
      message: expect.stringContaining(`"${home}" cannot be written`),
      nextStep: expect.stringContaining('DRYDOCK_HOME'),
    }),
  );
});
