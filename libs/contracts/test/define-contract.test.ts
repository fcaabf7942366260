// Proves that a contract which cannot be kept or broken as it is written is refused, with the place and a hint.
import { DrydockError } from '@drydock/engine';
import { expect, test } from 'vitest';
import { type ContractInput, clausesOf, defineContract, isContract } from '../src/index.ts';

/** All that is said of a wrong contract. Typed loosely: a contract in plain JavaScript may hold anything. */
function refusal(input: Readonly<Record<string, unknown>>): string {
  try {
    defineContract({ image: 'shop/web:1.4', ...input } as unknown as ContractInput);
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    return [error.code, error.summary, ...error.evidence].join('\n');
  }
  return 'accepted';
}

test('three lines are a contract', () => {
  const contract = defineContract({ image: 'shop/web:1.4', absent: ['shells', 'package managers'] });

  expect(clausesOf(contract).map(({ id }) => id)).toEqual(['absent.shells', 'absent.package-managers']);
});

test('sizes become bytes, times become milliseconds, ports get their protocol', () => {
  const contract = defineContract({
    image: 'shop/web:1.4',
    size: { unpacked: '9.0 MB', own: '250 kB', wasted: '0 B' },
    drift: { tolerance: '2 %' },
    config: { ports: [80, '53/udp'], healthcheck: { test: ['CMD', '/check'], interval: '1 min' } },
    behaviour: { service: 'web', readyWithin: '2.5 s' },
  });

  expect(contract.size).toMatchObject({ unpacked: 9_000_000, own: 250_000, wasted: 0 });
  expect(contract.drift?.tolerance).toBe(0.02);
  expect(contract.config?.ports).toEqual(['80/tcp', '53/udp']);
  expect(contract.config?.healthcheck?.interval).toBe(60_000);
  expect(contract.behaviour?.readyWithin).toBe(2_500);
});

test.each([
  ['no clause', {}, 'promises nothing: it has no clause'],
  ['an empty section', { size: {} }, 'size: promises nothing'],
  ['a reason and nothing else', { size: { because: 'small is fast' } }, 'size: promises nothing'],
  ['a service and nothing else', { behaviour: { service: 'web' } }, 'behaviour: promises nothing'],
  ['an empty list', { absent: [] }, 'absent: promises nothing'],
  ['an unknown section', { sise: {} }, 'unknown key "sise"; did you mean "size"?'],
  ['an unknown key', { size: { unpackd: '1 MB' } }, 'size: unknown key "unpackd"; did you mean "unpacked"?'],
  ['a key far from all', { zzzzzz: 1 }, 'unknown key "zzzzzz"; known: image, base, size'],
  ['an unknown class', { absent: ['shels'] }, 'unknown class "shels"; did you mean "shells"?'],
  ['a class twice', { absent: ['shells', 'shells'] }, 'absent[1]: "shells" is there twice'],
  [
    'a class and a glob in one',
    { absent: [{ class: 'shells', files: '/a' }] },
    'name either a "class" or "files"',
  ],
  [
    'a binary unit',
    { size: { unpacked: '12 MiB' } },
    'size.unpacked: "12 MiB" has a unit that is not decimal',
  ],
  ['a binary unit, with the decimal size', { size: { own: '12 MiB' } }, 'write "12.6 MB"'],
  ['a short unit', { size: { own: '12 M' } }, 'write "12.0 MB"'],
  ['a size without unit', { size: { own: '12' } }, '"12" has no unit'],
  ['no size', { size: { own: 'small' } }, '"small" is no size; write it like "9.0 MB"'],
  ['an unknown unit', { size: { own: '3 XB' } }, 'unknown unit "XB"'],
  ['a number for a size', { size: { own: 9 } }, 'size.own: must be a text in quotes, not number 9'],
  ['half a layer', { size: { layers: 1.5 } }, 'size.layers: must be a whole number'],
  ['a tolerance without unit', { drift: { tolerance: '2' } }, '"2" is no tolerance; write it like "2 %"'],
  ['no time', { behaviour: { service: 'web', readyWithin: '2' } }, '"2" is no time; write it like "500 ms"'],
  ['a short mode', { files: { '/a': { mode: '755' } } }, 'files./a.mode: "755" is no mode'],
  [
    'a named owner',
    { files: { '/a': { owner: 'root' } } },
    '"root" is no owner; write user and group as numbers',
  ],
  ['an unknown type', { files: { '/a': 'link' } }, 'must be one of file, directory, symlink'],
  ['a path without a slash', { files: { 'etc/passwd': {} } }, '"etc/passwd" is no path of an image'],
  ['a glob without a slash', { absent: ['etc/*'] }, 'paths start with a slash: "/etc/*" or "**/etc/*"'],
  ['a glob with two slashes', { absent: ['/etc//x'] }, 'it has two slashes in a row'],
  ['a glob that climbs', { onlyFiles: ['/etc/../x'] }, 'paths have no "." and no ".."'],
  ['a glob of a folder', { absent: ['/etc/'] }, '"/etc/**" means all below that folder'],
  ['a glob with a blank', { absent: ['/etc/** '] }, 'it has a blank at one end'],
  ['an open bracket', { absent: ['/etc/{a,b'] }, 'it lacks a "{" or a "}"'],
  ['a glob of Windows', { absent: ['/etc\\*'] }, 'folders are parted by "/"'],
  ['a port that is none', { config: { ports: ['http'] } }, 'config.ports[0]: must be a port'],
  [
    'a promise of ill health',
    { behaviour: { service: 'web', healthy: false } },
    'behaviour.healthy: may only be true',
  ],
])('%s is refused', (_, input, message) => {
  const said = refusal(input);

  expect(said).toContain('contract-invalid');
  expect(said).toContain(message);
});

test('an empty list of users is a promise, and so is an empty environment', () => {
  expect(refusal({ users: {} })).toBe('accepted');
  expect(refusal({ config: { env: {} } })).toBe('accepted');
});

test('all that is wrong is told at once, with the name of the image', () => {
  const said = refusal({ size: { own: '1 MiB' }, absent: ['shels', '/a//b'] });

  expect(said.split('\n')).toHaveLength(4);
  expect(said).toContain('the contract for "shop/web:1.4" is not valid');
});

test('only what defineContract made is a contract', () => {
  const contract = defineContract({ image: 'shop/web:1.4', absent: ['shells'] });

  expect(isContract(contract)).toBe(true);
  expect(isContract({ ...contract })).toBe(false);
  expect(isContract(undefined)).toBe(false);
});
