// Proves that a process is told apart from all others, and that it is called gone only where that is certain.
import { expect, test } from 'vitest';
import { currentOwner, formatOwner, isGone, type Owner, parseOwner } from '../src/index.ts';

const own = currentOwner();
const ended = 2 ** 22 + 1; // above the largest process id there can be

test.each<[string, Partial<Owner>, boolean]>([
  ['is here as long as its process runs', {}, false],
  ['is gone when there is no such process', { pid: ended }, true],
  ['is gone when another process has its id by now', { start: '1' }, true],
  ['is gone when the machine has started anew', { boot: 'earlier' }, true],
  ['is not judged from another machine', { host: 'elsewhere', pid: ended }, false],
  ['is not judged from another process id name space', { space: '1', pid: ended }, false],
])('an owner %s', (_title, difference, expected) => {
  expect(isGone({ ...own, ...difference })).toBe(expected);
});

test('an owner survives being written to a label and read back', () => {
  expect(parseOwner(formatOwner(own))).toEqual(own);
  expect(parseOwner('somebody')).toBeUndefined();
});
