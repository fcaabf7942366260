// Proves that a misspelt name is answered with the one that was meant, and a strange one with none.
import { describe, expect, test } from 'vitest';
import { nearestName } from '../src/nearest-name.ts';

const names = ['access-log', 'access-log-test', 'image-gallery', 'image-gallery-test', 'image-of-the-day'];

describe('the nearest name', () => {
  test.for([
    ['a letter is missing', 'image-galery', 'image-gallery'],
    ['two letters are swapped', 'acess-lgo', 'access-log'],
    ['only a part is given', 'gallery', 'image-gallery'],
    ['nothing is close', 'postgres', undefined],
  ] as const)('when %s: %s → %s', ([, wanted, nearest]) => {
    expect(nearestName(wanted, names)).toBe(nearest);
  });
});
