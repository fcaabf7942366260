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
  test('a line of source is compiled, and nothing is downloaded', async () => {
    const change = (text: string) => text.replace('"listening"', `"listening ${EDIT}"`);

    await expectToRun(GO_SOURCE, { file: `${GO}/main.go`, change });
  });

  test('the page is compiled, and nothing is downloaded', { tags: 'thorough' }, async () => {
    const change = (text: string) => text.replace('<title>', `<title>${EDIT} `);

    await expectToRun(GO_SOURCE, { file: `${GO}/web/page.html`, change });
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

  test("another package's new dependency installs and bundles nothing", { tags: 'thorough' }, async () => {
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
  test('a line of source is compiled, no dependency is fetched and no layer of them made', async () => {
    const file = `${JAVA}/src/main/java/drydock/iotd/request/Problems.java`;
    const change = (text: string) => text.replace('nobody thought of', `nobody thought of ${EDIT}`);

    await expectToRun(JAVA_SOURCE, { file, change });
  });

  test('a setting is compiled, no dependency is fetched and no layer of them made', {
    tags: 'thorough',
  }, async () => {
    await expectToRun(
      JAVA_SOURCE,
      appended(`${JAVA}/src/main/resources/application.properties`, `# ${EDIT}`),
    );
  });
});

// Each of these edits has to run nothing, so one build can have them all: a complaint names the step, and its target.
test('a test or the README of any service is part of no image', async () => {
  await expectToRun(
    [],
    appended(`${GO}/page_test.go`, `// ${EDIT}`),
    appended(`${NODE}/test/app.test.ts`, `// ${EDIT}`),
    appended(`${JAVA}/src/test/java/drydock/iotd/PictureTest.java`, `// ${EDIT}`),
    ...SERVICES.map((service) => appended(`apps/${service}/README.md`, EDIT)),
  );
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
