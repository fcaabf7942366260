// Proves that the owner of an image can be told from its tag, and that only what is certainly gone is swept.
import { currentOwner } from '@drydock/engine';
import { expect, test } from 'vitest';
import { isTagOfGone, ownImageName } from '../src/own-images.ts';

const tag = ownImageName().split(':')[1] ?? '';
const ended = tag.replace(/^\d+-\d+/, `${process.pid}-1`);

test.each([
  ['a living process', tag, false],
  ['a process whose id another one has now', ended, true],
  ['an earlier boot', tag.replace(/^(\d+-\d+)-[0-9a-f]+/, '$1-000000000000'), true],
  ['another machine', tag.replace(/[0-9a-f]+$/, '000000000000'), false],
  ['nobody', 'local', false],
])('an image of %s', (_, one, isGone) => {
  expect(isTagOfGone(one, currentOwner())).toBe(isGone);
});

test('a name is a valid reference, and different each time', () => {
  expect(ownImageName()).toMatch(/^drydock-own\/[0-9a-f-]+:[\w.-]{1,128}$/);
  expect(ownImageName()).not.toBe(ownImageName());
});
