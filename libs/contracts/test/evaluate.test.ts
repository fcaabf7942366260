// Proves that every clause gets a verdict, that what cannot be known is never called broken, and what a report says.
import { expect, test } from 'vitest';
import {
  type ContractInput,
  clausesOf,
  contentPaths,
  defineContract,
  evaluate,
  formatReport,
  formatVerdict,
  type Verdict,
} from '../src/index.ts';
import { makeContents } from './make-contents.ts';

const IMAGE = makeContents(
  [
    [
      { path: 'web', mode: 0o755, size: 10 },
      { path: 'etc/passwd', size: 40 },
      { path: 'readme.md', size: 5 },
    ],
  ],
  { env: { MODE: 'production' }, os: 'windows', labels: { revision: 'abc' } },
);

async function judge(input: Omit<ContractInput, 'image'>, more = {}): Promise<readonly Verdict[]> {
  return evaluate(defineContract({ image: 'shop/web:1.4', ...input }), { image: IMAGE, ...more });
}

test('all clauses get a verdict in one run, in the order of the contract', async () => {
  const contract = defineContract({
    image: 'shop/web:1.4',
    size: { unpacked: '1 B' },
    files: { '/none': {} },
    absent: ['documentation'],
    config: { os: 'linux' },
  });

  const verdicts = await evaluate(contract, { image: IMAGE });

  expect(verdicts.map(({ clause }) => clause)).toEqual(clausesOf(contract).map(({ id }) => id));
  expect(verdicts.map(({ status }) => status)).toEqual(['broken', 'broken', 'broken', 'broken']);
});

test('a contract that has lost its clauses is an error', async () => {
  const contract = { image: 'shop/web:1.4' };

  await expect(evaluate(contract, { image: IMAGE })).rejects.toMatchObject({ code: 'contract-invalid' });
});

test.each<[string, Omit<ContractInput, 'image'>, string]>([
  ['content that nobody can read', { users: { root: 0 } }, 'the content of /etc/passwd is not at hand'],
  [
    'a pattern in such content',
    { files: { '/web': { pattern: /x/ } } },
    'the content of /web is not at hand',
  ],
  ['a machine that nobody knows', { absent: ['build machine'] }, 'what this machine trusts'],
  ['a base that nobody knows', { base: 'debian:trixie-slim' }, 'neither its Dockerfile nor its base image'],
  [
    'an exception that excuses nothing',
    { absent: [{ class: 'shells', except: ['/bin/sh'] }] },
    'the exception "/bin/sh" excuses nothing',
  ],
  [
    'a glob of "onlyFiles" that matches nothing',
    { onlyFiles: ['/**', '/opt/**'] },
    'nothing in the image matches "/opt/**"',
  ],
])('%s is an error, and not a broken clause', async (_, input, message) => {
  const verdicts = await judge(input);

  expect(verdicts.map(({ status }) => status)).toEqual(['error']);
  expect(formatReport(verdicts)).toContain(message);
});

test('a text is compared by its digest, without the content', async () => {
  const text = 'hello\n';
  const image = makeContents([
    [
      {
        path: 'a',
        size: 6,
        digest: 'sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
      },
    ],
  ]);
  const contract = defineContract({ image: 'shop/web:1.4', files: { '/a': { text } } });

  const [verdict] = await evaluate(contract, { image });

  expect(verdict?.status).toBe('kept');
});

test.each<[string, Omit<ContractInput, 'image'>, boolean]>([
  ['the Dockerfile says so', { base: 'scratch' }, true],
  ['the Dockerfile says something else', { base: 'alpine:3' }, false],
])('a base is judged by the Dockerfile: %s', async (_, input, isKept) => {
  const [verdict] = await judge(input, { from: 'scratch' });

  expect(verdict?.status).toBe(isKept ? 'kept' : 'broken');
});

test('what has no image to be built for is still judged', async () => {
  const [system] = await judge({ config: { os: 'linux' } });

  expect([system?.status, system?.actual]).toEqual(['broken', 'windows']);
});

test('a pattern stands for a value that changes', async () => {
  const [env, labels] = await judge({
    config: { env: { MODE: /^prod/ }, labelsInclude: { revision: /^[0-9a-f]+$/ } },
  });

  expect([env?.status, labels?.status]).toEqual(['kept', 'kept']);
});

test('the paths whose content is needed are known beforehand', () => {
  const contract = defineContract({
    image: 'shop/web:1.4',
    files: { '/a': { text: 'x' }, '/b': { mode: '0644' }, '/c': { pattern: /x/ } },
    users: {},
    groups: {},
  });

  expect(contentPaths(contract)).toEqual(['/a', '/c', '/etc/passwd', '/etc/group']);
});

test('a verdict says subject, expected, actual, why and what to do', async () => {
  const [verdict] = await judge({ absent: [{ class: 'documentation', because: 'nobody reads here' }] });

  expect(verdict && formatVerdict(verdict)).toBe(
    [
      '✗ shop/web:1.4, absent.documentation: no documentation',
      '    expected  none (nobody reads here)',
      '    actual    1 found',
      '    why       /readme.md, from layer 1, COPY 0 /',
      '    next      leave it out of the image, or except it and say why',
    ].join('\n'),
  );
});

test('a report ends with what is broken, and with the numbers', async () => {
  const verdicts = await judge({ absent: ['documentation', 'shells'], users: {} });

  const lines = formatReport(verdicts).split('\n');

  expect(lines[0]).toBe('✓ absent.shells: no shells (none)');
  expect(lines.at(-1)).toBe('shop/web:1.4 breaks 1 of 3 clauses; 1 could not be checked');
});

test('many sightings are not all listed', async () => {
  const image = makeContents([Array.from({ length: 30 }, (_, index) => ({ path: `${index}.md` }))]);
  const contract = defineContract({ image: 'shop/web:1.4', absent: ['documentation'] });

  const [verdict] = await evaluate(contract, { image });

  expect(verdict?.actual).toBe('30 found');
  expect(verdict?.why).toHaveLength(13);
  expect(verdict?.why.at(-1)).toBe('and 18 more');
});
