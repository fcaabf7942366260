// Tells Nx of every project of the workspace, whatever language it is in: its name and kind, its targets and what goes
// into them, and what it stands on. No project repeats any of it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { findEdges, sourcesOf } from './edges.mjs';
import { bakeTargets } from './image-graph.mjs';
import { imageInputs } from './image-inputs.mjs';
import { reachedFrom } from './imports.mjs';
import { hasFile, kindOf, projectName, projectRoots } from './projects.mjs';
import {
  buildTestedImages,
  hasTests,
  imageTargets,
  lint,
  lintWorkspace,
  typecheck,
  vitest,
} from './targets.mjs';
import { usesOf } from './uses.mjs';

export const name = 'drydock-workspace';

/**
 * Nx takes the file that a project is found by for its configuration, and a change of that file for one of all that
 * stands on the project. So every project is found by one file that seldom changes, and not by its Dockerfile.
 */
export const createNodes = [
  'tools/nx/package.json',
  ([file], _options, { workspaceRoot }) => {
    const projects = projectRoots(workspaceRoot).map((root) => [root, projectOf(workspaceRoot, root)]);
    return [[file, { projects: Object.fromEntries(projects) }]];
  },
];

/** No edge names a file as its source: Nx would keep it until that file changes, whatever became of the others. */
export function createDependencies(_options, { workspaceRoot, projects }) {
  return findEdges(workspaceRoot, projects).map(([source, target]) => ({ source, target, type: 'implicit' }));
}

/** Leaves the verdict of every task for the summary that `npm test` closes with. */
export async function postTasksExecution(_options, { taskResults }) {
  mkdirSync('.drydock/reports', { recursive: true });
  const verdicts = Object.fromEntries(Object.entries(taskResults).map(([id, { status }]) => [id, status]));
  writeFileSync('.drydock/reports/tasks.json', JSON.stringify(verdicts, null, 2));
}

function projectOf(workspaceRoot, root) {
  return {
    root,
    name: projectName(root),
    ...kindOf(root),
    namedInputs: namedInputs(workspaceRoot, root),
    targets: withWorkspace(targetsOf(workspaceRoot, root)),
  };
}

/** How a task is run goes into each of them. */
function withWorkspace(targets) {
  const entries = Object.entries(targets);
  return Object.fromEntries(
    entries.map(([key, target]) => [key, { ...target, inputs: [...target.inputs, 'workspace'] }]),
  );
}

/** What others take from a project: `code` when they import it or start it, `image` when they are built on it. */
function namedInputs(workspaceRoot, root) {
  if (root === 'labs') return { code: ['{projectRoot}/**/*'] };
  if (/^(libs|tools)\//.test(root)) return { code: ['{projectRoot}/src/**/*', '{projectRoot}/package.json'] };
  if (!hasFile(workspaceRoot, root, 'Dockerfile')) return {};
  const target = [...bakeTargets(workspaceRoot).values()].find(({ folder }) => folder === root);
  return imageInputs(workspaceRoot, root, target?.context);
}

function targetsOf(workspaceRoot, root) {
  if (root.startsWith('test/')) return suiteTargets(workspaceRoot, root);
  const isTyped = hasFile(workspaceRoot, root, 'tsconfig.json');
  return {
    ...(isTyped || /^(apps\/|labs$)/.test(root) ? { lint: lint(root) } : {}),
    ...(isTyped ? { typecheck: typecheck(workspaceRoot, root) } : {}),
    ...(hasFile(workspaceRoot, root, 'Dockerfile') ? imageTargets(workspaceRoot, root) : {}),
    ...(hasTests(workspaceRoot, root) ? { test: vitest(workspaceRoot, root) } : {}),
    ...(root === 'tools/nx' ? { lint: lintWorkspace() } : {}),
    ...(root === 'test' ? { images: buildTestedImages() } : {}),
  };
}

function suiteTargets(workspaceRoot, root) {
  const { files: reached } = reachedFrom(workspaceRoot, sourcesOf(workspaceRoot, root));
  const files = ['test/tsconfig.json', ...reached.filter((file) => !file.startsWith(`${root}/`))];
  const runsImages = usesOf(projectName(root)).projects.some((one) => one !== 'nx');
  const waits = runsImages ? { dependsOn: [{ projects: ['test'], target: 'images' }] } : {};
  return {
    test: { ...vitest(workspaceRoot, root, { files }), ...waits },
  };
}
