// Proves that the matchers pass and fail as the clauses do, and say the same.
import { beforeAll, expect, test } from 'vitest';
import { contractMatchers, defineContract } from '../src/index.ts';
import { makeContents } from './make-contents.ts';

const IMAGE = makeContents([
  [
    { path: 'web', size: 3_000, mode: 0o755 },
    { path: 'bin/sh', mode: 0o755 },
  ],
]);

beforeAll(() => {
  expect.extend(contractMatchers);
});

test('an image that keeps a contract passes, and one that breaks it says why', async () => {
  const kept = defineContract({ image: 'shop/web:1.4', absent: ['setuid'] });
  const broken = defineContract({ image: 'shop/web:1.4', absent: ['setuid', 'shells'] });

  await expect(IMAGE).toKeepContract(kept);
  await expect(IMAGE).not.toKeepContract(broken);
  await expect(expect(IMAGE).toKeepContract(broken)).rejects.toThrow('/bin/sh, from layer 1');
  await expect(expect(IMAGE).not.toKeepContract(kept)).rejects.toThrow('keeps all 1 clause');
});

test('a class is found, or not, and exceptions count', async () => {
  await expect(IMAGE).toHoldNo('compilers and build tools');
  await expect(IMAGE).toHoldNo('shells', { except: ['/bin/sh'], because: 'somebody wants it' });
  await expect(IMAGE).toHoldNo('/etc/**');
  await expect(expect(IMAGE).toHoldNo('shells')).rejects.toThrow('no shells');
});

test('a size is kept, or not', async () => {
  await expect(IMAGE).toWeighAtMost({ unpacked: '3 kB' });
  await expect(expect(IMAGE).toWeighAtMost({ unpacked: '2 kB' })).rejects.toThrow('3.0 kB (+1.0 kB)');
});

test('a file is there, or not', async () => {
  await expect(IMAGE).toHaveFile('/web', { mode: '0755' });
  await expect(IMAGE).toHaveFile('/web');
  await expect(expect(IMAGE).toHaveFile('/wep')).rejects.toThrow('the image has /web');
  await expect(expect(IMAGE).toHaveFile('/web', { mode: '0700' })).rejects.toThrow('0755');
});

test('what cannot be checked fails, behind `.not` too', async () => {
  await expect(expect(IMAGE).toWeighAtMost({ own: '3 kB' })).rejects.toThrow('could not be checked');
  await expect(expect(IMAGE).not.toWeighAtMost({ own: '3 kB' })).rejects.toThrow('could not be checked');
});

test('a misspelt class is refused, and not found absent', async () => {
  await expect(expect(IMAGE).toHoldNo('shels' as 'shells')).rejects.toThrow('did you mean "shells"?');
});
