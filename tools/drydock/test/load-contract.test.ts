// Proves that a contract is taken from its file, and that a file which does anything else is told in one message.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContract } from '../src/check/load-contract.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-contracts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const BEGIN = "import { defineContract } from '@drydock/contracts';\n";
const CONTRACT = "export default defineContract({ image: 'one', files: { '/a': { pattern: /^a$/m } } });\n";

const said: string[] = [];

function load(text: string, options: { readonly limitMs?: number } = {}) {
  const path = join(folder, `${crypto.randomUUID()}.contract.ts`);
  writeFileSync(path, text);
  return loadContract(path, 'one.contract.ts', { say: (line) => said.push(line), ...options });
}

test('a contract is taken over whole, patterns included', async () => {
  const { contract, file } = await load(BEGIN + CONTRACT);

  expect(file).toBe('one.contract.ts');
  expect(contract).toEqual({ image: 'one', files: { '/a': { pattern: /^a$/m } } });
});

test('what it prints is handed to the command, which may have JSON to print', async () => {
  const { contract } = await load(`${BEGIN}console.log('ünder way');\n${CONTRACT}`);

  expect(contract.image).toBe('one');
  expect(said.join('')).toBe('ünder way\n');
});

describe('a contract is refused in one message that', () => {
  test.each<[string, string, string | RegExp]>([
    ['throws', `${BEGIN}throw new Error('no');`, 'one.contract.ts:2 cannot be run: no'],
    ['is no program', `${BEGIN}export default {`, /^one\.contract\.ts:\d cannot be run: /],
    [
      'imports what is not there',
      "import { defineContract } from '@drydock/contrcts';\n",
      /^one\.contract\.ts cannot be run: Cannot find package '@drydock\/contrcts'/,
    ],
    [
      'ends the process',
      `${BEGIN}process.exit(0);\n${CONTRACT}`,
      /^one\.contract\.ts ends before it exports/,
    ],
    ['never returns', `${BEGIN}await new Promise(() => {});\n${CONTRACT}`, /waits for what never comes$/],
    ['runs for ever', `${BEGIN}for (;;);\n${CONTRACT}`, /has not come to an end after 1 s$/],
    [
      'keeps something open',
      `${BEGIN}setInterval(() => {}, 9);\n${CONTRACT}`,
      /not come to an end after 1 s$/,
    ],
    [
      'throws later',
      `${BEGIN}setTimeout(() => { throw new Error('later') }, 10);\n${CONTRACT}`,
      'one.contract.ts throws when it has been read: later',
    ],
    [
      'rejects later',
      `${BEGIN}Promise.reject(new Error('late'));\n${CONTRACT}`,
      'one.contract.ts throws when it has been read: late',
    ],
    ['promises nothing', `${BEGIN}export default defineContract({ image: 'one' });`, /promises nothing/],
    ['is none', 'export default { image: "one" };', 'one.contract.ts exports no contract'],
  ])('%s', async (_, text, message) => {
    // Only what never ends by itself is made to wait for less than the slowest machine needs.
    const loading = load(text, /for \(;;\)|setInterval/.test(text) ? { limitMs: 1_000 } : {});

    await expect(loading).rejects.toMatchObject({
      code: 'contract-invalid',
      summary: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});
