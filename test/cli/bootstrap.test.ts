// Proves what the bootstrap does on clones of every state: nothing installed, by hand, by several at once, read-only.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finished, type Ran } from '../support/run-drydock.ts';
import { ROOT } from '../support/services.ts';

const PACKAGES = {
  '': { name: 'tiny', dependencies: { here: 'file:here' } },
  here: { version: '1.0.0' },
  'node_modules/here': { resolved: 'here', link: true },
};
const LOCKED = { name: 'tiny', lockfileVersion: 3, requires: true, packages: PACKAGES };
const RAN = 'the command ran\n';

/** A repository whose only package is in it, so that an install takes a moment, and no network. */
function tinyClone(name = 'clone'): string {
  const parent = mkdtempSync(join(tmpdir(), 'drydock-tiny-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, name);
  cpSync(join(ROOT, 'tools/drydock/bootstrap'), join(folder, 'tools/drydock/bootstrap'), { recursive: true });
  cpSync(join(ROOT, 'tools/bootstrap.mjs'), join(folder, 'tools/bootstrap.mjs'));
  mkdirSync(join(folder, 'tools/drydock/src'), { recursive: true });
  writeFileSync(join(folder, 'tools/drydock/src/main.ts'), `process.stdout.write(${JSON.stringify(RAN)});`);
  writeFileSync(join(folder, 'tools/drydock/package.json'), '{ "version": "7.8.9" }');
  mkdirSync(join(folder, 'here'));
  writeFileSync(join(folder, 'here/package.json'), '{ "name": "here", "version": "1.0.0" }');
  writeFileSync(join(folder, 'package.json'), JSON.stringify(PACKAGES['']));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCKED));
  return folder;
}

function bootstrap(folder: string, args: readonly string[], prefix: readonly string[] = []): Promise<Ran> {
  const [program = '', ...rest] = [...prefix, process.execPath, join(folder, 'tools/bootstrap.mjs'), ...args];
  return finished(spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** What npm leaves of an install. */
function installByHand(folder: string, packages: Record<string, unknown>): void {
  const { '': _root, ...own } = PACKAGES;
  const all = { ...LOCKED, packages: { ...own, ...packages } };
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify(all));
}

function lockPackage(folder: string, entry: Record<string, unknown>): void {
  const packages = { ...PACKAGES, 'node_modules/one': entry };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...LOCKED, packages }));
}

test('the packages are installed once, and then known to be there', async () => {
  const folder = tinyClone();

  const first = await bootstrap(folder, ['drydock', 'ps']);
  const second = await bootstrap(folder, ['drydock', 'ps']);

  expect(first).toMatchObject({ stdout: RAN, exitCode: 0 });
  expect(first.stderr).toMatch(/installing \d+ locked npm packages/);
  expect(second).toEqual({ stdout: RAN, stderr: '', exitCode: 0 });
});

test('of six at once, one installs, also when the one before was killed with the lock', async () => {
  const folder = tinyClone();
  mkdirSync(join(folder, '.drydock/installing'), { recursive: true });
  writeFileSync(join(folder, '.drydock/installing', `${process.pid}-1`), ''); // that id, of another time

  const all = await Promise.all(Array.from({ length: 6 }, () => bootstrap(folder, ['drydock', 'ps'])));

  expect(all.map(({ stdout }) => stdout)).toEqual(Array(6).fill(RAN));
  expect(all.filter(({ stderr }) => /installing \d+ locked/.test(stderr))).toHaveLength(1);
  expect(readdirSync(join(folder, '.drydock'))).toEqual([]);
});

test.for([
  ['--version', 'drydock 7.8.9\n'],
  ['--help', /^Nothing is installed yet: npm start installs .*README\.md/],
] as const)('%s installs nothing', async ([option, said]) => {
  const folder = tinyClone();

  const ran = await bootstrap(folder, ['drydock', option]);

  expect(ran.exitCode).toBe(0);
  if (typeof said === 'string') expect(ran.stdout).toBe(said);
  else expect(ran.stdout).toMatch(said);
  expect(existsSync(join(folder, 'node_modules'))).toBe(false);
});

test.for([
  ['the locked version', { version: '1.0.0', integrity: 'sha512-a' }, false],
  ['another version', { version: '1.0.1', integrity: 'sha512-a' }, true],
  ['other bytes', { version: '1.0.0', integrity: 'sha512-b' }, true],
  ['one of another system', { version: '1.0.0', integrity: 'sha512-a', os: ['plan9'] }, true],
] as const)('what was installed by hand is taken as it is: %s', async ([, entry, isInstalledAgain]) => {
  const folder = tinyClone();
  lockPackage(folder, { version: '1.0.0', integrity: 'sha512-a', optional: true });
  installByHand(folder, { 'node_modules/one': entry });

  const { stderr } = await bootstrap(folder, ['drydock', 'ps']);

  expect(/installing/.test(stderr)).toBe(isInstalledAgain);
});

test.for([
  [{ optional: true }, false],
  [{}, true],
] as const)('an install by hand without a package that is %j', async ([kind, isInstalledAgain]) => {
  const folder = tinyClone();
  lockPackage(folder, { version: '1.0.0', ...kind });
  installByHand(folder, {});

  const { stderr } = await bootstrap(folder, ['drydock', 'ps']);

  expect(/installing/.test(stderr)).toBe(isInstalledAgain);
});

/** Runs with the folder mounted read-only, which holds for root too. */
const READ_ONLY = ['unshare', '--mount', 'sh', '-c', 'mount --bind -o ro "$1" "$1"; shift; exec "$@"', 'sh'];

test('a checkout that cannot be written works when its packages are there, and says so when not', async () => {
  const bare = tinyClone();
  const installed = tinyClone();
  installByHand(installed, {});

  expect(await bootstrap(installed, ['drydock', 'ps'], [...READ_ONLY, installed])).toEqual({
    stdout: RAN,
    stderr: '',
    exitCode: 0,
  });
  expect(await bootstrap(bare, ['drydock', 'ps'], [...READ_ONLY, bare])).toEqual({
    stdout: '',
    stderr: `drydock: the packages are not installed, and ${bare} cannot be written (EROFS); run npm ci where it can\n`,
    exitCode: 1,
  });
});

test('a path with a colon is refused for the tests, which find programs by PATH, and for nothing else', async () => {
  const folder = tinyClone('12:30');
  installByHand(folder, {});

  const check = await bootstrap(folder, ['check']);
  const drydock = await bootstrap(folder, ['drydock', 'ps']);

  expect(check.exitCode).toBe(1);
  expect(check.stderr).toMatch(
    /npm run check cannot find its programs .*: a ":" ends a folder of PATH; move the/,
  );
  expect(drydock).toEqual({ stdout: RAN, stderr: '', exitCode: 0 });
});

test.for(["a 'b", 'a "b', 'a#b', 'a,b', 'a$b', 'é', 'a\nb', 'a%20b', 'a;b'])(
  'a path with %j',
  async (name) => {
    const folder = tinyClone(name);

    const { stdout, exitCode } = await bootstrap(folder, ['drydock', 'ps']);

    expect([stdout, exitCode]).toEqual([RAN, 0]);
  },
);
