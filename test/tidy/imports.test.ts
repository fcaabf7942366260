// Proves that imports point one way, and that the libraries keep to themselves what the design forbids them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';
import { trackedFiles } from './tracked-files.ts';

/** Lowest first: a project may import what stands before it, and nothing else. */
const ORDER = [
  'libs/engine',
  'libs/images',
  'libs/layers',
  'libs/contracts',
  'libs/stack',
  'libs/labs',
  'tools/drydock',
  'test',
];
/** Neighbours on one level, which must not know each other. */
const STRANGERS: readonly (readonly [string, string])[] = [
  ['libs/images', 'libs/layers'],
  ['libs/contracts', 'libs/stack'],
  ['tools/drydock', 'test'],
];

/** Testcontainers itself is set up through the environment, in this one place. */
const EXEMPT = ['libs/stack/src/connect-testcontainers.ts'];

/** What a contract may import, and the only file of a service that imports anything of the harness. */
const CONTRACTS = 'libs/contracts';
const isContract = (file: string) => /^apps\/[^/]+\/image\.contract\.ts$/.test(file);

interface Import {
  readonly file: string;
  readonly project: string;
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
    const target = (named ?? dynamic ?? '').match(/^@drydock\/([a-z-]+)(.*)$/);
    if (!target) return [];
    const name = target[1] === 'cli' ? 'tools/drydock' : target[1] === 'test' ? 'test' : `libs/${target[1]}`;
    return [{ file, project: projectOf(file), target: `${name}${target[2] ?? ''}` }];
  });
}

/** Why an import must not be, or nothing. */
function objection({ file, project, target }: Import): string | undefined {
  if (isContract(file)) return target === CONTRACTS ? undefined : `${file}: a contract imports ${target}`;
  if (project.startsWith('apps/')) return `${file}: a service imports ${target}; services stand on their own`;
  if (!ORDER.includes(target)) return `${file}: ${target} is not a project's entry point`;
  if (project === target) return undefined;
  const isForward = ORDER.indexOf(target) < ORDER.indexOf(project);
  const areStrangers = STRANGERS.some((pair) => pair.includes(project) && pair.includes(target));
  return isForward && !areStrangers ? undefined : `${file}: ${project} imports ${target}, against the order`;
}

const sources = trackedFiles().filter((file) => /^(apps|libs|tools|test)\/.*\.(ts|mts|mjs)$/.test(file));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('no import points against the order', () => {
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
    [
      'to a library that imports a command',
      { file: 'libs/engine/src/a.ts', project: 'libs/engine', target: 'tools/drydock' },
    ],
    [
      'to neighbours that know each other',
      { file: 'libs/layers/src/a.ts', project: 'libs/layers', target: 'libs/images' },
    ],
    [
      'to a way around the entry point',
      { file: 'test/a.ts', project: 'test', target: 'libs/engine/src/lock.ts' },
    ],
    [
      'to a service that imports a library',
      { file: 'apps/access-log/src/a.ts', project: 'apps/access-log', target: 'libs/engine' },
    ],
    [
      'to a contract that imports more than contracts',
      { file: 'apps/access-log/image.contract.ts', project: 'apps/access-log', target: 'libs/layers' },
    ],
  ])('%s', (_, wrong) => {
    expect(objection(wrong)).toContain(wrong.file);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
