import { matchesGlob } from 'node:path';
import type { Clone } from '../clone.ts';
import type { Compiled } from './compiled.ts';
import { testedFolders } from './folders.ts';
import type { Images } from './images.ts';
import { addReason, type Reasons } from './reasons.ts';

const CONTRACTS = ['apps/*/image.contract.ts', 'docker/sizes.json', 'compose.yaml'];
/** What a subcommand of `drydock` reads of the repository. */
const SUBCOMMANDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(run|start)(Drydock)?\(\[\s*'check'|\/support\/contracts\.ts'/, CONTRACTS],
  [/(run|start)(Drydock)?\(\[\s*'sizes'/, ['docker/sizes.json']],
  [/(run|start)(Drydock)?\(\[\s*'compare'/, ['apps/*/compare/*']],
  [/(run|start)(Drydock)?\(\[\s*'(up|load|ps|logs|down)'/, ['compose.yaml']],
  [/(run|start)(Drydock)?\(\[\s*'claims'/, ['test/chapter/*.test.ts']],
  // A library's own tests, of the repository that they stand in.
  [/readCompose\(engine, \{ root: join\(import\.meta\.dirname, '(\.\.\/){2}\.\.'/, ['compose.yaml']],
  [/planImages\(engine, \{ root: ROOT/, ['docker/bake.hcl', 'apps/*/Dockerfile', 'docker/*/Dockerfile']],
];
/** Of all tracked files, those that a test goes on to read. Of a test that is not listed, it is all of them. */
const READ_OF_TRACKED: Readonly<Record<string, RegExp>> = {
  'test/bad-input/routes.test.ts': /^apps\/[^/]+\/(.*\/)?(routes\.go|src\/(main\/.*\.java|.*\.ts))$/,
  // Holds the sources against what the build sent: the build below names those.
  'test/chapter/13-the-build-needs-the-engine-alone.test.ts': /^$/,
  'test/chapter/14-versions-are-stated-once.test.ts':
    /^(apps|docker)\/.*(Dockerfile|package\.json|pom\.xml|go\.mod|bake\.hcl)$/,
  'test/images/strict-umask.test.ts': /^$/,
};
/** Copies in which no service is built. */
const UNBUILT_COPIES = ['test/labs/planted.test.ts'];
/** Paths and images that a test expects to see in an answer, or only adds to, and does not read. */
const ONLY_NAMED: readonly (readonly [string, string])[] = [
  ['libs/images/test/image-steps.test.ts', 'apod'],
  ['libs/images/test/image-steps.test.ts', '*'],
  ['libs/images/test/image-steps.test.ts', 'image-of-the-day-multi-stage'],
  ['tools/drydock/test/comparison.test.ts', 'apps/*/Dockerfile'],
  ['tools/drydock/test/watch.test.ts', 'docs/labs.md'],
  ['test/labs/walk.test.ts', 'test/chapter/README.md'],
  ['test/cache/edits.test.ts', 'apps/*/README.md'],
];

/** What breaks services, and the image that it takes to do so. */
const FAULTS = [
  ['traffic-faults.ts', 'proxy'],
  ['resource-faults.ts', 'tracer'],
] as const;

/** What the graph of projects is made of. */
const STRUCTURE =
  /\.(ts|mts|mjs|hcl)$|(package|tsconfig|nx)\.json$|^(apps|docker|labs)\/.*(Dockerfile|\.dockerignore)$/;

interface Suite {
  readonly task: string;
  /** Its own tests and fixtures, and what it takes from other folders of tests. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
}

/** Finds what tests read while they run: in the strings and the calls of their sources. */
export function addReads(reasons: Reasons, clone: Clone, compiled: Compiled, images: Images): void {
  for (const suite of suitesOf(clone, compiled)) {
    if (suite.task === 'test-graph:test') continue; // names what it is about, and opens a copy
    const add = (files: Iterable<string>, why: string) => {
      for (const file of files) addReason(reasons, file, suite.task, why);
    };
    for (const { file, text } of suite.sources) {
      for (const path of literals(text)) add(named(clone, file, path), `${file} names ${path}`);
      for (const [pattern, globs] of SUBCOMMANDS)
        if (pattern.test(text)) add(matching(clone, globs), `${file} runs a command that reads it`);
      if (/\btrackedFiles\(/.test(text) && !/^test\/(support|tidy|graph)\//.test(file))
        add(
          clone.files.filter((one) => READ_OF_TRACKED[file]?.test(one) ?? true),
          `${file} reads tracked files`,
        );
    }
    const has = (pattern: RegExp) => suite.sources.find(({ text }) => pattern.test(text))?.file;
    const starter = has(/(?<!function )\bstartServices\(/);
    if (starter) add(stackFiles(clone, images), `${starter} starts the services`);
    for (const [file, image] of FAULTS) {
      const breaker = starter ? has(faultsIn(clone, file)) : undefined;
      if (breaker) add(images.filesOf(image), `${breaker} injects a fault`);
    }
    for (const { file, text } of suite.sources)
      for (const name of imageNames(file, text)) add(images.filesOf(name), `${file} uses the image ${name}`);
    const commander = suite.sources.find(({ file }) => /\/(run-drydock|pseudo-terminal)\.ts$/.test(file));
    const program = (compiled.get('command') ?? []).filter((file) => !file.endsWith('tsconfig.json'));
    if (commander) add(program, `${commander.file} starts the command`);
    const loader = has(/\bloadToolchains\(engine, \[/);
    if (loader) add(toolchainFiles(images), `${loader} builds the toolchains`);
    const copier = suite.sources.find(
      ({ file, text }) => copies(text) && !UNBUILT_COPIES.includes(file) && !file.startsWith('test/support/'),
    );
    if (copier) add(everyBuild(images), `${copier.file} builds a copy of the repository`);
    const learner = suite.sources.find(
      ({ file, text }) => file.endsWith('/learner.ts') || /ROOT, 'labs'/.test(text),
    );
    if (learner) add(courseFiles(clone, images), `${learner.file} takes the course`);
  }
  for (const file of clone.files) {
    addReason(reasons, file, 'test-tidy:test', 'its tests look at every text');
    if (STRUCTURE.test(file)) addReason(reasons, file, 'test-graph:test', 'the graph is read from it');
  }
}

function suitesOf(clone: Clone, compiled: Compiled): Suite[] {
  return [...testedFolders(clone.files)].map(([project, folder]) => {
    const own = folder.startsWith('test/') ? `${folder}/` : `${folder}/test/`;
    const reached = compiled.get(`${project}:test`) ?? [];
    const files = [...new Set([...clone.files, ...reached])].filter(
      (file) =>
        file.endsWith('.ts') &&
        (file.startsWith(own) || (file.startsWith('test/') && reached.includes(file))),
    );
    return { task: `${project}:test`, sources: files.map((file) => ({ file, text: clone.read(file) })) };
  });
}

/** Strings that may be paths, with a star for what is put in. */
function literals(text: string): string[] {
  const strings = [...text.matchAll(/(?<!from )(['"`])((?:\.\.\/)*[\w.*$@-][^'"`\n ]*)\1/g)];
  return strings.map(([, , path = '']) => path.replaceAll(/\$\{[^}]*\}/g, '*').replace(/^(\.\.\/)+/, ''));
}

/** The files that a string names: a file of the repository, a folder of it, or a pattern. */
function named(clone: Clone, source: string, path: string): string[] {
  if (isOnlyNamed(source, path)) return [];
  // A name alone may be that of a file anywhere.
  if (clone.files.includes(path) && !path.includes('/'))
    return new RegExp(`(ROOT,|edit\\()\\s*'${path.replaceAll('.', '\\.')}'`).test(clone.read(source))
      ? [path]
      : [];
  if (clone.files.includes(path)) return [path];
  if (!path.includes('/') || /^\*|^\/|\*\*\*/.test(path)) return [];
  const isCopier = copies(clone.read(source));
  if (path.includes('*')) return clone.files.filter((file) => matchesGlob(file, path));
  return isCopier
    ? []
    : clone.files.filter(
        (file) => file.startsWith(`${path.replace(/\/$/, '')}/`) && !file.endsWith('/README.md'),
      );
}

function copies(text: string): boolean {
  return /\bcopyWorkspace\(|\/(edited-copy|company-copy|other-machine)\.ts'/.test(text);
}

function matching(clone: Clone, globs: readonly string[]): string[] {
  return clone.files.filter((file) => globs.some((glob) => matchesGlob(file, glob)));
}

function stackFiles(clone: Clone, images: Images): string[] {
  const services = [...clone.read('compose.yaml').matchAll(/image: drydock\/([\w-]+):/g)].map(
    ([, name = '']) => name,
  );
  return ['compose.yaml', ...services.flatMap((name) => [...images.filesOf(name)])];
}

/** Calls of what a file of the library offers to break services with. */
function faultsIn(clone: Clone, file: string): RegExp {
  const methods = clone.read(`libs/stack/src/faults/${file}`).matchAll(/^ {2}(\w+)\(.*\): Promise</gm);
  return new RegExp(`\\.(${[...methods].map(([, name]) => name).join('|')})\\(`);
}

function imageNames(file: string, text: string): string[] {
  const services = ['access-log', 'apod', 'image-gallery', 'image-of-the-day'];
  const names = [...text.matchAll(/drydock\/([\w-]+|\$\{\w+\}):local/g)].map(([, name = '']) =>
    name.replace(/^\$.*/, '*'),
  );
  const opened = names.filter((name) => !isOnlyNamed(file, name));
  return opened.flatMap((name) => (name === '*' ? services : [name]));
}

function isOnlyNamed(source: string, name: string): boolean {
  return ONLY_NAMED.some(([file, one]) => file === source && one === name);
}

function toolchainFiles(images: Images): string[] {
  const toolchains = [...images.targets.values()].filter(
    ({ kind, name }) => kind === 'builder' && !name.includes('checksums'),
  );
  return toolchains.flatMap(({ name }) => [...images.filesOf(name)]);
}

/** Other ways to build a service are built by `drydock compare` alone; one of them copies all there is, on purpose. */
function everyBuild(images: Images): Set<string> {
  const built = [...images.targets.values()].filter(
    ({ kind, dockerfile }) => kind !== 'check' && !dockerfile.includes('/compare/'),
  );
  return new Set(built.flatMap(({ name }) => [...images.filesOf(name)]));
}

function courseFiles(clone: Clone, images: Images): string[] {
  const files = clone.files.filter((file) => file.startsWith('labs/') && file.split('/').length > 2);
  const toolchains = files
    .filter((file) => file.endsWith('Dockerfile'))
    .flatMap((file) => clone.read(file).match(/(?<=drydock\/)[\w-]+/g) ?? []);
  return [...files, ...new Set(toolchains.flatMap((name) => [...images.filesOf(name)]))];
}
