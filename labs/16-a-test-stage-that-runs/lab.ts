import { cp, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  builds,
  custom,
  defineLab,
  dockerfile,
  fail,
  failsToBuild,
  image,
  PASS,
  runs,
  type Workbench,
} from '@drydock/labs';

const PROGRAM = 'src/toll.mjs';
/** Boats would pay 6 in place of 20. With the nonce, no cache knows the file. */
const broken = (text: string, nonce: string) => `${text.replace('Math.max(20,', '(')}// ${nonce}\n`;
const touched = (text: string, nonce: string) => `${text}// ${nonce}\n`;

export default defineLab({
  title: 'A test stage that runs',
  minutes: 15,
  needs: ['node'],
  tasks: [
    {
      name: 'test-stage',
      say: 'Make a stage `test` that cannot be built when a test fails, and can be built when all pass.',
      checks: [
        dockerfile({ stages: ['test'], mend: 'a stage gets its name where it begins' }),
        builds({
          build: { target: 'test' },
          mend: 'the tests pass as they are: look at what the stage runs, and where',
        }),
        failsToBuild({
          build: { target: 'test', files: { [PROGRAM]: broken } },
          stage: 'test',
          prints: /no less than 20/,
          otherwise: 'a program with a mistake, which one of the tests finds, gets through the stage "test"',
          mend: 'the tests have to be there and be run by a step of the stage, and their exit code has to be the exit code of that step',
        }),
      ],
    },
    {
      name: 'asked-for',
      say: 'Make `docker buildx bake`, without a word after it, run the tests and fail when one of them does.',
      checks: [
        custom('bake runs the tests', bakeRunsTests, {
          mend: 'a stage that nothing asks for is skipped: the group "default" of docker-bake.hcl says what is asked for, and a target says which stage it means',
        }),
      ],
    },
    {
      name: 'stay-at-home',
      say: 'Let the image hold the program, and none of its tests.',
      checks: [
        runs({
          command: ['30'],
          prints: /toll: 90/,
          otherwise: 'the image does not run the program any more',
        }),
        image(
          { absent: ['/app/test/**', '**/*.test.mjs'] },
          {
            otherwise: 'the tests are in the image that is shipped',
            mend: 'what is built on the stage "test" has all that is in it: let both begin where the program is built',
          },
        ),
      ],
    },
  ],
  wrong: {
    'or-true': { task: 'test-stage', says: 'the exit code of that step' },
    'runs-it-later': { task: 'test-stage', says: 'run by a step of the stage' },
    piped: { task: 'test-stage', says: 'the exit code of that step' },
    'finds-no-tests': { task: 'test-stage', says: 'the tests have to be there' },
    'nobody-asks': { task: 'asked-for', says: 'a stage that nothing asks for is skipped' },
    'asks-for-the-wrong-stage': { task: 'asked-for', says: 'which stage it means' },
    'tests-travel': { task: 'stay-at-home', says: 'let both begin where the program is built' },
  },
});

async function bakeRunsTests(bench: Workbench) {
  const good = await bake(bench, touched);
  if (good.exitCode !== 0)
    return fail('`docker buildx bake` fails, though all tests pass', lastLines(good.stderr));
  const bad = await bake(bench, broken);
  if (bad.exitCode === 0)
    return fail('`docker buildx bake` goes through, though a test fails', stepLines(bad.stderr));
  if (bad.stderr.includes('no less than 20')) return PASS;
  return fail('`docker buildx bake` fails, and not because of the test', lastLines(bad.stderr));
}

/** As the learner would type it, in a copy of the folder with an edited program. Nothing gets into the engine's list. */
async function bake(bench: Workbench, edit: (text: string, nonce: string) => string) {
  await using copy = await mkdtempDisposable(join(tmpdir(), 'drydock-lab-'));
  await cp(bench.folder, copy.path, { recursive: true });
  const program = join(copy.path, PROGRAM);
  await writeFile(program, edit(await readFile(program, 'utf8'), copy.path));
  const file = ['--file', join(copy.path, 'docker-bake.hcl')];
  const settings = [`*.context=${copy.path}`, '*.output=type=cacheonly'].flatMap((one) => ['--set', one]);
  return await bench.docker([
    'buildx',
    'bake',
    '--progress',
    'plain',
    '--allow',
    `fs.read=${copy.path}`,
    ...file,
    ...settings,
  ]);
}

/** Which steps there were: the rest of a build that goes through tells nobody anything. */
function stepLines(text: string): string[] {
  const steps = text.split('\n').filter((line) => /^#\d+ \[(?!internal)/.test(line));
  return ['these steps were asked for:', ...new Set(steps.map((line) => line.replace(/^#\d+ /, '')))];
}

function lastLines(text: string): string[] {
  return text.trimEnd().split('\n').slice(-12);
}
