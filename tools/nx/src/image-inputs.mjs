// Says which files go into an image: its Dockerfile, and what the .dockerignore lets through.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BAKE_FILE } from './image-graph.mjs';

/** Tests, where Dockerfiles keep them away from the stage that ships. */
const TESTS = ['!{projectRoot}/**/*_test.go', '!{projectRoot}/src/test/**/*', '!{projectRoot}/test/**/*'];

/** What a folder with no .dockerignore holds besides. */
const NO_PART = ['!{projectRoot}/README.md'];

/** `image`: what may change the image. `context`: what may change a build of any of its stages. */
export function imageInputs(workspaceRoot, root, context = root) {
  const has = (file) => existsSync(join(workspaceRoot, file));
  const ignoreFile = [`${root}/Dockerfile.dockerignore`, `${context}/.dockerignore`].find(has);
  const lines = ignoreFile ? readFileSync(join(workspaceRoot, ignoreFile), 'utf8').split('\n') : [];
  const recipe = [`${root}/Dockerfile`, ...(ignoreFile ? [ignoreFile] : []), BAKE_FILE];
  const sent = lines.includes('*') ? lines.flatMap((line) => allowed(line, context)) : [`${root}/**/*`];
  const files = [...recipe, ...sent].map((file) => input(file, root));
  return { image: [...files, ...NO_PART, ...TESTS], context: [...files, ...NO_PART] };
}

/** An exception of an allow-list is a file, or a folder and all in it. */
function allowed(line, context) {
  if (!line.startsWith('!')) return [];
  const path = join(context, line.slice(1));
  return [path, `${path}/**/*`];
}

/** As Nx wants it: a pattern that leaves something out works on what is of the project only. */
function input(file, root) {
  return file.startsWith(`${root}/`) ? file.replace(root, '{projectRoot}') : `{workspaceRoot}/${file}`;
}
