// Proves that the project graph has an edge for every import, that its edges keep to the rule, and that its projects
// have the names and tags that people and rules go by.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';
import { type Graph, readGraph } from './nx.ts';
import { type Edge, objection } from './rule.ts';

const PACKAGES: Readonly<Record<string, string>> = { cli: 'drydock' };
let graph: Graph;
let edges: readonly Edge[];

beforeAll(async () => {
  graph = await readGraph(ROOT);
  edges = [...graph.dependencies].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
});

const kindOf = (name: string) =>
  graph.projects
    .get(name)
    ?.tags.find((tag) => tag.startsWith('scope:'))
    ?.slice(6) ?? '';

/** The project whose folder a file is in: the deepest. */
function projectOf(file: string): string | undefined {
  const owners = [...graph.projects.values()].filter(({ root }) => file.startsWith(`${root}/`));
  return owners.sort((one, other) => other.root.length - one.root.length)[0]?.name;
}

describe('a project', () => {
  test.each([
    ['tools/drydock', 'drydock', 'tool'],
    ['libs/stack', 'stack', 'lib'],
    ['libs/labs', 'labs', 'lib'],
    ['labs', 'course', 'course'],
    ['apps/access-log', 'access-log', 'app'],
    ['docker/maven', 'image-maven', 'image'],
    ['test', 'test', 'test'],
    ['test/cli', 'test-cli', 'test'],
  ])('in %s is called %s, and is of kind %s', (root, name, kind) => {
    expect(graph.projects.get(name)).toMatchObject({ root, tags: expect.arrayContaining([`scope:${kind}`]) });
  });

  test('has one kind and one type, and a name without a prefix', () => {
    for (const { name, type, tags } of graph.projects.values()) {
      expect(name).toMatch(/^[a-z-]+$/);
      expect(
        tags.filter((tag) => tag.startsWith('scope:')),
        name,
      ).toHaveLength(1);
      expect(type, name).toMatch(/^(application|library)$/);
    }
  });

  test('is each folder of tests, with a target to run them', () => {
    const tests = trackedFiles().filter((file) => /^test\/[^/]+\/.*\.test\.ts$/.test(file));
    const folders = [...new Set(tests.map((file) => file.split('/')[1]))];

    expect(folders.length).toBeGreaterThan(10);
    for (const folder of folders) expect(graph.projects.get(`test-${folder}`)?.targets).toContain('test');
  });
});

describe('edges', () => {
  test('no import points against the order', () => {
    expect(edges.length).toBeGreaterThan(100);
    expect(edges.map((edge) => objection(edge, kindOf)).filter(Boolean)).toEqual([]);
  });

  test('there is one for every import of a package of the workspace', () => {
    const sources = trackedFiles().filter((file) =>
      /^(apps|labs|libs|tools|test)\/.*\.(ts|mts|mjs)$/.test(file),
    );
    const imports = sources.flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const named = text.matchAll(
        /^(?:import|export)\s[^'"]*?['"]@drydock\/([a-z]+)|import\(['"]@drydock\/([a-z]+)/gm,
      );
      const names = [...named].map(([, one, other]) => one ?? other ?? '');
      return names.map((name) => ({ from: projectOf(file), to: PACKAGES[name] ?? name }));
    });
    const missing = imports.filter(
      ({ from = '', to }) => from !== to && !graph.dependencies.get(from)?.includes(to),
    );

    expect(imports.length).toBeGreaterThan(200);
    expect(missing).toEqual([]);
  });

  test('lead nowhere in a circle', () => {
    const open = new Set<string>();
    const closed = new Set<string>();
    const circle = (name: string): string[] | undefined => {
      if (open.has(name)) return [...open, name];
      if (closed.has(name)) return undefined;
      open.add(name);
      const found = graph.dependencies.get(name)?.map(circle).find(Boolean);
      open.delete(name);
      closed.add(name);
      return found;
    };

    expect([...graph.projects.keys()].map(circle).find(Boolean)).toBeUndefined();
  });
});

describe('the check itself objects', () => {
  test.each([
    ['to a library that imports a command', 'engine', 'drydock'],
    ['to neighbours that know each other', 'layers', 'images'],
    ['to a library that imports a higher one', 'engine', 'labs'],
    ['to a service that imports a library', 'access-log', 'engine'],
    ['to a service that stands on another', 'image-gallery', 'apod'],
    ['to a lab that imports more than labs', 'course', 'layers'],
    ['to an image that is built on a service', 'image-node', 'apod'],
    ['to a command that knows the services', 'drydock', 'apod'],
    ['to whoever depends on tests', 'drydock', 'test'],
  ])('%s', (_, from, to) => {
    expect(objection({ from, to }, kindOf)).toContain(`${from} → ${to}`);
  });
});
