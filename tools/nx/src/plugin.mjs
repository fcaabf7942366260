// Gives every project of the workspace its targets, whatever language it is in, so that no project repeats them.
//   lint       biome for TypeScript, BuildKit's own rules for a Dockerfile
//   typecheck  the TypeScript compiler; Go and Java are compiled by their image's build
//   test       Vitest for a library, the image's `test` stage for a service
//   faults     every fault, where there are some: more than `test` has time for
//   soak       starts, stops and kills in great numbers, likewise
//   image      the image itself, where the project ships one
// Images and container tests are not cached here: BuildKit caches them, and a hit in a task runner's cache
// could vouch for an image that no longer exists. What is cached is said here and not in nx.json, whose defaults
// would win: what concerns the whole workspace was once kept for as long as this one folder did not change.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const DRYDOCK = 'node --disable-warning=ExperimentalWarning tools/drydock/src/main.ts';
const PROJECTS = '{apps,docker}/*/Dockerfile,{apps,libs,tools}/*/package.json,test/package.json';

export const name = 'drydock-workspace';

export const createNodes = [
  `{${PROJECTS}}`,
  (files, _options, { workspaceRoot }) => {
    const roots = [...new Set(files.map((file) => dirname(file)))];
    return files.map((file) => [file, { projects: projectOf(dirname(file), workspaceRoot, roots) }]);
  },
];

/** Leaves the verdict of every task for the summary that `npm test` closes with. */
export async function postTasksExecution(_options, { taskResults }) {
  mkdirSync('.drydock/reports', { recursive: true });
  const verdicts = Object.fromEntries(Object.entries(taskResults).map(([id, { status }]) => [id, status]));
  writeFileSync('.drydock/reports/tasks.json', JSON.stringify(verdicts, null, 2));
}

function projectOf(root, workspaceRoot, roots) {
  const has = (file) => existsSync(join(workspaceRoot, root, file));
  const targets = {
    ...(has('tsconfig.json') ? typescriptTargets(root) : {}),
    ...(has('Dockerfile') ? imageTargets(root, has('tsconfig.json')) : {}),
    ...(has('test') && !has('Dockerfile') ? { test: vitest(root) } : {}),
    // What concerns the workspace as a whole: the format of every file, and code that nothing uses.
    ...(root === 'tools/nx' ? { lint: run('biome check --error-on-warnings . && knip') } : {}),
    ...(root === 'test' ? containerTargets(root) : {}),
  };
  const project = { root, name: projectName(root), targets };
  // The suites that join containers need every image, which no import tells.
  if (root === 'test')
    project.implicitDependencies = roots.filter((one) => /^(apps|docker)\//.test(one)).map(projectName);
  return { [root]: project };
}

function typescriptTargets(root) {
  return {
    lint: cached(run(`biome check --error-on-warnings ${root}`), ['project', 'workspace']),
    typecheck: cached(run(`tsc --project ${root}/tsconfig.json`), ['project', '^project', 'workspace']),
  };
}

function imageTargets(root, hasTypeScript) {
  const image = basename(root);
  const check = `${DRYDOCK} lint ${image}-validate`;
  const tests = root.startsWith('apps/') || ['healthcheck', 'proxy'].includes(image);
  return {
    lint: run(hasTypeScript ? `biome check --error-on-warnings ${root} && ${check}` : check),
    image: run(`${DRYDOCK} build ${image}`),
    ...(tests ? { test: run(`${DRYDOCK} build ${image}-test`) } : {}),
  };
}

function containerTargets(root) {
  return {
    images: run(`${DRYDOCK} build default browser proxy tracer`),
    test: { ...vitest(root, "--project 'test-*' --project '!*:long'"), dependsOn: ['images'] },
    faults: { ...vitest(root, "--project 'test-faults:*'"), dependsOn: ['images'] },
    soak: { ...run('node --disable-warning=ExperimentalWarning test/soak/run.ts'), dependsOn: ['images'] },
  };
}

function vitest(root, which = `--project '${projectName(root)}:*'`) {
  const report = `--reporter=json --outputFile.json=.drydock/reports/${projectName(root)}.json`;
  return run(`vitest run ${which} --reporter=default ${report}`);
}

function run(command) {
  return { executor: 'nx:run-commands', options: { command, cwd: '{workspaceRoot}' } };
}

/** Done again when one of these inputs, named in nx.json, has changed. */
function cached(target, inputs) {
  return { ...target, cache: true, inputs };
}

function projectName(root) {
  return root.startsWith('docker/') ? `image-${basename(root)}` : basename(root);
}
