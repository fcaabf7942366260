// Proves that an edit runs the steps of a build again that it must, and no other one, of any service.
import { type BuildStep, describeBuildFailure } from '@drydock/images';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { appended, EDIT, type Edit, type EditedCopy, editedCopy } from '../support/edited-copy.ts';
import { openTestEngine, SERVICES } from '../support/services.ts';
import { complaints } from './which-steps-ran.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 900_000 });

const GO = 'apps/image-gallery';
const NODE = 'apps/access-log';
const JAVA = 'apps/image-of-the-day';

let copy: EditedCopy;

beforeAll(async () => {
  copy = editedCopy(await openTestEngine());
  await build();
});

afterAll(() => copy?.[Symbol.asyncDispose]());

async function build(...edits: readonly Edit[]): Promise<readonly BuildStep[]> {
  const { failure, steps } = await copy.build(SERVICES, edits);
  if (failure) throw new Error(describeBuildFailure(failure));
  return steps;
}

/** Builds all services, and complains of each step that ran or did not run against the expectation. */
async function expectToRun(mustRun: readonly string[], ...edits: readonly Edit[]): Promise<void> {
  expect(complaints(await build(...edits), mustRun).join('\n')).toBe('');
}

test('nothing edited, nothing run', () => expectToRun([]));

const GO_SOURCE = ['image-gallery builder COPY', 'image-gallery builder RUN', 'image-gallery runtime COPY'];

describe('of the Go service', () => {
  test.each([
    [
      'a line of source',
      `${GO}/main.go`,
      (text: string) => text.replace('"listening"', `"listening ${EDIT}"`),
    ],
    ['the page', `${GO}/web/page.html`, (text: string) => text.replace('<title>', `<title>${EDIT} `)],
  ])('%s is compiled, and nothing is downloaded', async (_, file, change) => {
    await expectToRun(GO_SOURCE, { file, change });
  });

  test('a test runs no step of the image', async () => {
    await expectToRun([], appended(`${GO}/page_test.go`, `// ${EDIT}`));
  });
});

describe('of the Node service', () => {
  test('a line of source is bundled and compiled, and no package is installed', async () => {
    const ran = ['pruner COPY', 'pruner RUN', 'build COPY', 'build RUN'];
    const compiled = ['trained COPY', 'trained RUN', 'runtime COPY', 'runtime COPY'];

    await expectToRun(
      [...ran, ...compiled].map((step) => `access-log ${step}`),
      appended(`${NODE}/src/server.ts`, `process.title = '${EDIT}';`),
    );
  });

  test('a test runs no step of the image', async () => {
    await expectToRun([], appended(`${NODE}/test/app.test.ts`, `// ${EDIT}`));
  });

  test("another package's new dependency installs and bundles nothing", async () => {
    const ran = ['turbo-lock COPY', 'turbo-lock RUN', 'pruner COPY', 'pruner RUN'];

    await expectToRun(
      ran.map((step) => `access-log ${step}`),
      {
        file: 'package-lock.json',
        change: (text) =>
          text.replace('"node_modules/testcontainers": {', `$&\n      "deprecated": "${EDIT}",`),
      },
      {
        file: 'libs/stack/package.json',
        change: (text) => text.replace('"description": "', `"description": "${EDIT} `),
      },
    );
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
      (text: string) => text.replace('nobody thought of', `nobody thought of ${EDIT}`),
    ],
    [
      'a setting',
      `${JAVA}/src/main/resources/application.properties`,
      (text: string) => `${text}\n# ${EDIT}\n`,
    ],
  ])('%s is compiled, no dependency is fetched and no layer of them made', async (_, file, change) => {
    await expectToRun(JAVA_SOURCE, { file, change });
  });

  test('a test runs no step of the image', async () => {
    await expectToRun([], appended(`${JAVA}/src/test/java/drydock/iotd/PictureTest.java`, `// ${EDIT}`));
  });
});

test.each(SERVICES)('the README of %s is part of no image', async (service) => {
  await expectToRun([], appended(`apps/${service}/README.md`, EDIT));
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
