// The targets of each kind of project, and what goes into them.
//   lint       Biome
//   typecheck  the TypeScript compiler; Go and Java are compiled by their image's build
//   test       Vitest for TypeScript, the image's `test` stage for what is built by a Dockerfile
//   validate   BuildKit's own rules for a Dockerfile, which need an engine
//   image      the image itself
// Images and container tests are not cached here: BuildKit caches them, and a hit in a task runner's cache could
// vouch for an image that no longer exists. What is cached is said here and not in nx.json, whose defaults would win.

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codeOf, sourcesOf } from './edges.mjs';
import { BAKE_FILE, bakeTargets } from './image-graph.mjs';
import { reachedFrom } from './imports.mjs';
import { hasFile, projectName } from './projects.mjs';
import { usesOf } from './uses.mjs';

const DRYDOCK = 'node --disable-warning=ExperimentalWarning tools/drydock/src/main.ts';

/** What Biome, tsc and Vitest read wherever they run, beside what is an input of every task (nx.json). */
const BIOME = ['{workspaceRoot}/biome.json', '{workspaceRoot}/.gitignore'];
const TSC = ['{workspaceRoot}/tsconfig.json'];
/** What Vitest loads before each file: vitest.config.ts names it, and does not import it. */
const SETUP = 'test/run/profile/{record.mjs,set-file.ts}';
/** The files that Biome has rules for. */
const LINTED = '*.{ts,mts,cts,js,mjs,cjs,json,jsonc,css,html}';

export function lint(root) {
  return cached(run(`biome check --error-on-warnings ${root}`), [
    `{workspaceRoot}/${root}/**/${LINTED}`,
    ...BIOME,
  ]);
}

/** The format of every file, and code that nothing uses. */
export function lintWorkspace() {
  const read = [`{workspaceRoot}/**/${LINTED}`, '{workspaceRoot}/.github/**/*', ...BIOME];
  return { ...run('biome check --error-on-warnings . && knip'), inputs: read };
}

export function typecheck(workspaceRoot, root) {
  const included = JSON.parse(readFileSync(join(workspaceRoot, root, 'tsconfig.json'), 'utf8')).include ?? [];
  // A folder of another project whose files this one's compiler is to read as well.
  const elsewhere = included.filter((glob) => glob.startsWith('../')).map((glob) => join(root, glob));
  const { files } = reachedFrom(workspaceRoot, sourcesOf(workspaceRoot, root));
  const imported = files.filter((file) => !file.startsWith(`${root}/`));
  const read = [
    `${root}/**/*.{ts,mts,cts}`,
    `${root}/{tsconfig,package}.json`,
    ...elsewhere,
    ...imported,
  ].map((file) => `{workspaceRoot}/${file}`);
  // A service's own code imports nothing of the workspace; its contract is compiled with `test`.
  const packages = root.startsWith('apps/') ? [] : ['^code'];
  return cached(run(`tsc --project ${root}/tsconfig.json`), [...read, ...packages, ...TSC]);
}

export function vitest(workspaceRoot, root, { files = [] } = {}) {
  const name = projectName(root);
  const uses = usesOf(name);
  const config = [...reachedFrom(workspaceRoot, ['vitest.config.ts']).files, SETUP];
  const outside = [...config, ...files, ...uses.files].map((file) => `{workspaceRoot}/${file}`);
  const own = ['{projectRoot}/**/*', '!{projectRoot}/README.md'];
  const code = root.startsWith('test/') ? codeOf(workspaceRoot, root) : [];
  const used = [
    ...(code.length > 0 ? [{ input: 'code', projects: code }] : ['^code']),
    uses.builds ? '^context' : '^image',
    ...(uses.images.length > 0 ? [{ input: 'image', projects: uses.images }] : []),
  ];
  return {
    ...run(`vitest run --project '${name}:*' --project '!*:long'`),
    inputs: [...own, ...outside, ...used, ...TSC],
  };
}

export function imageTargets(workspaceRoot, root) {
  const image = basename(root);
  // Asked of the bake file, which builds them: a Dockerfile that has lost the stage has to fail, not to be skipped.
  const hasTests = bakeTargets(workspaceRoot).has(`${image}-test`);
  const ways = globSync('*.Dockerfile', { cwd: join(workspaceRoot, root, 'compare') }).sort();
  const checks = [image, ...ways.map((file) => `${image}-${basename(file, '.Dockerfile')}`)].map(
    (one) => `${one}-validate`,
  );
  return {
    validate: {
      ...run(`${DRYDOCK} lint ${checks.join(' ')}`),
      inputs: [
        `{workspaceRoot}/${root}/**/*{Dockerfile,.dockerignore}`,
        `{workspaceRoot}/${BAKE_FILE}`,
        '^image',
      ],
    },
    image: { ...run(`${DRYDOCK} build ${image}`), inputs: ['image', '^image'] },
    ...(hasTests
      ? { test: { ...run(`${DRYDOCK} build ${image}-test`), inputs: ['context', '^image'] } }
      : {}),
  };
}

/** What all suites that run containers wait for. */
export function buildTestedImages() {
  return { ...run(`${DRYDOCK} build default browser proxy tracer`), inputs: ['^image'] };
}

export function hasTests(workspaceRoot, root) {
  return hasFile(workspaceRoot, root, 'test') && !hasFile(workspaceRoot, root, 'Dockerfile');
}

function run(command) {
  return { executor: 'nx:run-commands', options: { command, cwd: '{workspaceRoot}' } };
}

/** Done again when one of these inputs has changed. */
function cached(target, inputs) {
  return { ...target, cache: true, inputs };
}
