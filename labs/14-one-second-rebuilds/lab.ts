import { brokenBuild, custom, defineLab, fail, PASS, rebuilds, runs, type Workbench } from '@drydock/labs';

const append = (text: string, nonce: string) => `${text}// ${nonce}\n`;
/** A part of Go's own library: it never changes, so nobody should wait for it twice. */
const STANDARD = /^(?:io|runtime|strings|time)$/;

export default defineLab({
  title: 'One-second rebuilds',
  minutes: 20,
  needs: ['golang'],
  tasks: [
    {
      name: 'compiles-only-its-own',
      say: 'When the program is compiled again, Go’s own library is not: what the compiler made of it is kept from build to build.',
      checks: [custom('the compiler finds what it made before', keepsTheCompiled, { isAlone: true })],
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

/** With -v, Go names each package that it compiles. The first build may be the one that fills the cache. */
async function keepsTheCompiled(bench: Workbench) {
  const hasCacheMount = (await bench.read('Dockerfile'))?.includes('type=cache') ?? false;
  const named = (output: readonly string[]) => output.filter((line) => STANDARD.test(line.trim()));
  let compiled: string[] = [];
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const isLast = attempt > 0 || !hasCacheMount;
    const { failure, output } = await bench.buildAgain(
      {
        files: {
          Dockerfile: (text) => text.replace(/^(RUN .*?)?go build /ms, '$&-v '),
          'main.go': append,
        },
      },
      // The first name says it: nobody has to wait until all of the library is compiled.
      (soFar) => isLast && named(soFar.output).length > 0,
    );
    if (failure) return brokenBuild(failure, bench.needs);
    compiled = named(output);
    if (compiled.length === 0) return PASS;
    if (isLast) break;
  }
  return fail(
    'each build compiles Go’s own library anew',
    ['printed by go build -v after an edit of main.go:', ...compiled],
    'the compiler keeps what it has made in /root/.cache/go-build: a folder that has to outlive the step, without becoming part of the layer',
  );
}
