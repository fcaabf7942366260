import { relative } from 'node:path';
import { createVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node';
import { ROOT } from '../support/services.ts';
import type { Tier } from './run-options.ts';
import { oneVerdict, type Verdicts, withReason } from './verdicts.ts';

/** A test file, as the run sees it before it has started. */
export interface TestFile {
  readonly name: string;
  /** Its project in Nx. */
  readonly project: string;
  readonly kind: string;
  readonly specification: TestSpecification;
}

/** What one file did, and how long it took. */
export interface FileResult extends Verdicts {
  readonly name: string;
  readonly seconds: number;
}

interface Selection {
  readonly kinds: readonly string[];
  /** Which tests of a file, by their tags. */
  readonly tags?: string;
  /** Of this project alone. */
  readonly only?: string;
}

/** Which files a tier runs. */
const SELECTION: Readonly<Record<Tier, Selection>> = {
  check: { kinds: ['unit'] },
  test: { kinds: ['unit', 'engine', 'alone'], tags: '!thorough' },
  all: { kinds: ['unit', 'engine', 'thorough', 'alone', 'thorough-alone'] },
  rest: { kinds: ['engine', 'thorough', 'alone', 'thorough-alone'], tags: 'thorough' },
  faults: { kinds: ['engine', 'thorough', 'long'], only: 'test-faults' },
};

/** Vitest with the configuration of the repository, for as long as the run lasts. */
export function openVitest(): Promise<Vitest> {
  return createVitest({ root: ROOT, watch: false, reporters: ['default'] });
}

/** The files that a tier runs. */
export async function testFiles(vitest: Vitest, tier: Tier): Promise<TestFile[]> {
  const { kinds, tags, only } = SELECTION[tier];
  return (await vitest.globTestSpecifications()).flatMap((specification) => {
    const [project = '', kind = ''] = specification.project.name.split(':');
    if (!kinds.includes(kind) || project !== (only ?? project)) return [];
    // A file that is thorough as a whole has no tags to look at.
    if (tags && !kind.startsWith('thorough')) specification.testTagsFilter = [tags];
    return [{ name: relative(ROOT, specification.moduleId), project, kind, specification }];
  });
}

/** Runs files side by side, as far as their kinds allow. */
export async function runFiles(
  vitest: Vitest,
  files: readonly TestFile[],
  { isSerial }: { readonly isSerial: boolean },
): Promise<FileResult[]> {
  if (files.length === 0) return [];
  const specifications = files.map(({ specification }) => specification);
  if (isSerial) for (const { project } of specifications) project.config.maxWorkers = 1;
  const { unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const strays = unhandledErrors.map((error) => withReason('an error outside of any test', textOf(error)));
  return [
    ...files.map(resultOf),
    { name: 'vitest', seconds: 0, passed: 0, failed: strays.length, failures: strays },
  ];
}

function resultOf({ name, specification }: TestFile): FileResult {
  const module = specification.testModule;
  if (!module) return { name, seconds: 0, ...oneVerdict(name, 'it was not run') };
  const tests = [...module.children.allTests()];
  const failed = tests.filter((one) => one.result().state === 'failed');
  const failures = failed.map((one) =>
    withReason(`${name}: ${one.fullName}`, one.result().errors?.map(textOf).join('\n') ?? ''),
  );
  // A file that broke outside its tests, in a hook for example, is a failure too.
  const broken = failed.length === 0 && module.state() === 'failed' ? [brokenFile(name, module)] : [];
  const { setupDuration, collectDuration, duration } = module.diagnostic();
  return {
    name,
    seconds: (setupDuration + collectDuration + duration) / 1_000,
    passed: tests.filter((one) => one.result().state === 'passed').length,
    failed: failed.length + broken.length,
    failures: [...failures, ...broken],
  };
}

function brokenFile(name: string, module: TestModule): string {
  const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors());
  return withReason(name, [...module.errors(), ...suites].map(textOf).join('\n'));
}

function textOf(error: unknown): string {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String(error.message)
    : String(error);
}
