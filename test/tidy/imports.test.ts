// Proves that imports go through entry points, that services stand on their own, and that the libraries keep to themselves
// what the design forbids them. That dependencies point one way is proven on the graph of projects: test/graph.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';
import { trackedFiles } from './tracked-files.ts';

/** Testcontainers itself is set up through the environment, in this one place. */
const EXEMPT = ['libs/stack/src/connect-testcontainers.ts'];

/** What a contract may import, and the only file of a service that imports anything of the harness. */
const CONTRACTS = 'contracts';
/** Packages that are started, and not imported. */
const NO_LIBRARIES = ['access-log', 'cli', 'nx', 'test'];
const isContract = (file: string) => /^apps\/[^/]+\/image\.contract\.ts$/.test(file);

interface Import {
  readonly file: string;
  /** As it is written, without the scope: `engine`, or `engine/src/lock.ts`. */
  readonly target: string;
}

function projectOf(file: string): string {
  return file.startsWith('test/') ? 'test' : file.split('/').slice(0, 2).join('/');
}

function importsOf(file: string, text: string): Import[] {
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\s[^'"]*?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm),
  ];
  return specifiers.flatMap(([, named, dynamic]) => {
    const target = /^@drydock\/(.+)$/.exec(named ?? dynamic ?? '')?.[1];
    return target ? [{ file, target }] : [];
  });
}

/** Why an import must not be, or nothing. Which project may depend on which is for the graph to say: test/graph. */
function objection({ file, target }: Import): string | undefined {
  if (target.includes('/')) return `${file}: ${target} is not a project's entry point`;
  if (NO_LIBRARIES.includes(target)) return `${file}: ${target} is no library`;
  if (isContract(file)) return target === CONTRACTS ? undefined : `${file}: a contract imports ${target}`;
  return file.startsWith('apps/')
    ? `${file}: a service imports ${target}; services stand on their own`
    : undefined;
}

const sources = trackedFiles().filter((file) => /^(apps|libs|tools|test)\/.*\.(ts|mts|mjs)$/.test(file));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('no import goes around an entry point, and no service imports anything', () => {
  const imports = sources.flatMap((file) => importsOf(file, read(file)));

  expect(imports.length).toBeGreaterThan(20);
  expect(imports.map(objection).filter(Boolean)).toEqual([]);
});

test('a contract imports what contracts are made of, and nothing else', () => {
  const contracts = sources.filter(isContract);
  const imported = contracts.flatMap((file) => [
    ...read(file).matchAll(
      /^(?:import|export)\s[^'"]*?from\s['"]([^'"]+)|^import\s['"]([^'"]+)|\b(?:import|require)\((.+)\)/gm,
    ),
  ]);

  expect(contracts.length).toBeGreaterThan(2);
  const named = imported.map(([, from, alone, dynamic]) => from ?? alone ?? dynamic);
  expect(new Set(named)).toEqual(new Set(['@drydock/contracts']));
});

test('a lab imports what labs are made of, and nothing else', () => {
  const labs = trackedFiles().filter((file) => /^labs\/[^/]+\/lab\.ts$/.test(file));
  const imported = labs.flatMap((file) => [
    ...read(file).matchAll(/^import\s[^'"]*?from\s['"]([^'"]+)|^import\s['"]([^'"]+)|\bimport\((.+)\)/gm),
  ]);

  const named = imported
    .map(([, from, alone, dynamic]) => from ?? alone ?? dynamic)
    .filter((from) => !from?.startsWith('node:'));

  expect(labs.length).toBeGreaterThan(1);
  expect(new Set(named)).toEqual(new Set(['@drydock/labs']));
});

test('no project reaches into the files of another', () => {
  const reaching = sources.filter((file) => {
    const up =
      projectOf(file) === 'test'
        ? /from '(?:\.\.\/)+(libs|tools|apps)\//
        : /from '(?:(?:\.\.\/)+(?:libs|tools|apps)|(?:\.\.\/){3,}test)\//; // a project has a folder `test` of its own
    return up.test(read(file));
  });

  expect(reaching).toEqual([]);
});

describe('a library', () => {
  const library = sources.filter((file) => /^libs\/[^/]+\/src\//.test(file));

  test.each([
    ['prints', /\bconsole\.|process\.std(out|err)\b/],
    ['exits', /process\.exit\b|process\.exitCode\b/],
    ['reads the environment', /process\.env\b/],
  ])('never %s', (_, pattern) => {
    const found = library
      .filter((file) => pattern.test(withoutComments(read(file))))
      .filter((file) => !EXEMPT.includes(file));

    expect(library.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });
});

describe('the check itself objects', () => {
  test.each([
    ['to a way around the entry point', { file: 'test/a.ts', target: 'engine/src/lock.ts' }],
    ['to a suite that imports the command', { file: 'test/cli/a.ts', target: 'cli' }],
    ['to a service that imports a library', { file: 'apps/access-log/src/a.ts', target: 'engine' }],
    [
      'to a service that imports what only its contract may',
      { file: 'apps/access-log/src/a.ts', target: 'contracts' },
    ],
    [
      'to a contract that imports more than contracts',
      { file: 'apps/access-log/image.contract.ts', target: 'layers' },
    ],
  ])('%s', (_, wrong) => {
    expect(objection(wrong)).toContain(wrong.file);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
