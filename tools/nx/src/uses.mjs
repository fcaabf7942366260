// What tests use that no import, Dockerfile or bake file tells. This is the one place that says it.
//
//   projects  what stands behind what they do: images that they run, the command that they start
//   files     what they read at run time outside of their own folder
//   builds    whether they build those images from changed sources, tests and all
//   images    what they run, where it must be no edge: a library does not stand on what stands on it
//
// `npm run test:mutations` looks for what is missing here.

const SERVICES = ['access-log', 'apod', 'image-gallery', 'image-of-the-day'];
const SERVICE_BASES = ['golang', 'healthcheck', 'maven', 'node', 'openjdk', 'root', 'runtime'].map(
  (name) => `image-${name}`,
);
const TEST_IMAGES = ['image-browser', 'image-proxy', 'image-tracer'];

/** What `test:images` builds before any suite that runs containers. */
export const TESTED_IMAGES = [...SERVICES, ...TEST_IMAGES];

/** The containers of `compose.yaml`. */
const stack = { projects: SERVICES, files: ['compose.yaml'] };
/** What breaks a service for the length of a test. */
const faults = { projects: ['image-proxy', 'image-tracer'] };
const browser = { projects: ['image-browser'] };
/** `drydock`, started as a process. */
const command = { projects: ['drydock'] };
/** `drydock check`: what images promise and weigh, and how they run. */
const contracts = {
  projects: SERVICES,
  files: ['apps/*/image.contract.ts', 'compose.yaml', 'docker/sizes.json'],
};
/** How images are built. Nothing is built. */
const recipes = { files: ['docker/bake.hcl', '{apps,docker}/**/*{Dockerfile,.dockerignore}'] };
/** The whole repository, copied, edited and built. Texts, labs and suites are copied too, and change nothing. */
const repository = {
  projects: [...SERVICES, ...TEST_IMAGES, 'drydock'],
  builds: true,
  files: [
    ...recipes.files,
    ...contracts.files,
    'apps/*/compare/*',
    '{package,package-lock,tsconfig,turbo}.json',
    '{.gitignore,.npmrc}',
  ],
};

const USES = {
  // Reads the services' images.
  contracts: [{ files: ['docs/absence-classes.md'], images: [...SERVICES, ...SERVICE_BASES] }],
  images: [recipes],
  labs: [{ files: ['labs/**/*', 'test/chapter/README.md'] }],
  // Builds toolchains, and reads what they hold.
  layers: [
    {
      files: [
        'docker/bake.hcl',
        'docker/{golang,healthcheck,maven,node,openjdk,root,runtime}/{*.go,*.java,*.json,*.mod,.npmrc}',
        'docker/{golang,healthcheck,maven,node,openjdk,root,runtime}/*{Dockerfile,.dockerignore}',
      ],
    },
  ],
  stack: [{ files: ['compose.yaml'] }],

  'test-bad-input': [stack, faults, { files: ['apps/*/{openapi.yaml,routes.go}', 'apps/*/src/**/*'] }],
  'test-cache': [repository],
  'test-chapter': [repository, { files: ['docs/walkthrough.md'] }],
  'test-cli': [
    repository,
    {
      files: [
        'libs/stack/fuzz/*.ts',
        'libs/stack/test/fixtures/tiny-service/*',
        'test/{bad-input,bench,chapter,faults,soak}/**/*.ts',
        'tools/bootstrap.mjs',
      ],
    },
  ],
  'test-data': [repository],
  // Reads the services' images in another store.
  'test-engine': [{ projects: SERVICES }],
  'test-faults': [stack, faults],
  'test-graph': [
    recipes,
    {
      projects: ['nx'],
      files: ['**/*.{ts,mts,mjs,json,hcl,yaml,yml}', 'labs/**/*{Dockerfile,.dockerignore}'],
    },
  ],
  'test-images': [repository],
  'test-labs': [command, { projects: ['course'], files: ['compose.yaml'] }],
  'test-network': [stack],
  'test-page': [stack, browser],
  // Holds its list of the services' own tests against the bake file.
  'test-run': [{ files: ['docker/bake.hcl'] }],
  'test-soak': [repository],
  // Looks at every text.
  'test-tidy': [{ projects: ['nx'], files: ['**/*'] }],
};

/** What the tests of a project use, each once. */
export function usesOf(name) {
  const uses = USES[name] ?? [];
  const all = (key) => [...new Set(uses.flatMap((use) => use[key] ?? []))];
  const builds = uses.some((use) => use.builds);
  return { projects: all('projects'), files: all('files'), images: all('images'), builds };
}
