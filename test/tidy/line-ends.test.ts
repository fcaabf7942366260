// Proves that a checkout on Windows has the same bytes: texts run in containers, where a carriage return breaks them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';

/** As Git for Windows is set up. */
const WINDOWS = ['-c', 'core.autocrlf=true', '-c', 'core.eol=crlf', '-c', 'core.safecrlf=false'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-line-ends-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function git(cwd: string, ...args: string[]): Buffer {
  return execFileSync('git', args, { cwd, maxBuffer: 100_000_000 });
}

test('no text of the repository gets Windows line ends', () => {
  const checkout = join(folder, 'checkout/');
  git(ROOT, ...WINDOWS, 'checkout-index', '--all', `--prefix=${checkout}`);

  const files = git(ROOT, 'ls-files', '-z').toString().split('\0').filter(Boolean);
  const changed = files.filter((file) => readFileSync(join(checkout, file)).includes('\r\n'));
  expect(files.length).toBeGreaterThan(500);
  expect(changed).toEqual([]);
});

const bytes = Buffer.from('first\r\nsecond\nthird\r\n');

test.for([
  ['a script written on Windows', 'entry.sh', Buffer.from('first\nsecond\nthird\n')],
  ['a Dockerfile written on Windows', 'Dockerfile', Buffer.from('first\nsecond\nthird\n')],
  ['an image', 'picture.png', bytes],
  ['a program', 'service.jar', bytes],
  ['an archive', 'sources.tar.gz', bytes],
  ['what has a byte of zero', 'data', Buffer.concat([bytes, Buffer.from([0])])],
] as const)('%s is kept as it should be', ([, name, expected]) => {
  const repository = mkdtempSync(join(folder, 'repository-'));
  git(repository, 'init', '--quiet');
  copyFileSync(join(ROOT, '.gitattributes'), join(repository, '.gitattributes'));
  writeFileSync(join(repository, name), name === 'data' ? expected : bytes);
  git(repository, ...WINDOWS, 'add', '--all');
  rmSync(join(repository, name));

  git(repository, ...WINDOWS, 'checkout-index', '--all', '--force');

  expect(readFileSync(join(repository, name))).toEqual(expected);
});
