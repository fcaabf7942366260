// Which folder is which project: its name and its kind.

import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The kinds of projects. test/graph/rule.ts says which of them may depend on which. */
const KINDS = {
  image: { folder: /^docker\/[^/]+$/, type: 'library' },
  lib: { folder: /^libs\/[^/]+$/, type: 'library' },
  app: { folder: /^apps\/[^/]+$/, type: 'application' },
  course: { folder: /^labs$/, type: 'library' },
  tool: { folder: /^tools\/[^/]+$/, type: 'application' },
  test: { folder: /^test(\/[^/]+)?$/, type: 'application' },
};

/** Its type, as Nx has them, and its tag. */
export function kindOf(root) {
  const [scope, { type }] = Object.entries(KINDS).find(([, { folder }]) => folder.test(root));
  return { projectType: type, tags: [`scope:${scope}`] };
}

/** What people type. The library keeps the name `labs`, so the folder of that name is the course. */
export function projectName(root) {
  const [top, folder] = root.split('/');
  if (top === 'labs') return 'course';
  if (top === 'docker') return `image-${folder}`;
  if (top === 'test' && folder) return `test-${folder}`;
  return folder ?? top;
}

/** The folder of every project. In `test`, a folder that holds no tests belongs to the project `test`. */
export function projectRoots(workspaceRoot) {
  const find = (pattern) => globSync(pattern, { cwd: workspaceRoot }).map(dirname);
  const suites = find('test/*/**/*.test.ts').map((folder) => folder.split('/').slice(0, 2).join('/'));
  const others = find(['{apps,docker}/*/Dockerfile', '{libs,tools}/*/package.json', 'test/package.json']);
  return [...new Set([...others, ...suites, 'labs'])].sort();
}

export function hasFile(workspaceRoot, root, file) {
  return existsSync(join(workspaceRoot, root, file));
}
