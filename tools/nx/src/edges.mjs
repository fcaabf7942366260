// The edges of the project graph: who stands on whom, over all languages.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bakeTargets, folderOfImage, imagesIn } from './image-graph.mjs';
import { reachedFrom } from './imports.mjs';
import { projectName } from './projects.mjs';
import { TESTED_IMAGES, usesOf } from './uses.mjs';

/** Every edge, as pairs of names. `projects`: by name, with `root` and the package's name in `metadata`. */
export function findEdges(workspaceRoot, projects) {
  const images = imageEdges(workspaceRoot);
  const named = Object.values(projects).flatMap(({ root }) => [
    ...importEdges(workspaceRoot, root, projects),
    ...usesOf(projectName(root)).projects.map((target) => [projectName(root), target]),
  ]);
  const tested = TESTED_IMAGES.map((target) => ['test', target]);
  const pairs = [...images, ...named, ...tested].filter(([source, target]) => source !== target);
  return [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()];
}

/** The files of a project that are read for imports. A suite's support files are its own, as far as it reaches them. */
export function sourcesOf(workspaceRoot, root) {
  const patterns = /^test\/|^labs$|^apps\//.test(root)
    ? ['**/*.{ts,mts,mjs}']
    : ['{src,test,bench,fuzz,support}/**/*.{ts,mts,mjs}', '*.ts'];
  const exclude = root === 'labs' ? ['*/{start,solution,wrong}/**'] : ['**/node_modules/**'];
  return globSync(patterns, { cwd: join(workspaceRoot, root), exclude })
    .map((file) => join(root, file))
    .sort();
}

/**
 * The projects whose code a suite runs: what it imports or starts, and what those import. Not what merely stands below
 * it: the contract of a service that it starts imports a library too.
 */
export function codeOf(workspaceRoot, root) {
  const roots = globSync('{libs,tools}/*/package.json', { cwd: workspaceRoot }).map((file) => dirname(file));
  const byPackage = new Map(roots.map((folder) => [packageName(workspaceRoot, folder), folder]));
  const started = usesOf(projectName(root)).projects;
  const reached = new Set([root, ...roots.filter((folder) => started.includes(projectName(folder)))]);
  for (const folder of reached) {
    const { packages } = reachedFrom(workspaceRoot, sourcesOf(workspaceRoot, folder));
    for (const name of packages) if (byPackage.has(name)) reached.add(byPackage.get(name));
  }
  const others = started.includes('course') ? ['course'] : [];
  return [...[...reached].filter((folder) => folder !== root).map(projectName), ...others];
}

function packageName(workspaceRoot, folder) {
  return JSON.parse(readFileSync(join(workspaceRoot, folder, 'package.json'), 'utf8')).name;
}

function importEdges(workspaceRoot, root, projects) {
  const byPackage = new Map(
    Object.values(projects).map(({ root: folder, metadata }) => [
      metadata?.js?.packageName,
      projectName(folder),
    ]),
  );
  const { packages } = reachedFrom(workspaceRoot, sourcesOf(workspaceRoot, root));
  return packages
    .filter((name) => byPackage.has(name))
    .map((name) => [projectName(root), byPackage.get(name)]);
}

function imageEdges(workspaceRoot) {
  const targets = bakeTargets(workspaceRoot);
  const dockerfiles = globSync(
    ['{apps,docker}/*/Dockerfile', 'apps/*/compare/*.Dockerfile', 'labs/**/Dockerfile'],
    { cwd: workspaceRoot },
  );
  const written = dockerfiles.flatMap((file) =>
    imagesIn(readFileSync(join(workspaceRoot, file), 'utf8')).map((image) => [
      ownerOf(file),
      folderOfImage(targets, image),
    ]),
  );
  const given = [...targets.values()].flatMap(({ folder, contexts }) =>
    contexts.map(({ target }) => [folder, targets.get(target)?.folder]),
  );
  return [...written, ...given].filter(([from, to]) => from && to).map((pair) => pair.map(projectName));
}

function ownerOf(dockerfile) {
  return dockerfile.startsWith('labs/') ? 'labs' : dockerfile.split('/').slice(0, 2).join('/');
}
