// Proves that an edit runs the steps of a build again that it must, and no other one, of any service.
import type { Engine } from '@drydock/engine';
import type { BuildStep } from '@drydock/images';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CopyBuilder, copyBuilder } from '../support/build-copy.ts';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine, SERVICES } from '../support/services.ts';
import { complaints } from './which-steps-ran.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 900_000 });

const MARK = `${process.pid}-${Date.now()}`;
const GO = 'apps/image-gallery';
const NODE = 'apps/access-log';
const JAVA = 'apps/image-of-the-day';

let engine: Engine;
let workspace: Workspace;
let builder: CopyBuilder;

beforeAll(async () => {
  engine = await openTestEngine();
  workspace = copyWorkspace();
  builder = await copyBuilder(engine, workspace.folder);
  await builder.build(SERVICES);
});

afterAll(async () => {
  await builder?.[Symbol.asyncDispose]();
  workspace?.[Symbol.dispose]();
});

/** Builds all services, and complains of each step that ran or did not run against the expectation. */
async function expectToRun(mustRun: readonly string[]): Promise<void> {
  const steps = await builder.build(SERVICES);
  expect(complaints(steps, mustRun).join('\n')).toBe('');
}

/** No edit of an earlier run was like it. */
const append = (file: string, line: string) => workspace.edit(file, (text) => `${text}${line} ${MARK}\n`);

test('nothing edited, nothing run', () => expectToRun([]));

const GO_SOURCE = ['image-gallery builder COPY', 'image-gallery builder RUN', 'image-gallery runtime COPY'];

describe('of the Go service', () => {
  test.each([
    [
      'a line of source',
      `${GO}/main.go`,
      (text: string) => text.replace('"listening"', `"listening ${MARK}"`),
    ],
    ['the page', `${GO}/web/page.html`, (text: string) => text.replace('<title>', `<title>${MARK} `)],
  ])('%s is compiled, and nothing is downloaded', async (_, file, change) => {
    workspace.edit(file, change);

    await expectToRun(GO_SOURCE);
  });

  test('a test runs no step of the image', async () => {
    append(`${GO}/page_test.go`, '//');

    await expectToRun([]);
  });
});

describe('of the Node service', () => {
  test('a line of source is bundled, and no package is installed', async () => {
    workspace.edit(`${NODE}/src/server.ts`, (text) => `${text}process.title = '${MARK}';\n`);

    await expectToRun([
      'access-log build COPY',
      'access-log build RUN',
      'access-log pruner COPY',
      'access-log pruner RUN',
      'access-log runtime COPY',
    ]);
  });

  test('a test runs no step of the image', async () => {
    append(`${NODE}/test/app.test.ts`, '//');

    await expectToRun([]);
  });

  test("another package's new dependency installs and bundles nothing", async () => {
    workspace.edit('package-lock.json', (text) =>
      text.replace('"node_modules/testcontainers": {', `$&\n      "deprecated": "${MARK}",`),
    );
    workspace.edit('libs/stack/package.json', (text) =>
      text.replace('"description": "', `"description": "${MARK} `),
    );

    await expectToRun([
      'access-log pruner COPY',
      'access-log pruner RUN',
      'access-log turbo-lock COPY',
      'access-log turbo-lock RUN',
    ]);
  });
});

const JAVA_SOURCE = [
  'image-of-the-day builder COPY',
  'image-of-the-day builder RUN',
  'image-of-the-day runtime COPY',
];

describe('of the Java service', () => {
  test.each([
    [
      'a line of source',
      `${JAVA}/src/main/java/drydock/iotd/request/Problems.java`,
      (text: string) => text.replace('nobody thought of', `nobody thought of ${MARK}`),
    ],
    [
      'a setting',
      `${JAVA}/src/main/resources/application.properties`,
      (text: string) => `${text}\n# ${MARK}\n`,
    ],
  ])('%s is compiled, no dependency is fetched and no layer of them made', async (_, file, change) => {
    workspace.edit(file, change);

    await expectToRun(JAVA_SOURCE);
  });
});

test.each(SERVICES)('the README of %s is part of no image', async (service) => {
  append(`apps/${service}/README.md`, '\nEdited:');

  await expectToRun([]);
});

describe('a complaint', () => {
  const step = (changes: Partial<BuildStep>): BuildStep => ({
    id: 'sha256:1',
    target: 'shop',
    stage: 'deps',
    index: 2,
    total: 3,
    instruction: 'RUN npm ci',
    dockerfile: 'shop/Dockerfile',
    line: 7,
    state: 'done',
    durationMs: 1,
    ...changes,
  });

  test('names the step that ran without need, and where it stands', () => {
    expect(complaints([step({}), step({ stage: 'build' })], ['shop build RUN'])).toEqual([
      'should have been cached: shop deps RUN (shop/Dockerfile:7, RUN npm ci)',
    ]);
  });

  test('names the step that should have run', () => {
    expect(complaints([step({ state: 'cached' })], ['shop deps RUN'])).toEqual([
      'should have run: shop deps RUN',
    ]);
  });
});
