// Proves that a secret is found in whichever layer it is: what a later layer hides still travels with the image.
import { expect, test } from 'vitest';
import { type ContractInput, defineContract, evaluate } from '../src/index.ts';
import { makeContents } from './make-contents.ts';

type Entries = Parameters<typeof makeContents>[0][number];

const key = { secrets: [{ kind: 'private-key', line: 1, excerpt: '-----BEGIN PRIVATE KEY-----…' }] };
const FIRST: Entries = [
  { path: 'app/.env', size: 20 },
  { path: 'app/key.pem', size: 30, facts: key },
  { path: 'app/run', size: 40 },
];

async function judge(layers: readonly Entries[], absent: ContractInput['absent']) {
  const contract = defineContract({ image: 'shop/web:1.4', absent });
  const [verdict] = await evaluate(contract, { image: makeContents(layers) });
  return verdict;
}

test.each<[string, Entries, string]>([
  ['removed', [{ path: 'app/key.pem', type: 'whiteout' }], 'removed'],
  ['removed with its folder', [{ path: 'app', type: 'whiteout' }], 'removed'],
  ['replaced', [{ path: 'app/key.pem', size: 4 }], 'replaced'],
])(
  'a private key that is %s is in the layer that has it, hidden by the one that is named',
  async (_, layer, how) => {
    const verdict = await judge([FIRST, layer], ['private keys']);

    expect(verdict).toMatchObject({
      status: 'broken',
      why: [
        `/app/key.pem (-----BEGIN PRIVATE KEY-----…, line 1), in layer 1, COPY 0 /, ${how} in layer 2, COPY 1 /`,
      ],
      nextStep: 'leave it out of the layer: what a later one removes still travels with the image',
    });
  },
);

test('a file of settings is found by its name in a lower layer', async () => {
  const verdict = await judge([FIRST, [{ path: 'app/.env', type: 'whiteout' }]], ['credentials']);

  expect(verdict).toMatchObject({
    status: 'broken',
    why: [expect.stringMatching(/^\/app\/\.env, in layer 1/)],
  });
});

test('of a secret that is there and was there before, both are told', async () => {
  const verdict = await judge([FIRST, [{ path: 'app/key.pem', size: 31, facts: key }]], ['private keys']);

  expect(verdict).toMatchObject({ status: 'broken', actual: '2 found' });
});

test('what is excepted is so in every layer', async () => {
  const layers = [FIRST, [{ path: 'app/key.pem', type: 'whiteout' as const }]];

  const verdict = await judge(layers, [{ class: 'private keys', except: ['/app/*.pem'] }]);

  expect(verdict).toMatchObject({ status: 'kept' });
});

test('what is no secret may be hidden', async () => {
  const shell = [{ path: 'bin/sh', size: 9, mode: 0o755 }];

  const verdict = await judge([shell, [{ path: 'bin/sh', type: 'whiteout' }]], ['shells']);

  expect(verdict).toMatchObject({ status: 'kept' });
});

test('the verdict holds all findings, and names the first few', async () => {
  const keys = Array.from({ length: 20 }, (_, index) => ({ path: `k${index}.pem`, size: 30, facts: key }));

  const verdict = await judge([keys], ['private keys']);

  expect(verdict?.why).toHaveLength(13);
  expect(verdict?.findings).toHaveLength(20);
});

test('of many secrets in one file the verdict holds all, and names the first few', async () => {
  const secrets = Array.from({ length: 7 }, (_, index) => {
    return { kind: 'assigned-secret', line: index + 1, excerpt: `PASSWORD_${index}=…` };
  });

  const verdict = await judge([[{ path: 'app/prod.ini', size: 9, facts: { secrets } }]], ['credentials']);

  expect(verdict?.why).toEqual([expect.stringMatching(/PASSWORD_2=…, line 3; and 4 more\), from layer 1/)]);
  expect(verdict?.findings).toEqual([expect.stringContaining('PASSWORD_6=…, line 7')]);
});
