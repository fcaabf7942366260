import { globSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './test/run/longest-first.ts';
import { ALONE, LONG, THOROUGH, UNIT } from './test/tiers.ts';

/**
 * The kinds of test files in the order in which they run, and how many files run side by side on two cores: tests
 * that use an engine mostly wait for it.
 */
const KINDS = {
  unit: { order: 0, maxWorkers: 2 },
  engine: { order: 1, maxWorkers: 4 },
  thorough: { order: 1, maxWorkers: 4 },
  alone: { order: 2, maxWorkers: 1 },
  'thorough-alone': { order: 2, maxWorkers: 1 },
  long: { order: 3, maxWorkers: 1 },
};
type Kind = keyof typeof KINDS;

/** Unit tests run with an engine that nobody can reach, so that none of them comes to need one. */
const NO_ENGINE = { DOCKER_HOST: 'unix:///nowhere/no-engine.sock', DRYDOCK_ENGINE: 'host' };

const files = globSync(['{libs,tools}/*/test/**/*.test.ts', 'test/*/**/*.test.ts'], {
  cwd: import.meta.dirname,
});
const projects = Map.groupBy(files, (file) => `${projectOf(file)}:${kindOf(file)}`);

export default defineConfig({
  test: {
    tags: [{ name: 'thorough', description: 'runs in `npm run test:all` only; see test/tiers.ts' }],
    teardownTimeout: 60_000,
    slowTestThreshold: 10_000,
    sequence: { sequencer: LongestFirst },
    projects: [...projects].map(([name, include]) => configOf(name, include)),
  },
});

/** The name that a test's folder has in Nx: `stack` for `libs/stack`, `test-cli` for `test/cli`. */
function projectOf(file: string): string {
  const [top, folder] = file.split('/');
  return top === 'test' ? `test-${folder}` : `${folder}`;
}

function kindOf(file: string): Kind {
  const isOneOf = (patterns: readonly string[]) => patterns.some((pattern) => matchesGlob(file, pattern));
  if (isOneOf(LONG)) return 'long';
  if (isOneOf(UNIT)) return 'unit';
  if (isOneOf(ALONE)) return isOneOf(THOROUGH) ? 'thorough-alone' : 'alone';
  return isOneOf(THOROUGH) ? 'thorough' : 'engine';
}

function configOf(name: string, include: string[]): TestProjectInlineConfiguration {
  const kind = name.split(':')[1] as Kind;
  const { order, maxWorkers } = KINDS[kind];
  return {
    test: {
      name,
      include,
      exclude: [],
      setupFiles: [join(import.meta.dirname, 'test/run/profile/set-file.ts')],
      testTimeout: 120_000,
      hookTimeout: 600_000,
      maxWorkers,
      sequence: { groupOrder: order },
      ...(kind === 'unit' ? { env: NO_ENGINE } : {}),
    },
  };
}
