// Proves how sizes, times and globs are read and written.
import { expect, test } from 'vitest';
import { parseBytes } from '../src/byte-size.ts';
import { parseDuration } from '../src/duration.ts';
import { globProblem, matchPaths } from '../src/glob.ts';
import { formatBytes, formatDuration } from '../src/index.ts';

test.each([
  ['9.0 MB', 9_000_000],
  ['9MB', 9_000_000],
  ['250 kB', 250_000],
  ['1.5 GB', 1_500_000_000],
  ['12_000 B', 12_000],
  ['12 bytes', 12],
])('%s is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(['', '9', '9,0 MB', '-1 MB', '9 KiB', '9 mb', '9 KB', '9 Mb', 'MB'])('"%s" is no size', (text) => {
  expect(parseBytes(text)).toHaveProperty('problem', expect.stringContaining(`"${text}"`));
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [94_060_000, '94.1 MB'],
  [1_200_000_000, '1.2 GB'],
])('%d bytes are written as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  ['500 ms', 500],
  ['2 s', 2_000],
  ['1.5s', 1_500],
  ['10 min', 600_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
  expect(formatDuration(milliseconds).replace(' ', '')).toBe(text.replace(' ', ''));
});

test.each(['2', '2 sec', 's', '2 S'])('"%s" is no time', (text) => {
  expect(parseDuration(text)).toHaveProperty('problem');
});

test.each([
  ['/etc/**', '/etc/a/b', true],
  ['/etc/*', '/etc/a/b', false],
  ['**/.git/**', '/app/.git/HEAD', true],
  ['**/*.md', '/.hidden.md', true],
  ['**/*.md', '/a.md', true],
  ['/app/{a,b}', '/app/b', true],
  ['/app/[ab]', '/app/c', false],
  ['**/__tests__/**', '/app/__tests__', true],
])('%s over %s is %s', (glob, path, matches) => {
  expect(globProblem(glob)).toBeUndefined();
  expect(matchPaths([glob])(path)).toBe(matches);
});

test('no glob matches nothing', () => {
  expect(matchPaths([])('/etc')).toBe(false);
});
