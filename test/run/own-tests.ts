import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/services.ts';
import { runCommand } from './run-program.ts';
import { oneVerdict, sumOf, type Verdicts } from './verdicts.ts';

/** Tests of an image in its own language, which run in a stage of their own. */
export interface OwnTests {
  /** In the bake file. */
  readonly target: string;
  /** In Nx. */
  readonly project: string;
}

const TARGET = /"(?<image>[\w-]+)-test"/g;

/** All of them: the group `test` of the bake file. */
export function ownTests(bakeFile: string): OwnTests[] {
  const group = /^group "test" \{\n\s*targets = \[(?<targets>[^\]]*)\]/m.exec(bakeFile)?.groups?.targets;
  if (group === undefined) throw new Error('docker/bake.hcl has no group "test"');
  return [...group.matchAll(TARGET)].map(([, image = '']) => ({
    target: `${image}-test`,
    project: existsSync(join(ROOT, 'docker', image)) ? `image-${image}` : image,
  }));
}

/** What the suites run: the services, and the images that look at them or get in their way. */
const IMAGES = ['default', 'browser', 'proxy', 'tracer'];

export interface Prepared {
  readonly verdicts: Verdicts;
  /** Whether the images that suites run are there. */
  readonly hasImages: boolean;
}

/**
 * Builds every image, runs the given tests of services, and lints all Dockerfiles. It is one build, in which nothing
 * waits for anything but what it is made of; only when that fails is each built by itself, to tell which is to blame.
 */
export async function prepareImages(tests: readonly string[], signal: AbortSignal): Promise<Prepared> {
  const lint = oneVerdict('lint of the Dockerfiles', failure(await runCommand(['lint'], signal)));
  if ((await runCommand(['build', ...IMAGES, ...tests], signal)) === 0)
    return {
      verdicts: sumOf([lint, ...[...tests, 'the images'].map((name) => oneVerdict(name, undefined))]),
      hasImages: true,
    };
  const images = failure(await runCommand(['build', ...IMAGES], signal));
  const verdicts = [lint, oneVerdict('build of the images', images)];
  for (const test of tests)
    verdicts.push(oneVerdict(test, failure(await runCommand(['build', test], signal))));
  return { verdicts: sumOf(verdicts), hasImages: images === undefined };
}

function failure(exitCode: number): string | undefined {
  return exitCode === 0 ? undefined : `exit code ${exitCode}; its output is above`;
}
