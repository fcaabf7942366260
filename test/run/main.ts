// Runs the tests of a tier, as `npm run check`, `npm test`, `npm run test:all` and `npm run test:affected` do.
// What needs no engine comes first: lint, types, unit tests. Then every image is built, in one build with the tests of
// the services; then come the tests that use them. Closes with the slowest files and the true count.
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Vitest } from 'vitest/node';
import { ROOT } from '../support/services.ts';
import { keepDurations, readDurations, secondsOf } from './durations.ts';
import { affectedProjects, branchPoint, commitOf, lintAndTypes } from './nx-tasks.ts';
import { prepareImages, ownTests as readOwnTests } from './own-tests.ts';
import { profileLines, rowOf, slowestLines } from './profile/profile-lines.ts';
import { readRecords } from './profile/read-records.ts';
import { type RunOptions, runOptions, USAGE } from './run-options.ts';
import { shareOut } from './share-out.ts';
import { type FileResult, openVitest, runFiles, type TestFile, testFiles } from './test-files.ts';
import { sumOf, type Verdicts } from './verdicts.ts';

const LINT = 'lint and types';
const RECORDS = join(ROOT, '.drydock/profile');
const print = (line: string) => process.stdout.write(`${line}\n`);

// The tests know the images by the names that they have without settings; a CI may have a TAG of its own.
for (const variable of ['TAG', 'REVISION']) delete process.env[variable];

const options = optionsOrUsage();
if (options) process.exitCode = canWrite() ? await run(options) : 2;

function optionsOrUsage(): RunOptions | undefined {
  try {
    return runOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

/** Vitest and the reports write below the repository, and would each fail in their own way. */
function canWrite(): boolean {
  try {
    accessSync(ROOT, constants.W_OK);
    return true;
  } catch {
    process.stderr.write(
      `${ROOT} cannot be written, and the tests write there\n  → run them in a clone of your own\n`,
    );
    return false;
  }
}

async function run(options: RunOptions): Promise<number> {
  const signal = abortOnSignals();
  const since = sinceOf(options);
  if (since === null) return 2;
  const affected = since === undefined ? undefined : affectedProjects(since);
  if (affected) print(`tests that the changes since ${since} can break: ${affected.join(', ') || 'none'}`);
  const vitest = await openVitest();
  signal.addEventListener('abort', () => void vitest.cancelCurrentRun('keyboard-input'));
  try {
    const pieces = await piecesOf(vitest, options, affected);
    const verdicts: Verdicts[] = [];
    const measured = new Map<string, number>();

    if (pieces.hasLint) {
      const begun = performance.now();
      verdicts.push(await lintAndTypes(since, signal));
      measured.set(LINT, (performance.now() - begun) / 1_000);
    }
    noteFigures();
    await vitest.standalone(); // starts its reporters, and no test
    const results = await runFiles(vitest, pieces.unit, options);
    if (pieces.ownTests.length + pieces.others.length > 0 && !signal.aborted) {
      const prepared = await prepareImages(pieces.ownTests, signal);
      verdicts.push(prepared.verdicts);
      if (prepared.hasImages && !signal.aborted)
        results.push(...(await runFiles(vitest, pieces.others, options)));
      else print(`not run: ${pieces.others.length} test files that use the images`);
    }

    for (const { name, seconds } of results) measured.set(name, seconds);
    if (options.keepsDurations) keepDurations(options.tier, measured);
    printFigures(results, options);
    return close(sumOf([...verdicts, ...results]), { signal, mayBeNothing: affected !== undefined });
  } finally {
    await vitest.close();
  }
}

/** The commit to compare with; undefined when everything is run, null when there is none, which is said. */
function sinceOf({ base }: RunOptions): string | undefined | null {
  if (base === undefined) return undefined;
  const commit = base === '' ? branchPoint() : commitOf(base);
  if (commit !== undefined) return commit;
  const subject =
    base === ''
      ? 'the branch has no point where it left main'
      : `--base is "${base}", which git does not know`;
  process.stderr.write(
    `${subject}\n  → name a commit, a branch or a tag: npm run test:affected -- --base HEAD~1\n`,
  );
  return null;
}

interface Pieces {
  readonly hasLint: boolean;
  /** Targets of the bake file. */
  readonly ownTests: readonly string[];
  readonly unit: readonly TestFile[];
  readonly others: readonly TestFile[];
}

/** What this run does: of all that its tier has, what is affected, and of that its shard. */
async function piecesOf(
  vitest: Vitest,
  { tier, shard }: RunOptions,
  affected: readonly string[] | undefined,
): Promise<Pieces> {
  const isAffected = (project: string) => affected?.includes(project) ?? true;
  const files = (await testFiles(vitest, tier)).filter(({ project }) => isAffected(project));
  const hasAll = tier === 'test' || tier === 'all';
  const ownTests = readOwnTests(readFileSync(join(ROOT, 'docker/bake.hcl'), 'utf8'))
    .filter(({ project }) => hasAll && isAffected(project))
    .map(({ target }) => target);
  const hasLint = hasAll || tier === 'check';

  const durations = readDurations();
  const names = [...(hasLint ? [LINT] : []), ...ownTests, ...files.map(({ name }) => name)];
  const mine = new Set(
    shareOut(
      names.map((name) => ({ name, seconds: secondsOf(durations, tier, name) })),
      shard,
    ).map(({ name }) => name),
  );
  const own = files.filter(({ name }) => mine.has(name));
  return {
    hasLint: mine.has(LINT),
    ownTests: ownTests.filter((name) => mine.has(name)),
    unit: own.filter(({ kind }) => kind === 'unit'),
    others: own.filter(({ kind }) => kind !== 'unit'),
  };
}

/** From here on every Node process that is started notes what it does, for the figures in the end. */
function noteFigures(): void {
  rmSync(RECORDS, { recursive: true, force: true });
  mkdirSync(RECORDS, { recursive: true });
  const record = pathToFileURL(join(import.meta.dirname, 'profile/record.mjs')).href;
  process.env.DRYDOCK_RECORDS = RECORDS;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${record}`.trim();
}

function printFigures(results: readonly FileResult[], { isProfiled }: RunOptions): void {
  const figures = readRecords(RECORDS);
  const rows = results
    .filter(({ seconds }) => seconds > 0)
    .map(({ name, seconds }) => rowOf(name, seconds, figures.get(name)));
  if (rows.length === 0) return;
  for (const line of isProfiled ? profileLines(rows) : slowestLines(rows)) print(line);
  print('');
}

/** Prints what failed and the count, which is the last line. Gives the exit code. */
function close(
  { passed, failed, failures }: Verdicts,
  { signal, mayBeNothing }: { readonly signal: AbortSignal; readonly mayBeNothing: boolean },
): number {
  for (const failure of failures) print(`failed: ${failure}`);
  print(`${passed} passed, ${failed} failed`);
  if (signal.aborted) return 130;
  return failed > 0 || (passed === 0 && !mayBeNothing) ? 1 : 0;
}

/** The first signal ends what runs, and its figures are still printed; a second one ends at once. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  return controller.signal;
}
