import { brokenBuild, custom, defineLab, fail, PASS, rebuilds, runs, type Workbench } from '@drydock/labs';

const append = (text: string, nonce: string) => `${text}// ${nonce}\n`;
/** Those of Go's own library that are compiled first. They never change, so nobody should wait for them twice. */
const LIBRARY = /^internal\//;
/** So many names after the first one, its compiler has long put it away. */
const AWAY = 12;

export default defineLab({
  title: 'One-second rebuilds',
  minutes: 20,
  needs: ['golang'],
  tasks: [
    {
      name: 'compiles-only-its-own',
      say: 'When the program is compiled again, Go’s own library is not: what the compiler made of it is kept from build to build.',
      checks: [custom('the compiler finds what it made before', keepsTheCompiled)],
    },
    {
      name: 'draws-once',
      say: 'After an edit of `main.go`, the chart is not drawn again, and the program is compiled again.',
      checks: [
        runs({ prints: /^4000 depths/, otherwise: 'the program does not tell of the 4000 depths any more' }),
        rebuilds({
          edit: { 'main.go': append },
          keeps: [/draw\.pl/],
          repeats: [/go build/],
          otherwise: 'an edit of main.go does not lead to the steps that it should',
          mend: 'a step runs again when a file has changed that was copied above it: the chart needs only the folder chart',
        }),
      ],
    },
    {
      name: 'reads-no-notes',
      say: 'After an edit of `NOTES.md`, no step runs at all.',
      checks: [
        rebuilds({
          edit: { 'NOTES.md': append },
          keeps: [/draw\.pl/, /go build/],
          otherwise: 'an edit of NOTES.md compiles the program again',
          mend: 'what a build does not need should not reach it: leave it out in .dockerignore, or copy only what you need',
        }),
      ],
    },
  ],
  wrong: {
    'everything-first': { task: 'draws-once', says: 'the chart needs only the folder chart' },
    'ignores-too-much': { task: 'compiles-only-its-own', says: 'the build fails' },
    'ignores-nothing': { task: 'reads-no-notes', says: 'leave it out in .dockerignore' },
    'no-cache-mount': { task: 'compiles-only-its-own', says: 'a folder that has to outlive the step' },
    'cache-at-the-wrong-place': { task: 'compiles-only-its-own', says: '/root/.cache/go-build' },
  },
});

/**
 * With -v, Go names each package that it compiles. The first build may be the one that fills the cache: it
 * ends once a few packages are in it, and the second one tells whether they are found there.
 */
async function keepsTheCompiled(bench: Workbench) {
  const hasCacheMount = (await bench.read('Dockerfile'))?.includes('type=cache') ?? false;
  const named = (output: readonly string[]) => output.filter((line) => LIBRARY.test(line.trim()));
  const verbose = {
    files: {
      Dockerfile: (text: string) => text.replace(/^(RUN .*?)?go build /ms, '$&-v '),
      'main.go': append,
    },
  };
  bench.build().catch(() => undefined); // the tasks below begin with it, and it has little to do with this one
  const first = await bench.buildAgain(
    verbose,
    ({ output }) => named(output).length >= (hasCacheMount ? AWAY : 1),
  );
  if (first.failure) return brokenBuild(first.failure, bench.needs);
  const [compiled] = named(first.output);
  if (compiled === undefined) return PASS;
  if (hasCacheMount) {
    const second = await bench.buildAgain(verbose, ({ output }) => named(output).includes(compiled));
    if (second.failure) return brokenBuild(second.failure, bench.needs);
    if (!named(second.output).includes(compiled)) return PASS;
  }
  return fail(
    'each build compiles Go’s own library anew',
    ['printed by go build -v after an edit of main.go:', compiled],
    'the compiler keeps what it has made in /root/.cache/go-build: a folder that has to outlive the step, without becoming part of the layer',
  );
}
