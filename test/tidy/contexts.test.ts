// Proves that the build context which is the whole workspace holds each package's manifest, and is found without a walk
// through all that is installed and built in it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';
import { trackedFiles } from './tracked-files.ts';

const IGNORE_FILE = 'apps/access-log/Dockerfile.dockerignore';
const exceptions = readFileSync(join(ROOT, IGNORE_FILE), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

test('every package of the workspace is named, and none that is not there', () => {
  const manifests = trackedFiles().filter((file) => /^(libs|tools)\/[^/]+\/package\.json$/.test(file));

  const named = exceptions.filter((pattern) => /^(libs|tools|test)\//.test(pattern));
  expect(named.sort()).toEqual([...manifests, 'test/package.json'].sort());
});

test('no exception has a wildcard, which would have BuildKit enter every folder', () => {
  expect(exceptions.filter((pattern) => /[*?[\]^\\]/.test(pattern))).toEqual([]);
});
